"""How an authority's spend on placements has changed between years, split as a gap is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hnb.comparison.denominators import YOUNGEST
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.periods import BREAK, financial_year, following, start_year
from hnb.domain.scopes import AFTER
from hnb.domain.words import listed
from hnb.figures import Figure, FigureMaker
from hnb.questions.why_spend_differs.model import PARTS, Pair, SpendDifference, difference
from hnb.questions.why_spend_differs.other_splits import other_changes
from hnb.questions.why_spend_differs.sides import SpendYear, spend_year
from hnb.questions.why_spend_differs.spend_by_placement import cells_of, independent_under_ap
from hnb.tables import Tables

MOST_MOVED = 0.2  # of independent top-ups, into or out of alternative provision between two years


@dataclass(frozen=True)
class Changes:
    """The change in spend a head from each year to the next of those held, over the same people.

    `together` has each part, and the whole, added up over the steps that have values; it is empty
    where there is one, or where they do not follow each other.
    """

    ask: Ask
    steps: tuple[SpendDifference, ...]
    together: dict[str, Figure]


def change_between_years(
    tables: Tables, ask: Ask, *, earlier: str = "", denominator: str = ""
) -> SpendDifference:
    """The change in an authority's placement spend since an earlier financial year, split alike;
    cash of each year.

    Parameters
    ----------
    tables, ask
        As `hnb.questions.why_spend_differs.model.answer` takes them.
    earlier : str
        A financial year; the year before where it is left empty.
    denominator : str
        Who a head is. Where it is left empty, the one asked for where both years have it, else one
        of those aged 0 to 17, who are counted alike in every year.

    Returns
    -------
    SpendDifference
        Refused in words (`gap.reason`) unless spend by setting is held for both years, booked over
        the same lines and settings in both.
    """
    earlier = financial_year(earlier) if earlier else following(ask.financial_year, -1)
    asks = ask, replace(ask, financial_year=earlier)
    now, then = (spend_year(tables, each, denominator=denominator) for each in asks)
    if now.per != then.per:
        now, then = (spend_year(tables, each, denominator=YOUNGEST) for each in asks)
    pair = _pair(tables, now, then)
    others = [] if pair.reason else list(other_changes(tables, now, then))
    return replace(difference(pair, others, "shapley"), since=earlier)


def changes(tables: Tables, ask: Ask) -> Changes:
    """The change from each year of which lines are held to the next, for those aged 0 to 17.

    They are counted alike in every mid-year, so that the changes of many years can be added up.
    """
    years = {
        year: spend_year(tables, replace(ask, financial_year=year), denominator=YOUNGEST)
        for year in _years(tables)
    }
    pairs = ((year, following(year)) for year in years if following(year) in years)
    steps = tuple(
        replace(difference(_pair(tables, years[later], years[since]), [], "shapley"), since=since)
        for since, later in pairs
    )
    return Changes(ask, steps, _together(ask, [step for step in steps if step.gap.known]))


def _pair(tables: Tables, now: SpendYear, then: SpendYear) -> Pair:
    """The authority in two years, and why they cannot be set against each other, if they cannot."""
    earlier = then.ask.financial_year
    return Pair(
        name=f"{now.ask.authority.name} in {earlier}",
        period=f"{earlier} to {now.ask.financial_year}",
        year=now,
        other_year=then,
        other_codes=[now.ask.la_code],
        reason=_refusal(tables, now, then),
    )


def crosses_break(change: SpendDifference) -> bool:
    """Whether plans were collected in another way at the later January than at the earlier."""
    before = change.january - start_year(change.ask.financial_year) + start_year(change.since)
    return before < BREAK <= change.january


def _years(tables: Tables) -> list[str]:
    """The years of which outturn by setting is held."""
    outturn = rows_where(tables["s251_high_needs"], kind="outturn")
    return sorted(map(str, outturn["financial_year"].unique()))


def _refusal(tables: Tables, now: SpendYear, then: SpendYear) -> str:
    """Why the change between two years cannot be split; empty where it can."""
    spend, years = tables["s251_high_needs"], _years(tables)
    earlier, later = then.ask.financial_year, now.ask.financial_year
    if not {earlier, later} <= set(years):
        return (
            f"spending by setting is available for {' and '.join(years) or 'no year'} only, so a "
            f"change from {earlier} to {later} cannot be split"
        )
    if reason := now.missing_reason(spend) or then.missing_reason(spend):
        return reason
    return _booked_differently(now, then)


def _booked_differently(now: SpendYear, then: SpendYear) -> str:
    """How lines and settings of two years differ, so that they cannot be set against each other."""
    code = now.ask.la_code
    earlier, later = then.ask.financial_year, now.ask.financial_year
    cells = [cells_of(year.used["s251_high_needs"], year.ask.scope) for year in (then, now)]
    if cells[0] != cells[1]:
        lacking = sorted(cells[0] ^ cells[1])
        return (
            f"spend is not split over the same lines and settings in {earlier} and {later}: one "
            f"of them lacks {listed(lacking)}"
        )
    shares = [independent_under_ap(year.used["s251_high_needs"], code) for year in (then, now)]
    if abs(shares[0] - shares[1]) > MOST_MOVED:
        more = earlier if shares[0] > shares[1] else later
        return (
            f"independent placements are booked differently in {earlier} and {later}: far more of "
            f"them is under alternative provision in {more}"
        )
    unbooked = {year.ask.financial_year: {*year.unbooked(code)} for year in (then, now)}
    if unbooked[earlier] == unbooked[later]:
        return ""
    return "; ".join(
        f"in {year} plans are placed in {listed(sorted(map(str.lower, kinds)))} and no spend is "
        "booked there, as it is in the other year"
        for year, kinds in unbooked.items()
        if kinds
    )


def _together(ask: Ask, steps: Sequence[SpendDifference]) -> dict[str, Figure]:
    """Each part added up over the years, and the whole."""
    follow = all(one.ask.financial_year == other.since for one, other in pairwise(steps))
    if len(steps) < 2 or not follow:
        return {}
    since = steps[0].since
    maker = FigureMaker(
        "decomposition",
        rows=tuple(rows for step in steps for rows in step.gap.rows),
        scope=f"{ask.scope}; {ask.authority.name} in {since}, year by year; {steps[0].per}",
        period=f"{since} to {steps[-1].ask.financial_year}",
        covers="section 251 outturn",
        stage=AFTER,
        price_base="cash",
    )
    sums = {key: sum(step.splits[key].iloc[0] for step in steps) for key in (*PARTS, "gap")}
    return {
        key: maker.make(f"{key}_gbp_per_head", value, "gbp_per_head", "sum of each year's change")
        for key, value in sums.items()
    }
