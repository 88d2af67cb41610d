"""What is said of lines of section 251: lines, and never placements."""

from __future__ import annotations

from hnb.comparison.compared import Compared
from hnb.comparison.listings import side_by_side
from hnb.comparison.measures.services import PER_PLAN, SERVICES
from hnb.domain.words import capitalised
from hnb.figures import Listing, Sentence, listing, say
from hnb.questions.spend_lines.model import SpendLines


def leading(result: SpendLines) -> Sentence:
    """The line that leads, for each plan."""
    return say(
        "In {line.own.period} {name} spent {line.own} for each plan on {words}"
        f"{_others('line', result.leading)}. That is spread over all plans: it is not the price "
        "of a place.[ Be careful: {line.doubt}.]",
        otherwise="Spending for each plan is not known: {reason}.",
        needs="line.own",
        name=result.ask.authority.name,
        words=SERVICES[result.line][0],
        typical=result.ask.main.typical.removeprefix("a "),
        line=result.leading,
    )


def growth(result: SpendLines) -> Sentence:
    """How independent top-ups grew."""
    return say(
        "In cash, spending on independent places was {growth.own:moved} in the two years to "
        f"{{growth.own.period}}{_others('growth', result.growth, ':moved')}."
        "[ Be careful: {growth.doubt}.]",
        otherwise="How spending on independent places has changed is not known: {reason}.",
        needs="growth.own",
        typical=result.ask.main.typical.removeprefix("a "),
        growth=result.growth,
    )


def _others(name: str, compared: Compared, form: str = "") -> str:
    """The median and England in brackets, as a part of a template."""
    clauses = []
    if compared.median.known:
        clauses.append(f"{{typical}} {{{name}.median{form}}}")
    if compared.england.known:
        clauses.append(f"England {{{name}.england{form}}}")
    return f" ({', '.join(clauses)})" if clauses else ""


def services(result: SpendLines) -> Listing | None:
    """Independent places, transport, psychology and administration for each plan."""
    known = [line for line in result.per_plan if line.own.known]
    if not known:
        return None
    words = {
        measure.name: SERVICES[name][0] for name, measure in zip(SERVICES, PER_PLAN, strict=True)
    }
    return listing(
        f"Spending for each plan, {result.leading.own.period}",
        ("", result.ask.authority.name, capitalised(result.ask.main.typical), "England"),
        (
            (capitalised(words[line.measure.name]), line.own, line.median, line.england)
            for line in known
        ),
    )


def lines_are_no_placements(result: SpendLines) -> Sentence | None:
    """What a line is, and who took it out of the publisher's file; nothing without a line."""
    if not any(line.own.known for line in result.per_plan):
        return None
    compiled = any(
        name.startswith("s251-lines") for line in result.per_plan for name in line.own.releases
    )
    return say(
        "These are lines of section 251, before income, and not placements: councils book the same "
        "spending on different lines.{who}",
        who=" A third party took them out of the department's files." if compiled else "",
    )


def table(result: SpendLines) -> Listing:
    """Every line with comparators and England."""
    caption = f"Lines of section 251 outturn, {result.ask.authority.name}"
    return side_by_side((*result.per_plan, result.growth), caption, appendix=True)
