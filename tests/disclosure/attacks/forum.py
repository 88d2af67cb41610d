"""What a reader knows adds up in the tables of the forum's own questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

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


MOST_NODES, NOTHING_AGREES = 100, 2
ENDS = (-100.0, -20.0, -5.0, 5.0, 20.0, FOREVER)  # per cent, of the classes of a school's change
CHANGES = (
    "loses more than 20%",
    "loses 5 to 20%",
    "changes by 5% at most",
    "gains 5 to 20%",
    "gains more than 20%",
)


@dataclass(frozen=True)
class Month:
    """What is shown of one month: counts by school, phase and band, amounts by phase, classes; and
    with the protection off what a school is paid under the card, and every class.

    Public are `phase_of`, and `rates`: by band what is paid now, and under the card as scaled.
    """

    counts: Mapping[str, float]
    rates: Mapping[str, tuple[float, float]]
    phase_of: Mapping[str, str]
    phases: Mapping[str, float]
    bands: Mapping[str, float]
    amounts: Mapping[str, float]
    classes: Mapping[str, str]
    paid: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        frames: Mapping[str, pd.DataFrame],
        rates: Mapping[str, tuple[float, float]],
        phase_of: Mapping[str, str],
    ) -> Month:
        """What a reader of the tables has."""
        changes = frames.get("council_top_up_changes")
        in_one = {} if changes is None else changes[changes["schools"].eq(1).fillna(False)]
        return cls(
            counts=_split(frames[TOP_UPS], "school"),
            rates=rates,
            phase_of=phase_of,
            phases=_split(frames[TOP_UPS], "phase"),
            bands=_split(frames[TOP_UPS], "band"),
            amounts=_split(frames[ON_CARD], "phase") if ON_CARD in frames else {},
            classes=dict(zip(in_one["category"], in_one["change_class"], strict=True))
            if len(in_one)
            else {},
        )

    def alone(self, school: str) -> Month:
        """The same, of one school."""
        phase_of = {school: self.phase_of[school]}
        return replace(self, phase_of=phase_of, phases={}, bands={}, amounts={})


def _split(frame: pd.DataFrame, split: str) -> dict[str, float]:
    rows = frame[frame["divided_by"].eq(split)]
    values = rows.iloc[:, -2].to_numpy(float, na_value=np.nan)
    return dict(zip(rows["category"], values, strict=True))


@dataclass(frozen=True)
class BandSearch:
    """How many children of each band a school can have: all whole numbers that agree with what is
    shown, where every child is paid by a public card now and would be by another. Of two months
    each school may have gained or lost children, but none may have done both.
    """

    months: Sequence[Month]

    def told(self, school: str, band: str, month: int = 0) -> tuple[float, float]:
        """The least and the most children of a band that a school can have."""
        place = self._place(month, school, band)
        return self._end(place, 1), self._end(place, -1)

    @property
    def _schools(self) -> list[str]:
        return sorted({school for month in self.months for school in month.phase_of})

    @property
    def _bands(self) -> list[str]:
        return [*self.months[0].rates]

    def _place(self, month: int, school: str, band: str) -> int:
        number = self._schools.index(school) + month * len(self._schools)
        return number * len(self._bands) + self._bands.index(band)

    def _end(self, place: int, sign: int) -> float:
        size = len(self.months) * len(self._schools) * len(self._bands)
        goal = np.zeros(size)
        goal[place] = sign
        rows = [*self._rows(size), *self._between_months(size)]
        answer = milp(
            goal,
            constraints=LinearConstraint(
                np.array([row for row, _, _ in rows]),
                [low for _, low, _ in rows],
                [high for _, _, high in rows],
            ),
            bounds=Bounds(0, np.inf),
            integrality=np.ones(size),
            options={"node_limit": MOST_NODES},
        )
        assert answer.status != NOTHING_AGREES
        if answer.status == 0:
            return float(round(sign * answer.fun))
        bound = answer.mip_dual_bound  # it was stopped: never too close
        return sign * float(-FOREVER if bound is None else bound)

    def _rows(self, size: int) -> Iterator[tuple[np.ndarray, float, float]]:
        each = np.ones(len(self._bands))
        for number, month in enumerate(self.months):
            now, card = np.array([*month.rates.values()]).T

            def row(schools: Iterable[str], values: np.ndarray, number: int = number) -> np.ndarray:
                whole = np.zeros((len(self.months), len(self._schools), len(self._bands)))
                for school in schools:
                    whole[number, self._schools.index(school)] = values
                return whole.reshape(size)

            for school in month.phase_of:
                count = month.counts.get(school, 0)
                known = (count, count) if count == count else (1, FOREVER)
                yield row([school], each), *known
                if school in month.paid:
                    yield row([school], card), month.paid[school] - 1, month.paid[school] + 1
                if change := month.classes.get(school):
                    low, high = ENDS[(at := CHANGES.index(change)) : at + 2]
                    yield row([school], card - (1 + low / 100) * now), -1e-6, FOREVER
                    if high < FOREVER:
                        yield row([school], card - (1 + high / 100) * now), -FOREVER, 1e-6
            for phase, count in month.phases.items():
                within = [school for school, of in month.phase_of.items() if of == phase]
                if count == count:
                    yield row(within, each), count, count
                if (paid := month.amounts.get(phase, np.nan)) == paid:
                    yield row(within, card), paid - 1, paid + 1
            for place, (band, count) in enumerate(month.bands.items()):
                assert band == self._bands[place]
                values = np.eye(len(self._bands))[place]
                yield row(month.phase_of, values), count, count

    def _between_months(self, size: int) -> Iterator[tuple[np.ndarray, float, float]]:
        for earlier, (first, second) in enumerate(zip(self.months, self.months[1:], strict=False)):
            for school, count in first.counts.items():
                change = second.counts.get(school, np.nan) - count
                if change != change or school not in first.phase_of:
                    continue
                for band in self._bands:
                    row = np.zeros(size)
                    row[self._place(earlier + 1, school, band)] = 1
                    row[self._place(earlier, school, band)] = -1
                    yield row, min(change, 0), max(change, 0)
