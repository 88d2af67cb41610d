"""The made-up council with its files taken in and protected, to show what a paper could say."""

from __future__ import annotations

from pathlib import Path

from hnb.council.example import make_example
from hnb.council.folder import CouncilFolder
from hnb.council.intake import add
from hnb.council.protect import protect

DIALECT = "dialect-a"  # whose mappings are confirmed


def taken_in(out: Path, authority: str, *, size: float = 1.0) -> CouncilFolder:
    """Write a made-up council of an authority's size, take its files in, and protect them.

    Parameters
    ----------
    out : Path
        A folder; it gets one of the council's.
    authority : str
        Name, DfE number or ONS code.
    size : float
        Plans as a share of the authority's.
    """
    (root,) = make_example(out, authority=authority, size=size, only=DIALECT)
    folder = CouncilFolder.open(root)
    for name, place in folder.authority.extracts.items():
        add(folder, folder.path(place.origin), name, place.as_at)
    with folder.writing("the made-up example"):
        protect(folder)
    return folder
