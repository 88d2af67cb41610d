"""hnb.questions.why_spend_differs.model and split against brute force over permutations, arithmetic, and the
published files.
"""

from __future__ import annotations

from datetime import date
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.compare.select import rows_where
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.figures import ends
from hnb.questions.why_spend_differs.model import KINDS, PARTS, between_years, closure, compare
from hnb.questions.why_spend_differs.spend_by_placement import ALIGNMENT, WITHOUT_COUNTERPART
from hnb.stats.shapley import lmdi, shapley
from hnb.store import add, files
from tests.conftest import frame
from tests.sources.books import csv_bytes
from tests.sources.test_section251 import PLACES
from tests.sources.test_section251 import STATE as MAINTAINED
from tests.sources.test_section251 import line as printed

STATE = "top-ups, maintained schools, academies, free schools and colleges"
INDEPENDENT = "top-ups, non-maintained and independent schools and colleges"
TOTALS = ("OutturnTotalTopUpFundingMaintained", "OutturnTotalTopUpFundingNonMaintained",
          "OutturnPlaceFundingSpecial", "OutturnPlaceFundingAlternativeProvision")  # fmt: skip
# £ by line and setting, plans by placement, people; 855 has twice the plans a head of 850, all else
# alike
MADE = frame("""
    la_code  special  primary  independent  ap  shifted  mainstream  specials  schools  elsewhere  people
    855          400      200          200  40        0          20        20       10         10    1000
    850          400      200          200  80        0          20        20       10         10    2000
    860          200      100          400  40        0          20        20       10         10    2000
    830            0      100          500  40       60          20         0       20         20    2000
""")
NAMES = {
    855: "Leicestershire",
    850: "Hampshire",
    860: "Staffordshire",
    830: "Derbyshire",
    420: "Isles of Scilly",
}
CELLS = {
    "special": (STATE, "special"), "primary": (STATE, "primary"), "ap": ("place funding", "alternative " "provision"),
    "independent": (INDEPENDENT, "special"), "shifted": (INDEPENDENT, "alternative provision"),
}  # fmt: skip
PLACED = {"mainstream": "academy", "specials": "maintained special school", "schools": "independent special " "school",
          "elsewhere": "elective home education"}  # fmt: skip


def tables(made: pd.DataFrame = MADE, year: str = "2021-22") -> list[pd.DataFrame]:
    """The arguments of `compare`, but for the Ask."""
    first, rows = int(year[:4]), []
    for one in made.astype("float64").to_dict("records"):
        cells = {cell: one[name] for name, cell in CELLS.items()}
        for line in (STATE, INDEPENDENT):
            cells[line, "total"] = sum(value for (of, _), value in cells.items() if of == line)
        cells["place funding", "special"] = 0.0
        rows += [
            {"la_code": int(one["la_code"]), "line": line, "setting": setting, "amount_gbp": value}
            for (line, setting), value in cells.items()
        ]
    spend = pd.DataFrame(rows).assign(
        financial_year=year, kind="outturn", status="published", release="s251"
    )
    budget = spend.assign(
        kind="budget", amount_gbp=spend["amount_gbp"] * 7
    )  # would change everything, were it read
    placed = made.melt("la_code", list(PLACED), "placement", "plans").assign(
        release="sen2", placement_group="any"
    )
    placed["placement"] = placed["placement"].map(PLACED)
    before = placed.assign(january=first, plans=placed["plans"] * (1 + placed["la_code"].eq(850)))
    people = made[["la_code", "people"]].assign(
        mid_year=first,
        age_group="2 to 18",
        basis="projection, 2018-based",
        release="ons",
        status="published",
    )
    special = "special academies: pre-16 SEN places"
    deducted = made[["la_code"]].assign(
        financial_year=year, deduction=special, amount_gbp=100.0, release="dsg"
    )
    total = deducted.assign(deduction="total")
    return [
        pd.concat([spend, budget]),
        pd.concat([placed.assign(january=first + 1), before]),
        people,
        pd.concat([deducted, total]),
    ]


def ask(codes=(850,), la_code: int = 855, **changes) -> Ask:
    groups = (
        Comparators("statistical neighbours (2025 list)", tuple(codes), 2025),
        *changes.pop("also", ()),
    )
    settled = {"january": 2022, "financial_year": "2021-22", "comparators": groups, "names": NAMES}
    return Ask(
        changes.pop("authority", Authority(la_code, NAMES[la_code], (), "East Midlands")),
        **(settled | changes),
    )


