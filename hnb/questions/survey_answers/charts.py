"""Charts of who answered a survey, and of what schools said."""

from __future__ import annotations

from textwrap import fill

from matplotlib.axes import Axes

from hnb.charts import labels, steps, style
from hnb.domain.words import capitalised, possessive
from hnb.figures import Figure
from hnb.questions.survey_answers.model import Given, Question, SurveyAnswers
from hnb.tables.answer_scales import BETWEEN, place

MOST_QUESTIONS = 12
_STRONGLY = 2  # from there on an answer is hatched


def response(result: SurveyAnswers) -> style.Chart | None:
    """A bar for the rate of each phase; None where there is but one."""
    groups = [group for group in result.splits["phase"] if group.rate.known]
    if len(groups) < 2:
        return None
    bars = [
        steps.Bar(capitalised(group.name), group.rate.number, group.rate.read, style.STRONG)
        for group in groups
    ]
    figure, axes, _ = steps.level(bars, "Per cent of the schools asked that answered")
    axes.set_xlim(0, 100)
    rates = "; ".join(f"{group.name} {group.rate.read}" for group in groups)
    title = f"Schools that answered {possessive(result.ask.authority.name)} survey, {result.day}"
    return style.finish(
        figure,
        f"Bars, the highest rate first. {title}: {rates}.",
        title,
        [group.rate for group in result.splits["phase"]],
    )


def opinions(result: SurveyAnswers) -> style.Chart | None:
    """Favourable answers of each question to the right of zero, unfavourable to the left; those of
    the middle or without a view are left out. None where no question has both.
    """
    shown = _drawn(result, is_weighted=True)
    is_weighted = bool(shown)
    shown = shown or _drawn(result, is_weighted=False)
    if not shown:
        return None
    unit = "Per cent unfavourable (left), favourable (right); hatched: strongly; rest: no side"
    figure, axes = style.canvas(1.0 + 0.62 * len(shown), unit=unit, grid="x")
    for at, question in enumerate(shown):
        _draw(axes, at, question, is_weighted=is_weighted)
    names = [fill(question.words, 34, break_on_hyphens=False) for question in shown]
    axes.set_yticks(range(len(shown)), names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(-100, 100)
    axes.set_xticks([-100, -50, 0, 50, 100], ["100", "50", "0", "50", "100"])
    axes.axvline(0, color=style.TEXT, linewidth=0.8)
    whose = "all schools would say, by" if is_weighted else "those who answered say in"
    title = f"What {whose} {possessive(result.ask.authority.name)} survey, {result.day}"
    drawn = [_share(given, is_weighted=is_weighted) for q in shown for given in q.answers]
    alt = "; ".join(_in_words(question, is_weighted=is_weighted) for question in shown)
    return style.finish(
        figure,
        f"Bars to both sides of zero, the question with most favourable answers first. {title}: "
        f"{alt}.",
        title,
        drawn,
    )


def _drawn(result: SurveyAnswers, *, is_weighted: bool) -> list[Question]:
    """The questions on a scale of which every share is known, as many as a chart has room for."""
    scaled = (question for question in result.questions if question.favourable)
    return [q for q in scaled if _are_known(q, is_weighted=is_weighted)][:MOST_QUESTIONS]


def _draw(axes: Axes, at: int, question: Question, *, is_weighted: bool) -> None:
    """The bars of a question, from zero to both sides, with what they come to."""
    for side, colour, edge in ((-1, style.INNER, style.DARK), (1, style.STRONG, "white")):
        end = 0.0
        for given in _of_side(question, side):
            width = _share(given, is_weighted=is_weighted).number
            hatch = style.HATCH if _is_strong(given.words) else ""
            axes.barh(at, side * width, 0.7, side * end, fc=colour, hatch=hatch, ec=edge, lw=0.5)
            end += width
        words = style.written(end, "percent")
        labels.note(axes, words, (side * end, at), (4 * side, 0), style.TEXT, ha=_ALIGN[side])


_ALIGN = {-1: "right", 1: "left"}


def _share(given: Given, *, is_weighted: bool) -> Figure:
    return given.weighted if is_weighted else given.unweighted


def _is_strong(words: str) -> bool:
    """Whether an answer is an end of its scale; several counted together are none."""
    return BETWEEN not in words and abs(place(words) or 0) >= _STRONGLY


def _of_side(question: Question, side: int) -> list[Given]:
    """Answers of a side of zero, the mildest first."""
    given = [item for item in question.answers if (place(item.words) or 0) * side > 0]
    return sorted(given, key=lambda item: abs(place(item.words) or 0))


def _are_known(question: Question, *, is_weighted: bool) -> bool:
    shares = [_share(given, is_weighted=is_weighted) for given in question.answers]
    return bool(shares) and all(share.known for share in shares)


def _in_words(question: Question, *, is_weighted: bool) -> str:
    shares = ((given.words, _share(given, is_weighted=is_weighted)) for given in question.answers)
    return f"{question.words}: {', '.join(f'{words} {share.read}' for words, share in shares)}"
