"""Named assumptions about plans, placements, costs and grant, checked before they are used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from math import nan
from typing import TYPE_CHECKING, Annotated, Any

from hnb.domain import periods
from hnb.domain.definitions import checked
from hnb.domain.errors import ParameterError, Place, did_you_mean, unknown
from hnb.domain.units import write
from hnb.domain.words import quoted

if TYPE_CHECKING:
    from pydantic import BaseModel

Value = float | str | None
LeverValue = Value | Mapping[str, float]


@dataclass(frozen=True)
class Lever:
    """One assumption: how a table calls it, its unit, its bounds, what holds where nothing is said,
    and words it knows.

    A lever `by_year` takes one number for every year, or a number for some of them.
    """

    label: str
    unit: str
    low: float = 0
    high: float = 1e10
    usual: Value = 0
    by_year: bool = True
    words: tuple[str, ...] = ()

    def read(self, value: object) -> LeverValue:
        """A value as a scenario has it: a number or a word, or numbers by financial year.

        Raises
        ------
        ValueError
            It cannot be used; what is expected is said.
        """
        if isinstance(value, Mapping) and value and self.by_year:
            amounts = {_year(year): self._number(amount) for year, amount in value.items()}
            if len(amounts) < len(value):
                raise ValueError("each year once")
            return amounts
        if isinstance(value, str) and self.words:
            if value not in self.words:
                near = did_you_mean(value, self.words)
                raise ValueError(f"{', '.join(self.words)} or a number{near}")
            return value
        return self._number(value)

    def _number(self, value: object) -> float:
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else nan
        if not self.low <= number <= self.high:
            by_year = " or one by year" if self.by_year else ""
            raise ValueError(f"a number from {self.low:,g} to {self.high:,g}{by_year}")
        return float(number)


# the deficit that the High Needs Stability Grant is of, and when it is paid; no later deficit has a
# grant (reports/settings/policy.yml)
GRANT_OF, GRANT_PAID = "2025-26", "2026-27"
FORECAST, NEIGHBOURS, ENGLAND = "forecast", "neighbours", "england"
LEVERS = {
    "growth": Lever(
        "Plans: growth a year", "percent", -20, 40, FORECAST, False, (FORECAST, NEIGHBOURS, ENGLAND)
    ),
    "to_mainstream_points": Lever(
        "Plans moved to mainstream in a year, of all plans", "percentage_points", 0, 20
    ),
    "independent_cap_percent": Lever(
        "Independent placements at most, of today's number", "percent", 0, 200, None
    ),
    "new_places": Lever("New special school places opened in September", "places", 0, 5000),
    "place_gbp": Lever(
        "Yearly cost of a new place on top of its top-up", "gbp_per_person", 0, 1e5, 10_000, False
    ),
    "unit_cost_percent": Lever("Unit costs: growth a year above prices", "percent", -20, 30),
    "savings_percent": Lever("Savings, of net spend", "percent", 0, 50),
    "savings_gbp": Lever("Savings", "gbp", 0, 1e9),
    "block_growth_percent": Lever("High needs block: growth a year", "percent", -20, 30, 3),
    "block_gbp": Lever(
        "High needs block after deductions, as known to the council", "gbp", 0, 1e10, None
    ),
    "transfer_percent": Lever("Transfer from the schools block, of that block", "percent", 0, 10),
    "place_funding_gbp": Lever(
        "Place funding, as known to the council", "gbp", 0, 1e9, None, False
    ),
    "brought_forward_gbp": Lever(
        "Deficit brought forward, as known to the council", "gbp", -1e9, 1e10, None, False
    ),
    "grant_percent": Lever(
        f"Grant paid in {GRANT_PAID}, of the deficit at the end of {GRANT_OF}",
        "percent",
        0,
        100,
        by_year=False,
    ),
}
MITIGATIONS = (
    "to_mainstream_points", "independent_cap_percent", "new_places", "place_gbp", "savings_percent",
    "savings_gbp",
)  # fmt: skip
LONGEST_NAME = 80  # letters
_YEAR = re.compile(r"\b20\d\d(-\d\d)?\b")
PRESENT = "do nothing"  # the scenario that every other is set against


@dataclass(frozen=True)
class Scenario:
    """Named assumptions. `levers` holds those that it states; every other has its usual value."""

    name: str
    says: str
    levers: Mapping[str, LeverValue] = field(default_factory=dict)

    @property
    def every_lever(self) -> dict[str, LeverValue]:
        """The value of each lever: as stated, or else the usual one."""
        usual = {name: lever.usual for name, lever in LEVERS.items()}
        return {**usual, **self.levers}

    def at(self, lever: str, financial_year: str = "") -> Value:
        """The value of a lever in a year; of one that is not by year, the only one."""
        value = self.every_lever[lever]
        if isinstance(value, Mapping):
            return value.get(financial_year, LEVERS[lever].usual)
        return value

    def number(self, lever: str, financial_year: str = "") -> float:
        """As `at`, of a lever that takes numbers alone; not a number (`nan`) where it has none."""
        value = self.at(lever, financial_year)
        return nan if value is None else float(value)

    def words(self, lever: str) -> str:
        """The value of a lever as a table has it: `5.0%`, `50 places in 2026-27 to 2027-28`, `not
        stated`.
        """
        value, unit = self.every_lever[lever], LEVERS[lever].unit
        if not isinstance(value, Mapping):
            return "not stated" if value is None else write(value, unit)
        if len(set(value.values())) > 1:
            return "; ".join(f"{write(amount, unit)} in {year}" for year, amount in value.items())
        years = list(value)
        span = " to ".join(dict.fromkeys((years[0], years[-1])))
        return f"{write(value[years[0]], unit)} in {span}"

    @property
    def unmitigated(self) -> Scenario:
        """The same without what the council would do about it."""
        levers = {name: value for name, value in self.levers.items() if name not in MITIGATIONS}
        return replace(self, name=f"{self.name}, unmitigated", levers=levers)


def read(data: object, file: str = "scenarios.yml") -> dict[str, Scenario]:
    """Scenarios by name, from the plain data of a YAML file.

    Parameters
    ----------
    data : mapping
        Name to a mapping with `says`, a sentence, and levers of `LEVERS`: a number, a word the
        lever knows, or a mapping of financial years to numbers.
    file : str
        Named in errors.

    Raises
    ------
    ParameterError
        A key, word, year or number is not known or out of bounds; the nearest right thing is named.
    """
    if not isinstance(data, Mapping) or PRESENT not in data:
        raise ParameterError(
            Place(file=file),
            found=f"no scenario {quoted(PRESENT)}",
            expected="it among named scenarios",
        )
    by_name = {name: _scenario(name, stated, file) for name, stated in data.items()}
    seen: dict[str, str] = {}
    for name in by_name:
        other = seen.setdefault(_plain(name), name)
        if other != name:
            place = Place(file=file, parameter=name)
            raise ParameterError(
                place, found=f"it is {quoted(other)} too", expected="a name of its own"
            )
    return by_name


def _scenario(name: object, stated: object, file: str) -> Scenario:
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME:
        fault, expected = f"a scenario is called {quoted(name)}", f"up to {LONGEST_NAME} letters"
        raise ParameterError(Place(file=file), found=fault, expected=expected)
    place = Place(file=file, parameter=name)
    if "+" in name:
        raise ParameterError(place, found="a name with +", expected="one without")
    levers = checked(_definition(), stated or {}, file=f"{file}, {name}").model_dump(
        exclude_unset=True
    )
    says = levers.pop("says", "")
    if not says.strip():
        raise ParameterError(place, found="no 'says'", expected="a sentence")
    if re.search(r"\d", _YEAR.sub("", f"{name} {says}")):
        expected = "numbers in levers alone, since papers quote the words as they are"
        raise ParameterError(place, found="a number in its words", expected=expected)
    return Scenario(name, says, levers)


@cache
def _definition() -> type[BaseModel]:
    """What a scenario may say: a sentence, and every lever."""
    from pydantic import ConfigDict, PlainValidator, create_model

    fields: dict[str, Any] = {
        name: (Annotated[object, PlainValidator(lever.read)], lever.usual)
        for name, lever in LEVERS.items()
    }
    forbid = ConfigDict(extra="forbid")
    return create_model("ScenarioDefinition", __config__=forbid, says=(str, ""), **fields)


def _year(value: object) -> str:
    try:
        return periods.financial_year(value)
    except ParameterError as fault:
        raise ValueError(f"{fault.expected}: {fault.found}") from None


def pick(library: Mapping[str, Scenario], names: str, parameter: str = "scenario") -> Scenario:
    """A scenario by its name, or several joined by ' + '; where two state the same lever the later
    one holds.

    Raises
    ------
    ParameterError
        A name is not in the library, and the nearest is named; or the library holds something else.
    """
    _refuse_what_is_no_scenario(library)
    known = {_plain(name): scenario for name, scenario in library.items()}
    wanted = [_plain(name) for name in (names or PRESENT).split("+")]
    for name in wanted:
        if name not in known:
            place = Place(parameter=parameter)
            raise unknown(place, f"no scenario {quoted(name)}", word=name, known=library)
    chosen = [known[name] for name in wanted]
    return Scenario(
        name=" + ".join(scenario.name for scenario in chosen),
        says=" ".join(scenario.says for scenario in chosen),
        levers={lever: value for scenario in chosen for lever, value in scenario.levers.items()},
    )


def _refuse_what_is_no_scenario(library: Mapping[str, object]) -> None:
    for name, stated in library.items():
        if not isinstance(name, str) or not isinstance(stated, Scenario):
            raise ParameterError(
                Place(parameter="scenarios"),
                found=f"{quoted(stated)}, called {quoted(name)}, is no scenario",
                expected="scenarios by name, as hnb.scenarios() gives them",
            )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
