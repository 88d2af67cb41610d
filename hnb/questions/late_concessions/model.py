"""What late plans cost schools: from published figures, and from the council's own records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.figures.marks import why_withheld
from hnb.figures.records import Records, day_in_words
from hnb.questions.definition import question
from hnb.questions.late_concessions.published import COUNTED, EVERY_PLAN, Published, published
from hnb.tables import Tables
from hnb.tables.records.late_concessions import (
    ABOUT_PLAN,
    ABOUT_REFUSAL,
    AFTER_REFUSAL,
    AGREED,
    ANY,
    BANDS,
    CHANGED_NO_PLAN,
    CONCEDED,
    ENDED,
    HOURS,
    HOURS_CONCEDED,
    HOURS_ORDERED,
    NO_PLAN,
    OPEN,
    OTHER_SUBJECT,
    OVERTURNED,
    WITHOUT_REFUSAL,
)

MAKER = FigureMaker("late_concessions")
GROUPS = (AFTER_REFUSAL, WITHOUT_REFUSAL, NO_PLAN)
ROUTES = (CONCEDED, OVERTURNED, AGREED, *GROUPS, HOURS, HOURS_CONCEDED, HOURS_ORDERED)
_NONE = "the council's records have no such case, or no appeals"


@dataclass(frozen=True)
class Route:
    """Cases of one route, what they cost in all and each, and how late they are at the median."""

    name: str
    cases: Figure
    cost: Figure
    per_case: Figure
    weeks: Figure


@dataclass(frozen=True)
class OwnRecords:
    """What the council's own records have, up to `as_at`; what is open, on that day.

    `bands` has, by weeks late, the cases of each of `GROUPS`; `appeals` by subject and outcome.
    """

    as_at: str
    routes: Mapping[str, Route]
    bands: Mapping[str, tuple[Figure, ...]]
    changed_without_plan: Figure
    support: Figure
    appeals: Mapping[str, Mapping[str, Figure]]

    @property
    def day(self) -> str:
        """The day, as a sentence names it."""
        return day_in_words(self.as_at)

    @property
    def leading(self) -> Route:
        """The route that answers first: concessions, or where what they cost is not given, every
        refusal that was changed, if that is.
        """
        conceded, after = self.routes[CONCEDED], self.routes[AFTER_REFUSAL]
        return after if after.per_case.known and not conceded.per_case.known else conceded


@dataclass(frozen=True)
class LateConcessions:
    """One authority's answer; `records` is None where none of its own are in use.

    `backdated_percent` of the cost is taken to be paid back.
    """

    ask: Ask
    backdated_percent: float
    published: Published
    records: OwnRecords | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        if self.records is None:
            return (self.published.late, self.published.cost)
        leading, after = self.records.leading, self.records.routes[AFTER_REFUSAL]
        return (leading.weeks, leading.per_case, after.cost)


def answer(
    tables: Tables,
    ask: Ask,
    *,
    backdated_percent: float = 0,
    support_a_week_gbp: float = 0,
    counted: str = EVERY_PLAN,
) -> LateConcessions:
    """What late plans cost the schools of one authority.

    Parameters
    ----------
    tables : Tables
        Those of question.yml; a row that is suppressed has no value.
    ask : Ask
        The authority; its January ends the last year of published figures.
    backdated_percent : float
        How much of the cost is paid back to schools, 0 to 100.
    support_a_week_gbp : float
        Support of a child in a mainstream school, £ a week, for the published estimate; 0: worked
        out from published figures.
    counted : str
        Late plans of the published estimate: `every plan`, or `mainstream alone`.

    Raises
    ------
    ParameterError
        A setting is out of bounds, or not known; the nearest is named.

    Notes
    -----
    Method: docs/methods/late-concessions.md.
    """
    question("late_concessions").refuse_unusable(
        backdated_percent=backdated_percent, support_a_week_gbp=support_a_week_gbp
    )
    if counted not in COUNTED:
        place = Place(parameter="counted")
        raise unknown(place, f"no late plans {counted!r}", word=counted, known=COUNTED)
    borne = 1 - backdated_percent / 100
    return LateConcessions(
        ask=ask,
        backdated_percent=backdated_percent,
        published=published(
            tables,
            ask,
            MAKER,
            borne=borne,
            support_a_week_gbp=support_a_week_gbp,
            counted=counted,
        ),
        records=own_records(tables, ask, borne),
    )


def own_records(tables: Tables, ask: Ask, borne: float) -> OwnRecords | None:
    """What the council's own records have; None where there are none."""
    cases = Records.of(tables, "council_late_cases", ask, MAKER)
    issued = cases.where(late_route=WITHOUT_REFUSAL)
    as_at = issued.latest("as_at")
    if not as_at:
        return None
    open_on = cases.where(late_route=NO_PLAN).latest("as_at")
    maker = MAKER.having(period=f"year to {day_in_words(as_at)}")
    records = _Tables(tables, ask, maker, (as_at, open_on))
    of_open = records.of("council_late_cases").where(late_route=CHANGED_NO_PLAN, weeks_late=ANY)
    return OwnRecords(
        as_at=as_at,
        routes={name: _route(records, name, borne) for name in ROUTES},
        bands={band: _band(records, band) for band in BANDS},
        changed_without_plan=of_open.figure("changed_without_plan", period=day_in_words(open_on)),
        support=records.of("council_support").figure(
            "own_support_a_week", none="no top-up is known"
        ),
        appeals={
            subject: _by_outcome(records, subject)
            for subject in (ABOUT_REFUSAL, ABOUT_PLAN, OTHER_SUBJECT)
        },
    )


