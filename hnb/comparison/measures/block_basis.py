"""How each year's High Needs Block was set and what it holds, so that unlike years are not
compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from hnb.domain.periods import period_from, start_year

FORMULA = "the national funding formula"


@dataclass(frozen=True)
class BlockBasis:
    """What the block of a year is.

    `set_by` is the rule that gave it and `holds` what is said of its parts; `moved_in` names the
    grants that it holds and that were paid outside it the year before.
    """

    set_by: str
    holds: str
    moved_in: str = ""


# to 2023-24 as the workbooks' headings say; later years as the department has announced them
BASES = {
    "2020-21": BlockBasis(FORMULA, "hospital education inside the formula allocation"),
    "2021-22": BlockBasis(
        FORMULA,
        "hospital education as a line of its own",
        moved_in="grants for teachers' pay and pensions",
    ),
    "2022-23": BlockBasis(FORMULA, "an additional allocation on top of the formula"),
    "2023-24": BlockBasis(FORMULA, "an additional allocation on top of the formula"),
    "2024-25": BlockBasis(FORMULA, "no additional allocation of its own"),
    "2025-26": BlockBasis(FORMULA, "no additional allocation of its own"),
    "2026-27": BlockBasis(
        "rolling over the allocation of the year before, since the formula is suspended",
        "grants that were paid outside it until then",
        moved_in="grants for pay and national insurance contributions",
    ),
}


def break_between(first: str, last: str) -> str:
    """Why the blocks of two financial years are not alike, in words; empty where they are.

    Parameters
    ----------
    first, last : str
        Financial years, the earlier first.
    """
    years = [
        str(period_from("financial_year", year))
        for year in range(start_year(first), start_year(last) + 1)
    ]
    for year in years:
        if year not in BASES:
            return f"what the block of {year} holds is not known here"
    for year in years[1:]:
        if BASES[year].moved_in:
            return (
                f"the block of {year} holds {BASES[year].moved_in}, which were paid outside it "
                "the year before"
            )
    return ""
