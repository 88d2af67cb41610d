"""Which council's own records are read beside what is published, and whether they come first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import paths
from hnb.domain.errors import NotPublished, ParameterError, Place
from hnb.store.files import COUNCIL, PROGRAMME, forget, precedence, published_by, releases

if TYPE_CHECKING:
    from datetime import date

    from hnb.domain.areas import Authority


@contextmanager
def using(place: str | Path | None, *, first: bool = False) -> Iterator[None]:
    """Read the protected tables of a council's folder for as long as the block lasts.

    Parameters
    ----------
    place : str, Path or None
        The folder, or the `authority.yml` in it; None is the one that is in use anyhow, if any.
    first : bool
        Whether its records come before what is published of the same authority and period.

    Raises
    ------
    ParameterError
        There is no such file, or records are asked for first and there are none.
    """
    before = dict(os.environ)
    try:
        where = paths.council() if place is None else Path(place)
        if where is not None:  # by its whole path, also that of the folder one is in: a kernel
            os.environ["HNB_COUNCIL"] = str(where.resolve())  # starts elsewhere
        if first:
            os.environ["HNB_OWN_RECORDS"] = "1"
        _refuse_absent(first=first)
        forget()
        yield
    finally:
        for name in ("HNB_COUNCIL", "HNB_OWN_RECORDS"):
            os.environ.pop(name, None)
            if name in before:
                os.environ[name] = before[name]
        forget()


def are_of(la_code: int | None) -> bool:
    """Whether the records in use, if any, are those of an authority; of nobody in particular where
    none is named.
    """
    return owners() <= {la_code, None} if la_code else False


def owners() -> set[int | None]:
    """DfE numbers of the councils whose own records are in use."""
    return {entry.get("la_code") for entry in releases().values() if entry.get(COUNCIL)}


def refuse_records_of_others(authority: Authority) -> None:
    """Refuse a report about an authority's own records where none of it are in use.

    Raises
    ------
    NotPublished
        There are no records, or they are another authority's.
    """
    if authority.la_code in owners():
        return
    whose = "those of another authority are" if owners() else "no council's own records are"
    raise NotPublished(
        found=f"the report is about {authority.name}'s own records, and {whose} in use",
        expected=f"--council with its own {paths.AUTHORITY}, once `hnb council add` has taken its "
        "files in",
        after="Nothing was rendered.",
    )


def _refuse_absent(*, first: bool) -> None:
    if paths.council() is None and first:
        raise ParameterError(
            Place(parameter="own-records"),
            found="no council's records are in use",
            expected=f"--council, or a folder with an {paths.AUTHORITY} that `hnb init authority` "
            "wrote",
        )


def programme_in_records(la_code: int, as_at: date | None) -> dict[str, object]:
    """The programme in the newest of an authority's own records by a day; empty where they have
    none.
    """
    of_council = [name for name in releases() if releases()[name].get("la_code") == la_code]
    by_then = of_council if as_at is None else published_by(as_at, of_council)
    newest = max(by_then, key=lambda name: precedence(releases()[name]), default="")
    return dict(releases()[newest].get(PROGRAMME) or {}) if newest else {}