@dataclass(frozen=True)
class _Tables:
    """The rows of the last days, of each table."""

    tables: Tables
    ask: Ask
    maker: FigureMaker
    days: tuple[str, ...]

    def of(self, name: str) -> Records:
        return Records.of(self.tables, name, self.ask, self.maker).where(as_at=self.days)


def _route(records: _Tables, name: str, borne: float) -> Route:
    tag = slug(name)
    cases = records.of("council_late_cases").where(late_route=name, weeks_late=ANY)
    costs = records.of("council_late_costs").where(late_route=name, weeks_late=ANY)
    weeks = records.of("council_late_weeks").where(late_route=name, quantile="median")
    limits = records.of("council_late_limits").where(late_route=name)
    number = cases.figure(f"cases.{tag}", none=_NONE)
    whole = costs.figure(f"whole_cost.{tag}", none="no top-up is known")
    return Route(
        name=name,
        cases=number,
        cost=_cost(records, whole, limits, borne),
        per_case=_per_case(records, number, whole, limits, borne),
        weeks=weeks.figure(f"weeks.{tag}", none=_NONE),
    )


def _ends(limits: Records, of: str, value: float) -> tuple[float, float] | None:
    """The ends of a likely range, in pounds."""
    both = [limits.where(limit=f"{of}, {end}").figure(f"limit_{end}") for end in ("low", "high")]
    if not all(end.known for end in both):
        return None
    return both[0].number * value, both[1].number * value


def _cost(records: _Tables, whole: Figure, limits: Records, borne: float) -> Figure:
    """What the cases cost in all, less what is paid back."""
    value = borne * whole.number
    return records.maker.make(
        whole.name.removeprefix("late_concessions.whole_"),
        value if whole.known else None,
        "gbp",
        "weeks late times support a week, less what is paid back; likely range of such a year",
        interval=_ends(limits, "of a year", value) if whole.known else None,
        rows=(*whole.rows, *limits.figure("limits").rows),
        covers=whole.covers,
        price_base="cash",
        reason=whole.reason,
    )


def _per_case(
    records: _Tables, number: Figure, whole: Figure, limits: Records, borne: float
) -> Figure:
    """What a case cost on average, less what is paid back."""
    is_known = number.known and whole.known and number.number > 0
    value = borne * whole.number / number.number if is_known else None
    return records.maker.make(
        whole.name.removeprefix("late_concessions.whole_").replace("cost.", "cost_per_case."),
        value,
        "gbp_whole",
        "cost over cases; likely range of the average of such cases",
        interval=None if value is None else _ends(limits, "of a case", value),
        rows=(*number.rows, *whole.rows, *limits.figure("limits").rows),
        covers=whole.covers,
        price_base="cash",
        reason=why_withheld((number, whole)) or number.reason or whole.reason or _NONE,
    )


def _band(records: _Tables, band: str) -> tuple[Figure, ...]:
    cases = records.of("council_late_cases").where(weeks_late=band)
    return tuple(
        cases.where(late_route=group).figure(f"cases.{slug(group)}.{slug(band)}")
        for group in GROUPS
    )


def _by_outcome(records: _Tables, subject: str) -> Mapping[str, Figure]:
    appeals = records.of("council_appeals").where(appeal_subject=subject)
    return {
        outcome: appeals.where(appeal_outcome=outcome).figure(
            f"appeals.{slug(subject)}.{slug(outcome)}", none="the files have no appeals"
        )
        for outcome in (*ENDED, OPEN)
    }
