"""Made-up councils that let out one edition after another, and what is true of each."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from hnb.council import protect
from hnb.council.example import make_example
from hnb.council.extracts import Extract
from hnb.council.folder import CouncilFolder
from hnb.council.protecting.parts import Part, parts_of
from hnb.disclosure.register import read
from tests.disclosure.attacks.sheets import Cell, Key, Sheet, counts_children, key_columns, sheets

Change = Callable[[str, pd.DataFrame], pd.DataFrame]
LEDGER = "placement_ledger"
EVENTS = {  # a day by which a row began, and columns that say what happened later
    "sen2_requests": ("received", {"outcome_date": ("outcome", "awaiting")}),
    "sen2_assessments": (None, {"outcome_date": ("outcome", "awaiting")}),
    "sen2_named_plans": ("started", {"ceased": ("cease_reason", None)}),
    "sen2_placements": ("entered", {"left": (None, None)}),
}


def as_it_was(_layout: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without a change."""
    return rows


@dataclass(frozen=True)
class Edition(CouncilFolder):
    """A council's folder in another state: another day, corrected rows or other settings."""

    day: date | None = None
    change: Change = as_it_was
    called: str = ""

    def extracts(self, layout_name: str) -> tuple[Extract, ...]:
        """What has been taken in, as if it had been of this edition's day and content."""
        is_changed = self.called and layout_name != LEDGER  # whose earlier rows are read as stored
        mark = hashlib.sha256(self.called.encode()).hexdigest() if is_changed else ""
        every = super().extracts(layout_name)
        by_then = tuple(extract for extract in every if not self.day or extract.as_at <= self.day)
        return tuple(
            replace(
                extract,
                as_at=min(extract.as_at, self.day or extract.as_at),
                rows_sha256=extract.rows_sha256 + mark,
            )
            for extract in by_then or every
        )

    def rows(self, layout_name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The accepted rows as they are in this edition."""
        from hnb.council.definition import layout
        from hnb.council.extracts import rows_of

        defined = layout(layout_name)
        wanted = list(defined.columns) if columns is None else list(columns)
        every = CouncilFolder.in_use(self._unchanged(), layout_name)
        if layout_name == LEDGER and self.day:  # there is one of each month
            by_then = (e for e in self._unchanged().extracts(layout_name) if e.as_at <= self.day)
            every = tuple(by_then)[-1:] or every
        everything = list(dict.fromkeys([*defined.columns, *wanted]))
        whole = rows_of(every, self.home(layout_name), defined, everything)
        return self.change(layout_name, whole)[wanted]

    def _unchanged(self) -> CouncilFolder:
        return CouncilFolder(self.root, self.authority, self.la_code)


@dataclass
class Council:
    """A council, its editions so far, and what is true in each of them."""

    folder: CouncilFolder
    name: str
    truth: dict[Cell, float] = field(default_factory=dict)
    editions: dict[str, Sheet] = field(default_factory=dict)
    thresholds: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[Part]] = field(default_factory=dict)
    small_alone: bool = False  # attack the small counts alone, not what protects them

    def let_out(
        self,
        *,
        day: date | None = None,
        change: Change = as_it_was,
        called: str = "",
        threshold: int = 6,
    ) -> Sheet:
        """Let out a paper of a state of the council, as a render of one does."""
        disclosure = self.folder.authority.disclosure.model_copy(update={"threshold": threshold})
        authority = self.folder.authority.model_copy(update={"disclosure": disclosure})
        edition = Edition(
            self.folder.root, authority, self.folder.la_code, day=day, change=change, called=called
        )
        with edition.writing("an attack"):
            release = protect.protect(edition).release
        protect.record_release(edition, "an attacked paper")
        sheet = sheets(edition.protected)[release]
        self.editions[release] = sheet
        self.thresholds[release] = threshold
        self.rows[release] = parts_of(edition, read(edition.private / "register"))
        for key, value in true_cells(self.rows[release]).items():
            self.truth[Cell(release, key)] = value
        for key, value in sheet.cells.items():
            if value is not None:  # a table that is not counted from rows, such as a budget
                self.truth.setdefault(Cell(release, key), value)
            elif counts_children(key[0]):  # nobody is in a cell that counting does not come to
                self.truth.setdefault(Cell(release, key), 0.0)
        return sheet


def council(
    place: Path, *, authority: str = "Leicestershire", seed: int = 20261130, size: float = 0.1
) -> Council:
    """A made-up council whose files have been taken in."""
    made_up = {"authority": authority, "seed": seed, "size": size}
    home = make_example(place, **made_up)[0]
    before = make_example(place / "before", known_on=date(2026, 10, 31), **made_up)[0]
    command = [sys.executable, "-m", "hnb", "council", "add"]
    # three months of them, so that the last report knew a ledger from before it too
    files = (*home.glob("extracts/placement-ledger-*"), *before.glob("extracts/*ledger-30-09-*"))
    ledgers = sorted(map(str, files))
    for named in ([], ledgers):  # those that authority.yml names, and the ledger of each month
        subprocess.run([*command, *named], cwd=home, check=True, capture_output=True)
    return Council(CouncilFolder.open(home), f"{authority}, seed {seed}, size {size}")


def month_before(day: date) -> Change:
    """Rows as they were on an earlier day: what came later is not there yet."""
    last = pd.Timestamp(day)

    def earlier(layout_name: str, rows: pd.DataFrame) -> pd.DataFrame:
        if layout_name not in EVENTS:
            return rows
        began, later = EVENTS[layout_name]
        then = rows[~(rows[began] > last)].copy() if began else rows.copy()
        for column, (what, before) in later.items():
            is_later = then[column] > last
            then.loc[is_later, column] = pd.NaT
            if what:
                then.loc[is_later, what] = before
        return then

    return earlier


def plans_near_the_threshold(council: Council) -> dict[str, str]:
    """Plans whose correction matters: of a school with six, and of one that has no other."""
    placed = council.folder.rows("sen2_placements")
    now = placed[placed["left"].isna() & placed["rank"].eq(1) & placed["urn"].notna()]
    counts = now["urn"].value_counts()
    found: dict[str, str] = {}
    for size in (6, 1):
        if len(schools := counts[counts.eq(size)]):
            plan = now[now["urn"].eq(sorted(schools.index)[0])]["plan"].min()
            found[f"a child more in a school of {size}"] = str(plan)
    return found


def without_plan(plan: str) -> Change:
    """Rows before a correction: a plan, with its placement and need, was not there yet."""

    def without(layout_name: str, rows: pd.DataFrame) -> pd.DataFrame:
        is_of_plans = layout_name.startswith("sen2") and "plan" in rows
        return rows[rows["plan"] != plan] if is_of_plans else rows

    return without


def public_types(council: Council) -> dict[str, str]:
    """What the public register of schools says of each: whose school, and of what kind."""
    schools = council.folder.rows("schools")
    return {
        str(school): str(kind)
        for school, kind in zip(schools["school"], schools["type"], strict=True)
    }


def true_cells(parts: Sequence[Part]) -> dict[Key, float]:
    """What every count and amount is in truth, with nothing withheld: for judging only."""
    found: dict[Key, float] = {}
    for part in parts:
        for population in part.declared.populations:
            for tab in population.tables:
                found |= _counted(population.rows, population.value, tab)
    return found


def _counted(rows: pd.DataFrame, value: str, tab: object) -> dict[Key, float]:
    columns = key_columns(tab.table)  # type: ignore[attr-defined]
    by, fixed = dict(tab.by), dict(tab.fixed)  # type: ignore[attr-defined]
    groups = rows.groupby(list(by.values())) if by else [((), rows)]
    found: dict[Key, float] = {}
    for names, group in groups:
        texts = dict(zip(by, names if isinstance(names, tuple) else (names,), strict=True))
        texts |= fixed
        key = (tab.table, *(str(texts[column]) for column in columns))  # type: ignore[attr-defined]
        found[key] = _value(group, value)
    return found


def _value(group: pd.DataFrame, value: str) -> float:
    if value == "count":
        return float(len(group))
    total = float(group["amount_gbp"].sum())
    return total if value == "amount" else total / max(len(group), 1)
