"""hnb.council.people against the true parameters, and the sums, of the made-up council."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from hnb.council.deriving.placements import GROUP_OF
from hnb.council.example import MadeUpCouncil, made_up_council
from hnb.council.people import plans_and_process
from hnb.disclosure.population import Declared
from tests.council.people_files import cells, of_table


@pytest.fixture(scope="module")
def council() -> MadeUpCouncil:
    return made_up_council()


@pytest.fixture(scope="module")
def declared(council: MadeUpCouncil) -> Declared:
    return plans_and_process(
        lambda layout: council.frames[layout], council.authority.la_code, council.as_at
    )


@pytest.fixture(scope="module")
def too_old(council: MadeUpCouncil) -> pd.DataFrame:
    """Plans of those whose age is planted as out of range, which are in the sums of the truth."""
    planted = [fault["reference"] for fault in council.truth["faults"]["age out of range"]]
    plans = council.frames["sen2_named_plans"].drop_duplicates("plan")
    return plans[plans["person"].isin(planted) & plans["ceased"].isna()]


def _true(council: MadeUpCouncil, name: str, *without: str) -> Counter[str]:
    counts = Counter(council.truth["aggregates"][name])
    counts.subtract(without)
    return +counts


def _derived(declared: Declared, council: MadeUpCouncil, name: str) -> Counter[str]:
    counts = of_table(declared, name, council.as_at.isoformat())
    return Counter({key[-1]: count for key, count in counts.items()})


def test_plans_and_their_ages_are_the_true_ones_without_those_out_of_range(
    council: MadeUpCouncil, declared: Declared, too_old: pd.DataFrame
):
    assert len(too_old) > 0
    plans = of_table(declared, "council_plans")
    assert plans == {
        (council.as_at.isoformat(),): council.truth["aggregates"]["plans"] - len(too_old)
    }
    ages = _derived(declared, council, "council_plans_by_age")
    assert ages == _true(council, "plans_by_age", *["out of range"] * len(too_old))


def test_needs_are_the_true_ones_exactly(
    council: MadeUpCouncil, declared: Declared, too_old: pd.DataFrame
):
    needs = council.frames["sen2_needs"]
    primary = needs[needs["rank"] == 1].set_index("plan")["need"]
    left_out = too_old["plan"].map(primary).fillna("not recorded")
    needs = _derived(declared, council, "council_plans_by_need")
    assert needs == _true(council, "plans_by_need", *left_out)


def test_placements_are_the_true_ones_exactly(
    council: MadeUpCouncil, declared: Declared, too_old: pd.DataFrame
):
    places = council.frames["sen2_placements"]
    current = places[places["left"].isna()].drop_duplicates("plan").set_index("plan")
    left_out = too_old["plan"].map(current["placement"]).fillna("not recorded")
    derived = _derived(declared, council, "council_plans_by_placement")
    derived.pop("all of the group")
    assert derived == _true(council, "plans_by_placement", *left_out)
    groups: Counter[str] = Counter()
    for placement, count in derived.items():
        groups[GROUP_OF[placement]] += count
    pairs = of_table(declared, "council_plans_by_need_and_placement", council.as_at.isoformat())
    by_group: Counter[str] = Counter()
    for (_, group), count in pairs.items():
        by_group[group] += count
    assert by_group == groups


def test_requests_and_open_cases_are_the_true_ones(council: MadeUpCouncil, declared: Declared):
    open_cases = of_table(declared, "council_open_cases", council.as_at.isoformat())
    assert open_cases["every stage", "any"] == council.truth["aggregates"]["open_cases"]
    requests = of_table(declared, "requests")
    for year in ("2023", "2024", "2025"):
        assert requests[year, "total"] == council.truth["aggregates"]["requests_by_year"][year]


def test_the_median_weeks_to_a_plan_are_recovered_within_two_per_cent(
    council: MadeUpCouncil, declared: Declared
):
    true = council.truth["parameters"]["weeks_median"]
    frame = declared.measured[0].frame
    medians = frame[(frame["quantile"] == "median") & frame["requests_of"].str.fullmatch(r"\d+")]
    assert council.truth["aggregates"]["share_open_of_two_years"] == pytest.approx(0.2, abs=0.03)
    overall = (medians["weeks"] * medians["children"]).sum() / medians["children"].sum()
    assert overall == pytest.approx(true, rel=0.02)
    # of a year alone the standard error is 1.5%: 0.45 x 1.25 over the root of 1,400 plans
    assert (medians["weeks"] / true - 1).abs().max() < 3 * 0.015


def test_every_equation_within_the_state_of_the_data_holds(declared: Declared):
    counts = cells(declared)
    known = [r for r in declared.relations if all(key in counts for _, key in r.terms)]
    assert len(known) >= 6
    for relation in known:
        assert sum(sign * counts[key] for sign, key in relation.terms) == 0, relation
