"""The spending section for 2024-25 from made-up files of every authority, taken in as a person
takes them in, against the amounts that the files were made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import hnb
from hnb.domain.comparators import Ask
from hnb.figures import Figure, Listing, Sentence
from hnb.questions.high_needs_block import text as block_text
from hnb.questions.medium_term import start
from hnb.questions.spend_against_block import by_year, charts, net_spend
from hnb.questions.spend_against_block import text as spend_text
from hnb.questions.spend_against_block.model import answer as placements
from hnb.questions.why_spend_differs import change
from hnb.questions.why_spend_differs import text as gap_text
from hnb.questions.why_spend_differs.model import answer as gap_of
from hnb.store import add, files
from tests.conftest import quick
from tests.sources import dsg, section251

YEAR, BEFORE, LEICESTERSHIRE = "2024-25", "2023-24", 855
STATE = ("1.2.1", "1.2.2", "1.2.4", "1.2.11")
SPECIAL = ("sen_and_special_schools", "pupil_referral_units_and_alt_provision")


# each unit gives the same pounds: tests/sources/test_section251_files.py
@pytest.fixture(scope="module", params=quick(section251.UNITS, 1))
def taken_in(request, tmp_path_factory) -> Iterator[str]:
    """Both files taken in by the store's own way, in one of the units; gives the unit."""
    folder = tmp_path_factory.mktemp("mine")
    name, content = section251.file("outturn", (BEFORE, YEAR), request.param)
    paths = {folder / name: content, folder / "dsg.xlsx": dsg.workbook(YEAR)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HNB_DATA", str(folder / "data"))
        files.forget()
        for path, written in paths.items():
            Path(path).write_bytes(written)
            add.take_in(*add.look(path, date(2025, 12, 11)), accept=True)
            files.forget()
        yield request.param
    files.forget()


def spent(la_code: int) -> int:
    """Spend on placements of the publisher's total, as the file was made: in £."""
    top_ups = sum(
        section251.amounts(la_code, line, YEAR)["net_expenditure"] for line in (*STATE, "1.2.3")
    )
    places = section251.amounts(la_code, "1.0.2", YEAR)
    return top_ups + sum(places[setting] for setting in SPECIAL)


def everything(ask: Ask) -> list[object]:
    """Every sentence, table and chart of the section, as its notebooks show them."""
    tables = hnb.tables_for("spend_against_block", ask)
    result = placements(tables, ask, also=[hnb.ask(ask.la_code, comparators="region").main])
    years = by_year.share_by_year(tables, ask)
    of_result = (
        "spend", "england", "per_head", "per_plan", "by_line", "scopes", "not_settled", "bridge",
        "every_scope",
    )  # fmt: skip
    of_years = ("years_without", "unlike_blocks", "share_by_year")
    shown = [getattr(spend_text, name)(result) for name in of_result]
    shown += [getattr(spend_text, name)(years) for name in of_years]
    shown += spend_text.by_year(years)
    shown += [charts.ranked(result), charts.share_by_year(years)]
    net = net_spend.net_spend(tables, ask)
    shown += [*spend_text.groups(result), spend_text.net(net), spend_text.net_by_year(net)]
    shown.append(spend_text.net_since(net))
    gap_tables = hnb.tables_for("why_spend_differs", ask)
    gap = gap_of(gap_tables, ask)
    of_gap = (
        "gap", "certainty", "parts_in_words", "turning", "left_out", "kinds", "parts", "alternatives",
        "counted_when", "unbooked",
    )  # fmt: skip
    shown += [getattr(gap_text, name)(gap) for name in of_gap]
    since = change.change_between_years(gap_tables, ask)
    shown += [gap_text.change(since), gap_text.doubts_of_change(since)]
    shown.append(gap_text.by_year(change.changes(gap_tables, ask)))
    block = hnb.answer("high_needs_block", ask)
    shown += [block_text.total(block), block_text.lines(block), block_text.deducted(block)]
    return [each for each in shown if each is not None]


@pytest.fixture(scope="module")
def section(taken_in) -> list[object]:
    return everything(hnb.ask("Leicestershire"))


def test_the_year_that_nearly_all_have_is_led_with(taken_in):
    assert hnb.ask("Leicestershire").financial_year == YEAR
    assert hnb.ask("Leicestershire", as_at="2024-02-13").financial_year == "2021-22"


def test_spend_block_and_rank_are_those_that_the_files_were_made_of(taken_in):
    ask = hnb.ask(LEICESTERSHIRE)
    result = placements(hnb.tables_for("spend_against_block", ask), ask)
    blocks = dsg.amounts(YEAR)
    assert result.own.spend.value == pytest.approx(spent(LEICESTERSHIRE))
    everybody = {code: spent(code) for code in dsg.codes(YEAR)}
    assert result.england.spend.value == pytest.approx(sum(everybody.values()))
    assert result.england.used.value == len(everybody) == 151
    after = result.england.block.value
    assert result.england.share.value == pytest.approx(100 * sum(everybody.values()) / after)
    assert len(blocks) and [step.label for step in result.bridge][-1] == "Difference from the block"


def high_needs(la_code: int, year: str) -> int:
    """Net spend on every line 1.2.x, as the file was made: in £."""
    numbers = map(section251.number_of, section251.LINES)
    lines = [number for number in numbers if number.startswith("1.2.")]
    return sum(section251.amounts(la_code, line, year)["net_expenditure"] for line in lines)


def test_net_spend_is_of_the_publishers_own_lines_for_every_authority(taken_in):
    net = hnb.load("net_high_needs").set_index(["financial_year", "la_code"])
    for year in (BEFORE, YEAR):
        standing = [who.la_code for who in section251.authorities(year)]
        expected = {code: high_needs(code, year) for code in standing}
        assert net.loc[year, "amount_gbp"].to_dict() == pytest.approx(expected)
        assert net.loc[year, "release"].str.startswith("section251-").all()
    assert net.loc["2022-23", "release"].eq("net-high-needs-2017-18-to-2024-25").all()


def test_net_spend_is_called_compiled_only_where_it_is(taken_in):
    for since, day, is_compiled in ((YEAR, None, False), ("2021-22", "2025-12-31", True)):
        ask = hnb.ask(LEICESTERSHIRE, financial_year=since, as_at=day)
        net = net_spend.net_spend(hnb.tables_for("spend_against_block", ask), ask)
        assert {year.financial_year for year in net.since} >= {since}
        is_said = [
            "compiled" in listing.source for listing in [spend_text.net_since(net)] if listing
        ]
        assert any(is_said) == is_compiled


def test_a_year_after_the_compiled_ones_is_where_the_medium_term_starts(tmp_path, monkeypatch):
    monkeypatch.setenv("HNB_DATA", str(tmp_path / "data"))
    files.forget()
    name, content = section251.file("outturn", (YEAR, "2025-26"), "£000")
    (tmp_path / name).write_bytes(content)
    (addition,) = add.look(tmp_path / name, date(2026, 12, 10))
    changes = {(change.table, change.level): change for change in addition.changes}
    change = changes["net_high_needs", "authority"]
    everyone = len(section251.authorities(YEAR))
    assert (change.added, change.revised, change.withdrawn) == (everyone, everyone, 0)
    assert change.new_periods == ("2025-26",) and "to" in change.moved[0]
    add.take_in(addition, accept=True)
    files.forget()
    ask = hnb.ask(LEICESTERSHIRE)
    tables = hnb.tables_for("medium_term", ask)
    assert start.base_year(tables, ask, 2026) == "2025-26"
    net = start.money(tables, ask, "2025-26").net
    assert net["2025-26"].value == pytest.approx(high_needs(LEICESTERSHIRE, "2025-26"))
    assert net["2023-24"].value == pytest.approx(88_085_000, abs=1000)  # still compiled
    files.forget()


def test_answers_of_a_past_day_are_those_of_before(taken_in):
    then = hnb.ask(LEICESTERSHIRE, as_at="2024-02-13")
    share = placements(hnb.tables_for("spend_against_block", then), then).own.share
    assert share.text == "102.1%" and share.period == "2021-22"


def test_no_sentence_of_the_section_has_a_missing_value_or_the_year_of_before(section):
    sentences = [each for each in section if isinstance(each, Sentence)]
    assert len(sentences) > 15
    for sentence in sentences:
        assert not re.search(r"not available|\bnan\b|\bNone\b", str(sentence)), sentence
        assert "cannot be" not in str(sentence), sentence
    words = " ".join(str(each) for each in sentences)
    assert "in 2024-25: placements cost £" in words
    assert "For each EHC plan of January 2024" in words
    assert "For each plan of January 2025, within the year" in words
    assert "Residents are those of mid-2024" in words
    # 2021-22 is named as the first year of a series, and nowhere else
    for sentence in sentences:
        if "2021-22" in str(sentence):
            assert re.search(
                r"(cost|was) .* in 2021-22 and|^No share is shown for 2022-23", str(sentence)
            ), sentence


def test_no_cell_of_a_table_lacks_its_value(section):
    for table in (each for each in section if isinstance(each, Listing)):
        for row in table.rows:
            missing = [cell for cell in row if isinstance(cell, Figure) and not cell.known]
            assert not missing or row[0] == "2022-23", (table.caption, row[0])


def test_the_chart_of_years_has_a_gap_where_no_lines_are_held(section):
    (alt,) = [
        each.alt for each in section if hasattr(each, "alt") and "without 2022-23" in each.alt
    ]
    assert "2021-22 to 2024-25, without 2022-23" in alt
