"""What the High Needs Block is made of, line by line beside other authorities, and with other
numbers in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from hnb.compare import denominators
from hnb.compare.missing import absent
from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.scopes import BEFORE
from hnb.domain.words import slug
from hnb.figures import Figure, Rows
from hnb.questions.high_needs_block.formula import (
    BALANCE,
    ENTITLEMENT,
    LINES,
    TOTAL,
    entitlement,
    exact,
    rebuild,
)

BALANCE_GBP = (
    6_000  # for each pupil or student by whom imports exceed exports, by the department's notes
)


@dataclass(frozen=True)
class Line:
    """One line of the formula, or one kind of deduction: in £, and for each head beside others.

    `comparators` and `england` are sums over sums; `difference` is the authority's per head less
    the comparators'.
    """

    label: str
    own: Figure
    per_head: Figure
    comparators: Figure
    england: Figure
    difference: Figure


@dataclass(frozen=True)
class Made:
    """The High Needs Block of one authority and year, line by line.

    `per` is whom a head is one of; `lines` are the formula's and `total` their sum, the block
    before deductions; `deductions` go by kind of place, and `deducted` is their total. `used`
    counts comparators with figures. `rebuilt` is the block from its parts.
    """

    ask: Ask
    per: str
    lines: tuple[Line, ...]
    total: Line
    deductions: tuple[Line, ...]
    deducted: Line
    rebuilt: Figure
    used: Figure
    unit: Figure
    pupils: Figure
    balance: Figure

    @property
    def published(self) -> bool:
        """Whether there is a block; `total.own.reason` says why not."""
        return self.total.own.value is not None

    @property
    def widest(self) -> Line:
        """The line that differs most, for each head, from the comparators'."""
        known = [line for line in self.lines if line.difference.value is not None]
        return max(
            known, key=lambda line: abs(float(line.difference.value or 0)), default=self.total
        )


def made_of(tables: Mapping[str, pd.DataFrame], ask: Ask) -> Made:
    """The block of an authority line by line, for each head, beside its comparators and England.

    Parameters
    ----------
    tables : mapping of DataFrame
        `high_needs_formula`, `basic_entitlement`, `special_school_pupils`, `high_needs_deductions`
        and `population`, by authority.
    ask : Ask
        A head is one of its denominator where that is held for the mid-year in which the financial
        year starts, else of the first population that is.

    Returns
    -------
    Made
        Figures are missing, with the reason, where the authority or the year is not published;
        never £0.
    """
    year, formula = ask.financial_year, tables["high_needs_formula"]
    book = rebuild(formula, tables["basic_entitlement"], tables["special_school_pupils"]).book
    now = rows_where(book, financial_year=year).set_index("la_code")
    taken = rows_where(tables["high_needs_deductions"], financial_year=year)
    kinds = taken["deduction"].str.split(":").str[0]
    cut: Any = taken.assign(kind=kinds).pivot_table(
        "amount_gbp", "la_code", "kind", "sum", sort=False
    )
    names = (ask.denominator, "2 to 18", "2 to 18 (projection)", *denominators.ALL, ask.denominator)
    one_of, heads = denominators.heads(tables["population"], int(year[:4]), names)
    residents = rows_where(
        tables["population"], basis=one_of.basis, age_group=one_of.ages, mid_year=int(year[:4])
    )
    codes = [code for code in ask.main.codes if code in now.index and code in heads.index]
    everyone = [int(code) for code in now.index if code in heads.index]
    why = absent(ask, "the high needs formula", formula)

    def rows(table: str, of: Sequence[int], **where: Any) -> Rows:
        held = rows_where(tables[table], financial_year=year, la_code=tuple(of))
        keys = {"la_code": tuple(of), "financial_year": year, **where}
        return Rows(table, tuple(sorted(held["release"].unique())), keys)

    def figure(
        name: str,
        value: Any,
        unit: str,
        calculation: str,
        behind: Sequence[Rows],
        *,
        reason: str = why,
    ) -> Figure:
        return Figure(
            f"formula.{name}",
            value,
            unit,
            calculation,
            tuple(behind),
            period=year,
            stage=BEFORE,
            covers="high needs block",
            reason=reason,
            price_base="cash" if unit.startswith("gbp") else "",
        )

    def line(label: str, frame: Any, behind: Mapping[str, Any], what: str) -> Line:
        amounts = frame[label].astype("float64") if label in frame else pd.Series(dtype="float64")
        name = f"{what}{slug(label)}"

        def each(who: str, of: Sequence[int], reason: str) -> Figure:
            known = [code for code in of if pd.notna(amounts.get(code)) and code in heads.index]
            value = amounts[known].sum() / heads[known].sum() if known else None
            found = [rows(table, known, **where) for table, where in behind.items()]
            people = rows_where(residents, la_code=tuple(known))
            found.append(
                Rows.of("population", people, ["la_code", "mid_year", "basis", "age_group"])
            )
            says = f"{label} over {one_of.says}"
            return figure(
                f"{who}{name}_per_head_gbp", value, "gbp_per_person", says, found, reason=reason
            )

        mine = [rows(table, [ask.la_code], **where) for table, where in behind.items()]
        own = figure(f"{name}_gbp", amounts.get(ask.la_code), "gbp_whole", label, mine)
        none = f"no figure for {year} is held for any of {ask.main.name}"
        head, theirs = each("", [ask.la_code], why), each("comparators_", codes, none)
        gap = (
            None
            if head.value is None or theirs.value is None
            else float(head.value) - float(theirs.value)
        )
        return Line(
            label,
            own,
            head,
            theirs,
            each("england_", everyone, f"the formula of {year} is not held"),
            figure(
                f"{name}_difference_per_head_gbp",
                gap,
                "gbp_per_person",
                "per head less the comparators'",
                (*head.rows, *theirs.rows),
                reason=head.reason or none,
            ),
        )

    def lined(label: str) -> Line:
        if label == ENTITLEMENT:
            return line(label, now, {"basic_entitlement": {}, "special_school_pupils": {}}, "")
        return line(label, now, {"high_needs_formula": {"formula_line": label}}, "")

    def kind(label: str) -> Line:
        listed = tuple(sorted(taken.loc[kinds == label, "deduction"].unique()))
        return line(label, cut, {"high_needs_deductions": {"deduction": listed}}, "deducted_")

    own: Any = now.loc[ask.la_code] if ask.la_code in now.index else {}
    parts = [
        rows(name, [ask.la_code])
        for name in ("high_needs_formula", "basic_entitlement", "special_school_pupils")
    ]
    balance = None if BALANCE not in own else float(own[BALANCE]) / BALANCE_GBP
    return Made(
        ask,
        one_of.says,
        tuple(lined(str(label)) for label in now[[*LINES]].dropna(axis=1, how="all")),
        lined(TOTAL),
        tuple(kind(label) for label in cut.columns if label != TOTAL),
        kind(TOTAL),
        figure(
            "rebuilt_gbp",
            own.get("rebuilt"),
            "gbp_whole",
            "every line, basic entitlement rounded up",
            parts,
        ),
        figure(
            "comparators_used",
            len(codes) or None,
            "authorities",
            "comparators with a block and residents",
            [],
            reason=f"none of {ask.main.name} has a block for {year}",
        ),
        figure(
            "unit_gbp",
            own.get("unit_gbp_per_pupil"),
            "gbp_whole",
            "as published, for a pupil",
            parts[1:2],
        ),
        figure("pupils", own.get("pupils"), "pupils", "as published", parts[2:]),
        figure("balance", balance, "pupils", f"{BALANCE} over the sum for each", parts[:1]),
    )


