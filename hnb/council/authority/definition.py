"""What `authority.yml` says: whose records, which programme, what is withheld, where extracts are.

It holds no address of a database and no password: a database goes by the name of an environment
variable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from hnb.council.definition import layout_names
from hnb.domain import periods
from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import quoted

_ADDRESS = re.compile(r"[A-Za-z][\w+.\-]*://")
VARIABLE = r"^[A-Z][A-Z0-9_]*$"


class AuthorityError(ParameterError):
    """An `authority.yml` cannot be used, whichever command needs it."""

    usual_after = "Nothing was read from the council's files, and nothing was written."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Programme(_Strict):
    """A council's programme: what it is called, and the day it began."""

    name: Annotated[str, Field(min_length=1)]
    started: date | None = None


class Disclosure(_Strict):
    """What is withheld.

    Parameters
    ----------
    threshold : int
        The smallest count of children that is shown.
    zeros : str
        Whether a count of nobody is shown, or withheld as a small count is.
    p_percent : float
        How closely an amount may let one provider's be reckoned, in per cent.
    """

    threshold: Annotated[int, Field(ge=2)] = 6
    zeros: Literal["shown", "withheld"] = "shown"
    p_percent: Annotated[float, Field(gt=0, lt=100)] = 10


class ExtractPlace(_Strict):
    """Where the rows of one layout come from.

    Parameters
    ----------
    origin : str
        `from` in the file: a path within the folder; of a database a SELECT or the name of a table.
    database : str
        Name of the environment variable that holds the address of the database.
    sheet : str
        A sheet of a workbook, where it has several.
    as_at : date, optional
        The day that the rows are of.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    database: Annotated[str, Field(pattern=VARIABLE)] | None = None
    origin: Annotated[str, Field(alias="from", min_length=1)]
    sheet: str = ""
    as_at: date | None = None

    @field_validator("origin")
    @classmethod
    def _is_within_the_folder(cls, path: str, beside: ValidationInfo) -> str:
        if beside.data.get("database") is None and (fault := leaves_folder(path)):
            raise ValueError(f"a path within the folder of authority.yml ({fault})")
        return path


def _financial_year(text: str) -> str:
    try:
        return periods.financial_year(text)
    except ParameterError:
        raise ValueError("a financial year such as 2026-27") from None


FinancialYear = Annotated[str, AfterValidator(_financial_year)]


class Amounts(_Strict):
    """Amounts of a financial year by line, in pounds."""

    financial_year: FinancialYear
    lines: Annotated[dict[str, float], Field(min_length=1)]


class Uplift(_Strict):
    """The rise of fees that is assumed where this year's fee is not in the ledger yet.

    Parameters
    ----------
    percent : float
        Per cent.
    lines : tuple of str
        Lines of commitments whose fees rise.
    """

    percent: Annotated[float, Field(ge=-50, le=100)] = 0
    lines: tuple[str, ...] = ()


class RateCard(_Strict):
    """The rate card to which top-ups are to move, and how far a school may gain or lose by it.

    Parameters
    ----------
    financial_year : str
        Whose card; the newest where it is empty.
    floor_percent, ceiling_percent : float, optional
        The least and the greatest change of what a school is paid, in per cent: a floor of -3 lets
        none lose more than 3%.
    cost_neutral : bool
        Whether rates are scaled so that the sum stays what it is.
    """

    financial_year: FinancialYear | None = None
    floor_percent: Annotated[float, Field(ge=-100, le=0)] | None = None
    ceiling_percent: Annotated[float, Field(ge=0, le=1000)] | None = None
    cost_neutral: bool = True

    @property
    def limits(self) -> dict[str, float | None]:
        """The floor and the ceiling, by name."""
        return {"floor_percent": self.floor_percent, "ceiling_percent": self.ceiling_percent}

    @property
    def limits_schools(self) -> bool:
        """Whether there is a floor or a ceiling."""
        return any(limit is not None for limit in self.limits.values())


class Span(_Strict):
    """Days from one to another, `from` and `to` in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    since: Annotated[date, Field(alias="from")]
    to: date

    @field_validator("to")
    @classmethod
    def _is_not_before(cls, last: date, beside: ValidationInfo) -> date:
        since = beside.data.get("since")
        if since and last < since:
            raise ValueError("a day that is not before `from`")
        return last


