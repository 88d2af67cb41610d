"""A newer list of codes, and who took the place of whom, become rows of authorities.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import areas
from hnb.domain.areas import Authority
from hnb.domain.errors import Place, SourceError, did_you_mean
from hnb.sources.authorities.read import LIES_IN, REGION, Listed, closed_on, opened_on, rows_by_code
from hnb.sources.files.grid import Grid

if TYPE_CHECKING:
    from hnb.sources.authorities.definition import Order
    from hnb.sources.definition import Release

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reorganised:
    """Rows of authorities.csv that are new or say something else than before, and what they say in
    words.
    """

    rows: tuple[dict[str, str], ...]
    says: tuple[str, ...]


def reorganised(
    grid: Grid, release: Release, orders: Sequence[Order] | None, file: str = ""
) -> Reorganised:
    """What a list of codes changes in the list of authorities that is held.

    Parameters
    ----------
    grid : Grid
        The list. An authority that is not in it stays as it is.
    release : Release
        The edition of the list: named in the rows, and when it was published.
    orders : sequence of Order, optional
        Who took the place of whom, as a person says; those held already are passed over.
    file : str
        Where they stand, for errors.

    Raises
    ------
    SourceError
        An authority is new or has closed, and no order says who came before or after it; an order
        is at odds with the list or with what is held; or a cell of the list cannot be read.
    """
    lists = _Lists(grid, rows_by_code(grid), areas.by_code(), file)
    for code, listed in lists.listed.items():
        _refuse_two_names(lists, code, listed)
    fresh = [order for order in orders or () if not _is_held(order, lists.authorities)]
    _refuse_reopened(lists, release.published)
    _refuse_without_orders(lists, fresh)
    for order in fresh:
        _refuse_odd_order(lists, order)
    rows, says = [], []
    for code in sorted({*lists.listed, *(code for order in fresh for code in order.closed)}):
        row = _row(lists, code, fresh, release.id)
        if row:
            rows.append(row)
            says.append(_said(row, lists.authorities.get(code)))
    areas.with_rows(grid.file, rows)
    return Reorganised(tuple(rows), tuple(says))


@dataclass(frozen=True)
class _Lists:
    """A list of codes, the authorities held, and the file of the orders."""

    grid: Grid
    listed: Mapping[int, Listed]
    authorities: Mapping[int, Authority]
    file: str

    @property
    def new(self) -> list[int]:
        """Those listed that are not held, and were open in 2010 or later."""
        return [
            code
            for code, rows in self.listed.items()
            if code not in self.authorities and not "" < closed_on(rows) < "2010"
        ]

    @property
    def ended(self) -> list[int]:
        """Those that the list has as closed, and of which that is not held."""
        return [
            code
            for code, rows in self.listed.items()
            if closed_on(rows) >= "2010"
            and (code not in self.authorities or not self.authorities[code].closed)
        ]

    def name(self, code: int) -> str:
        """Number and name."""
        name = (
            self.listed[code][0]["la_name"] if code in self.listed else self.authorities[code].name
        )
        return f"{code} {name}"


def _is_held(order: Order, known: Mapping[int, Authority]) -> bool:
    return all(
        code in known
        and known[code].closed == order.day
        and {*known[code].successors} == {*order.opened}
        for code in order.closed
    )


def _refuse_two_names(lists: _Lists, code: int, rows: Listed) -> None:
    """Refuse two authorities in use that have one number."""
    in_use = [row for row in rows if not row["date_of_termination"]]
    for row in in_use[1:]:
        if areas.plain(row["la_name"]) != areas.plain(in_use[0]["la_name"]):
            raise SourceError(
                lists.grid.place(int(row["row"]), "old_la_code"),
                found=f"{code} is the number of {row['la_name']} and of {in_use[0]['la_name']}",
                expected="a number of its own",
            )


def _refuse_reopened(lists: _Lists, day: date) -> None:
    """Refuse a list in which an authority is in use that had closed by the day of the list."""
    for code, rows in lists.listed.items():
        who = lists.authorities.get(code)
        if who and who.closed and who.closed < day and not closed_on(rows):
            raise SourceError(
                lists.grid.place(int(rows[0]["row"]), "date_of_termination"),
                found=f"{lists.name(code)} has no day on which it ended",
                expected=f"{who.closed}, on which it closed as held",
            )


def _refuse_without_orders(lists: _Lists, orders: Sequence[Order]) -> None:
    """Ask for the orders where an authority is new or has closed: no list says who came before or
    after it.
    """
    new = sorted({*lists.new}.difference(*(order.opened for order in orders)))
    ended = sorted({*lists.ended}.difference(*(order.closed for order in orders)))
    if not new and not ended:
        return
    changed = {"new": new, "closed": ended}
    parts = [
        f"{word}: {', '.join(map(lists.name, codes))}" for word, codes in changed.items() if codes
    ]
    day = opened_on(lists.listed[new[0]]) if new else "2027-04-01"
    example = f"- {{closed: {ended or '[…]'}, opened: {new or '[…]'}, day: {day}}}"
    raise SourceError(
        lists.grid.place(int(lists.listed[(new or ended)[0]][0]["row"])),
        found=f"authorities have changed ({'; '.join(parts)}), and a list of codes does not say "
        "which took the place of which",
        expected="a file that says so in `--successors FILE`, with a line such as "
        f"`{example}` for each order that made authorities out of others "
        "(docs/how-to/new-authorities.md)",
    )


def _refuse_odd_order(lists: _Lists, order: Order) -> None:
    """Refuse an order about authorities that are not known, or whose days are others."""
    place = Place(file=lists.file)
    known = {*lists.authorities, *lists.listed}
    for code in (*order.closed, *order.opened):
        if code not in known:
            near = did_you_mean(str(code), map(str, known))
            expected = f"the DfE number of an authority in the list or held{near}"
            raise SourceError(place, found=f"no authority {code} is known", expected=expected)
    for code in order.opened:
        if code not in lists.new:
            raise SourceError(
                place,
                found=f"{lists.name(code)} is not new, and an order of {order.day} opens it",
                expected="the number that the list of codes has for the new authority",
            )
        opened = opened_on(lists.listed[code])
        if opened != order.day.isoformat():
            fault = f"{lists.name(code)} opens on {order.day}, and in the list of codes on {opened}"
            raise SourceError(place, found=fault, expected="one day")
    for code in order.closed:
        _refuse_odd_end(lists, order, code)


def _refuse_odd_end(lists: _Lists, order: Order, code: int) -> None:
    place = Place(file=lists.file)
    if code in lists.authorities and lists.authorities[code].closed:
        fault = f"{lists.name(code)} closed on {lists.authorities[code].closed} already"
        raise SourceError(place, found=fault, expected=f"one that stands until {order.day}")
    ended = closed_on(lists.listed[code]) if code in lists.listed else ""
    # the list gives the last day of the old authority, an order the first of the new ones
    if ended and date.fromisoformat(ended) not in (order.day, order.day - ONE_DAY):
        fault = f"{lists.name(code)} closes on {order.day}, and in the list of codes on {ended}"
        raise SourceError(place, found=fault, expected="the day after, or one day")


def _row(lists: _Lists, code: int, orders: Sequence[Order], release: str) -> dict[str, str] | None:
    """The row of an authority; None where it says what is held, or is about one long closed."""
    who, listed = lists.authorities.get(code), lists.listed.get(code)
    if who is None and code not in lists.new:
        return None
    row = _as_held(who) if who else dict.fromkeys(areas.COLUMNS, "")
    if listed:
        row |= _as_listed(code, listed, who)
    for order in orders:
        if code in order.closed:
            row |= {"closed": order.day.isoformat(), "successors": _numbers(order.opened)}
        if code in order.opened:
            row |= {"opened": order.day.isoformat(), "predecessors": _numbers(order.closed)}
    if who and row == _as_held(who):
        return None
    number = listed[0]["row"] if listed else ""
    return {**row, "release": release, "row": number}


def _as_held(who: Authority) -> dict[str, str]:
    return {
        "la_code": str(who.la_code),
        "name": who.name,
        "ons_codes": " ".join(who.ons_codes),
        "region": who.region,
        "opened": str(who.opened or ""),
        "closed": str(who.closed or ""),
        "predecessors": _numbers(who.predecessors),
        "successors": _numbers(who.successors),
        "aliases": "|".join(who.aliases),
    }


def _as_listed(code: int, rows: Listed, who: Authority | None) -> dict[str, str]:
    """What the list says of an authority: a name that it did not have before, and its codes, the
    newest first.
    """
    name, aliases = rows[0]["la_name"], list(who.aliases if who else ())
    if who and areas.plain(name) in map(areas.plain, (who.name, *who.aliases)):
        name = who.name
    elif who:
        aliases.append(who.name)
    codes = dict.fromkeys([row["new_la_code"] for row in rows] + [*(who.ons_codes if who else ())])
    return {
        "la_code": str(code),
        "name": name,
        "ons_codes": " ".join(codes),
        "region": who.region if who else REGION[rows[0][LIES_IN]],
        "aliases": "|".join(aliases),
    }


def _numbers(codes: Sequence[int]) -> str:
    return " ".join(map(str, codes))


def _said(row: Mapping[str, str], who: Authority | None) -> str:
    """What a row says that was not held, in words."""
    title = f"{row['la_code']} {row['name']}"
    if who is None:
        return f"{title}: new on {row['opened']}, in the place of {row['predecessors']}"
    if str(who.closed or "") != row["closed"]:
        return f"{title}: closes on {row['closed']}; after it {row['successors']}"
    return f"{title}: {', '.join(_differences(row, who))}"


def _differences(row: Mapping[str, str], who: Authority) -> Iterator[str]:
    for column, before in _as_held(who).items():
        if row[column] != before:
            yield f"{column.replace('_', ' ')} {row[column]} (before: {before or 'none'})"


def read_orders(path: Path) -> tuple[Order, ...]:
    """The orders of a person's file.

    Raises
    ------
    SourceError
        Something in it is not known, missing, of the wrong kind or at odds with the rest.
    """
    from hnb.domain.definitions import checked, read_yaml
    from hnb.sources.authorities.definition import Orders

    data = read_yaml(path, SourceError)
    return checked(Orders, {"orders": data}, file=path.name, error=SourceError).orders
