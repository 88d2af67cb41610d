"""The shape of nearly every table: an authority, what a row is about, one value and its status."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column, Table

LEVELS = ("authority", "region", "england")


def by_authority(
    name: str,
    says: str,
    *key: Column,
    value: Column,
    levels: tuple[str, ...] = LEVELS,
    notes: str = "",
    over_time: bool = True,
    counts_children: bool = False,
) -> Table:
    """A table of one value for each authority and `key`: a period, and perhaps categories."""
    return Table(
        name=name,
        says=says,
        key=("la_code", *(column.name for column in key)),
        columns=(c.LA_CODE, *key, value, c.STATUS, c.RELEASE),
        levels=levels,
        notes=notes,
        over_time=over_time,
        counts_children=counts_children,
    )


def of_records(name: str, says: str, *key: Column, value: Column, notes: str = "") -> Table:
    """A table of one council's own records: there is none of a region or of England, and every cell
    of it has been through disclosure control.
    """
    return by_authority(
        name,
        says,
        *key,
        value=value,
        levels=("authority",),
        notes=notes,
        counts_children=True,
    )