class Indicator(_Strict):
    """What is wanted of an indicator of the service, and how it may be shown.

    Parameters
    ----------
    better : str
        Which direction is better.
    counts : str
        `children` where the value counts them, or is a share of them, so that small numbers are
        withheld; `other` where it is about nobody's child: calls, officers, pounds.
    target : float, optional
        What is aimed for; without it the last of the file.
    milestones : mapping
        By day, what is to be reached on the way.
    baseline : Span, optional
        The days with which later ones are compared; the first half without it.
    published : str
        The published measure that is alike.
    staff : bool
        Whether it is the number of officers who work on requests and plans.
    """

    better: Literal["higher", "lower"]
    counts: Literal["children", "other"] = "children"
    target: float | None = None
    milestones: dict[date, float] = {}
    baseline: Span | None = None
    published: Literal[
        "",
        "decisions within six weeks",
        "plans issued within 20 weeks",
        "plans issued after more than a year",
        "reviews decided within four weeks",
    ] = ""
    staff: bool = False


# a name goes into papers as it is: it begins with a letter and has no mark-up or formula
IndicatorName = Annotated[str, Field(pattern=r"^[A-Za-z][\w ,.;:()%£&/’'–-]{0,79}$")]


class AuthorityDefinition(_Strict):
    """An authority's own settings.

    Parameters
    ----------
    authority : str or int
        Name, DfE number or ONS code.
    programme : Programme, optional
        Its programme.
    example : bool
        Whether its records are made up.
    disclosure : Disclosure
        What is withheld.
    extracts : mapping
        Where the rows of a layout come from, by the layout.
    block, budget : Amounts, optional
        What the High Needs Block and the budget have for each line, for commitments.
    uplift : Uplift
        The rise of fees that is assumed.
    rate_card : RateCard
        To which rate card top-ups are to move, and within which limits.
    indicators : mapping
        By its name in the file of weekly indicators, what is wanted of each that papers may show.
    """

    authority: str | int
    programme: Programme | None = None
    example: bool = False
    disclosure: Disclosure = Disclosure()
    extracts: dict[str, ExtractPlace] = {}
    block: Amounts | None = None
    budget: Amounts | None = None
    uplift: Uplift = Uplift()
    rate_card: RateCard = RateCard()
    indicators: dict[IndicatorName, Indicator] = {}

    @field_validator("extracts")
    @classmethod
    def _are_of_layouts(cls, places: dict[str, ExtractPlace]) -> dict[str, ExtractPlace]:
        if unknown := sorted(set(places) - set(layout_names())):
            raise ValueError(f"names of layouts; {quoted(unknown[0])} is none")
        return places


def read_authority(file: Path) -> AuthorityDefinition:
    """What an `authority.yml` says.

    Raises
    ------
    AuthorityError
        It is not there, says something that it cannot say, or holds an address of a database.
    """
    data = read_yaml(file, AuthorityError)
    _refuse_addresses(data, file.name)
    return checked(AuthorityDefinition, data, file=file.name, error=AuthorityError)


def leaves_folder(path: str) -> str:
    """Why a path is not one within its folder, by its letters alone; empty where it may be."""
    of_windows = PureWindowsPath(path)
    if PurePosixPath(path).is_absolute() or of_windows.drive or of_windows.root:
        return "it begins elsewhere"
    if ".." in of_windows.parts:
        return "it leads out by .."
    return "it leads to a person's home" if path.startswith("~") else ""


def _refuse_addresses(data: object, file: str) -> None:
    """Refuse an address, which may hold a password and is not quoted."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            _refuse_addresses(key, file)
            _refuse_addresses(value, file)
    elif isinstance(data, list):
        for value in data:
            _refuse_addresses(value, file)
    elif isinstance(data, str) and _ADDRESS.search(data):
        raise AuthorityError(
            Place(file=file),
            found="it has an address of a database or of a page in it",
            expected="the name of an environment variable that holds the address, as `database: "
            "HNB_DATABASE`; take the address out, and change its password if others could read it",
        )
