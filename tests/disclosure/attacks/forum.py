"""What a reader knows adds up in the tables of the forum's own questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from tests.disclosure.attacks.sheets import Cell, Key, Sheet
from tests.disclosure.attacks.solve import Identity

FOREVER = float("inf")
CASES, COSTS, OPEN = "council_late_cases", "council_late_costs", "council_open_cases"
ROUTES = {
    "after a refusal": (
        "refused, then conceded",
        "refused, then overturned by the tribunal",
        "refused, then agreed without an appeal",
    ),
    "hours raised on appeal": (
        "hours raised, conceded before a hearing",
        "hours raised by the tribunal",
    ),
}
FEWEST_IN_A_MEASURE = 10
TOP_UPS, AMOUNTS, ON_CARD, CARD = (
    "council_top_ups",
    "council_top_up_amounts",
    "council_top_ups_on_card",
    "council_rate_card",
)
SPLITS = ("basis", "hours", "band", "phase", "school")
WEEKS = {"four weeks": ("week", 4), "12 weeks": ("four weeks", 3)}
ALL, ASKED = "all answers", "asked"


def of_the_forum(sheet: Sheet) -> Iterator[Identity]:
    """Everything that a reader of the forum's papers knows of one edition."""
    yield from _late_cases(sheet)
    yield from _measured(sheet)
    yield from _appeals(sheet)
    yield from _top_ups(sheet)
    yield from _rates(sheet)
    yield from _indicators(sheet)
    yield from _surveys(sheet)


def _sum(sheet: Sheet, whole: Key, parts: Sequence[Key], why: str) -> Iterator[Identity]:
    """A whole and its parts, where the edition has all of them."""
    if whole in sheet.cells and parts and all(part in sheet.cells for part in parts):
        terms = {Cell(sheet.edition, whole): 1.0} | {Cell(sheet.edition, k): -1.0 for k in parts}
        yield Identity(terms, why)


def _late_cases(sheet: Sheet) -> Iterator[Identity]:
    for whole, (day, route) in sheet.of(CASES, None, None, "any"):
        bands = [k for k, (band,) in sheet.of(CASES, day, route, None) if band != "any"]
        yield from _sum(sheet, whole, bands, "late cases by weeks late")
        for name in (CASES, COSTS):
            parts = [(name, day, part, "any") for part in ROUTES.get(route, ())]
            parts = [part for part in parts if part in sheet.cells]
            yield from _sum(sheet, (name, day, route, "any"), parts, f"{name} by route")
        if route == "no plan yet":
            past = (OPEN, day, "every stage", "over 20")
            yield from _sum(sheet, whole, [past], "cases without a plan are open cases")
            first = [k for k, (s,) in sheet.of(OPEN, day, None, "20 to 30") if s != "every stage"]
            yield from _sum(sheet, (*whole[:-1], "up to 10"), first, "cases up to ten weeks late")
    for day in {key[1] for key in sheet.cells if key[0] == OPEN}:
        whole = (OPEN, day, "every stage", "any")
        spans = [(OPEN, day, "every stage", span) for span in ("up to 20", "over 20")]
        yield from _sum(sheet, whole, spans, "open cases in time and late")
        for span, bands in zip(
            spans, (("up to 6", "6 to 16", "16 to 20"), ("20 to 30", "over 30")), strict=True
        ):
            parts = [
                k
                for band in bands
                for k, (stage,) in sheet.of(OPEN, day, None, band)
                if stage != "every stage"
            ]
            yield from _sum(sheet, span, parts, "open cases by stage and weeks")


def _measured(sheet: Sheet) -> Iterator[Identity]:
    """A measure that is shown is of ten at least; a list of some routes is of those that occur."""
    for name in ("council_late_weeks", "council_late_limits"):
        listed = {key[2] for key in sheet.cells if key[0] == name}
        shown = {k[2] for k, v in sheet.cells.items() if k[0] == name and v is not None}
        for key, (_, route) in sheet.of(CASES, None, None, "any"):
            cell = Cell(sheet.edition, key)
            if route in shown:
                yield Identity({cell: 1.0}, f"{name} is shown", FEWEST_IN_A_MEASURE, FOREVER)
            siblings = {part for parts in ROUTES.values() if route in parts for part in parts}
            if siblings & listed and not siblings <= listed:
                low, high = (1.0, FOREVER) if route in listed else (0.0, 0.0)
                yield Identity({cell: 1.0}, f"{name} lists what occurs", low, high)


def _appeals(sheet: Sheet) -> Iterator[Identity]:
    """Hours were raised by appeals that ended so."""
    for route, outcome in zip(
        ROUTES["hours raised on appeal"], ("conceded", "upheld"), strict=True
    ):
        for key, (day,) in sheet.of(CASES, None, route, "any"):
            ended = [k for k, _ in sheet.of("council_appeals", day, None, outcome)]
            terms = {Cell(sheet.edition, k): 1.0 for k in ended} | {Cell(sheet.edition, key): -1.0}
            if ended:
                yield Identity(terms, "hours raised are of appeals that ended so", 0.0, FOREVER)


