"""Published figures counted again from the rows of the held tables that they rest on."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from hnb.domain.errors import CheckError, ParameterError, Place
from hnb.domain.plain import Json
from hnb.figures import Figure, Rows
from hnb.figures.marks import is_of_council
from hnb.store.files import load
from hnb.tables import ALL

_CLOSE = 1e-9
_MOST_ROWS = 400  # that a published value may be the sum of
_PUBLISHED = re.compile(r"^(?!median|mean|supposed)[^;]*\bas published(?:;|$)")
_LEVELS = {"la_code": "authority", "region": "region"}


def recountable(figures: Iterable[Figure]) -> list[int]:
    """The places of the figures that are a cell of their rows, or the sum of a column of them."""
    again = _Recount()
    return [place for place, figure in enumerate(figures) if again.agrees(figure)]


def stated(figures: Iterable[Figure]) -> list[int]:
    """The places of the figures that say they are one published count of one area, whatever a
    record says of them.
    """
    again = _Recount()
    return [
        place
        for place, figure in enumerate(figures)
        if _PUBLISHED.search(figure.calculation)
        and figure.value is not None
        and again.is_of_one_area(figure)
    ]


def refuse_miscounted(figures: Iterable[Figure], places: Iterable[int]) -> None:
    """Refuse a figure that could be counted from its rows, and no longer agrees with them.

    Raises
    ------
    CheckError
        One differs; it rests on a table or release that is not held, or on no rows.
    """
    again, listed = _Recount(), tuple(figures)
    for place in places:
        if not isinstance(place, int) or not 0 <= place < len(listed):
            raise CheckError(
                Place(file="figures.json"),
                found=f"its record counts a figure {place!r:.40} that there is not",
                expected="the paper rendered anew",
            )
        if not again.agrees(listed[place]):
            raise again.refusal(listed[place])


class _Recount:
    """Tables read once for many figures."""

    def __init__(self) -> None:
        self.edition, self.narrowed = cache(load), cache(self._narrowed)

    def is_of_one_area(self, figure: Figure) -> bool:
        """Whether a figure rests on rows of one table and one authority or region."""
        return len(figure.rows) == 1 and _area(figure.rows[0]) is not None

    def agrees(self, figure: Figure) -> bool:
        """Whether a figure is one of the values that its rows give."""
        value = figure.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return self.is_of_one_area(figure) and any(
            math.isclose(value, given, rel_tol=_CLOSE) for given in self._values(figure.rows[0])
        )

    def refusal(self, figure: Figure) -> CheckError:
        """That a figure is not what its rows give."""
        values = [f"{value:,.10g}" for rows in figure.rows for value in self._values(rows)]
        given = ", ".join(list(dict.fromkeys(values))[:4]) or "nothing, for they are not held"
        if not values and any(map(is_of_council, figure.releases)):
            given += " (HNB_COUNCIL names the council's folder)"
        return CheckError(
            Place(file="figures.json"),
            found=f"figure {figure.name} ({figure.period}) says {figure.text}",
            expected=f"what its rows in the held tables give: {given}",
        )

    def _values(self, rows: Rows) -> Iterator[float]:
        """Each value in the rows, and the sum of those of one column and release."""
        area = _area(rows)
        for release in rows.releases if area and rows.table in ALL else ():
            records = self.narrowed(rows.table, release, area)
            for key, wanted in rows.where.items():
                values = set(map(str, wanted if isinstance(wanted, tuple) else (wanted,)))
                records = [row for row in records if str(row.get(key, wanted)) in values]
            if len(records) > _MOST_ROWS:
                continue
            for column in _counted(records, ALL[rows.table].key):
                amounts = [row[column] for row in records if not math.isnan(row[column])]
                yield from amounts
                yield sum(amounts)

    def _narrowed(self, table: str, release: str, area: tuple[str, int | str]) -> list[Json]:
        """The rows of one area in an edition of a table; none where it is not held."""
        column, code = area
        try:
            frame = self.edition(table, _LEVELS[column], release)
        except ParameterError:
            return []
        frame = frame[frame[column] == code]
        key = ALL[table].key
        amounts = [name for name in frame.select_dtypes("number") if name not in key]
        records = frame.astype(dict.fromkeys(amounts, float)).to_dict("records")
        return [{str(name): value for name, value in row.items()} for row in records]


def _counted(records: list[Json], key: Collection[str]) -> list[str]:
    """The columns that count something."""
    return [
        name
        for name, value in (records[0] if records else {}).items()
        if isinstance(value, float) and name not in key
    ]


def _area(rows: Rows) -> tuple[str, int | str] | None:
    """The one authority or region that rows are of: the column, and which."""
    for column in _LEVELS:
        if isinstance(rows.where.get(column), int | str):
            return column, rows.where[column]
    return None
