"""HM Treasury's deflators in the two layouts in which they have been published."""

from __future__ import annotations

from typing import Any

from tests.sources.books import Sheet, xlsx

TITLE = "GDP DEFLATORS AT MARKET PRICES, AND MONEY GDP"
# year, index to three decimals, change to two; made up
YEARS = [
    ("1998-99", 95.0, None), ("1999-00", 96.14, 1.2), ("2000-01", 97.755, 1.68), ("2001-02", 100.0, 2.3),
]  # fmt: skip


def rows_of(
    outturn: list[tuple[str, Any, Any]],
    forecasts: dict[str, Any],
    base: str,
    *,
    empty: Any = "-",
    notes: str = " (1), (2)",
) -> Sheet:
    """Headings and rows: financial years, and calendar years beside them."""
    above = ["Financial year", None, None, None, None, None, "Calendar year", None, None, None]
    groups = [None, "GDP deflator at market prices", None, "Money GDP (3), (4)", None, None, None,
              "GDP deflator at market prices", None, "Money GDP (3)"]  # fmt: skip
    heads = ["Financial year", f"{base} = 100", "per cent change on previous year",
             "Cash £ million Non-Seasonally Adjusted", "Cash £ million Seasonally Adjusted", None,
             "Calendar year", f"{base[:4]} = 100", "per cent change on previous year",
             "Cash £ million Non-Seasonally Adjusted"]  # fmt: skip
    lines: Sheet = [above, groups, heads]
    for year, index, change in outturn:
        money = ["19,816", "19,829", None]
        lines.append([year, index, change, *money, int(year[:4]), index, change, "19,415"])
    for year, change in forecasts.items():
        label = f"{year}{notes}"
        lines.append(
            [label, empty, change, empty, empty, None, int(year[:4]), empty, change, empty]
        )
    return lines


def workbook(
    outturn: list[tuple[str, Any, Any]] = YEARS,
    forecasts: dict[str, Any] | None = None,
    base: str = "2001-02",
    sheet: str = "GDP deflators",
) -> bytes:
    """The workbook, as it has been since 2019: the first column is empty, headings in row 7."""
    forecasts = {"2002-03": 2.5, "2003-04": 1.9} if forecasts is None else forecasts
    lines = rows_of(outturn, forecasts, base)
    notes = [
        "Sources and footnotes:",
        "(1) Forecasts are from the Office for Budget Responsibility.",
    ]
    top = [[TITLE], [], ["Outturn data are the Quarterly National Accounts figures from ONS."], []]
    return xlsx(
        **{sheet: [[None, *line] for line in [*top, *lines, [], *([note] for note in notes)]]}
    )


def text(
    outturn: list[tuple[str, Any, Any]] = YEARS,
    forecasts: dict[str, Any] | None = None,
    base: str = "2001-02",
) -> bytes:
    """The CSV file, as it was until 2018: the title is in the first cell, headings in row 7."""
    import csv
    import io

    forecasts = {"2002-03": 2.5} if forecasts is None else forecasts
    lines = rows_of(outturn, forecasts, base, empty="")
    top = [[TITLE], [], ["Outturn data are the latest National Accounts figures from ONS"],
           ["Forecast data are consistent with OBR Budget data"]]  # fmt: skip
    whole = io.StringIO()
    width = len(lines[0])
    csv.writer(whole).writerows(
        ["" if cell is None else cell for cell in [*line, *[None] * (width - len(line))]]
        for line in [*top, *lines, ["Sources and footnotes:"], ["(1) Forecasts are those of OBR."]]
    )
    return whole.getvalue().encode("cp1252")
