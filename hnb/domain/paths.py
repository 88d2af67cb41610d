"""Where the package's data, notebooks and reports are, in a checkout and in a wheel."""

from __future__ import annotations

import os
from pathlib import Path

from hnb.domain.errors import ParameterError, Place

AUTHORITY = "authority.yml"  # whose records a council's folder has, and how they are handled
PROTECTED = "protected"  # in that folder: tables that have been through disclosure control
PACKAGE = Path(__file__).resolve().parent.parent


def _home(name: str) -> Path:
    beside = PACKAGE.parent / name
    # a wheel carries these folders inside the package; a checkout has them beside it
    return (
        beside
        if (PACKAGE.parent / "pyproject.toml").exists() and beside.exists()
        else PACKAGE / "_share" / name
    )


def published() -> Path:
    """The folder of published tables."""
    return _home("data") / "published"


def added() -> Path:
    """The folder of what this person has taken in: in a checkout `data/added`, otherwise where the
    system keeps a person's data; `HNB_DATA` names another.

    Earlier versions kept it in `hnb-data` in the home folder, which is used where it is there.
    """
    if os.environ.get("HNB_DATA"):
        return Path(os.environ["HNB_DATA"])
    home = _home("data")
    if home.parent == PACKAGE.parent:
        return home / "added"
    if earlier_added().is_dir():
        return earlier_added()
    from platformdirs import user_data_path

    return user_data_path("hnb", appauthor=False) / "added"


def earlier_added() -> Path:
    """Where earlier versions kept what a person took in, after an installation from a wheel."""
    return Path.home() / "hnb-data"


def added_folders() -> tuple[Path, ...]:
    """The folders of what this person has taken in, each whole: one for each `hnb data add`, before
    them the folder of all of them, which held the rows themselves in earlier versions, and last the
    protected tables of the council whose records are in use.
    """
    home, of_council = added(), council()
    inside = sorted(home.iterdir()) if home.is_dir() else ()
    folders = [folder for folder in inside if not folder.name.startswith(".") and folder.is_dir()]
    protected = of_council / PROTECTED if of_council else None
    return (home, *folders, *([protected] if protected and protected.is_dir() else []))


def council() -> Path | None:
    """The folder of the council whose own records are in use; None where none are.

    `HNB_COUNCIL` names the folder, or the `authority.yml` in it; without it, it is the folder in
    which the command was started, if that has such a file.

    Raises
    ------
    ParameterError
        `HNB_COUNCIL` names a place that has no such file.
    """
    named = os.environ.get("HNB_COUNCIL")
    place = Path(named or AUTHORITY)
    file = place if place.suffix else place / AUTHORITY
    if file.is_file() and file.name == AUTHORITY:
        return file.parent.resolve()
    if named:
        raise ParameterError(
            Place(parameter="HNB_COUNCIL", file=named),
            found=f"there is no {AUTHORITY}",
            expected="a folder that `hnb init authority` wrote",
        )
    return None


def cache() -> Path:
    """The folder of originals that were fetched, where the system keeps what can be got again;
    `HNB_CACHE` names another.
    """
    if os.environ.get("HNB_CACHE"):
        return Path(os.environ["HNB_CACHE"])
    from platformdirs import user_cache_path

    return user_cache_path("hnb", appauthor=False) / "originals"


def forecasts() -> tuple[Path, ...]:
    """The folders of registered forecasts: those shipped, and last the one that new ones go into.

    In a checkout both are `data/forecasts`; a wheel, or whoever names a folder by `HNB_DATA`, has
    them next to what was taken in.
    """
    shipped = _home("data") / "forecasts"
    in_checkout = shipped.parent.parent == PACKAGE.parent
    if in_checkout and not os.environ.get("HNB_DATA"):
        return (shipped,)
    return shipped, added() / ".forecasts"


def notebooks() -> Path:
    """The folder of notebooks."""
    return _home("notebooks")


def reports() -> Path:
    """The folder of report definitions and templates."""
    return _home("reports")


def own_records_first() -> bool:
    """Whether a council's own records are asked for in place of published figures, as
    `hnb render --own-records` does.
    """
    return bool(os.environ.get("HNB_OWN_RECORDS"))
