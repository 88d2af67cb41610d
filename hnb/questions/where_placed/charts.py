"""Charts of where children and young people with a plan are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hnb.charts import compared as charts
from hnb.charts import style
from hnb.charts.findings import typical
from hnb.charts.intervals import intervals
from hnb.comparison.measures.plans import GROUPS
from hnb.domain.periods import BREAK
from hnb.domain.words import listed
from hnb.figures import DrawnSeries
from hnb.questions.where_placed.model import INDEPENDENT, KINDS
from hnb.questions.where_placed.stacks import Fill, two_stacks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hnb.comparison.compared import Compared
    from hnb.figures import Figure
    from hnb.questions.where_placed.model import WherePlaced

_YEARS_AGO = 5
_PLACED = "Placements"
_WRONG = "is probably recorded wrongly"
# one colour and hatch a group, whichever is largest; in grey each differs from the next
_FILLS = {
    "mainstream": Fill(style.STRONG),
    "special": Fill(style.SECOND),
    "further education": Fill("#A8C6E0"),
    "alternative provision": Fill("#A8C6E0", "...."),
    "early years": Fill("white", "xxxx"),
    "elsewhere": Fill("#8A5A9E"),
    "awaiting provision": Fill("white", "////"),
    "permanently excluded": Fill("white", "----"),
    "unknown": Fill("white"),
}
_FILLS_BY_NAME = {GROUPS[group]: fill for group, fill in _FILLS.items()}


def over_time(share: Compared, *, appendix: bool = False) -> style.Chart | None:
    """A share year by year with the comparators and England."""
    return charts.over_time(share, changed=BREAK, appendix=appendix)


def now_and_then(result: WherePlaced) -> style.Chart | None:
    """Each group's share of the authority's plans, now and five years before (or as long ago as
    there is): two stacks, each group named at its side; nothing where there is only one January.
    """
    now = result.groups["mainstream"]
    years = now.series["own"].dropna().index
    earlier = [int(year) for year in years if year < now.year]
    if not now.own.known or not earlier:
        return None
    then = min(earlier, key=lambda year: abs(now.year - _YEARS_AGO - year))
    name = result.ask.authority.name
    before, last = _shares(result, then), _shares(result, now.year)
    stacks = {now.in_year(then).period: before, now.period: last}
    figure = two_stacks(stacks, _FILLS_BY_NAME, f"Percentage of plans of {name}")
    listing = ". ".join(f"{period}: {_listed_shares(shares)}" for period, shares in stacks.items())
    return style.finish(
        figure,
        f"Two stacks of the share of the plans of {name} by placement. {listing}.",
        _finding(result, then),
        (*before.values(), *last.values()),
    )


def _finding(result: WherePlaced, then: int) -> str:
    """The most common placement, unless that is doubted; and whether an earlier January is."""
    name, known = (
        result.ask.authority.name,
        [one for one in result.groups.values() if one.own.known],
    )
    most = max(known, key=lambda share: share.own.number)
    if result.doubt or most.doubt:
        return f"{_PLACED}, {name}: {most.period} {_WRONG}"
    finding = (
        f"The most common placement in {name}: {most.measure.says}, {most.own:read} of plans, "
        f"{most.period}"
    )
    earlier = most.in_year(then).period
    is_doubted = any(share.in_year(then).doubt for share in known)
    return f"{finding}; {earlier} {_WRONG}" if is_doubted else finding


def _shares(result: WherePlaced, year: int) -> dict[str, Figure]:
    """Each group's share in a year, by the name that a reader knows it by."""
    return {share.measure.says: share.in_year(year).own for share in result.groups.values()}


def _listed_shares(shares: Mapping[str, Figure]) -> str:
    return listed(
        [f"{group} {own:read}" for group, own in shares.items() if own.known and own.number]
    )


def _those(share: Compared) -> str:
    says = share.measure.says
    return f"those {says}" if says.startswith(("aged", "under")) else says


def by_age(result: WherePlaced) -> style.Chart | None:
    """Every age group's share in independent special schools."""
    return across(result.by_age[INDEPENDENT])


def by_need(result: WherePlaced) -> style.Chart | None:
    """Every primary need's share in independent special schools."""
    return across(result.by_need[INDEPENDENT], appendix=True)


def _in_words(share: Compared) -> str:
    """A share with its likely range, the comparators' median and England, as an alternative."""
    likely = f" ({share.own:range})" if share.own.range else ""
    others = (f", {other:read}" for other in (share.median, share.england) if other.known)
    return f"{share.measure.says} {share.own:read}{likely}{''.join(others)}"


def across(shares: Sequence[Compared], *, appendix: bool = False) -> style.Chart | None:
    """The shares in independent special schools, from the top down: a dot with its interval, the
    comparators' median and England; without shares of fewer than ten.
    """
    known = [share for share in shares if share.own.known and not share.own.few]
    if not known:
        return None
    says = KINDS[INDEPENDENT].says
    ask, period = shares[0].ask, shares[0].period
    rows = {
        f"{share.measure.says}: {share.own:read}": {
            "own": share.own.number,
            "low": share.own.low,
            "high": share.own.high,
            "median": share.median.number,
            "england": share.england.number,
        }
        for share in known
    }
    drawn = DrawnSeries.like(shares[0].own, "across", pd.DataFrame.from_dict(rows, orient="index"))
    values = "; ".join(map(_in_words, known))
    name = ask.authority.name
    most = max(known, key=lambda share: share.own.number)
    finding = f"The share in {says} is highest for {_those(most)}: {most.own:read} in {name}, "
    finding += period
    if any(share.doubt for share in known):
        finding = f"The share in {says}, {name}: {period} {_WRONG}"
    return style.finish(
        intervals(drawn, ask, f"Percentage in {says}, {period}"),
        f"Level dots of the percentage in {says}, {period}: {name} with its likely range, "
        f"{typical(ask)}, and England. {values}.",
        finding,
        [figure for share in known for figure in (share.own, share.median, share.england)],
        appendix=appendix,
    )
