"""What a table is: its columns, their types, and the pandera schema built when it is wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hnb.domain.periods import KINDS

if TYPE_CHECKING:
    import pandera.pandas as pa


@dataclass(frozen=True)
class Column:
    """One quantity or category, defined once for every table that has it.

    `dtype` is a pandas type; `unit` is a word that `hnb.domain.units.write` knows; `covers` says
    what is in it and `price_base` how its money is priced, and two Figures are alike only where
    these agree.
    """

    name: str
    dtype: str
    says: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    required: bool = True
    covers: str = ""
    price_base: str = ""
    values: tuple[str, ...] = ()

    def among(self, *values: str) -> Column:
        """The same category, held to a list of words."""
        return replace(self, values=values)

    def within(self, minimum: float, maximum: float) -> Column:
        """The same quantity, held to other bounds."""
        return replace(self, minimum=minimum, maximum=maximum)


@dataclass(frozen=True)
class Table:
    """A tidy table: one value a row, its keys, and the cell it came from.

    `key` names the columns that, with the release, occur once. The first of `columns` that is
    neither in the key nor `status` or `release` is the value. `over_time` is false where the value
    is of a day in the period, such as a census, or is a price: a part of a year has it as well.
    `counts_children` is true of a table that is made from a council's own records of children, or
    from what is paid for them: every cell of it has been through disclosure control.
    """

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    levels: tuple[str, ...] = ("authority",)
    notes: str = ""
    over_time: bool = True
    counts_children: bool = False

    @cached_property
    def value(self) -> Column:
        """The column that holds what the table counts."""
        others = (*self.key, "status", "release")
        return next(column for column in self.columns if column.name not in others)

    @property
    def period(self) -> str | None:
        """The period column's name, by its kind."""
        return next((name for name in self.key if name in KINDS), None)

    @property
    def time(self) -> str | None:
        """The column that says of when a row is: a day, a month, or else the period."""
        return next((name for name in ("as_at", "month") if name in self.key), self.period)

    @property
    def dtypes(self) -> dict[str, str]:
        """pandas types by column, as the CSV is read with."""
        return {column.name: column.dtype for column in self.columns}

    def dtypes_at(self, level: str) -> dict[str, str]:
        """The same at a level: a region's name replaces the authority's number; England
        has none.
        """
        if level == "authority" or "la_code" not in self.dtypes:
            return self.dtypes
        rest = {name: kind for name, kind in self.dtypes.items() if name != "la_code"}
        return {"region": "str", **rest} if level == "region" else rest

    def key_at(self, level: str) -> list[str]:
        """Columns that, with the release, occur once at a level."""
        return [name for name in self.dtypes_at(level) if name in self.key or name == "region"]

    def schema(self, level: str = "authority") -> pa.DataFrameSchema:
        """The pandera schema at a level: types, bounds, words allowed, keys that with the release
        occur once.
        """
        import pandera.pandas as pa

        names = self.dtypes_at(level)
        columns = {c.name: _schema_of(c) for c in self.columns if c.name in names}
        if "region" in names:
            columns["region"] = pa.Column(str)
        return pa.DataFrameSchema(
            columns, unique=[*self.key_at(level), "release"], strict=True, name=self.name
        )


def _schema_of(column: Column) -> pa.Column:
    import pandera.pandas as pa

    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.values:
        checks.append(pa.Check.isin(column.values))
    return pa.Column(column.dtype, checks, nullable=not column.required)
