"""What has been taken into a council's folder: how old it is, and what cannot be checked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hnb.council.adding.sift import in_words
from hnb.council.checks import Known, checks_of, columns_seen, hindrance
from hnb.council.definition import layout
from hnb.council.extracts import Extract
from hnb.council.folder import CouncilFolder, known_layouts


@dataclass(frozen=True)
class LayoutStatus:
    """What there is of one layout.

    Parameters
    ----------
    layout : str
        Its name.
    extracts : tuple of Extract
        Those in use, the newest last.
    others : int
        How many earlier ones are there and not in use.
    age : int
        Days since the day that the newest is of.
    not_run : mapping
        Checks that cannot run, and why.
    across : mapping
        Rows that do not fit those of another layout, by the fault.
    """

    layout: str
    extracts: tuple[Extract, ...]
    others: int
    age: int
    not_run: dict[str, str]
    across: dict[str, int]

    @property
    def newest(self) -> Extract:
        """The newest extract."""
        return self.extracts[-1]

    def total(self, count: str) -> int:
        """Rows of the extracts in use: `rows`, `accepted` or `rejected`."""
        return sum(int(getattr(extract, count)) for extract in self.extracts)


def completeness(folder: CouncilFolder, today: date) -> tuple[LayoutStatus, ...]:
    """The state of each layout of which something has been taken in.

    Checks across files run anew, since the other file may have come later.
    """
    present = known_layouts(folder)
    return tuple(_status(folder, name, present, today) for name in present)


def _status(
    folder: CouncilFolder, name: str, present: tuple[str, ...], today: date
) -> LayoutStatus:
    defined = layout(name)
    in_use = folder.in_use(name)
    newest = in_use[-1]
    not_run = {check: why for check, why in newest.not_run.items() if check in defined.checks}
    across: dict[str, int] = {}
    for check_name, check in checks_of(defined, rejects=False).items():
        if not check.others:
            continue
        seen = columns_seen(check, defined.columns)
        if "the file has no" in not_run.get(check_name, ""):
            continue
        not_run.pop(check_name, None)
        if why := hindrance(check, seen, present):
            not_run[check_name] = why
            continue
        rows = folder.rows(name, seen)
        for fault in check.run(rows, Known(newest.as_at, folder.rows)):
            if count := int(fault.rows.fillna(False).astype(bool).sum()):
                across[in_words(fault.column, fault.reason)] = count
    return LayoutStatus(
        layout=name,
        extracts=in_use,
        others=len(folder.extracts(name)) - len(in_use),
        age=(today - newest.as_at).days,
        not_run=not_run,
        across=across,
    )
