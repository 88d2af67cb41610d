"""hnb.questions.why_spend_differs.model against arithmetic, and the published files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.comparison.select import rows_where
from hnb.domain import areas
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.errors import ParameterError
from hnb.domain.scopes import STATE_ONE_BY_ONE
from hnb.figures import ends
from hnb.questions.medium_term import unit_costs
from hnb.questions.why_spend_differs import model, text
from hnb.questions.why_spend_differs.change import change_between_years
from hnb.questions.why_spend_differs.model import MERGED, PARTS
from hnb.questions.why_spend_differs.other_splits import KINDS_OF_SPLIT
from hnb.questions.why_spend_differs.sides import spend_year, split
from hnb.questions.why_spend_differs.spend_by_placement import (
    ALIGNMENT,
    KINDS,
    SPEND,
    WITHOUT_COUNTERPART,
    spend_and_plans,
)
from hnb.store import add, files
from hnb.tables import Tables
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


def answer(held, asked, **settings):
    """The answer from tables as `tables` makes them."""
    return model.answer(Tables.of(authority=held), asked, **settings)


def tables(made: pd.DataFrame = MADE, year: str = "2021-22") -> dict[str, pd.DataFrame]:
    """What `answer` is given, but for the Ask."""
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
    return {
        "s251_high_needs": pd.concat([spend, budget]),
        "ehc_plans_by_placement": pd.concat([placed.assign(january=first + 1), before]),
        "population": people,
        "high_needs_deductions": pd.concat([deducted, total]),
    }


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


def spend_per(spend) -> list[float]:
    return [spend.authority.value, spend.other.value, spend.gap.value]


def amounts(result) -> dict[str, float]:
    return {part.key: float(part.per_head.value) for part in result.parts}


def test_gap_from_the_number_of_plans_alone_is_all_prevalence():
    result = answer(tables(), ask())
    assert spend_per(result.per_head) == pytest.approx([0.84, 0.44, 0.40])
    assert amounts(result) == pytest.approx(
        {"prevalence": 0.40, "placement": 0, "cost": 0, "untied": 0}
    )
    assert result.in_all.value == pytest.approx(400)
    # per plan, prevalence cannot play a part: £840 over 60 plans against £880 over 60
    assert [part.per_plan.value for part in result.parts] == pytest.approx([0, 0, 0, -40 / 60])


def test_cheaper_placements_are_told_from_other_placements():
    alike = answer(tables(), ask((860,), 850))
    # special £20 and £10 a plan, mainstream £10 and £5, independent £20 and £40; over 2,000 people
    # each
    assert amounts(alike) == pytest.approx(
        {"prevalence": 0, "placement": 0, "cost": 100 / 2000, "untied": 40 / 2000}
    )
    cheaper = {
        kind.label.split()[0]: kind.amounts["dearer_gbp_per_head"].value for kind in alike.kinds
    }
    assert cheaper["Independent"] == pytest.approx(-200 / 2000) and cheaper[
        "State-funded"
    ] == pytest.approx(200 / 2000)


def test_placement_that_one_side_does_not_use_is_a_matter_of_where_and_not_of_cost():
    result = answer(tables(), ask((830,), 850))
    special = next(kind for kind in result.kinds if kind.label.startswith("State-funded"))
    assert (
        special.amounts["dearer_gbp_per_head"].value == 0
        and special.amounts["placement_gbp_per_head"].value > 0
    )
    assert (
        special.amounts["their_cost_gbp_per_plan"].value is None
        and special.amounts["their_cost_gbp_per_plan"].reason == "no plans are placed there"
    )
    # 20 of 60 plans in 850, none in 830; £20 each; 0.03 plans a head on both sides
    assert special.amounts["placement_gbp_per_head"].value == pytest.approx(0.03 * 20 / 60 * 20)


def test_every_way_of_asking_adds_up_to_its_gap():
    groups = [Comparators("statistical neighbours (2021 list)", (860, 830), 2021)]
    result = answer(tables(), ask((850, 860, 830), also=groups))
    assert {way.kind for way in result.alternatives} == set(KINDS_OF_SPLIT) - {"population"}
    assert sum(amounts(result).values()) == pytest.approx(result.gap.value)
    assert sum(part.in_all.value for part in result.parts) == pytest.approx(result.in_all.value)
    assert sum(part.per_plan.value for part in result.parts) == pytest.approx(
        result.per_plan.gap.value
    )
    for way in result.alternatives:
        *parts, gap = (figure.value for figure in way.amounts.values())
        assert sum(parts) == pytest.approx(gap), way.label


def test_plain_mean_is_of_the_comparators_own_spend_a_head():
    (plain,) = [w for w in answer(tables(), ask((850, 860, 830))).alternatives if w.kind == "mean"]
    assert plain.amounts["gap"].value == pytest.approx(0.84 - np.mean([880, 740, 700]) / 2000)


def test_part_that_hangs_on_one_neighbour_is_said_to():
    # 860 spends £0.37 a head; 850 £0.44; 830 £0.35: without 830 the others spend more than it, and
    # with it less
    result = answer(tables(), ask((850, 830), 860, also=[Comparators("the other list", (830,))]))
    low, high = ends(result.gap)
    assert result.gap.value == pytest.approx(0.37 - 0.395) and result.more == "less"
    assert (low.value, high.value) == pytest.approx((0.37 - 0.395, 0.37 - 0.35))
    assert result.unsettled == ("list",)
    three = answer(tables(), ask((850, 830, 855), 860))
    untied = {
        way.label: way.amounts["untied"].value
        for way in three.alternatives
        if way.kind == "neighbour"
    }
    assert untied["without Leicestershire"] == pytest.approx((40 - 60) / 2000)
    assert set(untied) == {"without Hampshire", "without Derbyshire", "without Leicestershire"}


def test_direction_is_settled_where_no_way_of_asking_turns_it():
    result = answer(tables(), ask((850, 860, 830)))
    settled = [part for part in result.parts if not part.unsettled]
    assert "prevalence" in [part.key for part in settled]
    for part in settled:
        assert part.per_head.low > 0 or part.per_head.high < 0
    for part in result.parts:
        if part.unsettled:
            assert part.per_head.low <= 0 <= part.per_head.high


def test_splits_are_those_of_the_figures_as_asked_and_in_every_other_way():
    result = answer(tables(), ask((850, 860, 830)))
    as_asked, *others = result.splits.to_dict("records")
    assert as_asked == pytest.approx(amounts(result) | {"gap": result.gap.value})
    for other, alternative in zip(others, result.alternatives, strict=True):
        assert other == {key: figure.value for key, figure in alternative.amounts.items()}


def test_another_method_may_be_the_headline_and_is_then_no_alternative():
    usual, other = (answer(tables(), ask((860, 830)), method=name) for name in ("shapley", "lmdi"))
    assert other.gap.value == pytest.approx(usual.gap.value)
    assert amounts(other) != pytest.approx(amounts(usual))
    as_alternative = next(way for way in usual.alternatives if way.kind == "method")
    assert amounts(other) == pytest.approx(
        {key: as_alternative.amounts[key].value for key in PARTS}
    )
    labels = [way.label for way in other.alternatives if way.kind == "method"]
    assert labels == ["symmetric split of the gap (Shapley)"]


def test_method_that_is_not_known_is_refused_with_the_nearest():
    with pytest.raises(ParameterError, match=r"no way of splitting called 'shaply'.*shapley"):
        answer(tables(), ask(), method="shaply")


def test_independent_provision_booked_elsewhere_and_places_of_the_department_are_counted_when_asked():
    result = answer(tables(), ask((860,), 830))
    ways = {
        way.kind: [figure.value for figure in way.amounts.values()] for way in result.alternatives
    }
    parts = amounts(result)
    assert ways["booking"][-1] == pytest.approx(result.gap.value)
    # 830 books £60 of independent provision under alternative provision
    assert ways["booking"][3] == pytest.approx(parts["untied"] + 60 / 2000)
    assert ways["places"][-1] == pytest.approx(result.gap.value)  # £100 on both sides
    stages = {way.kind: way.amounts["gap"].stage for way in result.alternatives}
    assert (stages["places"], stages["booking"]) == ("deductions added back", "after deductions")
    # 830 has no plans in special schools, so its £100 for them stays with what is not tied
    assert ways["places"][3] == pytest.approx(parts["untied"] + 100 / 2000)


def test_two_parts_that_both_turn_with_the_booking_are_one():
    result = answer(tables(), ask((850,), 830))
    assert [part.key for part in result.parts] == ["prevalence", "placement", MERGED]
    # 830 books £60 of its £560 under alternative provision, and £40 is tied to no plan; 850 has £80
    assert amounts(result)[MERGED] == pytest.approx(
        result.gap.value - amounts(result)["placement"] - amounts(result)["prevalence"]
    )
    for other in result.alternatives:
        assert list(other.amounts) == ["prevalence", "placement", MERGED, "gap"]
    apart = answer(tables(), ask((860,), 830))
    assert [part.key for part in apart.parts] == list(PARTS)


def test_plans_of_the_january_within_the_year_are_used_and_the_one_before_is_an_alternative():
    result = answer(tables(), ask())
    (before,) = [way for way in result.alternatives if way.kind == "January"]
    assert result.january == 2022 and before.label == "plans of January 2021"
    # in January 2021 850 has twice the plans: as many a head, at half the cost
    assert [figure.value for figure in before.amounts.values()] == pytest.approx(
        [0, 0, 0.40, 0, 0.40]
    )


def test_scope_decides_which_places_count():
    held = tables()
    spend = held["s251_high_needs"]
    primary = spend[(spend["la_code"] == 855) & (spend["setting"] == "primary")]
    primary = primary.assign(line="place funding", amount_gbp=50.0)
    nothing = [
        primary.assign(setting=name, amount_gbp=0.0) for name in ("early years", "secondary")
    ]
    places = pd.concat([primary, *nothing])
    held["s251_high_needs"] = pd.concat([spend, places, places.assign(la_code=850)])
    scopes = {
        scope: answer(held, ask(scope=scope)).per_head.authority.value
        for scope in ("publisher's total", "all place funding", "top-ups alone")
    }
    assert scopes == pytest.approx(
        {"publisher's total": 0.84, "all place funding": 0.89, "top-ups alone": 0.80}
    )


def test_year_without_spend_by_setting_is_refused_in_words():
    result = answer(tables(), ask(financial_year="2023-24"))
    assert not result.gap.known and not result.parts
    assert (
        result.gap.reason
        == "section 251 outturn by line and setting is available for 2021-22, not for 2023-24"
    )


def test_authority_that_is_not_in_the_file_is_refused_by_name():
    reason = answer(tables(), ask(la_code=420)).gap.reason
    assert (
        reason
        == "section 251 outturn by line and setting for 2021-22 gives no figure for Isles of Scilly"
    )


def test_comparators_without_figures_are_named_or_refused():
    assert answer(tables(), ask((850, 420))).left_out == ("Isles of Scilly",)
    assert answer(tables(), ask((420,))).gap.reason == (
        "neighbours have no spending by setting in 2021-22"
    )


def test_authority_without_plans_by_placement_is_refused():
    held = tables()
    held["ehc_plans_by_placement"] = held["ehc_plans_by_placement"].query("la_code != 855")
    reason = answer(held, ask()).gap.reason
    assert (
        reason
        == "no plans by placement at January 2022, or no residents, are available for Leicestershire"
    )


def test_change_is_refused_where_one_year_is_held():
    reason = change_between_years(tables(), ask(), earlier="2020-21").gap.reason
    assert reason == (
        "spending by setting is available for 2021-22 only, so a change from 2020-21 to 2021-22 "
        "cannot be split"
    )


def two_years() -> dict[str, pd.DataFrame]:
    later = tables(MADE.assign(special=MADE["special"] * 2, ap=MADE["ap"] + 10), "2022-23")
    both = {name: pd.concat([table, later[name]]) for name, table in tables().items()}
    placed = both["ehc_plans_by_placement"]
    both["ehc_plans_by_placement"] = placed.drop_duplicates(["la_code", "january", "placement"])
    return both


def test_change_is_split_where_two_years_are_held():
    whom = ask(financial_year="2022-23")
    result = change_between_years(two_years(), whom, earlier="2021-22")
    assert result.side == "Leicestershire in 2021-22" and result.gap.period == "2021-22 to 2022-23"
    assert amounts(result) == pytest.approx(
        {"prevalence": 0, "placement": 0, "cost": 0.40, "untied": 0.01}
    )
    # every way of asking that both years allow adds up too; nobody else is in it
    assert {way.kind for way in result.alternatives} == {"method", "January", "booking", "places"}
    for way in result.alternatives:
        *parts, gap = (figure.value for figure in way.amounts.values())
        assert sum(parts) == pytest.approx(gap), way.label


def test_change_is_over_the_same_people_where_only_the_youngest_are_held_for_both_years():
    held = two_years()
    people = held["population"]
    children = people.assign(
        age_group="0 to 17", basis="estimate before revision", people=people["people"] * 2
    )
    later = people["mid_year"] == 2022
    assert later.any() and not later.all()
    held["population"] = pd.concat([people[~later], children])
    result = change_between_years(held, ask(financial_year="2022-23"))
    assert result.per == "residents aged 0 to 17 (estimate before revision)"
    assert amounts(result) == pytest.approx(
        {"prevalence": 0, "placement": 0, "cost": 0.20, "untied": 0.005}
    )


def test_change_is_refused_where_one_year_has_no_people():
    held = two_years()
    later = held["population"]["mid_year"] == 2022
    held["population"].loc[later, ["age_group", "basis"]] = ("0 to 17", "estimate before revision")
    whom = ask(financial_year="2022-23")
    assert (
        change_between_years(held, whom, earlier="2021-22").gap.reason
        == "no plans by placement at January 2022, or no residents, are available for Leicestershire"
    )


def test_lines_one_by_one_are_those_of_the_tool_together():
    together = tables()
    spend = together["s251_high_needs"]
    state = spend[spend["line"] == STATE]
    parts = [
        state.assign(line=name, amount_gbp=state["amount_gbp"] * share)
        for name, share in zip(STATE_ONE_BY_ONE, (0.5, 0.25, 0.05, 0.2), strict=True)
    ]
    one_by_one = together | {"s251_high_needs": pd.concat([spend[spend["line"] != STATE], *parts])}
    assert amounts(answer(one_by_one, ask())) == pytest.approx(amounts(answer(together, ask())))


# The published files


@pytest.fixture(scope="module")
def published() -> dict[str, pd.DataFrame]:
    names = ("s251_high_needs", "ehc_plans_by_placement", "population", "high_needs_deductions")
    return {name: hnb.load(name) for name in (*names, "statistical_neighbours")}


@pytest.mark.parametrize(
    ("denominator", "ages"), [("2 to 18", "0 to 17"), ("2 to 18 (projection)", "2 to 18")]
)
def test_leicestershires_spend_is_the_publishers(published, denominator, ages):
    whom = hnb.ask("Leicestershire", financial_year="2021-22", denominator=denominator)
    result = answer(published, whom)
    heads = published["population"].query(
        "la_code == 855 and mid_year == 2021 and age_group == @ages"
    )["people"]
    assert result.per_head.authority.value * float(heads.iloc[0]) == pytest.approx(73_586_443)
    # how its £12.0 million of independent alternative provision is booked turns both
    assert result.gap.known
    assert [part.key for part in result.parts] == ["prevalence", "placement", MERGED]
    assert {kind for part in result.parts for kind in part.unsettled} <= set(KINDS_OF_SPLIT)
    assert sum(part.per_head.number for part in result.parts) == pytest.approx(result.gap.value)


def test_projection_is_not_what_spending_is_divided_by(published):
    # 51,500 residents were projected for Camden in 2021, and 35,000 estimated for a year later
    camden = hnb.ask("Camden", financial_year="2021-22")
    result = answer(published, camden)
    own, others = result.per_head.authority, result.per_head.other
    assert result.per == "residents aged 0 to 17 (estimate before revision)"
    assert own.number > 1.2 * others.number and "population" not in result.unsettled
    assert " was higher than that of similar authorities together: " in str(text.gap(result))
    asked = replace(camden, denominator="2 to 18 (projection)")
    assert answer(published, asked).gap.number < 0


def test_independent_provision_is_booked_as_in_the_scenarios_for_every_authority(published):
    lines = published["s251_high_needs"].query("kind == 'outturn' and financial_year == '2021-22'")
    plans = published["ehc_plans_by_placement"].query("january == 2022")
    kind = SPEND[KINDS.index("Independent and non-maintained schools")]
    split_by = spend_and_plans(lines, plans, "publisher's total")[kind]
    held = Tables.of(authority={**published, "s251_high_needs": lines})
    in_scenarios = {code: unit_costs._outturn(held, (code,)).spend for code in split_by.index}
    assert len(split_by) > 140
    assert {code: spend["independent"] for code, spend in in_scenarios.items()} == pytest.approx(
        split_by.to_dict()
    )


FEW = ("Leicestershire", "Camden", "Kent", "Newham")
EVERY_OTHER = sorted({each.name for each in areas.current()} - {*FEW})


@pytest.mark.parametrize(
    "name", [*FEW, *(pytest.param(name, marks=pytest.mark.slow) for name in EVERY_OTHER)]
)
def test_two_parts_whose_signs_turn_with_the_booking_are_printed_as_one(published, name):
    whom = hnb.ask(name, financial_year="2021-22")
    tables = Tables.of(authority=published)
    result = model.answer(tables, whom)
    if not result.gap.known:
        assert not result.parts
        return
    year, apart = spend_year(tables, whom), spend_year(tables, whom, ap_apart=True)
    one, other = (
        split(way.side([whom.la_code]), way.side(way.with_figures(whom.main.codes)))[
            ["cost", "untied"]
        ]
        for way in (year, apart)
    )
    both_turn = bool((np.sign(one) == -np.sign(other)).all())
    assert (MERGED in {part.key for part in result.parts}) == both_turn
    said = str(text.parts_in_words(result))
    assert ("What placements cost, with spending not linked to plans, " in said) == both_turn
    assert said.count("£") == (3 if both_turn else 4)


def test_a_doubted_outturn_is_not_split():
    gap = hnb.answer("why_spend_differs", "Warwickshire").gap
    assert not gap.known and "no spending is recorded for 2021-22" in gap.reason


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
            ("1.2.3 Top-up, independent providers", "TopFundingNonMaintained"),
        ):
            paid = {
                short: int(one.get(f"Outturn{column}{name}", 0)) for short, name in names.items()
            }
            net = sum(paid.values()) - 2 * paid["income"]
            rows.append(printed(label, whose, period=period, net=net, **paid))
        # the service gives lines 1.2.1, 1.2.2, 1.2.4 and 1.2.11 as one
        rows += [
            printed(label, whose, period=period, net=0)
            for label in ("1.2.2 Top-up, academies", "1.2.4 Additional", "1.2.11 Direct payments")
        ]
    path = tmp_path / "own section 251.csv"
    path.write_bytes(csv_bytes(rows))
    try:
        for addition in add.look(path, date(2024, 12, 12)):
            add.take_in(addition)
        read = (
            "s251_high_needs",
            "ehc_plans_by_placement",
            "population",
            "high_needs_deductions",
        )
        added = {name: hnb.load(name) for name in read}
        refused = {}
        for code in sorted(set(held["LaCode"])):
            for year, before in (
                ("2023-24", "2022-23"),
                ("2022-23", "2021-22"),
            ):  # the earlier one in either layout
                result = change_between_years(added, hnb.ask(str(code), financial_year=year))
                if result.gap.known:
                    assert result.gap.period == f"{before} to {year}"
                    parts = sum(part.in_all.value for part in result.parts)
                    assert parts == pytest.approx(result.in_all.value, abs=0.005)
                else:
                    refused[code, year] = result.gap.reason
        whom = hnb.ask("Camden", financial_year="2023-24")
        camden = change_between_years(added, whom)
        spent, people = (
            held.query("LaCode == 202").set_index("RunId")[list(TOTALS)].sum(axis=1),
            added["population"],
        )
        per = rows_where(
            people, la_code=202, basis="estimate", age_group=tuple(map(str, range(2, 19)))
        ).groupby("mid_year")
        each = spent.loc[[2022, 2023]] / per["people"].sum()
        assert camden.gap.value == pytest.approx(each[2023] - each[2022])
    finally:
        files.forget()
    # Islington booked nothing independent after school in 2023-24, and had in 2022-23
    assert "book" in refused.pop((206, "2023-24"))
    assert set(refused) == {(201, "2022-23"), (204, "2023-24"), (942, "2022-23"), (942, "2023-24")}
    assert (
        refused[204, "2023-24"]
        == "no plans by placement at January 2024, or no residents, are available for Hackney"
    )
