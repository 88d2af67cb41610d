"""What is said of who answered a survey, and of what all schools would say."""

from __future__ import annotations

from hnb.domain.units import NO_VALUE
from hnb.domain.words import possessive
from hnb.figures import Figure, Listing, Sentence, listing, paragraph, say, say_if_known
from hnb.figures.records import cell, named
from hnb.questions.survey_answers.model import (
    MORE,
    Given,
    Group,
    SurveyAnswers,
)
from hnb.tables.answer_scales import BETWEEN, OTHER

HARDLY = 0.1  # per cent
LIKELY = 5.0  # per cent: rates that differ more than chance would in so few surveys are unlike
_HEADS = (
    "Question", "Answer", "Answers", "Of those who answered", "Of all schools", "Likely range",
)  # fmt: skip
_SPLIT = {"phase": "Phase", "size": "Size", "type": "Type"}


def answer(result: SurveyAnswers) -> Sentence | None:
    """How many schools answered, which did so most, and whether they are enough."""
    if not result.as_at:
        return paragraph([_nothing_published(result), planned(result)])
    total = result.total
    if total is None:
        first = say(
            "{people} to the survey of {name} had been taken in by {day}; which schools they are "
            "from cannot be said without a list of schools (layout `schools`).",
            otherwise="How many answered the survey of {name} cannot be given: {reason}.",
            people=result.respondents,
            name=result.ask.authority.name,
            day=result.day,
        )
        return paragraph([first, planned(result)])
    first = say(
        "By {day}, {answered:,d} of the {asked:,d} schools asked had answered {whose} survey"
        "[ ({rate:read})].",
        otherwise="How many schools answered {whose} survey cannot be given: {reason}.",
        needs="answered",
        day=result.day,
        whose=possessive(result.ask.authority.name),
        answered=total.answered,
        asked=total.asked,
        rate=total.rate,
    )
    return paragraph([first, _unlike(result), planned(result)])


def _nothing_published(result: SurveyAnswers) -> Sentence:
    return say(
        "Who answered a survey of {whose} schools is not published: the council's file of answers "
        "and its list of schools would tell.",
        whose=possessive(result.ask.authority.name),
    )


def _unlike(result: SurveyAnswers) -> Sentence | None:
    """Which phase answered most, and whether more than by chance."""
    every = result.splits["phase"]
    groups = [group for group in every if group.rate.known]
    if len(groups) < 2:
        return None
    among = "" if len(groups) == len(every) else "Of the phases whose rate can be shown, "
    chance = result.chances["phase"]
    is_unlike = chance.known and chance.number < LIKELY
    return say(
        "{among}{most} schools answered most ({high:read}), {fewest} schools least "
        "({low:read}){meaning}.",
        among=among,
        most=_kind(groups[0].name),
        high=groups[0].rate,
        fewest=_kind(groups[-1].name),
        low=groups[-1].rate,
        meaning=": answers are weighted for it" if is_unlike else ", which may be chance",
    )


def _kind(name: str) -> str:
    """Schools of a kind as a sentence names them."""
    return name.replace("16 plus", "post-16")


def planned(result: SurveyAnswers) -> Sentence | None:
    """How many answers the margin needs, and whether there are as many."""
    (asked, needed), *more = result.needed
    if result.total is not None and result.total.answered.known and not more:
        is_enough = result.total.answered.number >= needed.number
        return say(
            "There are {enough} answers to know a share to within {margin:d} percentage points, "
            "which takes {needed:,d} of {asked:,d}.",
            enough="enough" if is_enough else "too few",
            needed=needed,
            asked=asked,
            margin=result.margin,
        )
    last = more[-1] if more else (None, None)
    first = say(
        "To know a share to within {margin:d} percentage points, {needed:,d} of {asked:,d} schools "
        "must answer.",
        margin=result.margin,
        needed=needed,
        asked=asked,
    )
    if last[0] is None:
        return first
    also = say("Of {asked:,d} schools it is {needed:,d}.", asked=last[0], needed=last[1])
    return paragraph([first, also])


def plan(result: SurveyAnswers) -> Listing:
    """Answers that the margin needs, by how many schools are asked."""
    return listing(
        "Answers needed to know a share to within the margin asked for",
        ("Schools asked", "Answers needed", "Margin"),
        ((say("{asked}", asked=asked), needed, result.margin) for asked, needed in result.needed),
    )


def response(result: SurveyAnswers) -> Listing | None:
    """Schools asked and answered, in all and by division."""
    if result.total is None:
        return None
    rows: list[tuple[str | Sentence, str | Sentence, Group]] = [
        (_SPLIT[split], named(_kind(group.name)), group)
        for split, groups in result.splits.items()
        for group in groups
    ]
    return listing(
        f"Schools that answered {possessive(result.ask.authority.name)} survey, {result.day}",
        ("Division", "Schools", "Asked", "Answered", "Rate"),
        (
            (division, name, cell(group.asked), cell(group.answered), cell(group.rate))
            for division, name, group in (*rows, ("All", "All", result.total))
        ),
    )


def not_asked(result: SurveyAnswers) -> Sentence | None:
    """The phases that are taken not to have been asked, and why."""
    if not result.not_asked:
        return None
    phases = [
        say("None of the {count:,d} {phase} schools answered.", count=count, phase=_kind(phase))
        for phase, count in result.not_asked
    ]
    note = say("They are taken not to have been asked; if they were, the rate above is too high.")
    return paragraph([*phases, note])


