"""What a service says of the newest edition of a publication, before anything is downloaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hnb.domain.errors import HnbError, NotPublished

KINDS = {".csv": "csv", ".zip": "zip", ".xlsx": "workbook", ".ods": "workbook"}


class FetchError(HnbError):
    """A service does not answer, or not as it should."""

    usual_after = "Nothing was taken in."


class Missing(FetchError):
    """A service answers that it has no such thing, or has it no more."""


class NoEdition(NotPublished):
    """A publication has no edition yet under the addresses where it would be."""

    exit_code = FetchError.exit_code


@dataclass(frozen=True)
class RemoteFile:
    """A file that a service offers.

    Parameters
    ----------
    key : str
        What the service knows it by.
    name, title : str
        Its name, and what it is called.
    address : str
        Where it is downloaded; empty where it comes in the zip of its release.
    updated : str
        The moment at which it was put there or replaced, as the service writes it.
    size : str
        As the service says.
    tables : tuple of str, optional
        The tables that are known to be in it; None where nobody reads such a file.
    rows : int, optional
        Rows of data, where the service says.
    data_set : str
        Its data set in the public API, if it is there.
    """

    key: str
    name: str
    title: str
    address: str
    updated: str
    size: str = ""
    tables: tuple[str, ...] | None = None
    rows: int | None = None
    data_set: str = ""

    @property
    def kind(self) -> str:
        """What kind of file its name says."""
        return KINDS.get(self.name[self.name.rfind(".") :].casefold(), "")


@dataclass(frozen=True)
class Edition:
    """One edition of a publication: its release, the moment of publication and of the last
    replacement, and its files. `slug` is what the service calls the release.
    """

    publication: str
    release: str
    slug: str
    published: str
    updated: str
    files: tuple[RemoteFile, ...] = field(repr=False)

    @property
    def day(self) -> date:
        """The day of the last replacement, or of publication where there was none."""
        return day_of(self.updated or self.published)


def day_of(moment: str) -> date:
    """The day of a moment such as 2026-06-25T08:30:00Z.

    Raises
    ------
    FetchError
        It is no moment.
    """
    try:
        return datetime.fromisoformat(moment).date()
    except ValueError:
        fault = f"the service gives {moment[:40]!r} as a day"
        raise FetchError(found=fault, expected="one such as 2026-06-25") from None
