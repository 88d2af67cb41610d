"""The January that a forecast starts from: the last that nearly every authority has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.comparison.complete import Coverage
from hnb.domain import areas
from hnb.domain.errors import NotPublished, ParameterError, Place
from hnb.figures import Figure, FigureMaker, Rows

if TYPE_CHECKING:
    import pandas as pd

    from hnb.domain.comparators import Ask


def origin_of(plans: pd.DataFrame, ask: Ask, origin: int | None) -> int:
    """The January to forecast from: the one asked about, or where too few authorities have it, the
    last before it that nearly all have.
    """
    coverage = _coverage(plans)
    asked = ask.january if origin is None else origin
    if asked in coverage.complete or asked not in coverage.having or not coverage.complete:
        return asked
    if origin is not None:
        raise ParameterError(
            Place(parameter="origin"),
            found=f"{coverage.says(origin)} to learn from",
            expected=f"a January that nearly all have, to {coverage.complete[-1]}",
        )
    return coverage.latest(ask.la_code, until=asked) or asked


def newer_count(plans: pd.DataFrame, la_code: int, start: int) -> Figure | None:
    """The authority's count of a January after the one it is forecast from; None where there is
    none, or where that January is not the last that nearly all have.
    """
    coverage = _coverage(plans)
    newer = coverage.newer(la_code, start)
    return None if newer is None else published_count(plans, la_code, newer, name="newer")


def published_count(
    plans: pd.DataFrame,
    la_code: int,
    january: int,
    place: Place | None = None,
    *,
    name: str = "now",
) -> Figure:
    """The published count of an authority at a January.

    Raises
    ------
    NotPublished
        None is held.
    """
    past = plans[plans["la_code"].eq(la_code) & plans["january"].le(january)]
    counts = past.loc[past["january"].eq(january) & past["plans"].gt(0), "plans"]
    if counts.empty:
        whom = areas.by_code().get(la_code)
        raise NotPublished(
            place,
            found=f"no count of plans in {whom.name if whom else la_code} at January {january} is "
            "available",
            expected="a January at which the authority has a count" if place else "",
        )
    rows = Rows.of("ehc_plans", past, ("la_code", "january"))
    maker = FigureMaker("forecast", rows=(rows,), period=f"January {january}")
    return maker.make(name, float(counts.sum()), "plans", "published")


def _coverage(plans: pd.DataFrame) -> Coverage:
    return Coverage.of_table(plans[plans["plans"] > 0], "january", "plans")
