"""What a table is: its columns, their types, and the pandera schema built from them when it is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hnb.periods import KINDS

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa


@dataclass(frozen=True)
class Column:
    """One quantity or category, defined once for every table that has it.

    `dtype` is a pandas type; `unit` is a word that `hnb.units.write` knows; `covers` says what is in it and
    `price_base` how its money is priced, and two Figures are alike only where these agree.
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

    def optional(self) -> Column:
        """The same column, allowed to be missing."""
        return replace(self, required=False)

    def among(self, *values: str) -> Column:
        """The same category, held to a list of words."""
        return replace(self, values=values)


@dataclass(frozen=True)
class Table:
    """A tidy table: one value a row, its keys, and the cell it came from.

    `key` names the columns that, with the release, occur once. The first of `columns` that is neither in the
    key nor `status` or `release` is the value.
    """

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    theme: str
    caveats: tuple[str, ...] = ()
    levels: tuple[str, ...] = ("authority",)
    notes: str = ""
    _by_name: dict[str, Column] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_name.update({column.name: column for column in self.columns})

    def column(self, name: str) -> Column:
        """The column of that name."""
        return self._by_name[name]

    @property
    def names(self) -> list[str]:
        """Column names in their order."""
        return [column.name for column in self.columns]

    @cached_property
    def value(self) -> Column:
        """The column that holds what the table counts."""
        return next(c for c in self.columns if c.name not in self.key and c.name not in ("status", "release"))

    @property
    def period(self) -> str | None:
        """The period column's name, by its kind."""
        return next((name for name in self.key if name in KINDS), None)

    @property
    def dtypes(self) -> dict[str, str]:
        """pandas types by column, as the CSV is read with."""
        return {column.name: column.dtype for column in self.columns}

    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema: types, bounds, words allowed, keys that occur once."""
        import pandera.pandas as pa

        built: dict[str, Any] = {}
        for column in self.columns:
            checks = []
            if column.minimum is not None:
                checks.append(pa.Check.ge(column.minimum))
            if column.maximum is not None:
                checks.append(pa.Check.le(column.maximum))
            if column.values:
                checks.append(pa.Check.isin(column.values))
            built[column.name] = pa.Column(column.dtype, checks, nullable=not column.required)
        return pa.DataFrameSchema(built, unique=[*self.key, "release"], strict=True, name=self.name)

    def validate(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame itself, once it has been found to be this table.

        Raises
        ------
        pandera.errors.SchemaErrors
            Every breach at once, by column and row.
        """
        return self.schema().validate(frame, lazy=True)
