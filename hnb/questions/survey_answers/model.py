"""Who answered a survey of schools, what all schools would say, and how many answers that needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows
from hnb.figures.marks import why_withheld
from hnb.figures.records import Records, day_in_words
from hnb.questions.definition import question
from hnb.stats.sampling.proportions import answers_needed, chance_of_difference
from hnb.tables import Tables
from hnb.tables.answer_scales import ALL, BETWEEN, in_order, is_scale, side
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
)

MAKER = FigureMaker("survey_answers")
SPLITS = ("phase", "size", "type")
THESE, MORE = OF = ("these schools", "more schools like them")
ENDS = {THESE: (LOW, HIGH), MORE: (LOW_OF_MORE, HIGH_OF_MORE)}
SIZES = (100, 200, 300, 400)  # schools, where it is not known how many are asked
NOT_ESTIMATED = "too few schools answered, or their list was not taken in"


@dataclass(frozen=True)
class Group:
    """Schools of one kind: how many were asked and answered, and their share in per cent."""

    name: str
    asked: Figure
    answered: Figure
    rate: Figure


@dataclass(frozen=True)
class Given:
    """An answer to a question: how often it was given, its share of the answers in per cent, and
    that of all schools, with its likely range.
    """

    words: str
    count: Figure
    unweighted: Figure
    weighted: Figure


@dataclass(frozen=True)
class Question:
    """A question of the survey, with the answers that may be shown, in the order of their scale.

    `favourable` is its favourable answers together; None where it is on no scale.
    """

    words: str
    total: Figure
    answers: tuple[Given, ...]
    favourable: Given | None


@dataclass(frozen=True)
class SurveyAnswers:
    """Who answered, and what is estimated; a Figure without a value says why.

    `total` is None where no list of schools, or no survey, was taken in. `chances` has by division
    how likely rates differ as much by chance, in per cent. `needed` are the answers for the margin,
    by how many schools are asked; `of` is whom ranges are about. `weakest` is the margin reached in
    the worst question, `moved` the most by which weighting moves a share, `lost` what it costs.
    `in_words` and `others` are questions answered in people's own words, and by those who are not
    of a school on the list.
    """

    ask: Ask
    as_at: str
    of: str
    margin: Figure
    total: Group | None
    splits: Mapping[str, tuple[Group, ...]]
    chances: Mapping[str, Figure]
    not_asked: tuple[tuple[str, Figure], ...]
    respondents: Figure
    roles: tuple[tuple[str, Figure], ...]
    needed: tuple[tuple[Figure, Figure], ...]
    questions: tuple[Question, ...]
    others: tuple[Question, ...]
    in_words: tuple[tuple[str, Figure], ...]
    weakest: Figure
    moved: Figure
    lost: Figure

    @property
    def day(self) -> str:
        """The day of the records, as a sentence names it."""
        return day_in_words(self.as_at)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        response = (self.total.answered, self.total.rate) if self.total else ()
        return (*response, *(needed for _, needed in self.needed))


def answer(
    tables: Tables, ask: Ask, *, margin: int = 5, schools: int = 0, of: str = THESE
) -> SurveyAnswers:
    """Who answered a council's survey of schools, and what all schools would say.

    Parameters
    ----------
    tables : Tables
        Those of question.yml; without rows where nothing has been taken in.
    ask : Ask
        The authority.
    margin : int
        Half the width of the interval that is wanted, in percentage points.
    schools : int
        How many schools are to be asked, where no survey says; 0 where it is not known.
    of : str
        Whom intervals are about: `these schools`, of which those that answered are certain, or
        `more schools like them`, of which all of these are a sample.

    Raises
    ------
    ParameterError
        A setting is not one of those, or out of bounds.

    Notes
    -----
    Method: docs/methods/survey-answers.md.
    """
    _refuse_settings(margin, schools, of)
    every = Records.of(tables, "council_survey_respondents", ask, MAKER)
    as_at = every.latest("as_at")
    maker = MAKER.having(period=day_in_words(as_at) if as_at else "")
    people, response, answers, estimates = (
        Records.of(tables, f"council_survey_{name}", ask, maker).where(as_at=as_at)
        for name in ("respondents", "response", "answers", "estimates")
    )
    total = _group(response, ALL, ALL) if len(response.frame) else None
    splits = {split: _groups(response, split) for split in SPLITS}
    is_in_words = answers.frame["answer"].eq(IN_WORDS)
    asked = _questions(answers, estimates, ENDS[of])
    return SurveyAnswers(
        ask=ask,
        as_at=as_at,
        of=of,
        margin=MAKER.make("margin", margin, "percentage_points", "as asked for"),
        total=total,
        splits=splits,
        chances={split: _chance(maker, split, groups) for split, groups in splits.items()},
        not_asked=response.where(survey_step=NOT_ASKED).by("category", "not_asked"),
        respondents=people.where(divided_by=ALL).figure("respondents"),
        roles=people.where(divided_by="role").by("category", "respondents"),
        needed=_needed(total, margin, schools),
        questions=asked[ON_LIST],
        others=asked[OTHERS],
        in_words=answers.where(audience=ON_LIST, answer=IN_WORDS).by("question", "in_words")
        if is_in_words.any()
        else (),
        weakest=_weakest(maker, asked[ON_LIST]),
        moved=_moved(maker, asked[ON_LIST]),
        lost=_most(
            maker,
            "lost_percent",
            "percent",
            [item for _, item in estimates.where(point=LOST).by("question", "lost")],
        ),
    )


def _refuse_settings(margin: int, schools: int, of: str) -> None:
    if of not in OF:
        raise unknown(Place(parameter="of"), f"{of!r} is not known", word=of, known=OF)
    question("survey_answers").refuse_unusable(margin=margin, schools=schools)


def _groups(response: Records, split: str) -> tuple[Group, ...]:
    """The categories of a division that were asked, those that answered most first."""
    of_split = response.where(divided_by=split)
    names = of_split.where(survey_step=ASKED).values("category")
    groups = [_group(response, split, name) for name in names]
    return tuple(sorted(groups, key=lambda group: -group.rate.number if group.rate.known else 1))


def _group(response: Records, split: str, name: str) -> Group:
    rows = response.where(divided_by=split, category=name)
    named = f"{slug(split)}.{slug(name)}"
    asked, answered = (
        rows.where(survey_step=step).figure(f"{step}.{named}") for step in (ASKED, ANSWERED)
    )
    rate = _percent(response.maker, f"rate_percent.{named}", answered, asked)
    return Group(name, asked, answered, rate)


def _percent(maker: FigureMaker, measure: str, part: Figure, whole: Figure) -> Figure:
    """A part of a whole in per cent."""
    is_known = part.known and whole.known and whole.number > 0
    return maker.make(
        measure,
        100 * part.number / whole.number if is_known else None,
        "percent",
        f"{part.name} over {whole.name}",
        counts=(part.number, whole.number) if is_known else None,
        rows=(*part.rows, *whole.rows),
        reason=why_withheld((part, whole)) or part.reason or whole.reason or "there are none",
    )


def _chance(maker: FigureMaker, split: str, groups: tuple[Group, ...]) -> Figure:
    """How likely the rates of a division differ as much by chance."""
    counts = [(group.answered, group.asked) for group in groups]
    figures = [figure for pair in counts for figure in pair]
    is_known = len(groups) > 1 and all(figure.known for figure in figures)
    value = None
    if is_known:
        parts, wholes = zip(*((int(a.number), int(b.number)) for a, b in counts), strict=True)
        value = 100 * chance_of_difference(parts, wholes)
    return maker.make(
        f"chance_percent.{split}",
        value,
        "percent",
        "exact test of equal rates",
        rows=_rows(figures),
        reason=why_withheld(figures) or "there is nothing to compare",
    )


def _rows(figures: Iterable[Figure]) -> tuple[Rows, ...]:
    return tuple(rows for figure in figures for rows in figure.rows)


def _needed(total: Group | None, margin: int, schools: int) -> tuple[tuple[Figure, Figure], ...]:
    """Schools that are asked, each with the answers that the margin needs."""
    is_known = total is not None and total.asked.known and total.asked.number > 0
    if total is not None and is_known:
        populations = [total.asked]
    else:
        numbers = (schools,) if schools else SIZES
        populations = [
            MAKER.make(f"schools.{number}", number, "schools", "as asked for") for number in numbers
        ]
    return tuple(
        (
            population,
            MAKER.make(
                f"needed.{int(population.number)}",
                answers_needed(int(population.number), margin / 100),
                "answers",
                f"for {margin} points either way, of a share of a half",
                rows=population.rows,
                period=population.period,
            ),
        )
        for population in populations
    )


def _questions(
    answers: Records, estimates: Records, ends: tuple[str, str]
) -> dict[str, tuple[Question, ...]]:
    """The questions with choices, by who answered them; the most favourable first."""
    by_audience = {}
    for audience in (ON_LIST, OTHERS):
        of_audience = answers.where(audience=audience)
        shares = estimates if audience == ON_LIST else estimates.where(question=())
        names = of_audience.where(answer=ALL).values("question")
        asked = [
            _question(
                of_audience.where(question=name),
                shares.where(question=name),
                ends,
                f"{slug(audience)}.{number}",
            )
            for number, name in enumerate(names, 1)
        ]
        by_audience[audience] = tuple(sorted(asked, key=_least_favourable))
    return by_audience


def _least_favourable(question: Question) -> float:
    given = question.favourable
    if given is None:
        return 1.0
    figure = given.weighted if given.weighted.known else given.unweighted
    return -figure.number if figure.known else 0.0


def _question(rows: Records, shares: Records, ends: tuple[str, str], measure: str) -> Question:
    total = rows.where(answer=ALL).figure(f"answers.{measure}.all")
    counts = {words: 0.0 for words in rows.values("answer") if words != ALL}

    def given(words: str, parts: tuple[str, ...]) -> Given:
        name = f"{measure}.{slug(words)}"
        count = rows.where(answer=parts).figure(f"answers.{name}")
        return Given(
            words,
            count,
            _percent(rows.maker, f"unweighted_percent.{name}", count, total),
            _share(shares.where(answer=words), ends, f"weighted_percent.{name}"),
        )

    order = in_order(counts)
    favourable = tuple(words for words in order if is_scale(order) and side(words) == 1)
    return Question(
        rows.values("question")[0],
        total,
        tuple(given(words, (words,)) for words in order),
        given(BETWEEN.join(favourable), favourable) if favourable else None,
    )


def _share(shares: Records, ends: tuple[str, str], measure: str) -> Figure:
    """The share of all schools with its interval."""
    share, low, high = (
        shares.where(point=point).figure(measure, none=NOT_ESTIMATED) for point in (ESTIMATE, *ends)
    )
    return shares.maker.make(
        measure,
        share.value,
        "percent",
        "raked to all schools by phase, size and type",
        interval=(low.number, high.number) if low.known and high.known else None,
        rows=_rows((share, low, high)),
        reason=share.reason,
    )


def _weakest(maker: FigureMaker, questions: Iterable[Question]) -> Figure:
    """Half the width of the widest likely range of a favourable share."""
    shares = [given.weighted for given in _favourable(questions)]
    halves = [
        maker.make(
            "half",
            (share.high - share.low) / 2,
            "percentage_points",
            "half of the range",
            rows=share.rows,
        )
        for share in shares
        if share.low is not None and share.high is not None
    ]
    return _most(maker, "reached_points", "percentage_points", halves)


def _moved(maker: FigureMaker, questions: Iterable[Question]) -> Figure:
    """The most by which weighting moves a favourable share, up or down."""
    moves = [
        maker.make(
            "move",
            abs(given.weighted.number - given.unweighted.number),
            "percentage_points",
            "weighted less unweighted",
            rows=_rows((given.weighted, given.unweighted)),
        )
        for given in _favourable(questions)
        if given.weighted.known and given.unweighted.known
    ]
    return _most(maker, "moved_points", "percentage_points", moves)


def _favourable(questions: Iterable[Question]) -> list[Given]:
    return [question.favourable for question in questions if question.favourable is not None]


def _most(maker: FigureMaker, measure: str, unit: str, figures: list[Figure]) -> Figure:
    """The largest of several Figures that have a value."""
    known = [figure for figure in figures if figure.known]
    largest = max(known, key=lambda figure: figure.number, default=None)
    return maker.make(
        measure,
        largest.value if largest else None,
        unit,
        "the largest of all questions",
        rows=_rows(known),
        reason=why_withheld(figures) or NOT_ESTIMATED,
    )
