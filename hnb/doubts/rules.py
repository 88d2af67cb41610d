"""Every rule that finds a probable recording fault, run over the tables named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import pandas as pd

from hnb.domain.units import counted
from hnb.doubts import exchanged, placements, spending, totals
from hnb.doubts.changes import leaps_and_steps
from hnb.doubts.doubt import Doubt
from hnb.doubts.series import SERIES
from hnb.tables import ALL

Load = Callable[..., pd.DataFrame]
# rules that are of some tables alone: they run where one of these is looked at
_OF_TABLES: tuple[tuple[set[str], Callable[[Load], Iterator[Doubt]]], ...] = (
    ({placements.TABLE}, lambda load: placements.every(load(placements.TABLE))),
    ({"ehc_plans", "new_plans", "ceased_plans"}, totals.stock_and_flow),
    ({"requests"}, totals.refused_and_disputed),
    ({"dsg_balances"}, lambda load: spending.zero_deficits(load("dsg_balances"))),
    ({spending.TABLE}, spending.unspent),
    ({spending.TABLE}, spending.elsewhere_on_the_lines),
)
MOST_OF_ENGLAND = 0.9  # a period with a smaller share of the authorities is an extract


def doubts(load: Load, names: Iterable[str] | None = None) -> list[Doubt]:
    """Every doubt about the tables named, or about all, the most certain first.

    Parameters
    ----------
    load : callable
        `hnb.load`, or another that gives a table by name and level.
    names : iterable of str, optional
        Tables to look at.
    """
    wanted = tuple(ALL if names is None else names)
    listed = {doubt: None for doubt in _each(load, wanted)}
    return sorted(listed, key=lambda doubt: doubt.order)


def _each(load: Load, wanted: tuple[str, ...]) -> Iterator[Doubt]:
    for name in wanted:
        yield from totals.in_one_table(load, name)
    for series in SERIES:
        if series.table in wanted:
            frame = load(series.table)
            if series.table == placements.TABLE:
                frame = placements.recorded(frame)
            yield from leaps_and_steps(series, frame)
            if series.kind != "flow":
                yield from exchanged.exchanged(series, frame)
    for pair in exchanged.pairs_of(SERIES):
        if pair[0].table in wanted and pair[0].kind == "stock":
            yield from exchanged.categories_exchanged(load(pair[0].table), pair)
    yield from totals.odd_one_out(load, wanted)
    for tables, rule in _OF_TABLES:
        if tables & set(wanted):
            yield from rule(load)


def extracts(frames: Mapping[tuple[str, str], pd.DataFrame], load: Load) -> Iterator[Doubt]:
    """Doubts about a period of which the file has few authorities: an extract is not the release,
    and nobody should take its few for England.
    """
    for (name, level), frame in frames.items():
        period = ALL[name].period
        if level != "authority" or period is None or "la_code" not in frame:
            continue
        by_period = load(name).groupby(period)["la_code"].nunique()
        usual = int(by_period.max()) if len(by_period) else 0
        for when, authorities in frame.groupby(period)["la_code"].nunique().items():
            if authorities < MOST_OF_ENGLAND * by_period.get(when, usual):
                words = f"{counted(int(authorities), 'authorities')} of {usual}"
                says = f"{words}: an extract, and not all of England"
                yield Doubt(name, "few authorities", 0, str(when), says, certainty="possible")
