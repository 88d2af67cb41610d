"""The first `authority.yml` of a council, in a folder of its own."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

from hnb.council.authority.definition import read_authority
from hnb.council.folder import AUTHORITY, CouncilFolder, refuse_in_checkout, restricted
from hnb.domain import areas
from hnb.domain.errors import ParameterError, Place
from hnb.store.write import write_whole

_TEXT = """# Whose records are in this folder, and how they are handled. It may be edited by hand.
# No password and no address of a database belongs here: a database goes by the name of an
# environment variable, as `database: HNB_DATABASE`.
{answers}
# Counts of children below the threshold are withheld, with whatever would give them away. A count
# of nobody is shown (or withheld, like a small count). An amount is withheld where it would tell
# what one provider was paid to within so many per cent.
disclosure:
  threshold: 6
  zeros: shown
  p_percent: 10

# Where each extract is, within this folder, or what a database is asked:
# extracts:
#   placement_ledger: {{from: incoming/placements.xlsx, sheet: Ledger, as_at: 2026-11-30}}
#   payments: {{from: finance.payments, database: HNB_DATABASE}}
"""


def start(
    root: Path,
    authority: str,
    *,
    programme: str = "",
    started: date | None = None,
    example: bool = False,
) -> CouncilFolder:
    """Make a council's folder, closed to others, with its `authority.yml`.

    Parameters
    ----------
    root : Path
        The folder, which must not be there yet, or be empty.
    authority : str
        Name, DfE number or ONS code.
    programme : str
        What its programme is called; empty where it has none.
    started : date, optional
        When the programme began.
    example : bool
        Whether its records are made up, so that it may be in the repository.

    Raises
    ------
    ParameterError
        The authority is not known; the folder is in use already, or in the repository of this
        package; or a day is given of no programme.
    """
    name = areas.find(authority).name
    if started and not programme:
        problem = "it is the day on which a programme began, and no programme is named"
        raise ParameterError(Place(parameter="started"), found=problem, expected="--programme too")
    if not example:
        refuse_in_checkout(root)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise ParameterError(
            Place(file=str(root)),
            found="it is there already, with something in it",
            expected="the name of a folder that is new, or empty",
            after="It was left as it is.",
        )
    text = _TEXT.format(answers=_answers(name, programme, started, example=example))
    root.parent.mkdir(parents=True, exist_ok=True)
    with restricted():
        built = root.with_name(f".{root.name}-{os.urandom(4).hex()}")
        built.mkdir()
        try:
            write_whole(built / AUTHORITY, text)
            read_authority(built / AUTHORITY)
            if root.exists():
                root.rmdir()
            built.rename(root)
        finally:
            shutil.rmtree(built, ignore_errors=True)
    folder = CouncilFolder.open(root)
    folder.prepare()
    return folder


def _answers(authority: str, programme: str, started: date | None, *, example: bool) -> str:
    import yaml

    answers: dict[str, object] = {"authority": authority}
    if programme:
        answers["programme"] = {"name": programme} | ({"started": started} if started else {})
    if example:
        answers["example"] = True
    return str(yaml.safe_dump(answers, allow_unicode=True, sort_keys=False, width=1000))
