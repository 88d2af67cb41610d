"""The sentences and tables about a programme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hnb.comparison.counts import Counts
from hnb.comparison.doubted import doubt
from hnb.figures import Figure, Listing, Sentence, listing, paragraph, say, say_if_known
from hnb.questions.programme.model import CANNOT, EARLY, FEWER, MORE

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.questions.programme.model import Effect
    from hnb.questions.programme.other_outcomes import OtherOutcome
    from hnb.questions.programme.saving import Saving
    from hnb.tables import Tables

COMMON = 10  # per cent of areas with as large a gap, from which such a gap is called common
EARLY_YEARS = 4  # Januaries after the start up to which it is too early, not impossible, to say
_ANSWERS = {FEWER: "lower", MORE: "higher", EARLY: "too early", CANNOT: "not clear yet"}


def verdict(effect: Effect, programme: str, start_year: int) -> Sentence:
    """Whether a programme has changed one outcome, and how large a change would show."""
    what = "the number of plans"
    position = f"There are {{gap:read_size}} {_more(effect.gap)} than expected"
    if effect.key != "plans":
        what = f"the share of {effect.says}"
        position = f"It is {_position(effect.gap)} the {{expected}} expected"
    shared: dict[str, Any] = {
        "programme": programme or "the programme",
        "what": what,
        "january": effect.actual.period,
        "actual": effect.actual,
        "gap": effect.gap,
        "expected": effect.expected,
        "why": effect.why,
        "p": effect.p,
        "least": effect.detectable,
    }
    otherwise = (
        f"{_open(effect, start_year)} whether {{programme}} has changed {{what}}: {{reason}}."
    )
    if effect.verdict in (FEWER, MORE):
        side = "below" if effect.verdict == FEWER else "above"
        return say(
            f"{{what}} is {side} what was expected since {{programme}} began. {position}: "
            "{actual} in {january}. Only {p:read} of areas have as large a gap by chance.",
            needs="gap",
            **shared,
        )
    but = f"{_chance(effect)}; only"
    if effect.why:
        but = "{why}. Only"
    return say(
        f"{_open(effect, start_year)} whether {{programme}} has changed {{what}}. {position}, but "
        f"{but} a change of about {{least:read}} would show.",
        otherwise=otherwise,
        needs="gap",
        **shared,
    )


def doubt_of_share(tables: Tables, ask: Ask, effect: Effect) -> Sentence | None:
    """That the share it is judged by is probably recorded wrongly, where it is."""
    doubted = doubt(Counts(tables), "ehc_plans_by_placement", ask.la_code, effect.january)
    return say("Be careful with these figures: {doubt}.", doubt=doubted) if doubted else None


def _open(effect: Effect, start_year: int) -> str:
    """That there is no answer, as the start of a sentence."""
    is_early = effect.verdict == EARLY or effect.january - start_year <= EARLY_YEARS
    return "It is too early to say" if is_early else "It is not possible to say"


def _chance(effect: Effect) -> str:
    """How often a gap is as large by chance, where the test does not tell it from chance."""
    return "gaps of that size are common" if effect.p.number >= COMMON else "chance may explain it"


def _more(figure: Figure) -> str:
    return "fewer" if figure.number < 0 else "more"


def _position(gap: Figure) -> str:
    """Where the actual figure lies, as part of a template."""
    if abs(gap.number) < 0.05:  # it would be written as 0.0
        return "in line with"
    return f"{{gap:read_size}} {_side(gap)}"


def _side(gap: Figure) -> str:
    return "below" if gap.number < 0 else "above"


def saved(result: Saving | None, programme: str) -> Sentence | None:
    """Whether a programme has saved money, or there is a queue: in a few sentences. Nothing where
    no spending since its start is published.
    """
    if result is None:
        return None
    from_before, from_start, _ = result.tests
    name = programme or "the programme"
    if not from_before.gap.known:
        return say(
            "Whether {programme} has saved money cannot be said: {reason}.",
            programme=name,
            reason=from_before.gap.reason,
        )
    is_found = {from_before.verdict, from_start.verdict} in ({FEWER}, {MORE})
    opening = "It is too early to say whether {programme} has saved money."
    if is_found:
        side = _side(from_before.gap)
        opening = f"Net spending is {side} what was expected since {{programme}} began."
    return paragraph(
        (
            say(opening, programme=name),
            say(
                f"Net spending {_rose(result.spending.own)} {{own:read_size}} from {{since}} to "
                f"{{last}}[ (a typical neighbour {{median:read}}, England {{england:read}})].",
                own=result.spending.own,
                since=result.since,
                last=result.spending.period,
                median=result.spending.median,
                england=result.spending.england,
            ),
            *(() if is_found else (_spending_gap(from_before, from_start),)),
            *_waiting(result),
        )
    )


def _spending_gap(from_before: Effect, from_start: Effect) -> Sentence:
    """How far spending is from what was expected, counted from both years."""
    but = "but the answer depends on the year that it is counted from"
    if from_before.verdict == from_start.verdict:
        but = f"but {_chance(min(from_before, from_start, key=lambda test: test.p.number))}"
    return say(
        f"It was {{gap:read_size}} {_side(from_before.gap)} what was expected[, and "
        f"{{later:read_size}} {_side(from_start.gap)} it if counted from {{start}}], {but}.",
        gap=from_before.gap,
        later=from_start.gap,
        start=from_start.gap.period.partition(" ")[0],
    )


def _waiting(result: Saving) -> tuple[Sentence, ...]:
    """That new plans wait, and that part of a saving may be a queue, where they do."""
    if not result.has_queue:
        return ()
    waits = say(
        "In {year}, {late:d} of {timed:d} new plans took over a year[. All plans then "
        f"{_rose(result.growth.own)} {{growth:read_size}} in the year to {{january}}].",
        year=result.waits.period,
        late=result.waits.part,
        timed=result.waits.whole,
        growth=result.growth.own,
        january=result.growth.period,
    )
    if result.tests[0].gap.number < 0:
        return waits, say("So part of any saving may be a queue.")
    return (waits,)


def _rose(figure: Figure) -> str:
    return "fell" if figure.number < 0 else "rose"


def value_for_money(result: Saving | None) -> Sentence | None:
    """Spending per plan compared with prices, delayed plans at the usual cost, and what would repay
    a programme. Nothing where the count of plans may be a change in what is recorded.
    """
    if result is None or result.tests[-1].why:
        return None
    changes = (result.per_plan.number, result.per_plan_before.number)
    pace = "about kept pace with"
    if min(changes) > result.prices.number + 1:
        pace = "rose faster than"
    if max(changes) < result.prices.number - 1:
        pace = "rose less than"
    sentences = (
        say_if_known(
            f"Spending per plan {_rose(result.per_plan)} {{within:read_size}} from {{since}} to "
            f"{{last}}, by the plans of the January within each year. It "
            f"{_rose(result.per_plan_before)} {{before:read_size}} by those of the January before.",
            within=result.per_plan,
            before=result.per_plan_before,
            since=result.since,
            last=result.spending.period,
        ),
        say_if_known(
            f"Prices rose {{prices:read}}, so it {pace} inflation.",
            prices=result.prices,
            needs=("within", "before"),
            within=result.per_plan,
            before=result.per_plan_before,
        ),
        say_if_known(
            "Each {example} spent on a programme is repaid in a year by about {plans} fewer, at "
            "the usual cost of {cost}.",
            example=result.example,
            plans=result.repaid,
            cost=result.usual_cost,
        ),
        _queue(result, "At that cost"),
    )
    return paragraph(sentences)


def queue(result: Saving | None) -> Sentence | None:
    """What delayed plans would come to, where the usual cost of a plan has not been said."""
    if result is None or result.tests[-1].why:
        return None
    return _queue(result, "At {cost}, the usual cost of a plan,")


def _queue(result: Saving, at_cost: str) -> Sentence | None:
    if not result.has_queue:
        return None
    return say_if_known(
        f"{at_cost} the {{late}} that took over a year and {{undecided}} without a decision "
        "come to {queue} a year. That is a rough upper figure: some requests are refused, and many "
        "plans cost less.",
        late=result.waits.part,
        undecided=result.undecided,
        queue=result.queue,
        cost=result.usual_cost,
    )


def other_tests(effect: Effect) -> Sentence:
    """The synthetic control, shown with the test and never instead of it."""
    return say(
        "On {says}, {p} of all authorities have as large a gap for their size. A blend of "
        "others with the same past gives a gap of {synthetic} ({synthetic_p} have as large a "
        "one). With each of its authorities taken out, the gap is {without:interval}.",
        otherwise="No blend of others can be made for {says}: {reason}.",
        says=effect.says,
        p=effect.p,
        synthetic=effect.mix.gap,
        synthetic_p=effect.mix.p,
        without=effect.mix.without_one,
    )


def found_at(effects: Sequence[Effect], money: Saving | None = None) -> Listing | None:
    """The answer on each outcome, and the changes that could be detected one, two and three years
    on; none where nothing of them is known.
    """
    effects = (*effects, *(money.tests if money else ()))
    figures = (
        each for effect in effects for each in (effect.gap, effect.detectable, *effect.ahead)
    )
    if not any(figure.known for figure in figures):
        return None
    return listing(
        "Each outcome against what was expected, and the smallest change we could detect",
        (
            "Outcome",
            "Counted over",
            "Answer",
            "Gap",
            "Councils with as big a gap by chance",
            "Smallest change we could detect",
            "After one year",
            "Two years",
            "Three years",
        ),
        [
            (
                effect.says,
                effect.gap.period,
                _ANSWERS[effect.verdict],
                effect.gap,
                effect.p,
                effect.detectable,
                *effect.ahead,
            )
            for effect in effects
        ],
        appendix=True,
    )


def left_out(excluded: Sequence[int], ask: Ask) -> Sentence | None:
    """Which authorities are not compared with."""
    if not excluded:
        return None
    return say(
        "Left out of the comparison: {names}.",
        names=", ".join(ask.name(code) for code in excluded),
    )


def other_outcomes(outcomes: Sequence[OtherOutcome], ask: Ask) -> Listing:
    """Other outcomes year by year, without an answer."""
    who = ask.authority.name
    return listing(
        f"Other outcomes, {who}, for information",
        ("Outcome", "Year", who, "Median of the other authorities"),
        [(item.measure, item.period, item.authority, item.middle) for item in outcomes],
        appendix=True,
    )
