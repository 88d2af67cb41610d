"""hnb.questions.why_spend_differs.change against arithmetic on small years that are repeated."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.questions.why_spend_differs import text
from hnb.questions.why_spend_differs.change import change_between_years, changes, crosses_break
from tests.questions.why_spend_differs.test_model import MADE, amounts, answer, ask, tables

AP = "alternative provision"


def years(**made: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What is held of each year named (`y2021=MADE`), for those aged 0 to 17."""
    held = [
        tables(frame, f"{name[1:]}-{(int(name[1:]) + 1) % 100:02d}") for name, frame in made.items()
    ]
    both = {name: pd.concat([one[name] for one in held]) for name in held[0]}
    placed = both["ehc_plans_by_placement"]
    within = [int(name[1:]) + 1 for name in made]
    earlier = placed[~placed["january"].isin(within)]
    both["ehc_plans_by_placement"] = pd.concat(
        [*(one["ehc_plans_by_placement"].query("january == @year") for one, year in zip(held, within, strict=True)), earlier]
    )  # fmt: skip
    both["population"] = both["population"].assign(
        age_group="0 to 17", basis="estimate before revision"
    )
    return both


DEARER = MADE.assign(special=MADE["special"] * 2)
MORE = DEARER.assign(**{name: DEARER[name] * 2 for name in ("mainstream", "specials")})


def test_changes_of_every_year_add_up_to_the_change_over_all_of_them():
    held = years(y2022=MADE, y2023=DEARER, y2024=MORE)
    result = changes(held, ask(financial_year="2024-25"))
    assert [step.gap.period for step in result.steps] == [
        "2022-23 to 2023-24",
        "2023-24 to 2024-25",
    ]
    for step in result.steps:
        assert sum(amounts(step).values()) == pytest.approx(step.gap.value, abs=1e-12)
    first, last = result.steps
    spent = last.per_head.authority.number - first.per_head.other.number
    together = {key: figure.value for key, figure in result.together.items()}
    assert together.pop("gap") == pytest.approx(spent)
    assert sum(together.values()) == pytest.approx(spent)
    # the first step doubles what a special place costs: £400 over 1,000 people, all of it cost
    assert amounts(first)["cost"] == pytest.approx(0.40)
    assert first.gap.value == pytest.approx(0.40)
    listing = text.by_year(result)
    assert [row[0] for row in listing.rows][-1] == "Together" and len(listing.rows) == 3


def test_parts_of_a_change_agree_with_every_order_of_three_factors():
    """By brute force: the mean over the six orders in which plans, places and costs can change."""
    from itertools import permutations

    held = years(y2023=MADE, y2024=MORE)
    result = change_between_years(held, ask(financial_year="2024-25"))

    def factors(frame):
        row = frame.set_index("la_code").loc[855].astype(float)
        plans = row[["mainstream", "specials", "schools", "elsewhere"]]
        spend = row[["primary", "special", "independent"]].to_numpy()
        return [plans.sum() / row["people"], plans.to_numpy()[:3] / plans.sum(), spend / plans.to_numpy()[:3]]  # fmt: skip

    before, after = factors(MADE), factors(MORE)
    totals = [0.0, 0.0, 0.0]
    for order in permutations(range(3)):
        at = list(before)
        for factor in order:
            was = (at[0] * at[1] * at[2]).sum()
            at[factor] = after[factor]
            totals[factor] += ((at[0] * at[1] * at[2]).sum() - was) / 6
    parts = amounts(result)
    assert [parts["prevalence"], parts["placement"], parts["cost"]] == pytest.approx(totals)


def test_year_after_a_gap_starts_anew_and_is_not_added_up():
    held = years(y2021=MADE, y2023=DEARER, y2024=MORE)
    result = changes(held, ask(financial_year="2024-25"))
    assert [step.gap.period for step in result.steps] == ["2023-24 to 2024-25"]
    assert result.together == {} and text.by_year(result) is None


def test_independent_placements_booked_elsewhere_are_refused():
    moved = MADE.assign(shifted=MADE["independent"] * 0.8, independent=MADE["independent"] * 0.2)
    held = years(y2023=moved, y2024=MADE)
    reason = change_between_years(held, ask(financial_year="2024-25")).gap.reason
    assert reason == (
        "independent placements are booked differently in 2023-24 and 2024-25: far more of them is "
        "under alternative provision in 2023-24"
    )


def test_many_plans_without_spend_in_one_year_alone_are_refused():
    many = MADE.assign(specials=100)
    held = years(y2023=many.assign(special=0), y2024=many)
    reason = change_between_years(held, ask(financial_year="2024-25")).gap.reason
    assert reason == (
        "in 2023-24 plans are placed in state-funded special schools and no spend is booked there, "
        "as it is in the other year"
    )


def test_lines_split_over_other_settings_are_refused():
    held = years(y2023=MADE, y2024=MADE)
    spend = held["s251_high_needs"]
    gone = spend["financial_year"].eq("2023-24") & spend["setting"].eq("primary")
    held["s251_high_needs"] = spend[~gone]
    reason = change_between_years(held, ask(financial_year="2024-25")).gap.reason
    assert reason.startswith("spend is not split over the same lines and settings in 2023-24 and")
    assert "(primary)" in reason


def test_plans_by_group_alone_are_refused():
    held = years(y2017=MADE, y2018=MADE)
    placed = held["ehc_plans_by_placement"]
    early = placed["january"].eq(2018)
    held["ehc_plans_by_placement"] = placed.assign(
        placement=placed["placement"].mask(early, "not split")
    )
    reason = change_between_years(held, ask(financial_year="2018-19")).gap.reason
    assert reason.startswith("plans at January 2018 are published by group of placement alone")


def test_change_across_the_new_collection_says_so():
    held = years(y2021=MADE, y2022=DEARER, y2023=DEARER)
    across = change_between_years(held, ask(financial_year="2022-23"))
    after = change_between_years(held, ask(financial_year="2023-24"))
    assert crosses_break(across) and not crosses_break(after)
    assert "In January 2023 the count of plans became one of persons" in str(
        text.doubts_of_change(across)
    )


def test_comparators_with_plans_and_without_spend_are_named():
    many = MADE.assign(specials=100, special=MADE["special"].where(MADE["la_code"].ne(855), 0))
    other = text.unbooked(answer(tables(many), ask((855,), 850)))
    assert str(other).startswith("Take the parts with care: Leicestershire booked no spending in")
    assert text.unbooked(answer(tables(), ask())) is None


def test_plans_and_people_are_dated():
    result = answer(years(y2024=MADE), ask(financial_year="2024-25"))
    assert str(text.counted_when(result)) == (
        "Plans are those of January 2025, within the financial year. Residents are those of "
        "mid-2024: residents aged 0 to 17 (estimate before revision)."
    )
