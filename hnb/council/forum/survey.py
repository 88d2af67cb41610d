"""Who answered a survey of schools, and what all schools would have said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.council.forum import ForumRecords
from hnb.council.surveying.answers import Parts, choices, parts, questions_of
from hnb.council.surveying.schools import (
    NOT_RECORDED,
    SPLITS,
    asked,
    listed_schools,
    merged,
    places_on_list,
)
from hnb.disclosure.population import CrossTab, Declared, Measured, Population
from hnb.disclosure.rules import Rules
from hnb.tables.answer_scales import ALL, BETWEEN, in_order
from hnb.tables.records.survey import (
    ANSWERED,
    ASKED,
    ESTIMATE,
    HIGH,
    HIGH_OF_MORE,
    IN_WORDS,
    LOST,
    LOW,
    LOW_OF_MORE,
    NOT_ASKED,
    ON_LIST,
    OTHERS,
    SILENT,
)

if TYPE_CHECKING:
    import pandas as pd

    from hnb.stats.sampling.raking import Raked

LAYOUTS = ("survey", "schools")
NOT_ON_LIST, NO_SCHOOL = "a school that is not on the list", "no school given"
FEWEST_IN_A_MARGIN = 5  # answers, below which a category is joined with another for weighting
FEWEST_ESTIMATED = 10  # schools that answered a question
OTHER = "other"  # phases with few schools


@dataclass(frozen=True)
class Survey:
    """A survey's rows.

    Parameters
    ----------
    records : ForumRecords
        Whose they are, of which day.
    rules : Rules
        What is too few.
    answers : DataFrame
        A row an answer: `respondent`, `role`, `place` (the row of the list of its school), `who`
        (`ON_LIST` or `OTHERS`), `school_known`, `question`, `answer`.
    schools : DataFrame
        Schools that were asked, with `answered`.
    not_asked : mapping
        State-funded schools of each phase that is taken not to have been asked.
    """

    records: ForumRecords
    rules: Rules
    answers: pd.DataFrame
    schools: pd.DataFrame
    not_asked: dict[str, int]

    @property
    def day(self) -> str:
        """The day of the records."""
        return self.records.as_at.isoformat()

    def is_few(self, rows: pd.DataFrame) -> bool:
        """Whether rows are answers of too few people, or of too few schools."""
        schools = rows["place"].dropna().nunique()
        is_of_few_schools = bool(rows["place"].notna().any()) and self.rules.is_small(schools)
        return self.rules.is_small(len(rows)) or is_of_few_schools


def declare(records: ForumRecords) -> Declared:
    """Who answered, their answers, and shares estimated for all schools.

    Parameters
    ----------
    records : ForumRecords
        Rows of `survey`, and of `schools` where that has been taken in.

    Returns
    -------
    Declared
        Counts of schools and of people as populations, shares of all schools as what is measured.
        No text that a person wrote is in them but questions, and answers that many gave.

    Notes
    -----
    docs/methods/survey-answers.md.
    """
    survey = _read(records)
    if survey.answers.empty:
        return Declared()
    populations = [_respondents(survey)]
    not_asked = [
        (survey.records.la_code, survey.day, "phase", phase, NOT_ASKED, count)
        for phase, count in _not_too_few(survey).items()
    ]
    if len(survey.schools):
        populations.append(_response(survey))
    estimates: list[tuple[str, str, str, float, int]] = []
    for (who, question), rows in survey.answers.groupby(["who", "question"], sort=False):
        if survey.is_few(rows):
            continue  # its words may be anybody's where a mapping went wrong
        chosen = choices(rows["answer"])
        if chosen is None:
            populations.append(_counted(survey, str(who), str(question), rows, label=IN_WORDS))
            continue
        shown = _parts(survey, rows, chosen)
        labels = chosen.map(shown.label_of)
        populations.append(_counted(survey, str(who), str(question), rows.assign(label=labels)))
        if who == ON_LIST:
            estimates += _estimates(survey, str(question), rows.assign(choice=chosen), shown)
    return Declared(
        populations=tuple(populations),
        measured=(_measured(survey, estimates),) if estimates else (),
        open_tables={"council_survey_response": _public(not_asked)} if not_asked else {},
    )


def _not_too_few(survey: Survey) -> dict[str, int]:
    """Phases not asked that have enough schools, and the others together where they have."""
    together: dict[str, int] = {}
    for phase, count in survey.not_asked.items():
        name = OTHER if survey.rules.is_small(count) else phase
        together[name] = together.get(name, 0) + count
    return {name: count for name, count in together.items() if not survey.rules.is_small(count)}


def _read(records: ForumRecords) -> Survey:
    """A survey's rows, each with its school's place on the list."""
    import pandas as pd

    rows = records.rows("survey").reset_index(drop=True)
    blank = pd.Series(None, index=rows.index, dtype=object)
    named = rows.get("school", blank).astype(object)
    named = named.where(named.notna() & (named.astype(str).str.strip() != ""))
    schools = records.rows("schools")
    every = listed_schools(schools) if len(schools) else None
    place = places_on_list(named, every) if every is not None else blank.astype("Int64")
    answers = pd.DataFrame(
        {
            "respondent": rows["respondent"].astype(str),
            "role": rows.get("role", blank).astype(object),
            "place": place,
            "who": place.notna().map({True: ON_LIST, False: OTHERS}),
            "found": named.notna().map({True: NOT_ON_LIST, False: NO_SCHOOL}),
            "question": questions_of(rows["question"].astype(str)),
            "answer": rows["answer"].astype(str),
        }
    )
    answers["found"] = answers["found"].mask(place.notna(), ON_LIST)
    answers = answers[(answers["question"] != "") & rows["answer"].notna()]
    answers = answers.drop_duplicates(["respondent", "question"], keep="last")
    setting = records.authority.disclosure
    rules = Rules(setting.threshold, setting.zeros, setting.p_percent)
    if every is None:
        return Survey(records, rules, answers, pd.DataFrame(), {})
    of_survey = asked(every, answers["place"])
    # few of one audience would be what is left of all who answered, less the other
    people = answers.groupby("who")["respondent"].transform("nunique")
    answers = answers[~people.between(1, rules.threshold - 1)]
    left = every.drop(of_survey.index)["phase"]
    is_open = rules.zeros == "shown" and len(of_survey)
    return Survey(records, rules, answers, of_survey, _counts(left) if is_open else {})


def _response(survey: Survey) -> Population:
    """Schools that were asked, by whether they answered, in all and by each division."""
    schools = survey.schools
    rows = schools[["answered"]].replace({True: ANSWERED, False: SILENT}).astype(object)
    fixed: dict[str, str | int] = {"as_at": survey.day}
    whole: dict[str, str | int] = {**fixed, "divided_by": ALL, "category": ALL}
    steps = {"survey_step": (ANSWERED, SILENT)}
    tables = [
        CrossTab("council_survey_response", fixed={**whole, "survey_step": ASKED}),
        CrossTab(
            "council_survey_response",
            by={"survey_step": "answered"},
            fixed=whole,
            categories=steps,
        ),
    ]
    for split in SPLITS:
        labels = merged(schools[split], schools["answered"], survey.rules)
        if labels.nunique() < 2:
            continue
        rows[split] = labels
        of_split: dict[str, str | int] = {**fixed, "divided_by": split}
        tables += [
            CrossTab(
                "council_survey_response",
                by={"category": split},
                fixed={**of_split, "survey_step": ASKED},
            ),
            CrossTab(
                "council_survey_response",
                by={"category": split, "survey_step": "answered"},
                fixed=of_split,
                categories=steps,
            ),
        ]
    return Population(
        name=f"schools asked by {survey.records.la_code} in the survey of {survey.day}",
        rows=rows.reset_index(drop=True),
        tables=tuple(tables),
    )


def _respondents(survey: Survey) -> Population:
    """People who answered, by role and by whether their school is on the list."""
    people = survey.answers.drop_duplicates("respondent").reset_index(drop=True)
    fixed: dict[str, str | int] = {"as_at": survey.day}
    tables = [
        CrossTab("council_survey_respondents", fixed={**fixed, "divided_by": ALL, "category": ALL})
    ]
    rows = people[[]].copy()
    roles = choices(people["role"].fillna(NOT_RECORDED))
    by = {"role": roles, "school": people["found"]}
    for split, category in by.items():
        if category is None:
            continue
        rows[split] = category.map(_parts(survey, people, category).label_of)
        if rows[split].nunique() > 1:
            tables.append(
                CrossTab(
                    "council_survey_respondents",
                    by={"category": split},
                    fixed={**fixed, "divided_by": split},
                )
            )
    return Population(
        name=f"respondents of {survey.records.la_code} in the survey of {survey.day}",
        rows=rows,
        tables=tuple(tables),
    )


def _parts(survey: Survey, rows: pd.DataFrame, chosen: pd.Series) -> Parts:
    """How answers are put together so that none is of few."""

    def is_few(answers: Sequence[str]) -> bool:
        return survey.is_few(rows[chosen.isin(answers)])

    return parts(_counts(chosen), is_few)


def _counts(words: pd.Series) -> dict[str, int]:
    return {str(word): int(count) for word, count in words.value_counts().items()}


def _counted(
    survey: Survey, who: str, question: str, rows: pd.DataFrame, *, label: str = ALL
) -> Population:
    """Answers to a question, in all and by what was chosen (`label` of the rows, if any)."""
    fixed: dict[str, str | int] = {"as_at": survey.day, "audience": who, "question": question}
    tables = [CrossTab("council_survey_answers", fixed={**fixed, "answer": label})]
    if "label" in rows and rows["label"].notna().any():
        tables.append(CrossTab("council_survey_answers", by={"answer": "label"}, fixed=fixed))
    return Population(
        name=f"answers of {who} to {question}, {survey.records.la_code}, {survey.day}",
        rows=rows[["label"] if len(tables) > 1 else []].reset_index(drop=True),
        tables=tuple(tables),
    )


def _estimates(
    survey: Survey, question: str, rows: pd.DataFrame, shown: Parts
) -> Iterator[tuple[str, str, str, float, int]]:
    """What share of all schools would give each answer that is shown, with its intervals.

    A school has one voice: of several people of one school each has a part of it.
    """
    import numpy as np

    from hnb.stats.sampling.raking import raked_share

    schools = rows["place"].nunique()
    if schools < FEWEST_ESTIMATED:
        return
    places = sorted(rows["place"].unique())
    raked = _raked(survey, places)
    if raked is None:
        return
    sets: dict[str, list[str]] = {}
    for answer, label in shown.label_of.items():
        sets.setdefault(label, []).append(answer)
    if shown.label_of and shown.favourable:
        favourable = in_order(dict.fromkeys(shown.favourable, 0))
        sets[BETWEEN.join(favourable)] = favourable
    for label, answers in sets.items():
        chosen = rows["choice"].isin(answers).astype(float)
        of_school = chosen.groupby(rows["place"]).mean().loc[places]
        values = np.asarray(of_school, dtype=np.float64)
        here, of_more = (raked_share(values, raked, is_whole=whole) for whole in (True, False))
        for point, share in (
            (ESTIMATE, here.value),
            (LOW, here.low),
            (HIGH, here.high),
            (LOW_OF_MORE, of_more.low),
            (HIGH_OF_MORE, of_more.high),
        ):
            yield question, label, point, round(100 * share, 2), schools
    yield question, ALL, LOST, round(100 * (1 - 1 / raked.design_effect), 2), schools


def _raked(survey: Survey, places: Sequence[int]) -> Raked | None:
    """Weights of schools that answered a question, by each division of those asked; None where no
    weights meet them.
    """
    import numpy as np
    import pandas as pd

    from hnb.stats.sampling.raking import Margin, collapsed, rake

    is_answer = survey.schools.index.isin(places)
    margins = []
    for split in SPLITS:
        codes, names = pd.factorize(survey.schools[split], sort=True)
        totals = np.bincount(codes, minlength=len(names)).astype(float)
        margins.append(collapsed(Margin(codes[is_answer], totals), FEWEST_IN_A_MARGIN))
    while margins:
        raked = rake(margins)
        if raked.converged:
            return raked
        margins.pop()  # the last matters least
    return None


def _measured(survey: Survey, estimates: Sequence[tuple[str, str, str, float, int]]) -> Measured:
    import pandas as pd

    columns = ["question", "answer", "point", "share_percent", "children"]
    frame = pd.DataFrame(estimates, columns=columns).assign(as_at=survey.day)
    return Measured("council_survey_estimates", frame)


def _public(rows: Sequence[tuple[int, str, str, str, str, int]]) -> pd.DataFrame:
    """Schools that are taken not to have been asked: their number is published."""
    import pandas as pd

    columns = ["la_code", "as_at", "divided_by", "category", "survey_step", "schools"]
    return pd.DataFrame(rows, columns=columns).assign(status="published")
