"""What a dialect file (`dialect-a.yml`) says of how a council writes its files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hnb.domain.definitions import checked, read_yaml

HERE = Path(__file__).resolve().parent
Encoding = Literal["utf-8", "utf-8 with a mark", "utf-8 with two marks", "cp1252 with a mark"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DialectFile(_Strict):
    """One file: its name, its headings by our column in the file's order, and its encoding."""

    file: str
    columns: dict[str, str]
    encoding: Encoding = "utf-8"


class Dialect(_Strict):
    """How a council writes its files.

    Parameters
    ----------
    says : str
        Which kinds of system write so.
    dates : str
        `yyyy-Mon-dd`, `yyyy-mm-dd` or `dd/mm/yyyy`.
    money : str
        Plain numbers, or pounds with commas.
    yes, no : str
        What stands for them.
    confirmed : bool
        Whether its mappings are written, as confirmed.
    codes : mapping
        By our column, or layout and column with a dot between, what stands for our words.
    files : mapping
        By layout.
    name : str
        The file's name without its ending.
    """

    says: str
    dates: Literal["yyyy-Mon-dd", "yyyy-mm-dd", "dd/mm/yyyy"]
    money: Literal["plain", "pounds"]
    yes: str
    no: str
    confirmed: bool
    codes: dict[str, dict[str, str]]
    files: dict[str, DialectFile]
    name: str = ""

    def codes_of(self, layout: str, column: str) -> dict[str, str]:
        """What stands for our words in a column; empty where they stand for themselves."""
        return self.codes.get(f"{layout}.{column}", self.codes.get(column, {}))


@cache
def dialects() -> tuple[Dialect, ...]:
    """Every dialect that has a file."""
    files = sorted(HERE.glob("*.yml"))
    return tuple(
        checked(Dialect, read_yaml(file), file=file.name).model_copy(update={"name": file.stem})
        for file in files
    )
