"""hnb.questions.survey_answers against arithmetic on round numbers, scipy and published sizes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.stats import fisher_exact

from hnb.domain.errors import ParameterError
from hnb.figures import Figure
from hnb.figures.marks import WITHHELD
from hnb.questions.survey_answers import charts, text
from hnb.questions.survey_answers.model import SurveyAnswers, answer
from tests.questions import own_records
from tests.questions.survey_answers import records

NAMES = tuple(
    f"council_survey_{name}" for name in ("response", "respondents", "answers", "estimates")
)


def survey(*without: str, **settings: object) -> SurveyAnswers:
    """The survey by hand, without the tables named."""
    by_name = records.tables(own_records.COUNCIL)
    for name in without:
        by_name.pop(f"council_survey_{name}")
    return answer(own_records.tables(by_name, *NAMES), own_records.ask(), **settings)


def test_who_answered_is_said_first():
    said = str(text.answer(survey()))
    assert said.startswith(
        "By 30 November 2026, 100 of the 200 schools asked had answered Leicestershire’s survey "
        "(50%). Secondary schools answered most (80%), primary schools least (40%): answers are "
        "weighted for it."
    )


def test_phases_whose_rate_is_withheld_are_not_passed_over_in_silence():
    result = survey()
    hidden = Figure("survey_answers.rate", None, "percent", "-", reason=WITHHELD)
    phases = (*result.splits["phase"], replace(result.splits["phase"][0], rate=hidden))
    told = replace(result, splits={**result.splits, "phase": phases})
    assert "Of the phases whose rate can be shown, secondary schools" in str(text.answer(told))
    assert "whose rate can be shown" not in str(text.answer(result))


def test_the_chance_of_rates_as_unlike_is_fishers():
    result = survey()
    exact = fisher_exact([[60, 40], [90, 10]]).pvalue
    assert result.chances["phase"].value == pytest.approx(100 * exact)
    assert result.chances["size"].value == pytest.approx(100)
    assert not result.chances["type"].known
    said = str(text.by_chance(result))
    assert "in hardly any survey" in said and "in 100.0% of surveys" in said


def test_answers_needed_follow_the_margin_and_the_schools_asked():
    assert survey().needed[0][1].value == 132  # Krejcie and Morgan (1970) for 200
    assert "too few answers to know a share to within 5 percentage points" in str(
        text.answer(survey())
    )
    assert survey(margin=10).needed[0][1].value == 66
    assert "There are enough answers" in str(text.answer(survey(margin=10)))


def test_shares_of_those_who_answered_and_of_all_schools_are_next_to_each_other():
    table = text.shares(survey())
    assert table is not None
    assert table.cells() == [
        ["We know whom to ask", "Agree", "100 answers", "60.0%", "57.0%", "50.0% to 64.0%"],
        ["The toolkit is useful", "Strongly agree or agree", "100 answers", "30.0%", "33.0%",
         "27.0% to 40.0%"],
    ]  # fmt: skip


def test_what_weighting_changes_and_how_sure_shares_are_is_the_worst_of_all_questions():
    result = survey()
    assert result.moved.value == pytest.approx(3)
    assert result.weakest.value == pytest.approx((64 - 50) / 2)
    assert result.lost.value == 4
    assert "of these schools alone" in str(text.weighting(result))


def test_ranges_can_be_of_more_schools_than_these():
    result = survey(of="more schools like them")
    assert result.weakest.value == pytest.approx((69 - 45) / 2)
    assert "a larger number of schools like these" in str(text.weighting(result))


def test_answers_are_in_the_order_of_their_scale():
    (_, toolkit) = survey().questions
    assert [given.words for given in toolkit.answers] == [
        "strongly agree", "agree", "neither agree nor disagree", "strongly disagree or disagree",
        "don't know",
    ]  # fmt: skip


def test_people_without_a_school_on_the_list_are_counted_and_not_weighted():
    table = text.every_answer(survey(), others=True)
    assert table is not None
    assert table.cells()[0][:4] == ["We know whom to ask", "Yes", "30 answers", "75.0%"]
    assert table.cells()[0][5] == "–"
    assert "nobody knows how many" in str(text.others_unweighted(survey()))


def test_words_of_peoples_own_are_counted():
    assert str(text.in_words(survey())).startswith(
        "35 answers are in people’s own words, to ‘What would help most?’."
    )


def test_phases_that_nobody_answered_for_are_named():
    assert str(text.not_asked(survey())).startswith("None of the 14 post-16 schools answered.")


def test_a_withheld_count_has_its_sign_and_no_rate():
    table = text.response(survey())
    assert table is not None
    assert ["Type", "Maintained school", "80 schools", "c", "c"] in table.cells()


def test_chart_says_every_answer_in_words():
    chart = charts.opinions(survey())
    assert chart is not None
    assert "The toolkit is useful: strongly agree 11%, agree 22%, neither" in chart.alt
    assert chart.caption.startswith("What all schools would say, by Leicestershire’s survey")
    rates = charts.response(survey())
    assert rates is not None
    assert rates.alt.endswith("secondary 80%; primary 40%.")


def test_without_estimates_the_chart_is_of_those_who_answered():
    chart = charts.opinions(survey("estimates"))
    assert chart is not None
    assert "agree 60%, disagree 40%" in chart.alt
    assert chart.caption.startswith("What those who answered say in Leicestershire’s survey")
    table = text.shares(survey("estimates"))
    assert table is not None
    assert table.cells()[0][3:] == ["60.0%", "–", "–"]


def test_without_a_list_of_schools_that_is_said():
    result = survey("response", "estimates")
    assert result.total is None
    assert str(text.answer(result)).startswith(
        "140 answers to the survey of Leicestershire had been taken in by 30 November 2026; which"
    )
    assert text.response(result) is None and charts.response(result) is None


def test_without_records_it_is_said_what_would_tell_and_how_many_answers_are_needed():
    result = answer(own_records.tables({}, *NAMES), own_records.ask())
    # Krejcie and Morgan (1970): 80, 132, 169, 196; theirs is rounded, ours up
    assert [figure.value for figure in result.figures] == [80, 132, 169, 197]
    said = str(text.answer(result))
    assert "is not published: the council's file of answers and its list of schools" in said
    assert "80 of 100 schools must answer. Of 400 schools it is 197." in said
    for nothing in (
        text.opinions, text.shares, text.response, text.every_answer, text.in_words, text.people,
        text.not_asked, text.by_chance, text.without_answers, charts.response, charts.opinions,
    ):  # fmt: skip
        assert nothing(result) is None


def test_records_of_another_authority_are_not_used():
    tables = own_records.tables(records.tables(own_records.COUNCIL), *NAMES)
    result = answer(tables, own_records.ask(850))
    assert result.total is None and not result.questions
    assert "a survey of Hampshire’s schools is not published" in str(text.answer(result))


def test_schools_to_be_asked_can_be_given():
    result = answer(own_records.tables({}, *NAMES), own_records.ask(), schools=300)
    assert [figure.value for figure in result.figures] == [169]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"margin": 0}, "margin: 0 cannot be used. Expected a whole number from 1 to 30"),
        (
            {"schools": 10**9},
            "schools: 1000000000 cannot be used. Expected a whole number from 0 to 100,000",
        ),
        ({"of": "these school"}, "nearest: these schools"),
    ],
)
def test_settings_out_of_bounds_are_refused(settings, message):
    with pytest.raises(ParameterError, match=message):
        survey(**settings)
