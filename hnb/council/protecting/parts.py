"""Which tables are made from which layouts of a council, with the settings that they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.extracts import Extract, rows_of
from hnb.council.folder import CouncilFolder
from hnb.council.forum import declared_by, layouts_read, sources
from hnb.disclosure.population import Declared, Population, joined
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules
from hnb.tables import table

if TYPE_CHECKING:
    from hnb.council.money import Settings

PEOPLE = (
    "sen2_persons",
    "sen2_requests",
    "sen2_assessments",
    "sen2_named_plans",
    "sen2_active_plans",
    "sen2_placements",
    "sen2_needs",
    "schools",  # to name those of state-funded schools
)
SCHOOLS = "schools"
LEDGER, PAYMENTS = "placement_ledger", "payments"


@dataclass(frozen=True)
class Part:
    """Tables, or rows of one, that are made from the same extracts; or from none, and then `stated`
    has by table the commitments that `authority.yml` states.
    """

    extracts: tuple[Extract, ...]
    declared: Declared
    stated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parts_of(folder: CouncilFolder, released: Released) -> list[Part]:
    """What is made of the rows that are in use, by the extracts that it is made from."""
    from hnb.council.costing.commitments import TABLE
    from hnb.council.costing.steps import BLOCK, BUDGET
    from hnb.council.money import commitments_and_places, payments
    from hnb.council.people import plans_and_process

    la_code, parts = folder.la_code, list[Part]()
    people = tuple(name for name in PEOPLE if folder.has(name))
    if as_at := _latest(folder, (name for name in people if name != SCHOOLS)):
        declared = plans_and_process(folder.rows, la_code, as_at)
        parts.append(Part(_in_use(folder, people), declared))
    if as_at := _latest(folder, [LEDGER]):
        settings = _settings(folder, as_at, released)
        declared = commitments_and_places(folder.rows, la_code, as_at, settings)
        parts += _by_ledgers(_ledgers(folder), declared)
        parts.append(Part((), Declared(), {TABLE: (BUDGET, BLOCK)}))
    if folder.has(PAYMENTS) and (accounts := accounts_of(folder)):
        declared = payments(folder.rows, la_code, accounts)
        parts.append(Part(_in_use(folder, [PAYMENTS]), declared))
    for source in sources():
        if made_of := declared_by(source, folder):
            parts.append(Part(_in_use(folder, source.LAYOUTS), made_of))
    return parts


def _ledgers(folder: CouncilFolder) -> tuple[Extract, ...]:
    """The ledger in use after the two before it: of the last report, and what that learned from."""
    return folder.extracts(LEDGER)[-3:]


def _by_ledgers(ledgers: tuple[Extract, ...], declared: Declared) -> tuple[Part, Part]:
    """What rests on the earlier ledgers too, and what rests on that of the day alone."""
    from hnb.council.costing.steps import FROM_EARLIER_LEDGERS

    several, of_the_day = list[Population](), list[Population]()
    for population in declared.populations:
        is_of_several = population.tables[0].fixed.get("commitment") in FROM_EARLIER_LEDGERS
        (several if is_of_several else of_the_day).append(population)
    return (
        Part(ledgers, replace(declared, populations=tuple(several))),
        Part(ledgers[-1:], Declared(tuple(of_the_day))),
    )


def _in_use(folder: CouncilFolder, names: Iterable[str]) -> tuple[Extract, ...]:
    return tuple(extract for name in names for extract in folder.in_use(name))


def has_tables(folder: CouncilFolder) -> bool:
    """Whether anything has been taken in of which tables are made."""
    first = [source.LAYOUTS[0] for source in sources()]
    if any(folder.has(name) for name in (*PEOPLE, LEDGER, *first) if name != SCHOOLS):
        return True
    return folder.has(PAYMENTS) and bool(accounts_of(folder))


def _latest(folder: CouncilFolder, names: Iterable[str]) -> date | None:
    """The day of the newest extract of some layouts; None where there is none."""
    return max((extract.as_at for extract in _in_use(folder, names)), default=None)


def _settings(folder: CouncilFolder, as_at: date, released: Released) -> Settings:
    from hnb.council.costing.ledger import Year
    from hnb.council.definition import layout
    from hnb.council.money import LedgerState, Settings

    authority, year = folder.authority, Year.of(as_at).name
    block, budget = authority.block, authority.budget
    defined = layout(LEDGER)
    states = tuple(
        LedgerState(
            extract.as_at, rows_of([extract], folder.home(LEDGER), defined, [*defined.columns])
        )
        for extract in _ledgers(folder)[:-1]
    )
    return Settings(
        block_gbp=sum(block.lines.values()) if block and block.financial_year == year else None,
        budgets_gbp=budget.lines if budget and budget.financial_year == year else {},
        uplift_percent=authority.uplift.percent,
        lines_to_uplift=authority.uplift.lines,
        earlier=states,
        last_forecasts_gbp=_last_forecasts(folder, states[-1].as_at, released) if states else None,
        fewest_children=authority.disclosure.threshold,
        p_percent=authority.disclosure.p_percent,
    )


def _last_forecasts(
    folder: CouncilFolder, as_at: date, released: Released
) -> dict[str, float | None]:
    """What was released of the forecast of an earlier day, by line; None where it was withheld."""
    from hnb.council.money import forecast_cells

    cells = {
        line: released.anywhere(key) for line, key in forecast_cells(folder.la_code, as_at).items()
    }
    return {line: cell.shown for line, cell in cells.items() if cell}


def accounts_of(folder: CouncilFolder) -> Mapping[str, str]:
    """What each account of the payments pays for, as the mapping says."""
    from hnb.council.mapping import read_mapping

    file = folder.mappings / f"{PAYMENTS}.yml"
    return read_mapping(file).accounts if file.is_file() else {}


def rules_of(folder: CouncilFolder) -> Rules:
    """The rules of disclosure control that `authority.yml` sets."""
    setting = folder.authority.disclosure
    return Rules(setting.threshold, setting.zeros, setting.p_percent)


def extracts_of(folder: CouncilFolder) -> tuple[Extract, ...]:
    """Every extract of which tables are made, the earlier ledgers too."""
    others = [name for name in layouts_read() if name not in (*PEOPLE, PAYMENTS, LEDGER)]
    return _in_use(folder, (*PEOPLE, PAYMENTS, *others)) + _ledgers(folder)


def declared_in(parts: Iterable[Part], released: Released) -> Declared:
    """What the parts declare together, without equations that name a cell of an earlier day that
    was never released.
    """
    declared = joined(*(part.declared for part in parts))
    tables = {tab.table for population in declared.populations for tab in population.tables}
    days = {
        (tab.table, str(tab.fixed.get("as_at", "")))
        for population in declared.populations
        for tab in population.tables
    }
    relations = tuple(
        relation
        for relation in declared.relations
        if all(
            key[0] not in tables
            or "as_at" not in table(key[0]).key
            or (key[0], key[2]) in days
            or released.anywhere(key)
            for _, key in relation.terms
        )
    )
    return replace(declared, relations=relations)
