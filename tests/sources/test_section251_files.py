"""Files of many authorities against the amounts that they were made from (tests/sources/section251.py)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import cache

import pytest

from hnb.domain import areas
from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.recognise import recognise, take
from tests.conftest import in_every_run, quick
from tests.sources import section251 as made
from tests.sources.books import csv_bytes

LEICESTERSHIRE, YEAR = 855, "2024-25"
LINES = {
    "1.2.3": "top-ups, non-maintained and independent schools and colleges",
    "1.2.1": "top-ups, maintained schools",
    "1.2.10": "private finance and building costs",
    "2.1.1": "educational psychology service",
    "2.1.2": "SEN administration, assessment and monitoring",
    "2.1.4": "SEN transport, pupils up to 16",
    "1.9.3": "DSG carried forward to the next year, a deficit above zero",
}
SIDES = {"gross": "gross_expenditure", "income": "income", "net": "net_expenditure"}
LABEL = "category_of_expenditure"
# the first three have each a status of their own
symbols = pytest.mark.parametrize(
    ("symbol", "status"), in_every_run(made.SYMBOLS, made.SYMBOLS[:3])
)


@cache
def standing() -> list[areas.Authority]:
    """A third of the authorities, those that tests name among them: a file is read as one of all of
    them is, in a third of the time.
    """
    named = {LEICESTERSHIRE, 857, 860, 886, *made.SMALLEST}
    everyone = made.authorities(YEAR)
    return [who for place, who in enumerate(everyone) if not place % 3 or who.la_code in named]


@cache
def file_rows(unit: str = "£", kind: str = "outturn") -> tuple[made.Row, ...]:
    """The rows of one year, only read."""
    return tuple(made.rows(kind, [YEAR], unit, standing()))


def taken(rows: list[made.Row], kind: str = "outturn", encoding: str = "utf-8") -> Taken:
    (found,) = recognise(open_original(made.NAMES[kind], csv_bytes(rows, encoding)))
    return take(found)


@cache
def whole() -> Taken:
    """The outturn as it is, only read."""
    return taken(list(file_rows()))


def changed(
    where: Callable[[made.Row], bool], change: Callable[[made.Row], dict]
) -> list[made.Row]:
    rows = [{**row, **change(row)} if where(row) else dict(row) for row in file_rows()]
    assert rows != [dict(row) for row in file_rows()]
    return rows


def line(number: str, code: int = LEICESTERSHIRE) -> Callable[[made.Row], bool]:
    return lambda row: row["old_la_code"] == str(code) and str(row[LABEL]).startswith(f"{number} ")


def amounts(read: Taken, table: str = "s251_lines") -> dict[tuple, object]:
    """By level, area and keys: the value, or why there is none."""
    return {
        (row.level, row.area, *row.keys.values()): row.value
        if row.value is not None
        else row.status
        for row in read.rows[table]
    }


def of(read: Taken, number: str, side: str = "net", area: object = LEICESTERSHIRE) -> object:
    (value,) = [
        row.value if row.value is not None else row.status
        for row in read.rows["s251_lines"]
        if row.area == area and row.keys["line"] == LINES[number] and row.keys["side"] == side
    ]
    return value


@pytest.mark.parametrize("unit", made.UNITS)
@pytest.mark.parametrize("kind", quick(["outturn", "budget"], 1))
def test_each_unit_gives_the_same_pounds(unit: str, kind: str):
    read = taken(list(file_rows(unit, kind)), kind)
    for number in LINES:
        for side, column in SIDES.items():
            expected = made.amounts(LEICESTERSHIRE, number, YEAR, kind)[column]
            assert of(read, number, side) == expected, (number, side)
            everyone = [who.la_code for who in standing()]
            total = made.together(everyone, number, YEAR, kind)[column]
            assert of(read, number, side, area="") == total
    assert {(row.keys["kind"], row.keys["financial_year"]) for row in read.rows["s251_lines"]} == {
        (kind, YEAR)
    }
    assert any("taken as pounds" in item for item in read.news) == (unit != "£")


def test_settings_are_in_pounds_too():
    read = taken(list(file_rows("£ million")))
    expected = made.amounts(LEICESTERSHIRE, "1.2.1", YEAR)
    (special,) = [
        row.value
        for row in read.rows["s251_high_needs"]
        if row.area == LEICESTERSHIRE
        and row.keys["line"] == LINES["1.2.1"]
        and row.keys["setting"] == "special"
    ]
    assert special == expected["sen_and_special_schools"]


def test_deficit_of_line_193_is_a_balance():
    read = taken(list(file_rows("£ million")))
    balance = {row.area: row.value for row in read.rows["dsg_balances"]}
    assert balance[LEICESTERSHIRE] == made.amounts(LEICESTERSHIRE, "1.9.3", YEAR)["net_expenditure"]


def test_each_year_has_its_own_unit():
    rows = [*made.rows("outturn", ["2020-21"], "£ million"), *made.rows("outturn", [YEAR], "£")]
    read = taken(rows)
    values = {
        row.keys["financial_year"]: row.value
        for row in read.rows["s251_lines"]
        if row.area == LEICESTERSHIRE
        and row.keys["line"] == LINES["2.1.1"]
        and row.keys["side"] == "net"
    }
    assert values == {
        year: made.amounts(LEICESTERSHIRE, "2.1.1", year)["net_expenditure"]
        for year in ("2020-21", YEAR)
    }
    assert [item for item in read.news if "2020-21 in £ million" in item]


def test_lines_that_the_package_does_not_know_keep_the_publishers_words():
    read = whole()
    assert {f"1.3.1 Central expenditure on early years entitlement {made.MADE_UP}"} <= {
        row.keys["line"] for row in read.rows["s251_lines"]
    }


@symbols
def test_symbol_is_a_reason_and_never_zero(symbol: str, status: str):
    read = taken(changed(line("2.1.1"), lambda row: {"gross_expenditure": symbol}))
    assert of(read, "2.1.1", "gross") == status


@pytest.mark.parametrize("dash", quick(["\ufffd", "-", "â€“", "?", "\x96"], 1))
def test_dash_of_any_kind_is_in_the_same_line(dash: str):
    rows = changed(
        lambda row: "–" in str(row[LABEL]),
        lambda row: {LABEL: str(row[LABEL]).replace("–", dash)},
    )
    assert amounts(taken(rows)) == amounts(whole())


def test_windows_encoding_is_read():
    rows = [dict(row) for row in file_rows()]
    assert amounts(taken(rows, encoding="cp1252")) == amounts(whole())


def test_order_of_columns_and_a_column_of_order_change_nothing():
    rows = [{"EES_order": 1, **dict(reversed(row.items()))} for row in file_rows()]
    read = taken(rows)
    assert amounts(read) == amounts(whole()) and read.news == []


@pytest.mark.parametrize("column", ["income", "post_16", LABEL, "geographic_level", "old_la_code"])
def test_missing_column_is_refused_by_name(column: str):
    rows = [{head: cell for head, cell in row.items() if head != column} for row in file_rows()]
    with pytest.raises(SourceError, match=column if column != LABEL else "nothing in it is known"):
        taken(rows)


def test_file_without_gross_gives_income_and_net():
    rows = [
        {head: cell for head, cell in row.items() if head != "gross_expenditure"}
        for row in file_rows()
    ]
    assert {row.keys["side"] for row in taken(rows).rows["s251_lines"]} == {"income", "net"}


def test_row_that_is_there_twice_counts_once():
    rows = [dict(row) for row in file_rows()]
    twice = rows + [row for row in rows if row["old_la_code"] == "855"]
    assert amounts(taken(twice)) == amounts(taken(rows))
    assert taken(twice).news == []


@pytest.mark.parametrize("label", ["1.2.5 Hospital education services", "1.2.1 Top-up, academies"])
def test_high_needs_number_that_means_something_else_is_refused(label: str):
    number = label.split(" ", 1)[0]
    with pytest.raises(SourceError, match=rf"'{label}' is not what {number} has been"):
        taken(changed(line(number), lambda row: {LABEL: label}))


def test_other_number_that_means_something_else_is_news_and_no_series():
    words = "2.1.1 Music service"
    read = taken(changed(line("2.1.1"), lambda row: {LABEL: words}))
    assert [item for item in read.news if f"'{words}' is not what 2.1.1 has been" in item]
    lines = {row.keys["line"] for row in read.rows["s251_lines"] if row.area == LEICESTERSHIRE}
    assert words in lines and LINES["2.1.1"] not in lines


@pytest.mark.parametrize("factor", quick([1_000, 1_000_000], 1))
def test_authority_in_another_unit_than_the_rest_is_refused_with_its_row(factor: int):
    columns = (*made.SETTINGS, *SIDES.values())
    rows = changed(
        lambda row: row["old_la_code"] == "855",
        lambda row: {column: int(str(row[column])) / factor for column in columns},
    )
    first = 2 + next(n for n, row in enumerate(rows) if line("1.2.1")(row))
    with pytest.raises(SourceError, match=rf"row {first}: .* Leicestershire in {YEAR} add up"):
        taken(rows)


def test_england_in_another_unit_than_authorities_is_refused():
    rows = changed(
        lambda row: row["geographic_level"] == "National",
        lambda row: {"net_expenditure": int(str(row["net_expenditure"])) / 1_000_000},
    )
    with pytest.raises(
        SourceError, match=f"the unit of {YEAR} cannot be told: net high needs lines of England"
    ):
        taken(rows)


def test_amounts_that_fit_no_unit_are_refused():
    rows = [
        {**row, "net_expenditure": int(str(row["net_expenditure"])) / 30_000} for row in file_rows()
    ]
    with pytest.raises(SourceError, match="Nothing was taken in"):
        taken(rows)


def test_total_that_does_not_add_up_is_news():
    half = changed(
        lambda row: row["geographic_level"] == "National" and str(row[LABEL]).startswith("1.2.1 "),
        lambda row: {"net_expenditure": int(str(row["net_expenditure"])) // 2},
    )
    assert [
        item
        for item in taken(half).news
        if "net of 1.2.1 in 202425: England is not its authorities added up" in item
    ]
    assert not taken(list(file_rows())).news


AMOUNTS = (*made.SETTINGS, *SIDES.values())


def scaled(columns: tuple[str, ...], factor: float) -> Callable[[made.Row], dict]:
    return lambda row: {column: int(str(row[column])) * factor for column in columns}


def numbered(number: str) -> Callable[[made.Row], bool]:
    return lambda row: str(row[LABEL]).startswith(f"{number} ")


@pytest.mark.parametrize(
    ("where", "columns", "factor", "says"),
    [
        (line("1.2.3"), AMOUNTS, 0.001, "net of 1.2.3 in 202425: England is not"),
        (
            lambda row: True,
            made.SETTINGS,
            0.001,
            "gross is not the settings added up in ",
        ),
        (lambda row: True, ("income",), -1, "net is not gross less income in "),
        (line("1.2.3"), ("net_expenditure",), 1.3, "net is not gross less income in 1 row,"),
        (lambda row: row["geographic_level"] == "National", AMOUNTS, 0, "England is not its"),
    ],
)
def test_part_in_another_unit_or_of_another_sign_is_news(where, columns, factor: float, says: str):
    news = taken(changed(where, scaled(columns, factor))).news
    assert [item for item in news if says in item], news


UNIT_OF_A_LINE = (
    "1.0.1", "1.0.2", "1.1.2", "1.2.1", "1.2.3", "1.3.1", "1.4.11", "1.9.3", "2.1.1", "2.1.2",
    "2.1.3", "2.1.4", "2.1.5", "2.1.6", "2.1.7",
)  # fmt: skip
HIGH_NEEDS_OF_AUTHORITY = "the net high needs lines of .* in 2024-25 add up to"
NO_UNIT = "the unit of 2024-25 cannot be told"


@pytest.mark.parametrize(
    ("number", "factor"),
    quick(itertools.product(UNIT_OF_A_LINE, (1_000, 0.001, 0.000_001)), 4),
)
def test_line_in_another_unit_than_the_rest_is_refused_with_its_place(number: str, factor: float):
    rows = changed(numbered(number), scaled(AMOUNTS, factor))
    first = 2 + next(n for n, row in enumerate(rows) if numbered(number)(row))
    says = f"row {first}, column net_expenditure: {re.escape(number)} in 202425 is .*another unit"
    if number.startswith("1.2.") and factor > 1:
        says = NO_UNIT
    with pytest.raises(SourceError, match=says):
        taken(rows)


@pytest.mark.parametrize("number", quick([line for line in UNIT_OF_A_LINE if line != "1.9.3"], 3))
def test_line_of_few_authorities_a_thousand_times_the_rest_is_refused(number: str):
    rows = extract(LEICESTERSHIRE) + extract(857)
    bigger = [
        {**row, **scaled(AMOUNTS, 1_000)(row)} if numbered(number)(row) else row for row in rows
    ]
    says = f"{re.escape(number)} in 202425 is .* another unit|{NO_UNIT}|{HIGH_NEEDS_OF_AUTHORITY}"
    with pytest.raises(SourceError, match=says):
        taken(bigger)


@pytest.mark.parametrize("number", quick(["2.1.4", "1.0.1"], 1))
def test_one_authority_in_another_unit_on_one_line_is_news(number: str):
    news = taken(changed(line(number), scaled(AMOUNTS, 0.001))).news
    assert [item for item in news if f"net of {number} in 202425: England is not" in item], news


def test_line_that_is_missing_is_news():
    rows = [dict(row) for row in file_rows() if not numbered("1.2.3")(row)]
    assert [item for item in taken(rows).news if "1.2.3 in 202425 is 0.00" in item]
    rows = [dict(row) for row in file_rows() if not line("1.2.3")(row)]
    assert [item for item in taken(rows).news if "net of 1.2.3" in item]


def test_budgets_of_a_year_without_any_are_news():
    news = taken(list(made.rows("budget", ["2020-21"])), "budget").news
    assert [item for item in news if "budgets of 2020-21, which were never collected" in item]


def test_balance_that_budgets_plan_to_be_next_to_nothing_is_no_other_unit():
    amounts = ("gross_planned_expenditure", "income", "net_planned_expenditure")
    near = []
    for row in made.rows("budget", ["2024-25"]):
        small = {name: float(str(row[name])) / 10_000 for name in amounts if row.get(name)}
        is_balance = str(row["category_of_planned_expenditure"]).startswith("1.9.3 ")
        near.append({**row, **small} if is_balance else row)
    assert not [item for item in taken(near, "budget").news if "another unit" in item]


@pytest.mark.parametrize("decimals", quick([0, 2], 1))
def test_amounts_that_are_rounded_add_up(decimals: int):
    rows = [
        {**row, **{column: f"{float(str(row[column])):.{decimals}f}" for column in AMOUNTS}}
        for row in file_rows("£ million")
    ]
    assert len(taken(rows).news) == 1  # the unit


# An extract of one authority


def extract(code: int, unit: str = "£", lines: str = "") -> list[made.Row]:
    """The rows of one authority alone, of every line or of those with a number."""
    return [
        dict(row)
        for row in file_rows(unit)
        if row["old_la_code"] == str(code)
        and (not lines or made.number_of(str(row[LABEL])) in lines.split())
    ]


@pytest.mark.parametrize("unit", made.UNITS)
@pytest.mark.parametrize("code", [*made.SMALLEST, 857, 886])
def test_one_authority_alone_is_read_in_any_unit(code: int, unit: str):
    read = taken(extract(code, unit))
    for number in LINES:
        expected = made.amounts(code, number, YEAR)["net_expenditure"]
        assert of(read, number, area=code) == expected


@pytest.mark.parametrize("code", [201, LEICESTERSHIRE])
@pytest.mark.parametrize("unit", made.UNITS)
def test_few_lines_of_one_authority_are_refused_or_right(code: int, unit: str):
    for lines in ("1.2.12", "1.2.13", "1.2.1 1.2.5", "1.2.3", "1.2.2 1.2.3 1.2.7"):
        try:
            read = taken(extract(code, unit, lines))
        except SourceError as refusal:
            name = next(who.name for who in standing() if who.la_code == code)
            says = f"the unit of {YEAR} cannot be told: net high needs lines of {name} add up to"
            assert says in str(refusal) and "take in the publisher's whole file" in str(refusal)
            continue
        printed = extract(code, unit, lines)
        for row in read.rows["s251_lines"]:
            number = made.number_of(str(printed[row.row - 2][LABEL]))
            assert row.value == made.amounts(code, number, YEAR)[SIDES[row.keys["side"]]]


def test_one_line_that_fits_two_units_is_refused():
    with pytest.raises(SourceError, match=r"without 1\.2\.1, 1\.2\.2, 1\.2\.3\. Expected every"):
        taken(extract(LEICESTERSHIRE, "£", "1.2.12"))


def test_one_line_of_england_that_fits_two_units_is_refused():
    with pytest.raises(SourceError, match="net high needs lines of England add up to .*, without"):
        taken([dict(r) for r in file_rows() if numbered("1.2.13")(r) and r["la_name"] == ""])


# Lines 1.2.x together


def net(read: Taken) -> dict[object, object]:
    return {
        row.area: row.value if row.value is not None else row.status
        for row in read.rows["net_high_needs"]
    }


def high_needs_of(code: int, year: str = YEAR) -> int:
    numbers = [made.number_of(label) for label in made.LINES if label.startswith("1.2.")]
    return sum(made.amounts(code, number, year)["net_expenditure"] for number in numbers)


@pytest.mark.parametrize("unit", in_every_run(made.UNITS, ["£000"]))
def test_lines_12_together_are_the_net_figure_of_every_authority(unit: str):
    read = taken(list(file_rows(unit)))
    assert net(read) == {who.la_code: high_needs_of(who.la_code) for who in standing()}
    assert {row.level for row in read.rows["net_high_needs"]} == {"authority"}
    (row,) = [row for row in read.rows["net_high_needs"] if row.area == LEICESTERSHIRE]
    assert row.column == "net_expenditure of lines 1.2.x" and row.keys == {"financial_year": YEAR}


def test_budgets_are_no_net_figure():
    assert "net_high_needs" not in taken(list(file_rows("£", "budget")), "budget").rows


@symbols
def test_net_figure_without_a_line_says_why(symbol: str, status: str):
    figures = net(taken(changed(line("1.2.9"), lambda row: {"net_expenditure": symbol})))
    without = (
        high_needs_of(LEICESTERSHIRE)
        - made.amounts(LEICESTERSHIRE, "1.2.9", YEAR)["net_expenditure"]
    )
    assert figures[LEICESTERSHIRE] == (without if status == "not applicable" else status)
    assert figures[860] == high_needs_of(860)


def test_authority_without_one_of_the_lines_has_no_net_figure():
    rows = [dict(row) for row in file_rows() if not line("1.2.8")(row)]
    assert net(taken(rows)).keys() == {who.la_code for who in standing()} - {855}


def test_carbon_allowances_ended_and_may_be_left_out():
    rows = [dict(row) for row in file_rows() if not numbered("1.2.12")(row)]
    without = made.amounts(LEICESTERSHIRE, "1.2.12", YEAR)["net_expenditure"]
    assert net(taken(rows))[LEICESTERSHIRE] == high_needs_of(LEICESTERSHIRE) - without
