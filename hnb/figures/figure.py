"""A Figure, the rows behind it, and what makes two of them like for like."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from hnb.domain import units
from hnb.domain.errors import CheckError
from hnb.domain.plain import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

Scalar = float | int | str | None
# how a sentence can have any Figure
WRITTEN = ("", "text", "size", "interval", "read", "read_size", "range", "bare", "moved")
FEWEST = 10  # counts behind a percentage in words; with fewer the counts are written instead
FEW = "fewer than ten"


@dataclass(frozen=True)
class Rows:
    """Rows of one table that a Figure rests on: the table, the releases, and which keys.

    `where` maps a key column to one value or a tuple of them; what it does not name is not
    narrowed.
    """

    table: str
    releases: tuple[str, ...] = ()
    where: Json = field(default_factory=dict)

    @classmethod
    def of(cls, table: str, frame: pd.DataFrame, keys: Sequence[str]) -> Rows:
        """The rows of `frame`, taken from `table`, narrowed by the key columns named."""
        where: Json = {}
        for key in keys:
            values = tuple(frame[key].unique().tolist())
            where[key] = values[0] if len(values) == 1 else values
        releases = tuple(sorted(frame["release"].dropna().unique())) if "release" in frame else ()
        return cls(table, releases, where)

    def to_json(self) -> Json:
        """Plain lists and words."""
        where = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in self.where.items()
        }
        return {"table": self.table, "releases": list(self.releases), "where": where}

    @classmethod
    def from_json(cls, data: Json) -> Rows:
        """The rows that `to_json` wrote."""
        where = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in data["where"].items()
        }
        return cls(data["table"], tuple(data["releases"]), where)


_MAY_BE_MISSING = ("low", "high", "part", "whole")


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


@dataclass(frozen=True)
class Figure:
    """A number that may be quoted: its value and unit, how it was made, and the rows it was made
    from.

    Parameters
    ----------
    name, unit : str
        Model, dot, measure (`placements.share_of_block_percent`), and a word that
        `hnb.domain.units.write` knows.
    value : float, int, str or None
        The number, unrounded; None where it is not published, with `reason` saying why.
    calculation, rows : str, tuple of Rows
        How it was made, in words, and what it rests on.
    scope, period : str
        What a reader needs beside it (denominator, scope of placements), and the year or years it
        speaks of.
    covers, stage, price_base : str
        What must agree before it is compared with another.
    low, high : float, optional
        An interval, in the same unit; none where there is no value.
    reason : str
        Why there is no value; dropped where there is one, so that a model may always say it.
    part, whole : float, optional
        Of a percentage, the counts that it is made of: it is the part of the whole, or the growth
        from the whole to the part. With either under ten it is written as those counts
        (`few`), and its value is for ranks and charts alone.
    """

    name: str
    value: Scalar
    unit: str
    calculation: str
    rows: tuple[Rows, ...] = ()
    scope: str = ""
    period: str = ""
    covers: str = ""
    stage: str = ""
    price_base: str = ""
    low: float | None = None
    high: float | None = None
    reason: str = ""
    part: float | None = None
    whole: float | None = None

    def __post_init__(self) -> None:
        value: Any = self.value
        value = value.item() if hasattr(value, "item") else value
        missing = [key for key in _MAY_BE_MISSING if _is_nan(getattr(self, key))]
        vars(self).update(dict.fromkeys(missing))
        if value is None or _is_nan(value):
            if not self.reason:
                raise ValueError(f"Figure {self.name} has no value and no reason")
            vars(self).update(value=None, low=None, high=None)
        else:
            vars(self).update(value=value, reason="")

    @property
    def number(self) -> float:
        """The value as a number; not a number (`nan`) where there is none."""
        return math.nan if self.value is None else float(self.value)

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def few(self) -> str:
        """What is written in place of a percentage of fewer than ten: `3 of 40`, or of growth that
        they are few; empty where the percentage may be written.
        """
        if not self.known or self.part is None or self.whole is None or self.unit != "percent":
            return ""
        if min(self.part, self.whole) >= FEWEST:
            return ""
        if not math.isclose(self.number * self.whole, 100 * self.part, abs_tol=1e-6):
            return FEW
        return f"{units.number(self.part) if self.part else 'none'} of {units.number(self.whole)}"

    @property
    def text(self) -> str:
        """The value as it is written in a sentence."""
        return self.few or units.write(self.value, self.unit)

    @property
    def size(self) -> str:
        """The value without its sign, for sentences that say 'above' or 'below' in words."""
        value = abs(self.value) if isinstance(self.value, (int, float)) else self.value
        return self.few or units.write(value, self.unit)

    @property
    def interval(self) -> str:
        """The interval in words: `33 to 54 plans`; empty where there is none, or it is of few."""
        if self.low is None or self.high is None or self.few:
            return ""
        return f"{units.write(self.low, self.unit)} to {units.write(self.high, self.unit)}"

    @property
    def read(self) -> str:
        """The value rounded for reading: `17%`; a count, such as one of a forecast, to hundreds."""
        return self.few or units.read(self.value, self.unit)

    @property
    def read_size(self) -> str:
        """The same without its sign."""
        return self.read.removeprefix(units.MINUS)

    @property
    def bare(self) -> str:
        """What is rounded for reading without `per 1,000`, next to a rate that has it: `61.2`."""
        return self.read.removesuffix(" per 1,000")

    @property
    def moved(self) -> str:
        """A change rounded for reading: `up 67%`, `down 8%`; `unchanged` where nothing is left."""
        if self.few or not isinstance(self.value, int | float):
            return self.text
        if not any(digit in self.read for digit in "123456789"):
            return "unchanged"
        return f"{'down' if self.number < 0 else 'up'} {self.read_size}"

    @property
    def range(self) -> str:
        """The interval rounded for reading: `9,200 to 14,500`, `42.2 to 80.6 per 1,000`; empty as
        `interval` is.
        """
        if self.low is None or self.high is None or self.few:
            return ""
        low, high = (units.read(end, self.unit) for end in (self.low, self.high))
        if self.unit == "per_1000":
            return f"{low.partition(' ')[0]} to {high}"
        noun = f" {self.unit}"
        return f"{low.removesuffix(noun)} to {high.removesuffix(noun)}"

    @property
    def releases(self) -> tuple[str, ...]:
        """Every release behind it, once, in order of name."""
        return tuple(sorted({release for rows in self.rows for release in rows.releases}))

    def with_scope(self, scope: str) -> Figure:
        """The same Figure, where a reader needs something else beside it."""
        return replace(self, scope=scope)

    def with_name(self, name: str) -> Figure:
        """The same Figure, where another of its name is next to it."""
        return replace(self, name=name)

    def __format__(self, spec: str) -> str:
        if spec in WRITTEN:
            return str(getattr(self, spec or "text"))
        return self.text if self.value is None else format(self.value, spec)

    def to_json(self) -> Json:
        """Everything, as plain data; `text` and `release` are written out for other programs."""
        also = {
            "text": self.text,
            "release": list(self.releases),
            "rows": [rows.to_json() for rows in self.rows],
        }
        return vars(self) | also

    @classmethod
    def from_json(cls, data: Json) -> Figure:
        """The Figure that `to_json` wrote."""
        fields = {
            key: value for key, value in data.items() if key not in ("text", "release", "rows")
        }
        return cls(**fields, rows=tuple(Rows.from_json(rows) for rows in data["rows"]))


def ends(figure: Figure) -> tuple[Figure, Figure]:
    """The low and the high end of a Figure's interval, each a Figure."""
    bare = replace(figure, value=None, reason="it gives no interval")
    return (
        replace(bare, name=f"{figure.name}.lowest", value=figure.low),
        replace(bare, name=f"{figure.name}.highest", value=figure.high),
    )