def amounts(result) -> dict[str, float]:
    return {part.key: float(part.amount.value) for part in result.parts}


def sides(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.uniform(0.1, 5, (3, 4)), random.uniform(0.1, 5, (3, 4))


def orders(before: np.ndarray, after: np.ndarray) -> list[np.ndarray]:
    """What each factor changes, by every order in which the factors can be changed one after
    another.
    """
    found = []
    for order in permutations(range(3)):
        now, parts = before.copy(), np.empty(before.shape)
        for factor in order:
            was = now.prod(axis=0)
            now[factor] = after[factor]
            parts[factor] = now.prod(axis=0) - was
        found.append(parts)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_symmetric_split_is_the_mean_over_every_order(seed: int):
    before, after = sides(seed)
    assert shapley(before, after) == pytest.approx(np.mean(orders(before, after), axis=0))


@pytest.mark.parametrize("method", [shapley, lmdi])
@pytest.mark.parametrize("seed", range(5))
def test_parts_add_up_to_the_change_and_do_not_mind_which_factor_comes_first(seed: int, method):
    before, after = sides(seed)
    change = (after.prod(axis=0) - before.prod(axis=0)).sum()
    assert method(before, after).sum() == pytest.approx(change, abs=1e-12)
    turned = method(before[[2, 0, 1]], after[[2, 0, 1]])
    assert turned == pytest.approx(method(before, after)[[2, 0, 1]])
    assert method(after, before) == pytest.approx(-method(before, after))


def test_logarithmic_split_is_the_logarithmic_mean_times_the_log_of_each_ratio():
    before, after = np.array([[1.0], [1.0], [2.0]]), np.array([[2.0], [1.0], [4.0]])
    mean = (8 - 2) / np.log(8 / 2)
    assert lmdi(before, after)[:, 0] == pytest.approx([mean * np.log(2), 0, mean * np.log(2)])


def test_logarithmic_split_of_a_placement_that_one_side_does_not_use_is_put_down_to_that():
    before, after = np.array([[1.0], [0.0], [5.0]]), np.array([[2.0], [0.5], [5.0]])
    assert lmdi(before, after)[:, 0] == pytest.approx([0, 5, 0])
    nearly = np.array([[1.0], [1e-300], [5.0]])
    assert lmdi(nearly, after)[:, 0] == pytest.approx([0, 5, 0], abs=0.02)


def test_gap_from_the_number_of_plans_alone_is_all_prevalence():
    result = compare(*tables(), ask())
    assert [figure.value for figure in result.head] == pytest.approx([0.84, 0.44, 0.40])
    assert amounts(result) == pytest.approx(
        {"prevalence": 0.40, "placement": 0, "cost": 0, "untied": 0}
    )
    assert result.total.value == pytest.approx(400)
    # per plan, prevalence cannot play a part: £840 over 60 plans against £880 over 60
    assert [part.per_plan.value for part in result.parts] == pytest.approx([0, 0, 0, -40 / 60])


def test_cheaper_placements_are_told_from_other_placements():
    alike = compare(*tables(), ask((860,), 850))
    # special £20 and £10 a plan, mainstream £10 and £5, independent £20 and £40; over 2,000 people
    # each
    assert amounts(alike) == pytest.approx(
        {"prevalence": 0, "placement": 0, "cost": 100 / 2000, "untied": 40 / 2000}
    )
    cheaper = {kind.label.split()[0]: kind.dearer.value for kind in alike.kinds}
    assert cheaper["Independent"] == pytest.approx(-200 / 2000) and cheaper[
        "State-funded"
    ] == pytest.approx(200 / 2000)


def test_placement_that_one_side_does_not_use_is_a_matter_of_where_and_not_of_cost():
    result = compare(*tables(), ask((830,), 850))
    special = next(kind for kind in result.kinds if kind.label.startswith("State-funded"))
    assert special.dearer.value == 0 and special.placement.value > 0
    assert (
        special.their_cost.value is None
        and special.their_cost.reason == "no plans are placed there"
    )
    # 20 of 60 plans in 850, none in 830; £20 each; 0.03 plans a head on both sides
    assert special.placement.value == pytest.approx(0.03 * 20 / 60 * 20)


def test_every_way_of_asking_adds_up_to_its_gap():
    groups = [Comparators("statistical neighbours (2021 list)", (860, 830), 2021)]
    result = compare(*tables(), ask((850, 860, 830), also=groups))
    assert {way.kind for way in result.alternatives} == set(KINDS) - {"population"}
    assert sum(amounts(result).values()) == pytest.approx(result.gap.value)
    assert sum(part.total.value for part in result.parts) == pytest.approx(result.total.value)
    assert sum(part.per_plan.value for part in result.parts) == pytest.approx(result.plan[2].value)
    for way in result.alternatives:
        *parts, gap = (figure.value for figure in way.amounts)
        assert sum(parts) == pytest.approx(gap), way.label


def test_plain_mean_is_of_the_comparators_own_spend_a_head():
    (plain,) = [
        w for w in compare(*tables(), ask((850, 860, 830))).alternatives if w.kind == "mean"
    ]
    assert plain.amounts[-1].value == pytest.approx(0.84 - np.mean([880, 740, 700]) / 2000)


def test_part_that_hangs_on_one_neighbour_is_said_to():
    # 860 spends £0.37 a head; 850 £0.44; 830 £0.35: without 830 the others spend more than it, and
    # with it less
    result = compare(*tables(), ask((850, 830), 860, also=[Comparators("the other list", (830,))]))
    low, high = ends(result.gap)
    assert result.gap.value == pytest.approx(0.37 - 0.395) and result.more == "less"
    assert (low.value, high.value) == pytest.approx((0.37 - 0.395, 0.37 - 0.35))
    assert result.unsettled == ("list",)
    three = compare(*tables(), ask((850, 830, 855), 860))
    untied = {
        way.label: way.amounts[3].value for way in three.alternatives if way.kind == "neighbour"
    }
    assert untied["without Leicestershire"] == pytest.approx((40 - 90) / 2000)
    assert set(untied) == {"without Hampshire", "without Derbyshire", "without Leicestershire"}


def test_direction_is_settled_where_no_way_of_asking_turns_it():
    result = compare(*tables(), ask((850, 860, 830)))
    assert "prevalence" in [part.key for part in result.settled()]
    for part in result.settled():
        assert part.amount.low > 0 or part.amount.high < 0
    for part in result.settled(False):
        assert part.amount.low <= 0 <= part.amount.high


def test_independent_provision_booked_elsewhere_and_places_of_the_department_are_counted_when_asked():
    result = compare(*tables(), ask((850,), 830))
    ways = {way.kind: [figure.value for figure in way.amounts] for way in result.alternatives}
    parts = amounts(result)
    assert ways["booking"][-1] == pytest.approx(result.gap.value)
    assert ways["booking"][3] == pytest.approx(parts["untied"] - 60 / 2000)
    assert ways["places"][-1] == pytest.approx(result.gap.value)  # £100 on both sides
    stages = {way.kind: way.amounts[0].stage for way in result.alternatives}
    assert (stages["places"], stages["booking"]) == ("deductions added back", "after deductions")
    # 830 has no plans in special schools, so its £100 for them stays with what is not tied
    assert ways["places"][3] == pytest.approx(parts["untied"] + 100 / 2000)


def test_plans_of_the_january_within_the_year_are_used_and_the_one_before_is_an_alternative():
    result = compare(*tables(), ask())
    (before,) = [way for way in result.alternatives if way.kind == "January"]
    assert result.january == 2022 and before.label == "plans of January 2021"
    # in January 2021 850 has twice the plans: as many a head, at half the cost
    assert [figure.value for figure in before.amounts] == pytest.approx([0, 0, 0.40, 0, 0.40])


def test_scope_decides_which_places_count():
    spend, *rest = tables()
    own = spend[(spend["la_code"] == 855) & (spend["setting"] == "primary")]
    own = own.assign(line="place funding", amount_gbp=50.0)
    every = pd.concat([spend, own, own.assign(la_code=850)])
    scopes = {
        scope: compare(every, *rest, ask(scope=scope)).head[0].value
        for scope in ("publisher's total", "all place funding", "top-ups alone")
    }
    assert scopes == pytest.approx(
        {"publisher's total": 0.84, "all place funding": 0.89, "top-ups alone": 0.80}
    )


def test_year_without_spend_by_setting_is_refused_in_words():
    result = compare(*tables(), ask(financial_year="2023-24"))
    assert not result.published and not result.parts
    assert (
        result.gap.reason
        == "section 251 outturn by line and setting is held for 2021-22, not for 2023-24"
    )


def test_authority_that_is_not_in_the_file_is_refused_by_name():
    reason = compare(*tables(), ask(la_code=420)).gap.reason
    assert (
        reason
        == "section 251 outturn by line and setting for 2021-22 gives no figure for Isles of Scilly"
    )


def test_comparators_without_figures_are_named_or_refused():
    assert compare(*tables(), ask((850, 420))).left_out == ("Isles of Scilly",)
    assert compare(*tables(), ask((420,))).gap.reason == (
        "statistical neighbours (2025 list) have no spend by setting in 2021-22"
    )


def test_authority_without_plans_by_placement_is_refused():
    spend, placed, *rest = tables()
    reason = compare(spend, placed[placed["la_code"] != 855], *rest, ask()).gap.reason
    assert (
        reason
        == "plans by placement at January 2022, or residents, are not held for Leicestershire"
    )


def test_change_is_refused_where_one_year_is_held():
    spend, placed, people, _ = tables()
    reason = between_years(spend, placed, people, ask(), "2020-21").gap.reason
    assert reason == (
        "spend by setting is held for 2021-22 only, so a change from 2020-21 to 2021-22 cannot be "
        "split; add the "
        "section 251 outturn of both years to do so"
    )


def two_years() -> list[pd.DataFrame]:
    later = MADE.assign(special=MADE["special"] * 2, ap=MADE["ap"] + 10)
    both = [pd.concat(pair) for pair in zip(tables(), tables(later, "2022-23"), strict=True)]
    both[1] = both[1].drop_duplicates(["la_code", "january", "placement"])
    return both


def test_change_is_split_where_two_years_are_held():
    spend, placed, people, _ = two_years()
    result = between_years(spend, placed, people, ask(financial_year="2022-23"), "2021-22")
    assert result.side == "Leicestershire in 2021-22" and result.gap.period == "2021-22 to 2022-23"
    assert amounts(result) == pytest.approx(
        {"prevalence": 0, "placement": 0, "cost": 0.40, "untied": 0.01}
    )


def test_change_is_over_the_same_people_where_only_the_youngest_are_held_for_both_years():
    spend, placed, people, _ = two_years()
    children = people.assign(
        age_group="0 to 17", basis="estimate before revision", people=people["people"] * 2
    )
    later = people["mid_year"] == 2022
    assert later.any() and not later.all()
    result = between_years(
        spend, placed, pd.concat([people[~later], children]), ask(financial_year="2022-23")
    )
    assert result.per == "residents aged 0 to 17 (estimate before revision)"
    assert amounts(result) == pytest.approx(
        {"prevalence": 0, "placement": 0, "cost": 0.20, "untied": 0.005}
    )


def test_change_is_refused_where_one_year_has_no_people():
    spend, placed, people, _ = two_years()
    people.loc[people["mid_year"] == 2022, ["age_group", "basis"]] = (
        "0 to 17",
        "estimate before revision",
    )
    reason = between_years(
        spend, placed, people, ask(financial_year="2022-23"), "2021-22"
    ).gap.reason
    assert (
        reason
        == "plans by placement at January 2022, or residents, are not held for Leicestershire"
    )


def test_lines_one_by_one_are_those_of_the_tool_together():
    spend, *rest = tables()
    split = spend[spend["line"] == STATE]
    names = ("top-ups, maintained schools", "direct payments")
    parts = [
        split.assign(line=name, amount_gbp=split["amount_gbp"] * share)
        for name, share in zip(names, (0.75, 0.25), strict=True)
    ]
    listed = compare(pd.concat([spend[spend["line"] != STATE], *parts]), *rest, ask())
    assert amounts(listed) == pytest.approx(amounts(compare(spend, *rest, ask())))


# The published files


@pytest.fixture(scope="module")
def published() -> dict[str, pd.DataFrame]:
    names = ("s251_high_needs", "ehc_plans_by_placement", "population", "high_needs_deductions")
    return {name: hnb.load(name) for name in (*names, "statistical_neighbours")}


def test_parts_close_to_the_penny_for_every_authority(published):
    tables_ = [
        published[name] for name in ("s251_high_needs", "ehc_plans_by_placement", "population")
    ]
    split_, *errors = closure(
        *tables_, published["statistical_neighbours"], hnb.ask("Leicestershire")
    )
    assert split_.reached == 150 and all(goal.met for goal in (split_, *errors))
    assert len(errors) == 2 and all(goal.high == 0.005 for goal in errors)


def test_leicestershires_spend_is_the_publishers(published):
    whom = hnb.ask("Leicestershire", financial_year="2021-22")
    result = compare(*list(published.values())[:4], whom)
    heads = published["population"].query(
        "la_code == 855 and mid_year == 2021 and age_group == '2 to 18'"
    )["people"]
    assert result.head[0].value * float(heads.iloc[0]) == pytest.approx(73_586_443)
    assert result.published and {part.key for part in result.parts} == set(PARTS)
    assert not result.settled(False) or {
        k for p in result.settled(False) for k in p.unsettled
    } <= set(KINDS)
    # its £12.0 million of independent alternative provision decides two parts
    assert {part.key for part in result.parts if "booking" in part.unsettled} == {"cost", "untied"}


def test_every_published_placement_has_a_counterpart_or_is_named_without_one(published):
    placed = published["ehc_plans_by_placement"].query("january == 2022")
    aligned = {placement for row in ALIGNMENT for placement in row.placements} - {
        "other registered provider"
    }
    assert aligned <= set(placed["placement"])
    left = set(placed.loc[~placed["placement"].isin(aligned), "placement_group"])
    assert left == {
        "alternative provision",
        "awaiting provision",
        "elsewhere",
        "permanently excluded",
    }
    said = " ".join(" ".join(row) for row in WITHOUT_COUNTERPART).lower()
    named = ("alternative provision", "awaiting provision", "permanently excluded", "income")
    assert all(word in said for word in named)


def test_two_years_of_ten_london_authorities_are_added_and_close(originals, tmp_path, monkeypatch):
    """Their own section 251 files, made in the publisher's layout from the benchmarking service's
    test file.
    """
    monkeypatch.setenv("HNB_DATA", str(tmp_path / "mine"))
    held = pd.read_csv(originals / "fbit_test_data" / "LocalAuthorityFinancial.csv")
    names = {
        "early": "EarlyYears",
        "primary": "Primary",
        "secondary": "Secondary",
        "special": "Special",
        "ap": "AlternativeProvision",
        "post": "PostSchool",
        "income": "Income",
    }
    rows = []
    for one in held[held["RunId"].isin([2022, 2023])].fillna(0).to_dict("records"):
        whose = (
            "Local authority",
            "London",
            hnb.ask(str(one["LaCode"])).authority.name,
            str(one["LaCode"]),
            "",
        )
        period = f"{one['RunId']}{one['RunId'] % 100 + 1}"
        for label, column in (
            (PLACES, "PlaceFunding"),
            (MAINTAINED, "TopFundingMaintained"),
            ("1.2.3 Top-up", "TopFundingNonMaintained"),
        ):
            paid = {
                short: int(one.get(f"Outturn{column}{name}", 0)) for short, name in names.items()
            }
            net = sum(paid.values()) - 2 * paid["income"]
            rows.append(printed(label, whose, period=period, net=net, **paid))
    path = tmp_path / "own section 251.csv"
    path.write_bytes(csv_bytes(rows))
    try:
        for addition in add.look(path, date(2024, 12, 12)):
            add.take_in(addition)
        tables_ = [
            hnb.load(name) for name in ("s251_high_needs", "ehc_plans_by_placement", "population")
        ]
        refused = {}
        for code in sorted(set(held["LaCode"])):
            for year, before in (
                ("2023-24", "2022-23"),
                ("2022-23", "2021-22"),
            ):  # the earlier one in either layout
                result = between_years(*tables_, hnb.ask(str(code), financial_year=year))
                if result.published:
                    assert result.gap.period == f"{before} to {year}"
                    parts = sum(part.total.value for part in result.parts)
                    assert parts == pytest.approx(result.total.value, abs=0.005)
                else:
                    refused[code, year] = result.gap.reason
        whom = hnb.ask("Camden", financial_year="2023-24")
        camden = between_years(*tables_, whom)
        spent, people = (
            held.query("LaCode == 202").set_index("RunId")[list(TOTALS)].sum(axis=1),
            tables_[2],
        )
        per = rows_where(
            people, la_code=202, basis="estimate", age_group=tuple(map(str, range(2, 19)))
        ).groupby("mid_year")
        each = spent.loc[[2022, 2023]] / per["people"].sum()
        assert camden.gap.value == pytest.approx(each[2023] - each[2022])
    finally:
        files.forget()
    assert set(refused) == {(201, "2022-23"), (204, "2023-24"), (942, "2022-23"), (942, "2023-24")}
    assert (
        refused[204, "2023-24"]
        == "plans by placement at January 2024, or residents, are not held for Hackney"
    )
