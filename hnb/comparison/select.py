"""Which rows of a table are meant."""

from __future__ import annotations

from typing import Any

import pandas as pd


def rows_where(table: pd.DataFrame, **where: Any) -> pd.DataFrame:
    """The rows of a table where each column named has the value given, or one of a tuple
    of them.
    """
    for column, value in where.items():
        table = table[table[column].isin(value if isinstance(value, tuple) else (value,))]
    return table
