"""hnb.questions.programme.charts against the result it draws: words, Figures quoted, and a canvas
that holds every text.
"""

import pytest

from hnb.questions.programme import charts, model
from tests.charts.faults import collisions, off_canvas
from tests.questions.programme.made_up import START, asked, made_up


@pytest.fixture(scope="module", params=[START, 2025])
def result(request) -> model.Impact:
    return model.answer(made_up(-0.15), asked(), start_year=request.param)


def test_charts_keep_their_texts_on_the_canvas_and_apart(result):
    for effect in result.effects:
        for draw in (charts.against_otherwise, charts.among_placebos):
            chart = draw(effect, asked(), result.start_year)
            if chart is None:  # nobody's gap is known yet
                assert draw is charts.among_placebos and not len(effect.mix.placebos)
                continue
            assert not off_canvas(chart.figure) and not collisions(chart.figure)
            assert "Madeupshire" in chart.alt and chart.source.startswith("Source: ")


def test_alternatives_say_what_was_to_be_expected_or_why_not(result):
    drawn = charts.against_otherwise(result.plans, asked(), result.start_year)
    wanted = result.plans.expected.text if result.start_year == START else result.plans.why
    assert wanted in drawn.alt


def test_the_gap_of_the_authority_is_drawn_over_those_of_all_others():
    result = model.answer(made_up(-0.15), asked(), start_year=START)
    chart = charts.among_placebos(result.plans, asked(), START)
    authority, *_ = chart.figure.axes[0].lines
    others, *_ = chart.figure.axes[0].collections
    assert len(others.get_segments()) == len(result.plans.mix.placebos) - 1
    assert authority.get_ydata()[-1] == pytest.approx(result.plans.mix.gap.value)
    assert result.plans.mix.gap in chart.figures