@dataclass(frozen=True)
class Supposed:
    """The block with a number of the formula supposed to be another, or with all of those so; and
    the change.
    """

    label: str
    supposed: Figure | str
    block: Figure
    change: Figure


def suppose(
    made: Made,
    units: pd.DataFrame,
    *,
    pupils: float = 0,
    balance: float = 0,
    national_gbp: float = 0,
) -> tuple[Supposed, ...]:
    """What the block would be with other numbers in the formula, each alone, then all together.

    Parameters
    ----------
    made : Made
        The block as it is.
    units : DataFrame
        The table `basic_entitlement`.
    pupils, balance : float
        How many more (or, below 0, fewer) pupils in special schools, and net imports of pupils and
        students.
    national_gbp : float
        Another national rate for a pupil in a special school, before the area cost adjustment; 0
        leaves it as it is.

    Returns
    -------
    tuple of Supposed
        Empty where there is no block; what is supposed to be as it is is left out.

    Notes
    -----
    Every other line is held: the formula's allocation does not move with these numbers within a
    year, its floor and its cap aside, and the additional allocation is shared by a basis that was
    fixed before. The area cost adjustment is the authority's unit of funding over the lowest of the
    year.
    """
    if not made.published or made.unit.value is None or made.pupils.value is None:
        return ()
    unit, count = exact(float(made.unit.value)), exact(float(made.pupils.value))
    lowest = exact(
        rows_where(units, financial_year=made.ask.financial_year)["unit_gbp_per_pupil"].min()
    )
    other = (
        (exact(national_gbp) * unit / lowest).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if national_gbp
        else unit
    )
    before = entitlement(float(unit), float(count))

    def effect(more: float, moved: float, rate: Decimal) -> Decimal:
        return (
            entitlement(float(rate), float(count + exact(more)))
            - before
            + exact(moved) * BALANCE_GBP
        )

    asked: list[tuple[str, str, float, str, Decimal]] = [
        (
            "more_pupils",
            "more pupils in special schools",
            pupils,
            "pupils",
            effect(pupils, 0, unit),
        ),
        (
            "more_imports",
            "more net imports of pupils and students",
            balance,
            "pupils",
            effect(0, balance, unit),
        ),
        (
            "national_rate",
            "another national rate for a pupil",
            national_gbp,
            "gbp_whole",
            effect(0, 0, other),
        ),
    ]
    asked = [one for one in asked if one[2]]
    if len(asked) > 1:
        asked.append(("together", "all of them together", 0.0, "", effect(pupils, balance, other)))
    total = made.total.own

    def figure(name: str, value: float, unit_of: str, calculation: str) -> Figure:
        return Figure(
            f"formula.{name}",
            value,
            unit_of,
            calculation,
            total.rows,
            period=total.period,
            covers=total.covers,
            stage=total.stage,
            price_base=total.price_base,
        )

    return tuple(
        Supposed(
            label,
            figure(f"supposed_{name}", value, unit_of, "supposed, not published")
            if unit_of
            else "as above",
            figure(
                f"block_with_{name}_gbp",
                float(exact(total.number) + moved),
                "gbp_whole",
                f"the block with {label}, every other line held",
            ),
            figure(
                f"change_with_{name}_gbp",
                float(moved),
                "gbp_whole",
                f"{label}, less the block as it is",
            ),
        )
        for name, label, value, unit_of, moved in asked
    )
