"""hnb.questions.programme.charts against the result it draws: words, Figures quoted, and a canvas that holds
every text.
"""

from dataclasses import replace

import pytest

from hnb.figures import MIME
from hnb.questions.programme import charts as effects
from hnb.questions.programme import model as impact
from tests.charts.canvas import collisions, off_canvas
from tests.questions.programme.test_model import START, asked, made_up


@pytest.fixture(scope="module", params=[START, 2025])
def result(request) -> impact.Impact:
    return impact.judge(*made_up(-0.15), asked(), start_year=request.param)


def test_verdict_names_the_outcome_the_gap_and_what_could_be_found():
    found = impact.judge(*made_up(-0.15), asked(), start_year=START)
    said = effects.verdict(found.plans, asked(), START)
    assert (
        "The verdict on the number of EHC plans in Madeupshire since January 2023 is: fewer than "
        "otherwise." in said.text
    )
    assert f"{found.plans.gap:size} below the {found.plans.expected} to be expected" in said.text
    assert f"a true difference of about {found.plans.detectable} four times in five" in said.text
    assert said.summary == "verdict on plans"


def test_verdict_without_figures_says_why_and_what_could_be_found_later():
    found = impact.judge(*made_up(), asked(), start_year=2025)
    said = effects.verdict(found.plans, asked(), 2025).text
    assert (
        "is: too early. Nothing can be reckoned: no figure of EHC plans in Madeupshire is held "
        "after" in said
    )
    assert f"a true difference after two years of about {found.plans.ahead[1]}" in said


def test_ratio_of_errors_is_quoted_and_decides_nothing():
    found = impact.judge(*made_up(-0.15), asked(), start_year=START).plans
    said = effects.other_tests(found)
    assert (
        f"{found.ratio_p} would be as extreme" in said.text
        and "It decides nothing here." in said.text
    )
    assert found.without_one in said.figures


def test_detectable_effects_stand_beside_every_verdict(result):
    block = effects.found_at(result.effects)._repr_mimebundle_()[MIME]
    for row, each in zip(block["rows"], result.effects, strict=True):
        assert row[1] == each.verdict
        assert row[4:] == [figure.text for figure in (each.detectable, *each.ahead)]


def test_charts_keep_their_texts_on_the_canvas_and_apart(result):
    for each in result.effects:
        for draw in (effects.against_otherwise, effects.among_placebos):
            chart = draw(each, asked(), result.start_year)
            assert not off_canvas(chart.figure) and not collisions(chart.figure)
            assert "Madeupshire" in chart.alt and chart.source.startswith("Source: ")


def test_alternatives_say_what_was_to_be_expected_or_why_not(result):
    drawn = effects.against_otherwise(result.plans, asked(), result.start_year)
    wanted = result.plans.expected.text if result.start_year == START else result.plans.why
    assert wanted in drawn.alt


def test_a_gap_that_would_be_written_as_nought_is_in_line():
    found = impact.judge(*made_up(), asked(), start_year=START).plans
    level = replace(found, gap=replace(found.gap, value=-0.04))
    assert (
        f"in line with the {found.expected} to be expected"
        in effects.verdict(level, asked(), START).text
    )