def _top_ups(sheet: Sheet) -> Iterator[Identity]:
    for name in (TOP_UPS, AMOUNTS, ON_CARD):
        for whole, (day,) in sheet.of(name, None, "all", "all"):
            for split in SPLITS:
                parts = [k for k, _ in sheet.of(name, day, split, None)]
                yield from _sum(sheet, whole, parts, f"{name} by {split}")
            hours = [k for k, (h,) in sheet.of(name, day, "hours", None) if "recorded" not in h]
            yield from _sum(sheet, (name, day, "basis", "hours"), hours, f"{name} on hours")
            for phase in ("primary", "secondary", "special", "all-through"):
                schools = [
                    k
                    for k, (school,) in sheet.of(name, day, "school", None)
                    if f" {phase} " in school.casefold()
                ]
                yield from _sum(sheet, (name, day, "phase", phase), schools, f"{phase} schools")


def _rates(sheet: Sheet) -> Iterator[Identity]:
    """What a card pays for a band times its children: an amount less the bands that are shown."""
    for name in (AMOUNTS, ON_CARD):
        for year in {key[1] for key in sheet.cells if key[0] == CARD}:
            rates = {band: sheet.cells[k] for k, (band, _) in sheet.of(CARD, year, None, None)}
            for whole, (day,) in sheet.of(name, None, "all", "all"):
                bands = [band for _, (band,) in sheet.of(TOP_UPS, day, "band", None)]
                paid = sheet.cells[whole]
                if paid is None or not bands or not all(rates.get(band) for band in bands):
                    continue
                for times in _scaled(sheet, name, day, rates):
                    terms = {
                        Cell(sheet.edition, (TOP_UPS, day, "band", band)): times * rates[band]
                        for band in bands
                    }
                    why = f"{name}: children of a band times its rate in {year}"
                    yield Identity(terms, why, paid - 5.0, paid + 5.0)


def _scaled(sheet: Sheet, name: str, day: str, rates: dict[str, float | None]) -> Iterable[float]:
    """By what the rates of a card are multiplied: one, or what a band that is shown tells."""
    factors = {1.0}
    for key, (band,) in sheet.of(TOP_UPS, day, "band", None):
        count, paid = sheet.cells[key], sheet.cells.get((name, *key[1:]))
        if count and paid and rates.get(band):
            factors.add(paid / count / rates[band])
    return factors


def _indicators(sheet: Sheet) -> Iterator[Identity]:
    name = "council_indicators"
    for whole, (indicator, span, ending) in sheet.of(name, None, None, None):
        if span in WEEKS and f"{indicator}".find("%") < 0:
            shorter, several = WEEKS[span]
            length = 7 * (1 if shorter == "week" else 4)
            last = date.fromisoformat(ending)
            parts = [
                (name, indicator, shorter, (last - timedelta(length * back)).isoformat())
                for back in range(several)
            ]
            yield from _sum(sheet, whole, parts, "weeks within longer spans")
    for whole, (month, flow) in sheet.of("council_flows", None, None):
        weeks = [
            k
            for k, (indicator, ending) in sheet.of(name, None, "week", None)
            if indicator.casefold() == flow
            and {(date.fromisoformat(ending) - timedelta(d)).isoformat()[:7] for d in (-2, 4)}
            == {month}
        ]
        if weeks:
            terms = {Cell(sheet.edition, k): -1.0 for k in weeks} | {
                Cell(sheet.edition, whole): 1.0
            }
            yield Identity(terms, "whole weeks within a month", 0.0, FOREVER)


def _surveys(sheet: Sheet) -> Iterator[Identity]:
    name = "council_survey_response"
    for whole, (day, split, category) in sheet.of(name, None, None, None, ASKED):
        steps = [(name, day, split, category, step) for step in ("answered", "did not answer")]
        yield from _sum(sheet, whole, steps, "schools that answered and did not")
    for whole, (day, step) in sheet.of(name, None, ALL, ALL, None):
        for split in ("phase", "size", "type"):
            parts = [k for k, _ in sheet.of(name, day, split, None, step)]
            yield from _sum(sheet, whole, parts, f"schools {step} by {split}")
    name = "council_survey_answers"
    for whole, (day, audience, question) in sheet.of(name, None, None, None, ALL):
        parts = [k for k, (a,) in sheet.of(name, day, audience, question, None) if a != ALL]
        yield from _sum(sheet, whole, parts, "answers to a question")
    name = "council_survey_respondents"
    for whole, (day,) in sheet.of(name, None, ALL, ALL):
        for split in ("role", "school"):
            parts = [k for k, _ in sheet.of(name, day, split, None)]
            yield from _sum(sheet, whole, parts, f"respondents by {split}")
