"""hnb.questions.spend_lines against arithmetic that a reader can redo."""

from __future__ import annotations

import pytest

import hnb
from hnb.comparison.measures.services import SERVICES
from hnb.domain.errors import ParameterError
from hnb.questions.spend_lines import charts, text
from hnb.questions.spend_lines.model import answer


@pytest.fixture(scope="module")
def result():
    return hnb.answer("spend_lines", "Leicestershire")


def test_each_line_is_the_amount_over_the_plans_of_january_2024(result):
    lines, plans = hnb.load("s251_lines"), hnb.load("ehc_plans")
    of_year = lines[lines["la_code"].eq(855) & lines["financial_year"].eq("2023-24")]
    amounts = of_year.set_index("line")["amount_gbp"]
    own_plans = plans[plans["la_code"].eq(855) & plans["january"].eq(2024)]["plans"].item()
    for compared, (_, line) in zip(result.per_plan, SERVICES.values(), strict=True):
        assert compared.own.value == pytest.approx(amounts[line] / own_plans)
        assert compared.own.period == "2023-24"


def test_sentences_quote_the_figures_and_say_that_lines_are_no_placements(result):
    assert result.per_plan[0].own.text in str(text.leading(result))
    assert "spread over all plans: it is not the price of a place." in str(text.leading(result))
    assert result.growth.own.moved in str(text.growth(result))
    assert [row[1] for row in text.services(result).rows] == [line.own for line in result.per_plan]
    said = str(text.lines_are_no_placements(result))
    assert "not placements" in said and "A third party took them out" in said


def test_table_has_a_row_a_line_and_one_of_growth(result):
    assert len(text.table(result).rows) == len(SERVICES) + 1
    assert charts.over_time(result) is not None


@pytest.mark.parametrize("who", ["City of London", "Cumberland", "Cumbria", "Northamptonshire"])
def test_authority_that_the_compiler_left_out_is_told_and_is_no_zero(who: str):
    result = hnb.answer("spend_lines", who)
    assert all(compared.own.value is None for compared in result.per_plan)
    for sentence in (text.leading(result), text.growth(result)):
        assert "is not known: " in str(sentence) and sentence.missing
    assert text.services(result) is None and text.lines_are_no_placements(result) is None


def test_nothing_is_known_before_it_was_published():
    result = hnb.answer("spend_lines", "Leicestershire", as_at="2023-01-01")
    assert "is not known: " in str(text.leading(result))


def test_another_line_may_lead():
    ask = hnb.ask("Leicestershire")
    tables = hnb.tables_for("spend_lines", ask)
    result = answer(tables, ask, line="sen_transport")
    assert result.leading.own.text in str(text.leading(result))
    assert "transport of school pupils with SEN" in str(text.leading(result))
    with pytest.raises(ParameterError, match="nearest: sen_transport"):
        answer(tables, ask, line="sen_transprt")
