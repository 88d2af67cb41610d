"""Workbooks of DSG allocations of any year for every authority, in the layout of the published ones.

Every amount is made up: the last year held is moved on by 6% a year, in whole pounds. The blocks
add up, the formula gives the high needs block, and the deductions are its places at their rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from math import ceil

import pandas as pd

import hnb
from hnb.domain import areas
from hnb.domain.periods import start_year
from hnb.sources.area import NINE
from tests.sources.books import Sheet, ods_book, xlsx

GROWTH = 1.06  # a year
BASE_YEAR = "2023-24"
WITH_ADDITIONAL = ("2022-23", "2023-24")
WITHOUT_HOSPITAL = "2020-21"  # a part of the formula then
ROLLED_OVER = ("2026-27",)  # the formula is suspended, and no sheet of these years is known
BLOCKS = ("schools", "central school services", "high needs", "early years")
BLOCK_HEADS = [
    "Schools block (£s)", "Central school services block (£s)", "High needs block (£s)",
    "Early years block (£s)", "Total DSG allocation (£s)",
]  # fmt: skip
PRE_16, POST_16 = ("September", "August", 5), ("August", "July", 4)
# heading, places (second heading, whether after 16, £ a place)
PLACES = {
    "Mainstream academies (special educational needs (SEN) units and resourced provision)": (
        ("Pre-16 SEN places funded at £6,000", PRE_16, 6_000),
        ("Pre-16 SEN places funded at £10,000", PRE_16, 10_000),
        ("Post-16 SEN Places", POST_16, 6_000),
        ("Pre-16 alternative provision (AP) places", PRE_16, 10_000),
    ),
    "Special academies": (
        ("Pre-16 SEN Places", PRE_16, 10_000),
        ("Post-16 SEN Places", POST_16, 10_000),
        ("Pre-16 AP Places", PRE_16, 10_000),
    ),
    "Special free schools": (
        ("Pre-16 SEN places", PRE_16, 10_000),
        ("Post-16 SEN places", POST_16, 10_000),
        ("Pre-16 AP Places", PRE_16, 10_000),
    ),
    "Alternative provision (AP) academies and free schools ": (
        ("Pre-16 SEN places", PRE_16, 10_000),
        ("Post-16 SEN places", POST_16, 10_000),
        ("Pre-16 AP Places", PRE_16, 10_000),
    ),
    "Hospital Academies": (("Hospital Academies funding", PRE_16, 1),),
    "16-19 academies and free schools": (("Post-16 SEN places", POST_16, 6_000),),
    "Further education (FE) and independent learning provider (ILP)": (
        ("FE and ILP", POST_16, 6_000),
    ),
}  # fmt: skip
KINDS = (  # as the tables name them, in the order of PLACES
    "mainstream academies: pre-16 SEN places at £6,000",
    "mainstream academies: pre-16 SEN places at £10,000",
    "mainstream academies: post-16 SEN places",
    "mainstream academies: pre-16 AP places",
    "special academies: pre-16 SEN places",
    "special academies: post-16 SEN places",
    "special academies: pre-16 AP places",
    "special free schools: pre-16 SEN places",
    "special free schools: post-16 SEN places",
    "special free schools: pre-16 AP places",
    "alternative provision academies: pre-16 SEN places",
    "alternative provision academies: post-16 SEN places",
    "alternative provision academies: pre-16 AP places",
    "hospital academies: hospital education",
    "16-19 academies: post-16 SEN places",
    "further education and independent learning providers: all places",
)
Change = Callable[[str, Sheet], Sheet]


def workbook(
    financial_year: str,
    kind: str = "xlsx",
    *,
    published: date | None = None,
    scale: float = 1.0,
    change: Change | None = None,
) -> bytes:
    """A workbook of a year's allocations.

    Parameters
    ----------
    financial_year : str
        Such as '2025-26'.
    kind : {'xlsx', 'ods'}
        The kind of file.
    published : date, optional
        The day that the information sheet gives; 20 July of the year's start.
    scale : float
        Multiplies every amount in £, as a corrected edition would.
    change : callable, optional
        Takes the name and rows of each sheet and gives the rows to write in their place.
    """
    day = published or date(start_year(financial_year), 7, 20)
    sheets = {
        "Information": _information(financial_year, day),
        "Allocations_summary": _summary(financial_year, scale),
        "High_needs_block": _formula_sheet(financial_year, scale),
        "High_needs_deductions": _deductions_sheet(financial_year, scale),
        "Early_years_block": _early_years(financial_year),
    }
    if change:
        sheets = {name: change(name, rows) for name, rows in sheets.items()}
    return xlsx(**sheets) if kind == "xlsx" else ods_book(**sheets)


def amounts(financial_year: str, scale: float = 1.0) -> pd.DataFrame:
    """What `workbook` holds for the high needs block, an authority a row: `before`, `after` and
    `deducted`, in £.
    """
    formula = pd.Series(
        {code: sum(_lines(financial_year, code, scale)[1:]) for code in codes(financial_year)}
    )
    deducted = pd.Series(
        {code: sum(_deductions(financial_year, code, scale)) for code in codes(financial_year)}
    )
    return pd.DataFrame({"before": formula, "deducted": deducted, "after": formula - deducted})


def codes(financial_year: str) -> list[int]:
    """Every authority that stood at the start of a year, without those that get no block."""
    first_day = date(start_year(financial_year), 4, 1)
    everyone = (who for who in areas.everyone() if who.stands_at(first_day))
    return sorted(who.la_code for who in everyone if who.la_code not in (201, 420))


@cache
def _held(name: str, column: str) -> Mapping[tuple[int, str], float]:
    """Figures of the last year held, by authority and the words of their row."""
    rows = hnb.load(name)
    rows = rows[rows["financial_year"] == BASE_YEAR].fillna({column: 0})
    words = [w for w in ("block", "stage", "formula_line", "deduction", "from_month") if w in rows]
    keys = rows[words].agg(" | ".join, axis=1) if words else [""] * len(rows)
    return dict(zip(zip(rows["la_code"], keys, strict=True), rows[column], strict=True))


def _grown(financial_year: str, scale: float = 1.0) -> float:
    return scale * GROWTH ** (start_year(financial_year) - start_year(BASE_YEAR))


def _of(name: str, column: str, code: int, words: str = "") -> float:
    """The figure held, or for an authority of another year one of a middling size."""
    held = _held(name, column)
    if (code, words) in held:
        return float(held[code, words])
    return float(pd.Series([v for (_, key), v in held.items() if key == words]).median())


def _lines(financial_year: str, code: int, scale: float) -> tuple[float, ...]:
    """The basis of the additional allocation, then what adds up to the block: [A], [B] × [C], [D],
    [E], [F] and the additional allocation.
    """
    grown = _grown(financial_year, scale)

    def line(name: str) -> int:
        return round(_of("high_needs_formula", "amount_gbp", code, name) * grown)

    first, additional = line("formula allocation"), line("additional allocation")
    hospital = line("hospital education, pay and pension, supplementary funding")
    if financial_year not in WITH_ADDITIONAL:
        first, additional = first + additional, 0
    if financial_year == WITHOUT_HOSPITAL:
        first, hospital = first + hospital, 0
    pupils = ceil(round(_unit(code) * _pupils(financial_year, code), 6))
    balance, free_schools = line("import and export adjustment"), line("special free schools")
    return first, first, pupils, balance, free_schools, hospital, additional


def _unit(code: int) -> float:
    return _of("basic_entitlement", "unit_gbp_per_pupil", code)


def _pupils(financial_year: str, code: int) -> int:
    return round(_of("special_school_pupils", "pupils", code) * _grown(financial_year))


def _places(financial_year: str, code: int, kind: str) -> tuple[int, int]:
    if kind.startswith("hospital"):
        return 0, 0
    spring, autumn = (
        round(_of("high_needs_places", "places", code, f"{kind} | {part}") * _grown(financial_year))
        for part in ("spring", "autumn")
    )
    return spring, autumn


def _deductions(financial_year: str, code: int, scale: float) -> list[int]:
    listed = [entry for places in PLACES.values() for entry in places]
    amounts = []
    for kind, (_, (_, _, months), rate) in zip(KINDS, listed, strict=True):
        spring, autumn = _places(financial_year, code, kind)
        amounts.append(ceil(scale * rate * (months * spring + (12 - months) * autumn) / 12))
    return amounts


def _title(financial_year: str, words: str) -> str:
    years = f"{start_year(financial_year)} to {start_year(financial_year) + 1}"
    return f"Dedicated schools grant: {years} {words}"


def _information(financial_year: str, day: date) -> Sheet:
    return [
        [None, _title(financial_year, "financial year allocations")],
        [None, "Made for a test: no figure in this file was published by anybody."],
        [None, "Publication date: ", day.strftime("%A, %-d %B %Y")],
    ]


def _with_areas(financial_year: str, row_of: Callable[[int], list[float]], foot: bool) -> Sheet:
    """England, every authority, and at the foot England again and the nine regions."""
    by_code = {code: row_of(code) for code in codes(financial_year)}
    names = areas.by_code()
    england = ["ENGLAND", None, *_sums(by_code.values())]
    rows: Sheet = [england]
    rows += [[code, names[code].name, *row] for code, row in by_code.items()]
    if not foot:
        return rows
    rows += [[], england]
    for region in NINE:
        within = [row for code, row in by_code.items() if names[code].region == region]
        rows.append([region.upper(), None, *_sums(within)])
    return rows


def _sums(rows: Iterable[list[float]]) -> list[float]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _summary(financial_year: str, scale: float) -> Sheet:
    def row(code: int) -> list[float]:
        high_needs = sum(_lines(financial_year, code, scale)[1:])
        stages = []
        for stage in ("before deductions", "after deductions"):
            blocks = [
                round(
                    _of("dsg_blocks", "amount_gbp", code, f"{block} | {stage}")
                    * _grown(financial_year, scale)
                )
                for block in BLOCKS
            ]
            blocks[2] = high_needs
            if stage.startswith("after"):
                blocks[2] -= sum(_deductions(financial_year, code, scale))
            stages += [*blocks, sum(blocks)]
        return stages

    years = _title(financial_year, "").split(": ")[1].strip()
    return [
        [
            _title(financial_year, "allocations local authority summary"), None,
            f"{years} DSG allocations, before recoupment and deductions for national non-domestic "
            "rates, and for direct funding of high needs places by the Department for Education",
            *[None] * 4,
            f"{years} DSG allocations, after deductions for academies recoupment, national "
            "non-domestic rates and direct funding of high needs places",
        ],
        [None, None, *BLOCK_HEADS, *BLOCK_HEADS],
        [None, None, *(f"[{letter}]" for letter in "ABCDEFGHIJ")],
        [None] * 6 + [" = [A] + [B] + [C] + [D]"] + [None] * 4 + [" = [F] + [G] + [H] + [I]"],
        *_with_areas(financial_year, row, foot=True),
    ]  # fmt: skip


def _formula_sheet(financial_year: str, scale: float) -> Sheet:
    if financial_year in ROLLED_OVER:
        return _rolled_over(financial_year, scale)
    has_additional = financial_year in WITH_ADDITIONAL
    has_hospital = financial_year != WITHOUT_HOSPITAL
    heads = [
        "Total high needs elements in the funding floor and gains calculation (£s)",
        "Basic entitlement factor (area cost adjusted) unit of funding (£s)",
        "Number of pupils in special schools and academies",
        f"Import/export adjustment (based on January {start_year(financial_year)} school census "
        "and individualised learner record) (£s)",
        "Additional Funding for Special Free Schools (£s)",
    ]
    says = "[A] + ( [B] * [C] ) + [D] + [E]"
    if has_hospital:
        heads.append(
            "Hospital education, alternative provision teachers pay/pension and supplementary "
            "funding factor (£s)"
        )
        says += " + [F]"
    if has_additional:
        heads.append(
            "High needs national funding formula for historical spend, proxy factors, and funding "
            "floor allocation (£s)"
        )
        heads.append("Additional high needs allocation (£s)")
        says += " + [H]"
    heads.append("Total high needs block before deductions (£s)")

    def row(code: int) -> list[float]:
        basis, *parts = _lines(financial_year, code, scale)
        allocation, _, balance, free_schools, hospital, additional = parts
        cells = [allocation, _unit(code), _pupils(financial_year, code), balance, free_schools]
        if has_hospital:
            cells.append(hospital)
        if has_additional:
            cells += [basis, additional]
        return [*cells, sum(parts)]

    letters = "ABCDEFGHI"[: len(heads)]
    title = _title(financial_year, "provisional high needs block allocations")
    return [
        [title, None, *heads],
        [None, None, *(f"[{letter}]" for letter in letters)],
        [*[None] * (len(heads) + 1), f" = {says}"],
        *_with_areas(financial_year, row, foot=True),
    ]


def _rolled_over(financial_year: str, scale: float) -> Sheet:
    """A sheet in no layout that is known: nobody has seen how a suspended formula is set out."""

    def row(code: int) -> list[float]:
        total = sum(_lines(financial_year, code, scale)[1:])
        return [round(total / GROWTH), total - round(total / GROWTH), total]

    heads = ["Allocation of the year before (£s)", "Moved on (£s)", "Allocation (£s)"]
    title = _title(financial_year, "high needs block allocations")
    return [[title, None, *heads], [], [], *_with_areas(financial_year, row, foot=True)]


def _deductions_sheet(financial_year: str, scale: float) -> Sheet:
    first, second = start_year(financial_year), start_year(financial_year) + 1
    title = _title(financial_year, "high needs block deductions")
    top: list[object] = [title, None]
    middle: list[object] = [None, None]
    bottom: list[object] = [None, None]
    for heading, kinds in PLACES.items():
        for number, (words, (from_month, to_month, _), _) in enumerate(kinds):
            top += [heading if number == 0 else None, None, None]
            middle += [words, None, None]
            end = "July" if to_month == "July" else "August"
            what = "AP" if "AP" in words else "SEN"
            bottom += [
                f"April {first} to {end} {first}",
                f"{from_month} {first} to March {second}",
                "Total hospital education deduction (£s)"
                if heading.startswith("Hospital")
                else f"{what} places deduction (£s)",
            ]
    top.append("Total deduction to high needs block for direct funding of places (£s)")

    def row(code: int) -> list[float]:
        cells: list[float] = []
        deducted = _deductions(financial_year, code, scale)
        for kind, amount in zip(KINDS, deducted, strict=True):
            cells += [*_places(financial_year, code, kind), amount]
        return [*cells, sum(deducted)]

    return [top, middle, bottom, *_with_areas(financial_year, row, foot=False)]


def _early_years(financial_year: str) -> Sheet:
    heads = [
        "Hourly rate for 3 and 4 year olds from early years national funding formula (£ / hr)",
        "Number for 3 and 4 year old universal entitlement funding (part-time equivalent)",
        "Initial funding allocation for universal entitlement for 3 and 4 year olds (£s)",
        "Number for 3 and 4 year old additional 15 hours entitlement (part-time equivalent)",
        "Initial funding allocation for additional 15 hours entitlement (£s)",
        "Hourly rate for 2 year old entitlement (£ / hr)",
    ]

    def row(code: int) -> list[float]:
        return [5.5 + code % 7 / 100, 1000.0, 3_135_000, 400.0, 1_254_000, 6.5 + code % 5 / 100]

    title = _title(financial_year, "Early years block allocations")
    return [
        [title, None, *heads],
        [None, None, *(f"[{letter}]" for letter in "ABCDEF")],
        [],
        *_with_areas(financial_year, row, foot=False),
    ]