def by_chance(result: SurveyAnswers) -> Sentence | None:
    """How likely rates of phases, sizes and types differ as much by chance."""
    known = [
        say(
            "If schools of every {split} were as likely to answer, rates would differ as much in "
            + ("hardly any survey." if chance.number < HARDLY else "{chance} of surveys."),
            split=split,
            chance=chance,
        )
        for split, chance in result.chances.items()
        if chance.known
    ]
    return paragraph(known)


def weighting(result: SurveyAnswers) -> Sentence | None:
    """What weighting changes, how sure shares are, and of whom the ranges are."""
    whom = (
        "The ranges are of these schools alone, of which those that answered are certain."
        if result.of != MORE
        else "The ranges are of a larger number of schools like these."
    )
    parts = [
        say_if_known(
            "Weighting for phase, size and type moves no favourable share by more than "
            "{moved}; it costs as much as losing {lost:read} of the answers.",
            moved=result.moved,
            lost=result.lost,
        ),
        say_if_known(
            "Each is known to within {reached} or better. " + whom, reached=result.weakest
        ),
    ]
    return paragraph(parts)


def opinions(result: SurveyAnswers) -> Sentence | None:
    """The question that most agree with, and the one that fewest do."""
    scaled = [
        (question, question.favourable)
        for question in result.questions
        if question.favourable and question.favourable.weighted.known and _quotable(question.words)
    ]
    if not scaled:
        return None
    lead = "Of all schools {share:read} would answer ‘{words}’ to ‘{question}’"
    parts = [
        say(
            lead + "[ (likely range {share:range})].",
            share=given.weighted,
            words=given.words,
            question=question.words,
        )
        for question, given in (*scaled[:1], *scaled[1:][-1:])
    ]
    return paragraph(parts)


def _quotable(words: str) -> bool:
    """Whether a sentence can quote words that a person typed: no number is in them."""
    return not any(sign.isdigit() for sign in words) and NO_VALUE not in words


def shares(result: SurveyAnswers) -> Listing | None:
    """The favourable share of each question, of those who answered and of all schools."""
    rows = [(q, q.favourable) for q in result.questions if q.favourable is not None]
    if not rows:
        return None
    return listing(
        f"What schools say in {possessive(result.ask.authority.name)} survey, {result.day}",
        (
            "Question",
            "Answer",
            "Answers",
            "Of those who answered",
            "Of all schools",
            "Likely range",
        ),
        ((named(q.words), *_cells(given, q.total)) for q, given in rows),
    )


def _cells(given: Given, total: Figure) -> tuple[object, ...]:
    weighted = given.weighted
    has_range = weighted.known and weighted.interval
    return (
        named(given.words),
        cell(total),
        cell(given.unweighted),
        cell(weighted),
        say("{share:interval}", share=weighted) if has_range else "–",
    )


def every_answer(result: SurveyAnswers, *, others: bool = False) -> Listing | None:
    """Every answer that may be shown; with `others`, of those not from a school on the list."""
    questions = result.others if others else result.questions
    rows = [(question, given) for question in questions for given in question.answers]
    if not rows:
        return None
    who = "People not from a school on the list" if others else "Schools"
    return listing(
        f"{who}: every answer to {possessive(result.ask.authority.name)} survey, {result.day}",
        (
            "Question",
            "Answer",
            "Answers",
            "Of those who answered",
            "Of all schools",
            "Likely range",
        ),
        ((named(question.words), *_cells(given, given.count)) for question, given in rows),
        appendix=True,
    )


def without_answers(result: SurveyAnswers) -> Sentence | None:
    """Questions whose answers are not shown, and that some are counted together."""
    questions = (*result.questions, *result.others)
    some = [question for question in questions if not question.answers]
    is_joined = any(BETWEEN in given.words for q in questions for given in q.answers)
    parts = [
        "Answers that few gave are counted together with others." if is_joined else "",
        "Of some questions no answer is shown, as all but a few people said the same."
        if some
        else "",
    ]
    text = " ".join(filter(None, parts))
    return say(text) if text else None


def in_words(result: SurveyAnswers) -> Sentence | None:
    """How many answered in their own words, which are not quoted."""
    parts = [
        say_if_known("{answers} are in people’s own words{what}.", answers=figure, what=what)
        for words, figure in result.in_words
        for what in [f", to ‘{words}’" if _quotable(words) else ""]
    ]
    note = say("They are read where the file is kept, and none is quoted here.")
    return paragraph([*parts, note]) if any(parts) else None


def people(result: SurveyAnswers) -> Listing | None:
    """Who answered, by role."""
    if not result.roles:
        return None
    return listing(
        f"Who answered {possessive(result.ask.authority.name)} survey, {result.day}",
        ("Role", "Who answered"),
        (
            (named(role.replace(OTHER, "other roles")), cell(figure))
            for role, figure in result.roles
        ),
        appendix=True,
    )


def others_unweighted(result: SurveyAnswers) -> Sentence | None:
    """That answers of people without a school on the list have no population."""
    if not result.others:
        return None
    return say(
        "Answers of people who are of no school on the list, such as parents, are counted and not "
        "weighted: nobody knows how many could have answered."
    )


def caution() -> Sentence:
    """What weights cannot put right."""
    return say(
        "Weights put right that some kinds of school answer less. They cannot put right that "
        "schools with a strong view answer more than others of their kind."
    )
