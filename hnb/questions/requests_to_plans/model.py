"""From request to plan and on: demand, decisions, timeliness, reviews, ceasing, appeals, and stock
against flow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import pandas as pd

from hnb.compare.ratios import ENGLAND, Book, Count, Measured, Ratio, Tables
from hnb.domain.comparators import Ask
from hnb.domain.errors import NotPublished
from hnb.figures import Figure

BREAK = (
    2023  # the first year of flows reported for each child and young person rather than as totals
)
_METHODS = {
    "all_plans": "all plans (to 2024)",
    "plans_reviewed": "plans reviewed (from 2024)",
}  # of counting decisions


REASONS = (
    "moved to another authority", "no longer wishes to engage", "moved to paid " "employment", "needs met without a " "plan",
    "moved to higher education", "reached the maximum age", "moved outside England", "died", "other", "not recorded",
)  # fmt: skip
SUBJECTS = ("decision to assess", "decision to issue a plan", "another reason")
ROUTES = ("mediation", "tribunal", "tribunal after mediation")
_WAITS = {
    "timed": ("whose weeks are known", "any"), "within_20_weeks": ("within 20 weeks", "within 20 weeks"),
    "over_a_year": ("after more than a year", "over a year"),
}  # fmt: skip
_REVIEWS = {
    "expected": "expected", "with a meeting held": "meeting held",
    "decided": ("decided to amend", "decided to maintain", "decided to cease"),
    "decided within four weeks": "decided within four weeks",
    "decided and timed": ("decided within four weeks", "decided after four weeks"),
}  # fmt: skip
_CHILDREN = {"basis": "estimate before revision", "age_group": "0 to 17"}
COUNTS: dict[str, Count] = {
    "children": Count("population", "residents aged 0 to 17", _CHILDREN, period="mid_year"),
    "plans_at_start": Count("ehc_plans", "plans in force in January", period="january"),
    "plans_at_end": Count("ehc_plans", "plans in force the January after", period="january", ahead=1),
    "requests": Count("requests", "requests for an assessment", {"outcome": "total"}),
    "refused": Count("requests", "requests refused an assessment", {"outcome": "refused"}),
    "request_decided_in_time": Count(
        "requests", "requests decided within six weeks", {"outcome": "decided within six weeks"}),
    "request_decided": Count(
        "requests", "requests decided", {"outcome": ("decided within six weeks", "decided after six " "weeks")}),
    "assessed": Count("assessments", "assessments ending in a plan or in none",
                      {"outcome": ("plan issued", "plan not issued")}),
    "assessments_ending_in_a_plan": Count("assessments", "assessments ending in a " "plan", {"outcome": "plan issued"}),
    "new_plans": Count("new_plans", "plans started in the year"),
    **{
        f"{name}{tag}": Count("plan_timeliness", f"plans issued {says}, {exceptions}",
                              {"exceptions": exceptions, "wait": wait})
        for exceptions, tag in (("with exceptions", ""), ("without exceptions", "_without_exceptions"))
        for name, (says, wait) in _WAITS.items()
    },
    **{
        f"reviews_{says.replace(' ', '_')}": Count("annual_reviews", f"reviews {says}", {"step": step})
        for says, step in _REVIEWS.items()
    },
    "ceased": Count("ceased_plans", "plans ceased", {"reason": "total"}),
    **{f"ceased: {reason}": Count("ceased_plans", f"plans ceased: {reason}", {"reason": reason}) for reason in REASONS},
    **{
        f"{route}: {subject}": Count("disputes", f"{route} about the {subject}".replace("the another", "another"),
                                     {"subject": subject, "route": route})
        for subject in SUBJECTS for route in ROUTES
    },
    "appeals": Count("appeals", "appeals registered"),
    **{f"decisions_{name}": Count("appealable_decisions", "appealable decisions, " f"{method}", {"method": method})
       for name, method in _METHODS.items()},
}  # fmt: skip
TABLES = tuple(dict.fromkeys(count.table for count in COUNTS.values()))
_PER_HEAD = tuple(
    Ratio(f"{top.split(':')[0]}_per_1000", f"{says} per 1,000 residents aged 0 to " "17", top, "children", "per_1000")
    for top, says in {
        "requests": "requests", "refused": "requests refused", "assessed": "assessments ended",
        "mediation: decision to assess": "requests that went to mediation", "new_plans": "plans started",
        "tribunal: decision to assess": "requests that went to the tribunal", "ceased": "plans ceased",
    }.items()
)  # fmt: skip
RATIOS = (
    *_PER_HEAD,
    Ratio("refused_percent", "requests refused an assessment", "refused", "requests"),
    Ratio("decided_within_six_weeks_percent", "decisions on a request made within six " "weeks", "request_decided_in_time",
          "request_decided"),
    Ratio("ending_in_a_plan_percent", "assessments that end in a plan", "assessments_ending_in_a_plan", "assessed"),
    Ratio("within_20_weeks_percent", "plans issued within 20 weeks, with " "exceptions", "within_20_weeks", "timed"),
    Ratio("within_20_weeks_without_exceptions_percent", "plans issued within 20 weeks, without " "exceptions",
          "within_20_weeks_without_exceptions", "timed_without_exceptions"),
    Ratio("over_a_year_percent", "plans issued after more than a year, with " "exceptions", "over_a_year", "timed"),
    Ratio("reviews_held_percent", "annual reviews expected that had a " "meeting", "reviews_with_a_meeting_held",
          "reviews_expected"),
    Ratio("reviews_decided_percent", "annual review meetings with a decision " "recorded", "reviews_decided",
          "reviews_with_a_meeting_held"),
    Ratio("reviews_in_time_percent", "annual review decisions made within four weeks",
          "reviews_decided_within_four_weeks", "reviews_decided_and_timed"),
    Ratio("ceased_percent", "plans in force in January that ceased in the " "year", "ceased", "plans_at_start"),
    Ratio("mediation_percent", "requests that went to mediation", "mediation: decision to " "assess", "requests"),
    Ratio("tribunal_percent", "requests that went to the tribunal", "tribunal: decision to " "assess", "requests"),
)  # fmt: skip
_REASONS = tuple(
    Ratio(f"ceased_{reason.replace(' ', '_')}_percent", reason, f"ceased: {reason}", "ceased")
    for reason in REASONS
)
APPEAL_RATES = tuple(
    Ratio(f"appeal_rate_{name}_percent", "appeals over appealable decisions, " f"{method}", "appeals", f"decisions_{name}",
          pooled=True) for name, method in _METHODS.items()
)  # fmt: skip


@dataclass(frozen=True)
class Balance:
    """Plans in January, those started and ceased in the year, and plans the January after.

    `residual` is what the flows leave less what was counted; `share` is that over the mean of the
    two Januaries, and `england` the same of England.
    """

    year: int
    start: Figure
    new: Figure
    ceased: Figure
    end: Figure
    residual: Figure
    share: Figure
    england: Figure

    @property
    def sides(self) -> tuple[str, str]:
        """Whether the flows leave 'fewer' plans than were counted or 'more': in the authority, and
        in England.
        """
        own, nation = (
            "fewer" if float(one.value or 0) < 0 else "more"
            for one in (self.residual, self.england)
        )
        return own, nation


@dataclass(frozen=True)
class Dispute:
    """Cases about one subject by each of `ROUTES`: the authority's, and England's."""

    subject: str
    own: tuple[Figure, ...]
    england: tuple[Figure, ...]


@dataclass(frozen=True)
class Flow:
    """One authority's year before the January asked about, and the years around it.

    `measures` are by the name of their ratio; `plans_issued` are the three published counts, which
    differ: started in the year, ending an assessment, and timed. `reasons` are why plans ceased,
    `disputes` one a subject, `balances` stock against flow by year, `appeals` one a year and
    method.
    """

    ask: Ask
    year: int
    measures: Mapping[str, Measured]
    plans_issued: tuple[Figure, Figure, Figure]
    reasons: tuple[Measured, ...]
    disputes: tuple[Dispute, ...]
    balances: tuple[Balance, ...]
    appeals: tuple[Measured, ...]

    def __getitem__(self, name: str) -> Measured:
        return self.measures[name]

    @property
    def appeal(self) -> Measured | None:
        """The last year's appeals by the method that counts plans reviewed, or, failing that, by
        the older one.
        """
        return self.appeals[-1] if self.appeals else None

    @property
    def methods_differ(self) -> bool:
        """Whether `appeals` holds both series."""
        return len({one.ratio for one in self.appeals}) > 1

    @property
    def balance(self) -> Balance | None:
        """Stock against flow of the year asked about."""
        return next((one for one in self.balances if one.year == self.year), None)


def describe(tables: Tables, ask: Ask, *, england: Tables) -> Flow:
    """Demand, decisions, timeliness, reviews, ceasing and appeals of one authority, against
    comparators and England.

    Parameters
    ----------
    tables, england : mapping of str to DataFrame
        The tables named in `TABLES`, by authority and for England.
    ask : Ask
        Its January is the end of the calendar year described; its first comparators make the series
        and medians.

    Returns
    -------
    Flow
        Figures without a value carry the reason; an absent row is missing, never zero.

    Notes
    -----
    Appeals run to the year of that January, since they are published sooner. Method:
    docs/methods/flow.md.
    """
    who = (ask.la_code, ENGLAND)
    summed = {name: frame for name, frame in england.items() if not name.startswith("appeal")}
    book, year = (
        Book.of(ask, COUNTS, tables, summed, prefix="flow", period="calendar_year"),
        ask.january - 1,
    )
    held = sorted(set(book.frames["ceased"]["year"]) & set(book.frames["new_plans"]["year"]))
    appeals = [
        book.measure(ratio, at)
        for ratio in APPEAL_RATES
        for at in sorted(set(book.frames[ratio.bottom]["year"]))
        if at <= ask.january and book.value("appeals", at) is not None
    ]
    return Flow(
        ask,
        year,
        {ratio.name: book.measure(ratio, year) for ratio in RATIOS},
        (
            book.count("new_plans", year),
            book.count("assessments_ending_in_a_plan", year),
            book.count("timed", year),
        ),
        tuple(book.measure(ratio, year) for ratio in _REASONS),
        tuple(
            Dispute(
                name,
                *(
                    tuple(book.count(f"{route}: {name}", year, code) for route in ROUTES)
                    for code in who
                ),
            )
            for name in SUBJECTS
        ),
        tuple(_balance(book, at) for at in held if at <= year),
        tuple(appeals),
    )


def time_to_clear(flow: Flow) -> NoReturn:
    """How long a backlog would take to clear: refused, since no opening backlog is published.

    Raises
    ------
    NotPublished
        Always; what is missing is said.
    """
    raise NotPublished(
        found=f"how long {flow.ask.authority.name} would take to clear its backlog cannot be "
        "worked out, since no "
        "release says how many requests and assessments were waiting when a year began",
        expected="the authority's own count of open requests and assessments on a day, with the "
        "date of each",
        after="No time was estimated.",
    )


def _balance(book: Book, year: int) -> Balance:
    names = ["plans_at_start", "new_plans", "ceased", "plans_at_end"]
    says = (
        "plans in January, and those started, less those ceased and those in force the January "
        "after"
    )

    def left(code: int, prefix: str = "") -> tuple[Figure, Figure]:
        counts = book.wide[names].reindex([(code, year)]).iloc[0]
        start, new, ceased, end = counts
        why = next((book.why(name, year) for name in names if pd.isna(counts[name])), "")

        def figure(measure: str, value: float, unit: str, says: str) -> Figure:
            return Figure(
                f"flow.{prefix}{measure}",
                value,
                unit,
                says,
                book.rows(names, year, [code]),
                "stock against flow",
                str(year),
                reason=why or "a count of England is missing",
            )

        over = start + new - ceased - end
        share, mean = 100 * over / ((start + end) / 2), "over the mean of both Januaries"
        return figure("residual", over, "plans", says), figure(
            "residual_percent", share, "percent", f"{says}, {mean}"
        )

    start, new, ceased, end = (book.count(name, year) for name in names)
    return Balance(
        year, start, new, ceased, end, *left(book.ask.la_code), left(ENGLAND, "england_")[1]
    )
