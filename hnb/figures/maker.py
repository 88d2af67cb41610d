"""The one place where Figures and drawn series are made.

An answer has one maker: what its Figures have in common is said once, and each Figure adds what is
its own. Disclosure control, when it comes, is applied here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hnb.figures.figure import Figure, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


@dataclass(frozen=True)
class DrawnSeries:
    """Numbers that a chart draws: a row a period or an authority, a column a line or a set of dots.

    Parameters
    ----------
    name, unit, scope : str
        As of a Figure: what is drawn, in which unit, over what.
    frame : DataFrame
        What is drawn.
    rows : tuple of Rows
        What the numbers rest on.
    """

    name: str
    unit: str
    scope: str
    frame: pd.DataFrame
    rows: tuple[Rows, ...] = ()

    @classmethod
    def like(cls, figure: Figure, measure: str, frame: pd.DataFrame) -> DrawnSeries:
        """Numbers of the kind that a Figure is of, called by its name, a dot and `measure`."""
        return cls(f"{figure.name}.{measure}", figure.unit, figure.scope, frame)


@dataclass(frozen=True)
class FigureMaker:
    """Makes the Figures of one answer: what they have in common is held here.

    Parameters
    ----------
    prefix : str
        The model, which starts the name of every Figure.
    rows, scope, period, covers, stage, price_base, reason
        As of a Figure; each is used where a Figure does not say its own. A `price_base` is given to
        amounts of money alone.
    """

    prefix: str
    rows: tuple[Rows, ...] = ()
    scope: str = ""
    period: str = ""
    covers: str = ""
    stage: str = ""
    price_base: str = ""
    reason: str = ""

    def having(self, **shared: Any) -> FigureMaker:
        """The same maker with other things in common."""
        return replace(self, **shared)

    def make(
        self,
        measure: str,
        value: Any,
        unit: str,
        calculation: str,
        *,
        interval: tuple[float | None, float | None] | None = None,
        counts: tuple[float, float] | None = None,
        rows: Iterable[Rows] | None = None,
        **individual: str,
    ) -> Figure:
        """A Figure called `prefix.measure`.

        Parameters
        ----------
        measure, unit, calculation : str
            The rest of the name, a word that `hnb.domain.units.write` knows, and how it was made.
        value : number, str or None
            Unrounded; None or not a number where there is none, and `reason` then says why.
        interval : pair, optional
            Its low and its high end, in the same unit.
        counts : pair, optional
            Of a percentage of what is counted, the part and the whole, or the later count and the
            earlier one: with fewer than ten of either it is not written as a percentage.
        rows : iterable of Rows, optional
            What it rests on, where that is not what the maker holds.
        **individual : str
            `scope`, `period`, `covers`, `stage`, `price_base` or `reason` of this Figure alone.
        """
        low, high = (None if end is None else float(end) for end in interval or (None, None))
        part, whole = map(float, counts) if counts else (None, None)
        shared = {name: individual.pop(name, getattr(self, name)) for name in _SHARED}
        if not unit.startswith("gbp"):
            shared["price_base"] = ""
        if individual:
            raise TypeError(f"a Figure has no {', '.join(individual)}")
        return Figure(
            name=f"{self.prefix}.{measure}" if self.prefix else measure,
            value=value,
            unit=unit,
            calculation=calculation,
            rows=self.rows if rows is None else tuple(rows),
            low=low,
            high=high,
            part=part,
            whole=whole,
            **shared,
        )

    def series(self, measure: str, frame: pd.DataFrame, unit: str) -> DrawnSeries:
        """Numbers to be drawn, called `prefix.measure`, that rest on the maker's rows."""
        name = f"{self.prefix}.{measure}"
        return DrawnSeries(name, unit, self.scope, frame, self.rows)


_SHARED = ("scope", "period", "covers", "stage", "price_base", "reason")
