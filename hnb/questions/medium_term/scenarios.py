"""What a scenario says: named assumptions about plans, placements, costs and grant, checked before
they are used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hnb.domain import periods
from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.units import write

Value = float | str | None


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
        "Yearly cost of a new place beside its top-up", "gbp_per_person", 0, 1e5, 10_000, False
    ),
    "unit_cost_percent": Lever("Unit costs: growth a year above prices", "percent", -20, 30),
    "savings_percent": Lever("Programme savings, of net spend", "percent", 0, 50),
    "savings_gbp": Lever("Programme savings", "gbp", 0, 1e9),
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
    "grant_percent": Lever("Grant at the end of the year, of the deficit then", "percent", 0, 100),
    "override_ends": Lever("Last year of the statutory override", "year", usual="", by_year=False),
}
MITIGATIONS = (
    "to_mainstream_points", "independent_cap_percent", "new_places", "place_gbp", "savings_percent", "savings_gbp",
)  # fmt: skip
_YEAR = re.compile(r"\b20\d\d(-\d\d)?\b")
PRESENT = "do nothing"  # the scenario that every other is set against


@dataclass(frozen=True)
class Scenario:
    """Named assumptions. `levers` holds those that it states; every other has its usual value."""

    name: str
    says: str
    levers: Mapping[str, Any] = field(default_factory=dict)

    def at(self, lever: str, financial_year: str = "") -> Any:
        """The value of a lever in a year; of one that is not by year, the only one."""
        given = self.levers.get(lever, LEVERS[lever].usual)
        return (
            given.get(financial_year, LEVERS[lever].usual) if isinstance(given, Mapping) else given
        )

    def words(self, lever: str) -> str:
        """The value of a lever as a table has it: `5.0%`, `50 places in 2026-27 to 2027-28`, `not
        stated`.
        """
        value, unit = self.levers.get(lever, LEVERS[lever].usual), LEVERS[lever].unit
        if isinstance(value, Mapping):
            years = list(value)
            if len(set(value.values())) == 1:
                return (
                    f"{write(value[years[0]], unit)} in "
                    f"{' to '.join(dict.fromkeys((years[0], years[-1])))}"
                )
            return "; ".join(f"{write(amount, unit)} in {year}" for year, amount in value.items())
        return "not stated" if value in (None, "") else write(value, unit)

    def without(self, *levers: str) -> Scenario:
        """The same with these levers at their usual values."""
        return replace(
            self, levers={name: value for name, value in self.levers.items() if name not in levers}
        )

    @property
    def unmitigated(self) -> Scenario:
        """The same without what the council would do about it."""
        return replace(self.without(*MITIGATIONS), name=f"{self.name}, unmitigated")


def read(data: Any, file: str = "scenarios.yml") -> dict[str, Scenario]:
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
            Place(file=file), found=f"no scenario {PRESENT!r}", expected="it among named scenarios"
        )
    library = {}
    for name, stated in data.items():
        given, place = (
            dict(stated) if isinstance(stated, Mapping) else {},
            Place(file=file, parameter=str(name)),
        )
        says = given.pop("says", None)
        if not isinstance(says, str) or not says.strip():
            raise ParameterError(place, found="no 'says'", expected="a sentence")
        if "+" in str(name):
            raise ParameterError(place, found="a name with +", expected="one without")
        if re.search(r"\d", _YEAR.sub("", f"{name} {says}")):
            expected = "numbers in levers alone, since papers quote the words as they stand"
            raise ParameterError(place, found="a number in its words", expected=expected)
        library[str(name)] = Scenario(
            str(name),
            says,
            {lever: _value(file, str(name), str(lever), value) for lever, value in given.items()},
        )
    return library


def _value(file: str, name: str, lever: str, value: Any) -> Any:
    place = Place(file=file, parameter=f"{name}: {lever}")
    if lever not in LEVERS:
        raise ParameterError(
            place, found="no such lever", expected=f"a lever{did_you_mean(lever, LEVERS)}"
        )
    known = LEVERS[lever]
    if lever == "override_ends":
        return _year(place, value)
    if isinstance(value, Mapping) and known.by_year:
        found = {
            _year(place, year): _number(place, known, amount) for year, amount in value.items()
        }
        if len(found) < len(value):
            raise ParameterError(place, found="a year that stands twice", expected="each year once")
        return found
    if isinstance(value, str) and known.words:
        if value not in known.words:
            near = f"{', '.join(known.words)} or a number{did_you_mean(value, known.words)}"
            raise ParameterError(place, found=f"no such word as {value!r}", expected=near)
        return value
    return _number(place, known, value)


def _year(place: Place, value: Any) -> str:
    try:
        return periods.financial_year(value)
    except ParameterError as fault:
        raise ParameterError(place, found=fault.found, expected=fault.expected) from None


def _number(place: Place, lever: Lever, value: Any) -> float:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not lever.low <= value <= lever.high:
        expected = f"a number from {lever.low:,g} to {lever.high:,g}" + (
            " or one by year" if lever.by_year else ""
        )
        raise ParameterError(place, found=f"{value!r:.60} cannot be used", expected=expected)
    return float(value)


def pick(library: Mapping[str, Scenario], names: str) -> Scenario:
    """A scenario by its name, or several joined by ' + '; where two state the same lever the later
    one holds.

    Raises
    ------
    ParameterError
        A name is not in the library; the nearest is named.
    """
    known = {" ".join(name.split()).casefold(): one for name, one in library.items()}
    wanted = [" ".join(part.split()).casefold() for part in str(names or PRESENT).split("+")]
    for name in wanted:
        if name not in known:
            raise ParameterError(
                Place(parameter="scenario"),
                found=f"no scenario {name!r}",
                expected=f"one of: {'; '.join(library)}{did_you_mean(name, library)}",
            )
    chosen = [known[name] for name in wanted]
    levers = {lever: value for one in chosen for lever, value in one.levers.items()}
    return Scenario(
        " + ".join(one.name for one in chosen), " ".join(one.says for one in chosen), levers
    )
