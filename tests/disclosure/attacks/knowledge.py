"""What any reader of a paper knows adds up, from its own words and tables.

Written from the papers: their tables, totals, headings and appendix, and public registers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.disclosure.attacks.forum import of_the_forum
from tests.disclosure.attacks.sheets import Cell, Key, Sheet
from tests.disclosure.attacks.solve import Identity

MONEY = {
    "council_commitments",
    "council_payments",
    "council_average_costs",
    "council_top_up_amounts",
    "council_top_ups_on_card",
    "council_late_costs",
}
CAN_FALL = ("leavers", "phase transfers", "changes of fee", "uplifts on 1 April")
GROUPED = {
    "independent and non-maintained schools": (
        "independent special school",
        "non-maintained special school",
        "independent school",
    ),
    "colleges and other providers of further education": (
        "further education or sixth form college",
        "specialist post-16 institution",
        "other registered provider",
    ),
}
EARLY_OR_NONE = "early years, other arrangements and not in education"
INDEPENDENT_KINDS = (
    "independent mainstream",
    "independent special",
    "non-maintained special",
    "other",
    "post-16 specialist",
)


def within_a_table(sheet: Sheet) -> Iterator[Identity]:
    """Totals that a table has itself, or that the same paper prints of it."""
    yield from _plans_today(sheet)
    yield from _plans_in_january(sheet)
    yield from _years(sheet)
    yield from _small_tables(sheet)
    yield from _places(sheet)
    yield from _commitments(sheet)


def across_tables(sheet: Sheet) -> Iterator[Identity]:
    """What two tables of one edition, in one paper or two, have in common."""
    yield from _needs_and_placements(sheet)
    yield from _groups_of_schools(sheet)
    yield from _months_of_a_year(sheet)
    yield from _kinds_in_a_sector(sheet)
    yield from _stock_and_flow(sheet)
    yield from of_the_forum(sheet)


def schools_by_type(sheet: Sheet, types: Mapping[str, str]) -> Iterator[Identity]:
    """State-funded schools by their type in the public register, which says where plans are."""
    for kind in sorted(set(types.values())):
        schools = [k for k, (school,) in _of_schools(sheet) if types.get(school) == kind]
        placed = [
            key
            for key, (_, _, placement) in sheet.of("council_plans_by_placement", None, None, None)
            if placement == kind or placement.startswith(f"{kind},")
        ]
        if schools and placed:
            yield _equal(sheet, placed, schools, f"schools that the register calls {kind}")


def same_cells(sheets: Sequence[Sheet]) -> Iterator[Identity]:
    """A cell of two editions, with the same day or year: nothing but corrections can move it."""
    for number, later in enumerate(sheets[1:], start=1):
        for key in later.cells:
            for earlier in sheets[:number]:
                if key in earlier.cells:
                    terms = {Cell(later.edition, key): 1.0, Cell(earlier.edition, key): -1.0}
                    yield Identity(terms, "the same cell in two editions")


def corrected(earlier: Sheet, later: Sheet) -> Iterator[Identity]:
    """A correction of the same day added children, and took none out; how many the totals say."""
    days = {key[:2] for key in earlier.cells} & {key[:2] for key in later.cells}
    for key in sorted(later.cells.keys() | earlier.cells.keys()):
        if key[0] in MONEY or key[:2] not in days:
            continue
        terms = {Cell(later.edition, key): 1.0} if key in later.cells else {}
        if key in earlier.cells:  # a line that was not there before was zero
            terms[Cell(earlier.edition, key)] = -1.0
        yield Identity(terms, "a correction adds children", 0.0, float("inf"))


def a_month_later(earlier: Sheet, later: Sheet) -> Iterator[Identity]:
    """Plans of a month are those of the month before, more those issued, less those ceased; and the
    forecast of the last report is what that report forecast.
    """
    for key in later.cells:
        if key[0] == "council_commitments" and key[-1] == "forecast outturn, last report":
            for before, _ in earlier.of(key[0], None, *key[2:-1], "forecast outturn"):
                if before[1] < key[1]:
                    terms = {Cell(later.edition, key): 1.0, Cell(earlier.edition, before): -1.0}
                    yield Identity(terms, "the last forecast in two papers")
    then, now = _day(earlier), _day(later)
    if not then or not now:
        return
    month = now[:7]
    terms = {
        Cell(later.edition, ("council_plans", now)): 1.0,
        Cell(earlier.edition, ("council_plans", then)): -1.0,
        Cell(later.edition, ("council_flows", month, "plans issued")): -1.0,
        Cell(later.edition, ("council_flows", month, "plans ceased")): 1.0,
    }
    if all(c.key in (earlier if c.edition == earlier.edition else later).cells for c in terms):
        yield Identity(terms, "plans now, plans a month ago, and what came and went")


def lowest_values(sheets: Iterable[Sheet]) -> dict[Cell, float]:
    """The least that a withheld cell can be, before any sum is looked at.

    A count can be zero: papers print many zeros, but withhold some as well.
    """
    return {
        Cell(sheet.edition, key): float("-inf") if key[-1] in CAN_FALL else 0.0
        for sheet in sheets
        for key, value in sheet.cells.items()
        if value is None
    }


def _plans_today(sheet: Sheet) -> Iterator[Identity]:
    for whole, _ in sheet.of("council_plans", None):
        for name, free in (
            ("council_plans_by_age", 1),
            ("council_plans_by_need", 1),
            ("council_plans_by_placement", 2),
            ("council_plans_by_need_and_placement", 2),
            ("council_plans_by_school", 1),
        ):
            parts = [key for key, _ in sheet.of(name, whole[1], *[None] * free)]
            if parts:
                yield _equal(sheet, [whole], parts, f"all plans are the sum of {name}")


def _plans_in_january(sheet: Sheet) -> Iterator[Identity]:
    for whole, (january,) in sheet.of("ehc_plans", None):
        for name, free in (
            ("ehc_plans_by_age", 1),
            ("ehc_plans_by_need", 1),
            ("ehc_plans_by_placement", 2),
        ):
            parts = [key for key, _ in sheet.of(name, january, *[None] * free)]
            if parts:
                yield _equal(sheet, [whole], parts, f"plans in January are the sum of {name}")
    yield from _reconciled(sheet)


def _reconciled(sheet: Sheet) -> Iterator[Identity]:
    chosen = ("counted by the later of two first placements", "counted without a choice")
    for counted, (january,) in sheet.of("council_reconciliation", None, "plans counted"):
        lines = {
            reason: key for key, (reason,) in sheet.of("council_reconciliation", january, None)
        }
        if ("ehc_plans", january) in sheet.cells:
            whole = [("ehc_plans", january)]
            yield _equal(sheet, whole, [counted], "plans counted are the plans in January")
        parts = [key for reason, key in lines.items() if reason.startswith(chosen)]
        if len(parts) > 1:
            yield _equal(sheet, [counted], parts, "plans counted, with a choice and without")
        set_aside = [
            key
            for reason, key in lines.items()
            if not reason.startswith("counted")
            and reason not in ("plans counted", "records of plans")
        ]
        if "records of plans" in lines:
            records = [lines["records of plans"]]
            yield _equal(sheet, records, [counted, *set_aside], "records counted and set aside")


def _years(sheet: Sheet) -> Iterator[Identity]:
    for table, wholes, parts in (
        ("requests", ("total",), ("agreed", "refused", "withdrawn", "decision outstanding")),
        ("assessments", ("total",), ("plan issued", "plan not issued", "withdrawn")),
        (
            "assessments",
            ("plan not issued",),
            ("refused a plan within 16 weeks", "refused a plan after 16 weeks"),
        ),
    ):
        for whole, (year,) in sheet.of(table, None, wholes[0]):
            keys = [(table, year, part) for part in parts if (table, year, part) in sheet.cells]
            yield _equal(sheet, [whole], keys, f"{wholes[0]} of {table}")
    for whole, (year,) in sheet.of("ceased_plans", None, "total"):
        keys = [key for key, (why,) in sheet.of("ceased_plans", year, None) if why != "total"]
        yield _equal(sheet, [whole], keys, "all ceased plans by reason")
    for whole, (year, kind) in sheet.of("plan_timeliness", None, None, "any"):
        waits = [key for key, (w,) in sheet.of("plan_timeliness", year, kind, None) if w != "any"]
        yield _equal(sheet, [whole], waits, f"plans issued {kind} by wait")
    for key, (year, wait) in sheet.of("plan_timeliness", None, "with exceptions", None):
        without = ("plan_timeliness", year, "without exceptions", wait)
        if without in sheet.cells:
            terms = {Cell(sheet.edition, key): 1.0, Cell(sheet.edition, without): -1.0}
            yield Identity(terms, "those without exceptions are among all", 0.0, float("inf"))
    for key, (year,) in sheet.of("new_plans", None):
        whole = ("plan_timeliness", year, "with exceptions", "any")
        if whole in sheet.cells:
            yield _equal(sheet, [key], [whole], "new plans are those issued")


def _small_tables(sheet: Sheet) -> Iterator[Identity]:
    for due, (day,) in sheet.of("council_phase_transfers", None, "due"):
        steps = [k for k, (s,) in sheet.of("council_phase_transfers", day, None) if s != "due"]
        yield _equal(sheet, [due], steps, "phase transfers by how far they have come")
    for key, (day, step) in sheet.of("council_reviews", None, None):
        if ("council_plans", day) in sheet.cells:
            terms = {Cell(sheet.edition, ("council_plans", day)): 1.0, Cell(sheet.edition, key): -1}
            yield Identity(terms, f"plans with reviews {step} are among all", 0.0, float("inf"))
    months = {key[1] for key, _ in sheet.of("council_payments", None, None)}
    for month in sorted(months):
        parts = {kind: key for key, (kind,) in sheet.of("council_payments", month, None)}
        if "total" in parts:
            rest = [key for kind, key in parts.items() if kind != "total"]
            yield _equal(sheet, [parts["total"]], rest, "payments of a month")


def _places(sheet: Sheet) -> Iterator[Identity]:
    name = "council_places"
    for key, (day, split, category) in sheet.of(name, None, None, None, "all"):
        parts = [
            (name, day, split, category, where)
            for where in ("in the area", "outside the area")
            if (name, day, split, category, where) in sheet.cells
        ]
        if parts:
            yield _equal(sheet, [key], parts, "places inside and outside the area")
    for whole, (day, where) in sheet.of(name, None, "all", "all", None):
        for split in ("age", "need", "provider kind", "sector"):
            parts = [key for key, _ in sheet.of(name, day, split, None, where)]
            if parts:
                yield _equal(sheet, [whole], parts, f"all places by {split}")


def _commitments(sheet: Sheet) -> Iterator[Identity]:
    name = "council_commitments"
    movements = (
        "open on 1 April, whole year",
        "uplifts on 1 April",
        "leavers",
        "starters",
        "phase transfers",
        "changes of fee",
    )
    for whole, (day, year, what) in sheet.of(name, None, None, "total", None):
        lines = [k for k, (line,) in sheet.of(name, day, year, None, what) if line != "total"]
        if lines:
            yield _equal(sheet, [whole], lines, "commitments by line")
    for key, (day, year, line) in sheet.of(name, None, None, None, "forecast outturn"):
        spent = [
            (name, day, year, line, what)
            for what in ("spent to date", "committed to year end", "uplifts not yet in the ledger")
        ]
        moved = [(name, day, year, line, what) for what in movements]
        if all(part in sheet.cells for part in (*spent, *moved)):
            yield _equal(sheet, [key], spent, "the forecast is what is spent and committed")
            yield _equal(sheet, spent[:2], moved, "the forecast by what has moved")


def _needs_and_placements(sheet: Sheet) -> Iterator[Identity]:
    name = "council_plans_by_need_and_placement"
    for key, (day, need) in sheet.of("council_plans_by_need", None, None):
        parts = [part for part, _ in sheet.of(name, day, need, None)]
        if parts:
            yield _equal(sheet, [key], parts, "a need by group of placements")
    groups = {(day, group) for _, (day, _, group) in sheet.of(name, None, None, None)}
    for day, group in sorted(groups):
        placements = [k for k, _ in sheet.of("council_plans_by_placement", day, group, None)]
        needs = [k for k, _ in sheet.of(name, day, None, group)]
        if placements:
            yield _equal(sheet, placements, needs, "a group of placements by need")


def _of_schools(sheet: Sheet) -> list[tuple[Key, tuple[str]]]:
    return [(k, (school,)) for k, (_, school) in sheet.of("council_plans_by_school", None, None)]


def _groups_of_schools(sheet: Sheet) -> Iterator[Identity]:
    """The table of schools has groups of providers, whose placements another table lists."""
    placements = {
        placement: (key, group)
        for key, (_, group, placement) in sheet.of("council_plans_by_placement", None, None, None)
    }
    for key, (school,) in _of_schools(sheet):
        if school == EARLY_OR_NONE:
            parts = [k for k, group in placements.values() if group in ("early years", "elsewhere")]
        else:
            wanted = GROUPED.get(school, ())
            parts = [placements[p][0] for p in wanted if p in placements]
        if parts:
            yield _equal(sheet, [key], parts, f"the group of providers ‘{school}’")


def _months_of_a_year(sheet: Sheet) -> Iterator[Identity]:
    for flow, table, rest in (
        ("requests received", "requests", ("total",)),
        ("plans issued", "new_plans", ()),
        ("plans ceased", "ceased_plans", ("total",)),
    ):
        years = {key[1] for key in sheet.cells if key[0] == table}
        for year in sorted(years):
            months = [
                ("council_flows", f"{year}-{month:02}", flow)
                for month in range(1, 13)
                if ("council_flows", f"{year}-{month:02}", flow) in sheet.cells
            ]
            whole = (table, year, *rest)
            if len(months) == 12 and whole in sheet.cells:
                yield _equal(sheet, [whole], months, f"{flow} in the months of a year")
    yield from _decisions(sheet)


def _decisions(sheet: Sheet) -> Iterator[Identity]:
    for key, (year,) in sheet.of("requests", None, "decided within six weeks"):
        decided = [key, ("requests", year, "decided after six weeks")]
        months = [
            ("council_flows", f"{year}-{month:02}", flow)
            for month in range(1, 13)
            for flow in ("decisions to assess", "decisions not to assess")
        ]
        if all(month in sheet.cells for month in months):
            yield _equal(sheet, decided, months, "decisions in the months of a year")


def _kinds_in_a_sector(sheet: Sheet) -> Iterator[Identity]:
    """A kind of provider is state-funded or not: the reader knows which."""
    for key, (_, sector, where) in [
        (k, (d, s, w)) for k, (d, s, w) in sheet.of("council_places", None, "sector", None, None)
    ]:
        kinds = [
            k
            for k, (kind,) in sheet.of("council_places", key[1], "provider kind", None, where)
            if (kind in INDEPENDENT_KINDS) != (sector == "state-funded")
        ]
        yield _equal(sheet, [key], kinds, "kinds of provider in a sector")


def _stock_and_flow(sheet: Sheet) -> Iterator[Identity]:
    """Plans today and last January: what came and went between, to within half a month."""
    day = _day(sheet)
    januaries = sorted(january for _, (january,) in sheet.of("ehc_plans", None))
    if not day or not januaries or day[:4] != januaries[-1]:
        return
    january = januaries[-1]
    months = [f"{january}-{month:02}" for month in range(2, int(day[5:7]) + 1)]
    terms = {("council_plans", day): 1.0, ("ehc_plans", january): -1.0}
    terms |= {("council_flows", month, "plans issued"): -1.0 for month in months}
    terms |= {("council_flows", month, "plans ceased"): 1.0 for month in months}
    came = ("council_flows", f"{january}-01", "plans issued")
    went = ("council_flows", f"{january}-01", "plans ceased")
    if any(key not in sheet.cells for key in (*terms, came, went)):
        return
    cells = {Cell(sheet.edition, key): by for key, by in terms.items()}
    why = "plans now and in January, and what came and went"
    yield Identity(cells | {Cell(sheet.edition, went): 1.0}, why, 0.0, float("inf"))
    yield Identity(cells | {Cell(sheet.edition, came): -1.0}, why, float("-inf"), 0.0)


def _day(sheet: Sheet) -> str:
    return next((day for _, (day,) in sheet.of("council_plans", None)), "")


def _equal(sheet: Sheet, wholes: Sequence[Key], parts: Sequence[Key], why: str) -> Identity:
    terms = {Cell(sheet.edition, key): 1.0 for key in wholes}
    for key in parts:
        cell = Cell(sheet.edition, key)
        terms[cell] = terms.get(cell, 0.0) - 1.0
    return Identity(terms, why)
