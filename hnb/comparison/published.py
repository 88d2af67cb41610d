"""Published counts as Figures."""

from __future__ import annotations

import re

from hnb.comparison.counts import Counted, Counts
from hnb.domain.comparators import Ask
from hnb.figures import Figure, FigureMaker
from hnb.tables import table


def count_figure(
    counts: Counts,
    counted: Counted,
    year: int,
    ask: Ask,
    maker: FigureMaker,
    *,
    place: int | None = None,
    prefix: str = "",
) -> Figure:
    """A published count as a Figure, in the unit and with the coverage of its column.

    Parameters
    ----------
    place : int, optional
        A DfE number or `ENGLAND`; the authority asked about where it is left out.
    prefix : str
        What comes before its name, as `england_`.
    """
    where = ask.la_code if place is None else place
    value = counts.value(counted, year, where)
    column = table(counted.every[0].table).value
    return maker.make(
        prefix + re.sub(r"[^a-z0-9]+", "_", counted.name),
        whole_number(value),
        column.unit,
        f"{counted.says}, as published",
        rows=counts.behind(counted, year, [where]),
        scope=counted.says,
        period=counts.when(counted, year),
        covers=column.covers,
        reason=counts.reason(counted, year, ask) or f"{counted.says} are not held",
    )


def whole_number(value: float | None) -> float | int | None:
    """A value without a fraction as a whole number."""
    return int(value) if value is not None and value.is_integer() else value
