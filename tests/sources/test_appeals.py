"""SEND appeals as tabulated, against figures read by hand in the files, and decisions rebuilt from
EHC plans.
"""

from __future__ import annotations

import pandas as pd
import pytest

import hnb
from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.recognise import recognise, take
from hnb.store.build import corrected

ALL_PLANS, REVIEWED = "all plans (to 2024)", "plans reviewed (from 2024)"


def by_year(name: str, la_code: int, method: str | None = None) -> pd.Series:
    """An authority's figures by calendar year."""
    frame = hnb.load(name)
    frame = frame[frame["la_code"] == la_code]
    frame = frame[frame["method"] == method] if method else frame
    return frame.set_index("calendar_year").iloc[:, -3].loc[2014:]


def test_leicestershires_appeals_are_those_published():
    assert list(by_year("appeals", 855)) == [35, 15, 37, 95, 90, 109, 103, 143, 235, 199, 196, 352]
    decisions = [2778, 3014, 3394, 3935, 4424, 4976, 5471, 6215, 6768, 6832, 7706]
    assert list(by_year("appealable_decisions", 855, ALL_PLANS)) == decisions
    assert list(by_year("appealable_decisions", 855, REVIEWED)) == [4623, 5338]
    assert list(by_year("appeal_rates", 855, ALL_PLANS)) == [
        1.3,
        0.5,
        1.1,
        2.4,
        2.0,
        2.2,
        1.9,
        2.3,
        3.5,
        2.9,
        2.5,
    ]
    assert list(by_year("appeal_rates", 855, REVIEWED)) == [4.2, 6.6]


def test_authorities_add_up_to_england():
    for name, value in (("appeals", "appeals"), ("appealable_decisions", "decisions")):
        keys = ["calendar_year"] if name == "appeals" else ["calendar_year", "method"]
        summed = hnb.load(name).groupby(keys)[value].sum()
        assert summed.eq(hnb.load(name, level="england").set_index(keys)[value]).all()


def test_rates_are_appeals_over_decisions():
    keys = ["la_code", "calendar_year"]
    both = hnb.load("appealable_decisions").merge(hnb.load("appeals"), on=keys)
    both = both.merge(hnb.load("appeal_rates"), on=[*keys, "method"]).dropna()
    computed = (100 * both["appeals"] / both["decisions"]).astype(float)
    assert len(both) > 1900
    assert (computed - both["appeal_rate_percent"]).abs().max() <= 0.0501


def test_areas_are_those_named_where_a_number_is_anothers():
    assert by_year("appeals", 928).loc[2014] == 41
    assert by_year("appeals", 892).loc[2014] == 18
    assert by_year("appeals", 891).loc[2014] == 47
    assert list(by_year("appeals", 838).loc[2014:2015]) == [20, 10]


def test_decisions_exchanged_between_two_rows_are_put_right():
    decisions = hnb.load("appealable_decisions").set_index(["la_code", "calendar_year", "method"])[
        "decisions"
    ]
    assert (decisions[823, 2024, ALL_PLANS], decisions[873, 2024, ALL_PLANS]) == (4410, 8246)
    assert (decisions[823, 2024, REVIEWED], decisions[873, 2024, REVIEWED]) == (2931, 4894)


def test_decisions_by_the_old_method_are_refusals_plans_and_needs_met():
    def part(name: str, category: str, word: str) -> pd.Series:
        frame = hnb.load(name)
        frame = frame[(frame[category] == word) & (frame["calendar_year"] == 2024)].set_index(
            "la_code"
        )
        return frame.select_dtypes("Int32").iloc[:, -1]

    plans = hnb.load("ehc_plans")
    made = plans[plans["january"] == 2025].set_index("la_code")["plans"]
    for words in (
        ("requests", "outcome", "refused"),
        ("assessments", "outcome", "plan not issued"),
        ("ceased_plans", "reason", "needs met without a plan"),
    ):
        made = made + part(*words)
    decisions = hnb.load("appealable_decisions")
    decisions = decisions[(decisions["calendar_year"] == 2024) & (decisions["method"] == ALL_PLANS)]
    apart = (decisions.set_index("la_code")["decisions"] / made - 1).abs().dropna()
    assert (
        apart.drop(420).max() < 0.16
    )  # small ones were revised between; the Isles of Scilly count some twice
    assert (apart < 0.01).mean() > 0.9


def test_nil_is_zero_and_an_authority_that_did_not_exist_has_none():
    assert by_year("appeals", 420).loc[2015] == 0
    assert by_year("appeals", 420).loc[2023] == 0
    appeals = hnb.load("appeals")
    cumberland = appeals[(appeals["la_code"] == 942) & (appeals["calendar_year"] == 2014)].iloc[0]
    assert (pd.isna(cumberland["appeals"]), cumberland["status"]) == (True, "not applicable")
    withheld = hnb.load("appealable_decisions")
    withheld = withheld[(withheld["calendar_year"] == 2025) & withheld["decisions"].isna()]
    assert list(withheld["la_code"]) == [209, 826]


FILE = """SEND tribunal appealable decisions rate 2024 - 2025,,,,,,,
,,,,,,,
,,,,,,,
,,,,,,,
,,,,,,,
,,,,,,,
,,2024,,,2025,,
,Old LA code,Appeals registered,Total Appealable Decisions,Appeal Rate2,Appeals,Total Appealable Decisions,{}
EAST MIDLANDS,,,,,,,
{},196,4623,4.20%, - ,x,x
England Total,,"22,276",364912,6.10%,26977,405735,6.60%
Footnotes:,,,,,,,
"""


def made(
    head: str = "SEND Tribunal Appeal Rate", row: str = "Leicestershire9,855"
) -> dict[str, list[object]]:
    """Figures of the authority in a file made in the publisher's layout."""
    (known,) = recognise(open_original("made.csv", FILE.format(head, row).encode()))
    return {
        name: [row.value for row in rows if row.level == "authority"]
        for name, rows in take(known).rows.items()
    }


def test_a_file_in_the_layout_is_read():
    rates = {"appeals": [196, 0], "appealable_decisions": [4623, None], "appeal_rates": [4.2, None]}
    assert made() == rates


def test_an_unknown_area_is_refused_with_its_row():
    with pytest.raises(
        SourceError, match=r"made\.csv, row 10, column A: authority '999 Mercia' is not known"
    ):
        made(row="Mercia,999")


def test_a_column_with_other_words_is_told_and_not_taken():
    text = FILE.format("Outcome", "Leicestershire9,855")
    (known,) = recognise(open_original("made.csv", text.encode()))
    result = take(known)
    assert {row.keys["calendar_year"] for row in result.rows["appeal_rates"]} == {2024}
    assert [item for item in result.news if "column H is new" in item and "outcome" in item]


def test_a_correction_stops_when_the_publisher_mends_the_file():
    text = FILE.format("SEND Tribunal Appeal Rate", "Cambridgeshire,823")
    (known,) = recognise(open_original("made.csv", text.encode()))
    rows = take(known).rows["appealable_decisions"]
    release = known.source.release("send-appeals-2024-2025")
    with pytest.raises(SourceError, match="the declared correction of appealable_decisions"):
        corrected(known.source, release, "appealable_decisions", rows)
