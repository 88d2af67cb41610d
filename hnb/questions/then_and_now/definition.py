"""What was said of an authority in public: the register, and a council's own file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hnb.comparison.counts import Count
from hnb.comparison.measure import Measure
from hnb.comparison.measures.catalogue import MEASURES
from hnb.comparison.measures.money import NET_HIGH_NEEDS
from hnb.comparison.measures.plans import IN_FORCE
from hnb.comparison.measures.process import APPEALS, CEASED, NEW_PLANS, REQUESTS
from hnb.domain import areas
from hnb.domain.definitions import checked
from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.periods import READ, start_year
from hnb.domain.words import quoted, slug
from hnb.figures import Rows

if TYPE_CHECKING:
    import pandas as pd

Words = Annotated[str, Field(min_length=1)]
Claims = Literal[
    "above similar authorities",
    "below similar authorities",
    "above the region",
    "below the region",
    "above England",
    "below England",
    "above the value",
    "below the value",
    "the value",
    "a change of the value",
    "a part of the value",
]
TABLE = "council_statements"
CHANGE, PART, VALUE = "a change of the value", "a part of the value", "the value"
NEED_A_VALUE = (CHANGE, PART, VALUE, "above the value", "below the value")


def _alone(part: Count, unit: str) -> Measure:
    return Measure(part.name, part.says, part, unit=unit, chance="none", exact_interval=False)


# counts that councils state, which `hnb compare` has only as shares and rates, as they call them
COUNTS: dict[str, Measure] = {
    "EHC plans": IN_FORCE,
    "requests": _alone(REQUESTS, "requests"),
    "requests in twelve months": _alone(REQUESTS, "requests"),
    "plans issued": _alone(NEW_PLANS, "plans"),
    "plans issued in twelve months": _alone(NEW_PLANS, "plans"),
    "plans ceased": _alone(CEASED, "plans"),
    "appeals": _alone(APPEALS, "appeals"),
    "appeals in twelve months": _alone(APPEALS, "appeals"),
    "net high needs spending": _alone(NET_HIGH_NEEDS, "gbp"),
}
_BY_WORDS = {
    name.casefold(): measure
    for name, measure in (
        *COUNTS.items(),
        *MEASURES.items(),
        *((measure.says, measure) for measure in MEASURES.values()),
    )
}


class Statement(BaseModel):
    """Something that was said of an authority.

    Parameters
    ----------
    name : str
        What tells it from others; the key in the register.
    authority : str
        Of whom it was said.
    said_on : date
        When.
    who, where, source : str
        By whom, in which meeting or paper, and where it can be read.
    says : str
        What was said; in the register, in our own words.
    measures : tuple of str
        The measures that it is about, of which that with the latest figure is used; none where no
        published measure has its words.
    claims : str
        What the measure must be for it to be so.
    value : float, optional
        A value, a change or a part, in the unit of the measure.
    since, period : str
        Of a change, from when to when; of a part, its period; otherwise the period that it names.
    part : str
        The name of a part.
    release : str
        The release of the council's own file that it comes from; empty where it is of the register.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    name: Words
    authority: Words
    said_on: date
    who: Words
    where: Words
    source: str = ""
    says: Words
    measures: tuple[Words, ...] = ()
    claims: Claims
    value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    since: str = ""
    period: str = ""
    part: str = ""
    release: str = ""

    @model_validator(mode="after")
    def _has_what_its_claim_needs(self) -> Statement:
        if self.claims in NEED_A_VALUE and self.value is None:
            raise ValueError("a value, since it claims one")
        if self.claims == CHANGE and not (self.since and self.period):
            raise ValueError("since and period, since it claims a change")
        if self.claims == PART and not (self.part and self.period):
            raise ValueError("part and period, since it claims a part")
        return self

    @property
    def prefix(self) -> str:
        """How the names of its Figures begin."""
        return f"said.{self.name.replace('-', '_')}"

    @property
    def rows(self) -> tuple[Rows, ...]:
        """The row of the council's own file; none where it is of the register."""
        where = {"said_on": self.said_on.isoformat(), "stated_measure": self.says}
        code = areas.find(self.authority).la_code
        return (Rows(TABLE, (self.release,), {"la_code": code, **where}),) if self.release else ()

    @property
    def measured(self) -> tuple[Measure, ...]:
        """The measures that it is about."""
        return tuple(_BY_WORDS[name.casefold()] for name in self.measures)


