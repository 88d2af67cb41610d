"""hnb.council.forum.survey against counts by hand, the truth of the made-up council, and a reader
who subtracts.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hnb.council.authority.definition import AuthorityDefinition
from hnb.council.example.council import made_up_council
from hnb.council.example.truth.parameters import TOOLKIT
from hnb.council.forum import ForumRecords
from hnb.council.forum.survey import declare
from hnb.council.surveying.answers import choices, cleaned, parts, questions_of
from hnb.council.surveying.schools import listed_schools, merged, places_on_list, school_key
from hnb.disclosure.plan import plan
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules

DAY = date(2026, 11, 30)
THRESHOLD = 6


def schools(primary: int = 60, secondary: int = 40) -> pd.DataFrame:
    """So many state-funded schools of the area, half of them academies, of 100 pupils upwards."""
    size = primary + secondary
    return pd.DataFrame(
        {
            "urn": np.arange(100_001, 100_001 + size),
            "school": [f"School {place}" for place in range(size)],
            "phase": ["primary"] * primary + ["secondary"] * secondary,
            "type": ["academy", "maintained school"] * (size // 2),
            "pupils": np.arange(100, 100 + size),
            "in_area": True,
            "state_funded": True,
        }
    )


def answers(given: list[str], question: str = "Is it useful?", **columns: object) -> pd.DataFrame:
    """An answer of each of the first schools on the list, every second first."""
    places = [*range(0, 100, 2), *range(1, 100, 2)][: len(given)]
    rows = {
        "respondent": [f"R{place}" for place in places],
        "role": "SENCO",
        "school": [f"School {place}" for place in places],
        "question": question,
        "answer": given,
    }
    return pd.DataFrame({**rows, **columns})


def planned(*parts_of_survey: pd.DataFrame, listed: pd.DataFrame | None = None, **disclosure):
    """The protected tables, by name, without what all rows have in common."""
    survey = pd.concat(parts_of_survey, ignore_index=True)
    rows = {"survey": survey, "schools": schools() if listed is None else listed}
    settings = {"threshold": THRESHOLD, **disclosure}
    authority = AuthorityDefinition(authority="Leicestershire", disclosure=settings)
    declared = declare(ForumRecords(rows.__getitem__, 855, DAY, authority))
    frames = plan(declared, Rules(**settings), 855, Released({})).frames
    return {name.removeprefix("council_survey_"): frame for name, frame in frames.items()}


def counts(frames: dict[str, pd.DataFrame], audience: str = "schools on the list") -> dict:
    table = frames["answers"]
    table = table[table["audience"] == audience]
    return dict(zip(table["answer"], table["respondents"], strict=True))


def estimated(frames: dict[str, pd.DataFrame], point: str = "estimate") -> dict[str, float]:
    table = frames["estimates"]
    table = table[table["point"] == point]
    return dict(zip(table["answer"], table["share_percent"], strict=True))


def test_schools_that_answered_are_counted_by_division():
    table = planned(answers(["yes"] * 30 + ["no"] * 20))["response"]
    by_key = table.set_index(["divided_by", "category", "survey_step"])["schools"]
    assert by_key["all answers", "all answers", "asked"] == 100
    assert by_key["all answers", "all answers", "answered"] == 50
    assert by_key["phase", "primary", "answered"] == 30
    assert by_key["phase", "secondary", "did not answer"] == 20
    assert "type" in by_key.index.get_level_values(0)


def test_a_division_is_left_out_where_all_but_few_of_a_category_answered_and_there_are_two():
    # 37 of 40 secondary schools answered: three did not, and nobody is to know which
    silent = {f"School {place}" for place in range(97, 100)} | {f"School {p}" for p in range(30)}
    survey = answers(["yes"] * 60 + ["no"] * 40)
    survey = survey[~survey["school"].isin(silent)]
    table = planned(survey)["response"]
    assert set(table.loc[table["divided_by"] == "phase", "category"]) == set()
    assert (table["schools"].dropna() >= THRESHOLD).all()


def test_merged_categories_leave_no_small_count():
    rows = [("primary", 77, 107), ("secondary", 32, 17), ("special", 12, 1)]
    phases = pd.Series([name for name, yes, no in rows for _ in range(yes + no)])
    answered = pd.Series([at < yes for _, yes, no in rows for at in range(yes + no)])
    labels = merged(phases, answered, Rules())
    assert set(labels) == {"primary and special", "secondary"}


def test_answers_that_few_gave_are_counted_and_estimated_with_others_alone():
    given = ["strongly agree"] * 3 + ["agree"] * 27 + ["disagree"] * 20
    frames = planned(answers(given))
    assert counts(frames) == {"all answers": 50, "strongly agree or agree": 30, "disagree": 20}
    assert set(estimated(frames)) == {"strongly agree or agree", "disagree"}


def test_where_one_side_is_of_few_the_favourable_is_set_against_everything_else():
    given = ["agree"] * 40 + ["neither agree nor disagree"] * 7 + ["disagree"] * 3
    frames = planned(answers(given))
    assert counts(frames) == {"all answers": 50, "agree": 40, "another answer": 10}


def test_where_all_but_a_few_say_the_same_no_answer_is_shown():
    frames = planned(answers(["agree"] * 47 + ["disagree"] * 3))
    assert counts(frames) == {"all answers": 50}
    assert estimated(frames) == {}


@pytest.mark.parametrize("seed", range(12))
def test_nothing_that_a_reader_can_work_out_is_of_few(seed):
    # whatever is shown of a question, each part of it, and each that is left, is of six or more
    random = np.random.default_rng(seed)
    words = ["strongly agree", "agree", "neither", "disagree", "strongly disagree", "don't know"]
    chances = random.dirichlet(np.full(len(words), 0.4))
    frames = planned(answers(list(random.choice(words, 70, p=chances))))
    shown = counts(frames)
    total = shown.pop("all answers")
    assert not frames["answers"]["respondents"].isna().any()
    assert all(count >= THRESHOLD for count in shown.values())
    assert not shown or sum(shown.values()) == total
    # estimates are of the same parts, or of several of them
    for label in estimated(frames) if "estimates" in frames else ():
        assert label in shown or set(label.split(" or ")) <= set(shown)


def test_two_people_of_a_school_share_its_voice():
    survey = answers(["yes"] * 25 + ["no"] * 25)
    again = survey.head(1).assign(respondent="R-again", answer="no")
    whole, shared = (estimated(planned(*rows))["yes"] for rows in ([survey], [survey, again]))
    assert shared == pytest.approx(whole - 100 * 0.5 / 50, abs=0.3)
    response = planned(survey, again)["response"].set_index(["category", "survey_step"])["schools"]
    assert response["all answers", "answered"] == 50


def test_answers_of_few_schools_are_few_however_many_people_gave_them():
    survey = answers(["yes"] * 25 + ["no"] * 25)
    crowd = pd.concat([survey.head(1).assign(respondent=f"C{n}", answer="don't know")
                       for n in range(9)])  # fmt: skip
    shown = counts(planned(survey, crowd))
    assert "don't know" not in shown and shown["another answer"] == 34


def test_people_without_a_school_are_counted_unweighted():
    parents = pd.DataFrame(
        {
            "respondent": [f"P{n}" for n in range(30)],
            "role": "parent",
            "school": [None] * 20 + ["Hogwarts"] * 10,
            "question": "Is it useful?",
            "answer": ["yes"] * 12 + ["no"] * 18,
        }
    )
    frames = planned(answers(["yes"] * 30 + ["no"] * 20), parents)
    assert counts(frames, "everybody else") == {"all answers": 30, "no": 18, "yes": 12}
    assert counts(frames)["yes"] == 30
    people = frames["respondents"].set_index("category")["respondents"]
    assert people["parent"] == 30
    assert people["a school that is not on the list"] == 10


def test_without_a_list_of_schools_answers_are_counted_and_nothing_estimated():
    frames = planned(answers(["yes"] * 30 + ["no"] * 20), listed=schools().head(0))
    assert counts(frames, "everybody else") == {"all answers": 50, "yes": 30, "no": 20}
    assert not {"response", "estimates"} & set(frames)


def test_free_text_is_counted_and_never_shown():
    words = [f"Ask School {place} about Jo Bloggs" for place in range(40)]
    frames = planned(answers(words, "What else?"), answers(["yes"] * 30 + ["no"] * 20))
    whole = "\n".join(frame.to_csv() for frame in frames.values())
    assert "Bloggs" not in whole and "School 3" not in whole
    table = frames["answers"].set_index(["question", "answer"])["respondents"]
    assert table["What else?", "in their own words"] == 40


def test_a_question_that_few_answered_is_not_named():
    frames = planned(
        answers(["yes"] * 30 + ["no"] * 20), answers(["yes"] * 3, "What of Jo Bloggs?")
    )
    assert set(frames["answers"]["question"]) == {"Is it useful?"}


@pytest.mark.parametrize(
    "hostile", ["=cmd()", "<script>alert(1)</script>", "@SUM(A1)", "\u202eevil"]
)
def test_words_that_a_program_would_run_are_made_harmless(hostile):
    frames = planned(
        answers(["yes"] * 30 + [hostile] * 20, f"{hostile} useful?", role=hostile),
        listed=schools().assign(type=hostile),
    )
    whole = "\n".join(frame.to_csv() for frame in frames.values())
    assert hostile not in whole and "<" not in whole
    for frame in frames.values():
        for column in ("question", "answer", "category"):
            if column in frame:
                assert not frame[column].str.match(r"[=@+\-\t]").any()


def test_an_empty_survey_gives_no_tables():
    assert planned(answers([])) == {}


def test_zeros_that_are_withheld_name_no_phase_that_nobody_answered_for():
    listed = pd.concat([schools(), schools(8, 0).assign(urn=range(8), school="x", phase="nursery")])
    survey = answers(["yes"] * 30 + ["no"] * 20)
    step = "taken as not asked"
    open_table = planned(survey, listed=listed)["response"]
    assert open_table.loc[open_table["survey_step"] == step, "schools"].tolist() == [8]
    closed = planned(survey, listed=listed, zeros="withheld")["response"]
    assert step not in set(closed["survey_step"])


def test_phases_with_few_schools_that_were_not_asked_are_counted_together():
    few = [
        schools(number, 0).assign(urn=range(start, start + number), school="x", phase=phase)
        for phase, number, start in (("nursery", 4, 0), ("16 plus", 2, 50), ("other", 2, 90))
    ]
    listed = pd.concat([schools(), *few])
    response = planned(answers(["yes"] * 30 + ["no"] * 20), listed=listed)["response"]
    not_asked = response[response["survey_step"].eq("taken as not asked")]
    assert dict(zip(not_asked["category"], not_asked["schools"], strict=True)) == {"other": 8}
    alone = planned(answers(["yes"] * 30 + ["no"] * 20), listed=pd.concat([schools(), few[0]]))
    assert "taken as not asked" not in set(alone["response"]["survey_step"])


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("st. mary's c of e primary", "Saint Mary’s CE Primary"),
        ("The Oak & Ash School", "Oak and Ash School"),
        ("École Zoë", "Ecole Zoe"),
    ],
)
def test_a_school_is_known_however_its_name_is_written(written, listed):
    assert school_key(written) == school_key(listed)


def test_a_school_is_found_by_its_urn_and_not_by_a_name_of_several():
    rows = schools().assign(school=["Twin", "Twin", *(f"S {n}" for n in range(98))])
    places = places_on_list(pd.Series(["Twin", "100003", "s 5", None]), listed_schools(rows))
    assert places.isna().tolist() == [True, False, False, True]
    assert places[1:3].tolist() == [2, 7]


def test_schools_outside_the_area_or_of_private_money_are_not_asked():
    rows = schools()
    rows.loc[:9, "in_area"], rows.loc[90:, "state_funded"] = False, False
    assert len(listed_schools(rows)) == 80
    assert len(listed_schools(rows[["urn", "school"]])) == 100


def test_questions_lose_their_numbers_where_each_is_still_another():
    assert questions_of(pd.Series(["Q1. Useful?", "2) Clear?"])).tolist() == ["Useful?", "Clear?"]
    same = questions_of(pd.Series(["Q1: Why?", "Q2: Why?"])).tolist()
    assert same == ["Q1: Why?", "Q2: Why?"]


@pytest.mark.parametrize(
    "texts",
    [
        [f"word {n}" for n in range(40)],
        ["the same long answer " * 5] * 40,
        ["a", "b", "c", "d"],
        [" "] * 40,
    ],
)
def test_what_is_no_choice_is_in_peoples_own_words(texts):
    assert choices(pd.Series(texts)) is None


def test_choices_are_the_same_however_they_are_written():
    given = pd.Series(["Email"] * 9 + ["email"] * 4 + ["All answers"] * 8 + ["all answers"] * 9)
    assert choices(given).unique().tolist() == ["Email", "“all answers”"]


def test_choices_on_no_scale_that_few_gave_are_put_together():
    counts_by_answer = {"email": 30, "phone": 20, "post": 2, "fax": 1}
    shown = parts(counts_by_answer, lambda part: sum(counts_by_answer[p] for p in part) < 6)
    assert shown.label_of == {
        "email": "email", "phone": "another answer", "post": "another answer", "fax": "another answer"
    }  # fmt: skip


def test_a_long_text_is_shortened():
    assert len(cleaned("x" * 500)) == 60


def test_the_truth_of_the_made_up_council_is_within_the_ranges():
    council = made_up_council(size=0.1)
    authority = AuthorityDefinition(authority="Leicestershire")
    declared = declare(ForumRecords(council.frames.__getitem__, 855, council.as_at, authority))
    (measured,) = declared.measured
    table = measured.frame.pivot_table(
        index=["question", "answer"], columns="point", values="share_percent", sort=False
    )
    agreeing = council.truth["survey_agreeing"]
    for question, share in agreeing.items():
        answer = "strongly agree or agree" if question == TOOLKIT else "agree"
        low, high = table.loc[(question, answer), ["low", "high"]]
        assert low - 3 <= 100 * share <= high + 3


@pytest.mark.parametrize("few", [1, 3, 5])
def test_people_of_no_school_on_the_list_are_not_what_is_left_of_all(few):
    """85 people answered, of whom 82 of schools on the list: the others are not shown, being 3."""
    on_list = answers(["yes"] * 50 + ["no"] * 30)
    others = answers(["yes"] * few, school=None, role="parent")
    others["respondent"] = [f"P{number}" for number in range(few)]
    frames = planned(on_list, others)
    whole = frames["respondents"].set_index("divided_by")["respondents"]["all answers"]
    assert whole - counts(frames)["all answers"] not in range(1, THRESHOLD)