_LIKE = {
    "unit": "unit",
    "covers": "coverage",
    "stage": "stage",
    "price_base": "price base",
    "scope": "scope",
}


def differences(figure: Figure, other: Figure) -> list[str]:
    """What keeps two Figures from being compared, in words; empty where they are like for like."""
    return [
        f"{word}: {getattr(figure, name) or 'not said'} against "
        f"{getattr(other, name) or 'not said'}"
        for name, word in _LIKE.items()
        if getattr(figure, name) != getattr(other, name)
    ]


def change(name: str, later: Figure, earlier: Figure) -> Figure:
    """The later Figure less the earlier one.

    Raises
    ------
    CheckError
        They are not like for like; what differs is named.
    """
    unlike = differences(later, earlier)
    if unlike:
        raise CheckError(
            found=f"{later.name} and {earlier.name} are not like for like ({'; '.join(unlike)})",
            expected="two figures of the same components, stage, coverage and price base",
            after="No comparison was made.",
        )
    return replace(
        later,
        name=name,
        value=later.number - earlier.number,
        calculation=f"{later.period} less {earlier.period}",
        rows=(*later.rows, *earlier.rows),
        period=f"{earlier.period} to {later.period}",
        low=None,
        high=None,
        reason=later.reason or earlier.reason,
    )