class Register(BaseModel):
    """Every statement, by a name of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    statements: dict[str, Statement]


def read(data: object, file: str = "register.yml") -> tuple[Statement, ...]:
    """The statements of a register, the earliest first.

    Parameters
    ----------
    data : object
        The plain data of a YAML file.

    Raises
    ------
    ParameterError
        A key, a claim, a measure, an authority or a period is not known, and the nearest is named;
        or something that a claim needs is missing.
    """
    statements = checked(Register, _with_names(data), file=file).statements
    names = [statement.name for statement in statements.values()]
    for name, statement in statements.items():
        place = Place(file=file, parameter=f"statements.{name}")
        if names.count(statement.name) > 1:
            fault = "another statement is called alike, but for capitals and marks"
            raise ParameterError(place, found=fault, expected="a name of its own for each")
        _refuse_faults(statement, place)
    return tuple(sorted(statements.values(), key=lambda statement: statement.said_on))


def _with_names(data: object) -> object:
    """The data with the key of each statement as its name."""
    if not isinstance(data, Mapping) or not isinstance(data.get("statements"), Mapping):
        return data
    entries = {
        name: {"name": slug(str(name), "-"), **entry} if isinstance(entry, Mapping) else entry
        for name, entry in data["statements"].items()
    }
    return {**data, "statements": entries}


def _refuse_faults(statement: Statement, place: Place) -> None:
    """Refuse an authority, a measure or a period that is not known."""
    try:
        areas.find(statement.authority)
        kind = statement.measured[0].kind if statement.measures else "financial_year"
        named = filter(None, (statement.since, statement.period))
        years = [start_year(READ[kind](text)) for text in named]
        if statement.claims == CHANGE and years[0] >= years[1]:
            place_of_span = Place(parameter="since")
            fault = f"{statement.since} is not before {statement.period}"
            raise ParameterError(place_of_span, found=fault, expected="since before period")
    except ParameterError as fault:
        raise ParameterError(place, found=fault.found, expected=fault.expected) from None
    except KeyError:
        pass
    for name in statement.measures:
        if name.casefold() not in _BY_WORDS:
            raise ParameterError(
                place,
                found=f"there is no measure {quoted(name)}",
                expected="one that `hnb compare --list` prints, or one of "
                f"{', '.join(COUNTS)}{did_you_mean(name.casefold(), _BY_WORDS)}",
            )


def of_file(rows: pd.DataFrame, authority: str) -> tuple[Statement, ...]:
    """The statements of a council's own file of stated figures (table `council_statements`)."""
    statements = []
    for place, row in enumerate(rows.to_dict("records"), 1):
        measure = str(row["stated_measure"])
        try:
            statement = Statement.model_validate(
                {
                    "name": f"own-{place}",
                    "authority": authority,
                    "said_on": row["said_on"],
                    "who": row["stated_by"],
                    "where": row["stated_where"] or "not said",
                    "says": measure,
                    "measures": (measure,) if measure.casefold() in _BY_WORDS else (),
                    "claims": row["claims"] or VALUE,
                    "value": row["stated_value"],
                    "period": row["about_period"],
                    "release": row["release"],
                }
            )
        except ValidationError:
            continue
        statements.append(statement)
    return tuple(sorted(statements, key=lambda statement: statement.said_on))


def tables_by_day(statements: Iterable[Statement]) -> dict[date, tuple[str, ...]]:
    """The tables that the measures of each day's statements read."""
    by_day: dict[date, dict[str, None]] = {}
    for statement in statements:
        names = (name for measure in statement.measured for name in measure.tables)
        by_day.setdefault(statement.said_on, {}).update(dict.fromkeys(names))
    return {day: tuple(names) for day, names in by_day.items()}
