"""What people and publishers write: shorthand, separators, notes, and what Excel makes of a CSV.

Each file is read with the right values, or refused with what is the matter and what to do about it.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from hnb.domain.errors import SourceError
from hnb.store import add
from tests.reliability.attempt import Attempt, hnb
from tests.sources import books

TITLE = "files as people and publishers write them, read right or refused with a way forward"
GOAL = "all"
DAY = datetime.date(2026, 6, 25)
VALUES = {
    "requests_received_in_year": "1886", "requests_rya": "20", "requests_decided_to_assess": "1586",
    "requests_decided_not_to_assess": "250", "requests_decision_not_made": "30", "requests_withdrawn": "20",
    "request_outcome_six_weeks": "1486", "request_outcome_over_6_weeks": "70",
    "mediation_related_request": "12", "tribunal_related_request": "5", "tribunal_after_mediation_request": "2",
}  # fmt: skip
AREAS = ((886, "Kent", "South East"), (831, "Derby", "East Midlands"))
Cells = list[list[str]]
REQUESTS = {"886": 1886, "831": 1886}  # received, by authority, as every file says but for changes


def table(changes: Mapping[str, str] | None = None) -> Cells:
    """Requests in the published layout, for Kent and Derby; changes are to Kent's row."""
    rows = [[*books.EES_AREA, *VALUES]]
    for code, name, region in AREAS:
        everyone = "All requests for EHC needs assessments"
        ons = "E10000016" if code == 886 else "E06000015"
        start = ["2025", "Calendar year", "Local authority", "E92000001", "England", "E12000008"]
        row = [*start, region, ons, str(code), name, everyone, everyone, *VALUES.values()]
        if code == 886:
            row = [(changes or {}).get(head, cell) for head, cell in zip(rows[0], row, strict=True)]
        rows.append(row)
    return rows


def text(rows: Cells, separator: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, quoting=quoting).writerows(rows)
    return written.getvalue()


def read(path: Path) -> dict[str, str]:
    """The requests received that a file gives, by authority: the value, or why there is none."""
    (addition,) = add.look(path, DAY)
    rows = csv.DictReader(io.StringIO(addition.csv_by_file["requests.csv"]))
    return {
        row["la_code"]: row["requests"] or row["status"]
        for row in rows
        if row["outcome"] == "total"
    }


def holds(
    folder: Path, *, content: str | bytes, name: str = "requests.csv", **expected: object
) -> str:
    """What is wrong with how a file was read, or refused with the words of `says`."""
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    says = expected.pop("says", None)
    try:
        found = read(path)
    except SourceError as fault:
        message = str(fault)
        if says is None:
            return f"refused: {message}"
        missing = [word for word in (name, *says) if word.casefold() not in message.casefold()]
        return f"does not say {missing}: {message}" if missing else ""
    if says is not None:
        return f"read as {found}"
    wanted = {code: str(value) for code, value in (REQUESTS | expected.get("values", {})).items()}
    return "" if found == wanted else f"read as {found}, and not {wanted}"


def cell(raw: str, value: object = None, *says: str) -> Callable[[Path], str]:
    """A file in which one cell is written so: its value, or what the refusal says."""
    content = text(table({"requests_received_in_year": raw}))
    if says:
        where = ("row 2, column requests_received_in_year", *says)
        return partial(holds, content=content, says=where)
    return partial(holds, content=content, values={"886": value})


def whole(content: str | bytes, *says: str, name: str = "requests.csv") -> Callable[[Path], str]:
    """A file that is written so: with the usual values, or what the refusal says."""
    return partial(holds, content=content, name=name, **({"says": says} if says else {}))


SYMBOLS = {
    "[x]": "not available", "[X]": "not available", " [x] ": "not available", "[c]": "suppressed",
    "[z]": "not applicable", "[low]": "low", "[u]": "not available", "[w]": "no data",
    "[k]": "low", "[x] [note 2]": "not available", "c [note 1]": "suppressed",
    "x": "not available", "#DIV/0!": "broken at source", "#NAME?": "broken at source",
    "#NUM!": "broken at source", "Err:502": "broken at source",
}  # fmt: skip
NUMBERS = (
    "1886 [r]", "1,886 r", "1886 [p]", "1886 [e]", "1886 [b]", "1886 [u]", "1886[r]", "1886 (r)",
    "1886 [r] [p]", "1886 [r, p]", "1886 [note 1]", "1,886 [note 1, 2]", "1886 [r] [note 3]", "1,886",
    "\u00a01886\u00a0", "1\u00a0886", "1\u202f886", "1886.0", "1886 [notes 1 and 2]", "+1886",
)  # fmt: skip
REFUSED = {
    "[r]": ("without a number",),
    "[note 1]": ("without a number",),
    "[f]": ("forecast",),
    "1886 [f]": ("forecast", "x where there is none"),
    "1886 [x]": ("says that there is no figure",),
    "1886 [q]": ("[q] is not known", "publisher's own file"),
    "1886*": ("a marker that is not known", "[note 1]"),
    "1886†": ("a marker that is not known",),
    " -   ": ("zero", "missing", "write 0"),
    "-": ("zero", "missing", "write 0"),
    "–": ("zero", "missing", "write 0"),
    " £-   ": ("zero", "missing", "write 0"),
    "1886,5": ("decimal comma", "decimal point"),
    "1.886,00": ("decimal comma", "decimal point"),
    "18,86": ("decimal comma",),
    "1 886": ("a space in it",),
    "18\u00a086": ("a space in it",),
    "(1,886)": ("brackets", "with its sign"),
    "1.89E+03": ("lost its last digits", "publisher's own file"),
    "05-Oct": ("a date", "publisher's own file"),
    "Apr-21": ("a date",),
    "01/04/2021": ("a date",),
    "$1,886": ("not in pounds",),
    "£1,886": ("£ in a column of",),
    "1886%": ("% in a column of",),
    "<5": ("a range",),
    "5 or fewer": ("a range",),
    "1886.5": ("not a whole number",),
    "": ("is empty",),
    "nil": ("neither a number nor a known symbol",),
}
NOTE = "Note 1: some authorities are provisional"


def notes() -> dict[str, Callable[[Path], str]]:
    """Files with rows that are no part of the table."""
    rows, plain = table(), text(table())
    head, *body = plain.splitlines(keepends=True)
    return {
        "a note below": whole(f"{plain}\r\n{NOTE}\r\n"),
        "a note right below": whole(f"{plain}{NOTE}\r\n"),
        "several notes below": whole(
            f"{plain}\r\n{NOTE}\r\n\r\nSource: SEN2\r\n[c] confidential\r\n"
        ),
        "a note with commas below": whole(f"{plain}{NOTE}, others, and more\r\n"),
        "a note as wide as the table": whole(f"{plain}{NOTE}{',' * (len(rows[0]) - 1)}\r\n"),
        "a title above": whole(f"Table 1: requests\r\n{plain}"),
        "a title and a line above": whole(f"Table 1: requests\r\n\r\n{plain}"),
        "a note in the middle": whole(f"{head}{body[0]}{NOTE}\r\n{body[1]}", "row 3", "a note"),
        "a last row that is cut": whole(plain[: plain.rindex("Derby") + 5], "row 3", "cut short"),
        "a row with a cell too many": whole(
            head + body[0].replace("1886", "1,886", 1) + body[1], "row 2", "quotation marks"
        ),
        "lines of nothing below": whole(f"{plain}{',' * 22}\r\n\r\n{',' * 22}\r\n"),
        "columns of nothing at the right": whole(plain.replace("\r\n", ",,,\r\n")),
        "each row twice": whole(plain + "".join(body)),
        "one row twice with another figure": whole(
            plain + body[0].replace("1886", "1887", 1), "two values", name="requests.csv"
        ),
        "a heading in the middle": whole(plain + head + "".join(body)),
    }


def separated() -> dict[str, Callable[[Path], str]]:
    """Files with other separators, encodings and quotation marks."""
    rows, plain = table(), text(table())
    thousands = table({"requests_received_in_year": "1,886"})
    points = table({"requests_received_in_year": "1.886"})
    decimals = table({"requests_received_in_year": "1,886", "requests_rya": "20,5"})
    quoted = "".join(f'"{line}"\r\n' for line in plain.splitlines())
    windows = plain.replace("All requests", "All\u00a0requests")
    return {
        "semicolons": whole(text(rows, ";")),
        "tabs": whole(text(rows, "\t")),
        "upright strokes": whole(text(rows, "|")),
        "a line sep=,": whole(f"sep=,\r\n{plain}"),
        "a line sep=;": whole("sep=;\r\n" + text(rows, ";")),
        "a line in quotation marks": whole(f'"sep=,"\r\n{plain}'),
        "a line sep=#": whole("sep=#\r\n" + text(rows, "#"), "separator is '#'", "a comma"),
        "thousands and semicolons": whole(text(thousands, ";"), "row 2", "decimal mark"),
        "points and semicolons": whole(text(points, ";"), "row 2", "decimal mark"),
        "thousands and tabs": whole(text(thousands, "\t")),
        "decimal commas and tabs": whole(text(decimals, "\t"), "row 2", "decimal mark"),
        "every cell quoted": whole(text(rows, quoting=csv.QUOTE_ALL)),
        "every line quoted": whole(quoted),
        "one line quoted": whole(plain.replace(plain.splitlines()[1], quoted.splitlines()[1])),
        "a mark of UTF-8": whole(plain.encode("utf-8-sig")),
        "UTF-16 and tabs, as Excel's Unicode text": whole(text(rows, "\t").encode("utf-16")),
        "UTF-16, the other way round": whole(b"\xfe\xff" + plain.encode("utf-16-be")),
        "UTF-16 without its mark": whole(plain.encode("utf-16-le"), "UTF-16", "CSV UTF-8"),
        "the letters of Windows": whole(windows.encode("cp1252")),
        "ends of line of a Mac": whole(plain.replace("\r\n", "\r")),
    }  # fmt: skip


def typed(raw: str) -> object:
    """A cell as Excel takes it from a CSV."""
    try:
        number = float(raw)
    except ValueError:
        return raw or None
    return int(number) if number.is_integer() else number


def books_of_a_csv() -> dict[str, Callable[[Path], str]]:
    """The publisher's CSV, saved as a workbook."""
    rows = [[typed(raw) for raw in row] for row in table()]
    marked = [[typed(raw) for raw in row] for row in table({"requests_received_in_year": "[x]"})]
    dated = [list(row) for row in rows]
    dated[1][rows[0].index("requests_received_in_year")] = datetime.date(2026, 10, 5)
    category = [list(row) for row in rows]
    category[1][rows[0].index("breakdown_topic")] = datetime.date(2026, 10, 5)
    ods_rows = "".join(
        f"<table:table-row>{''.join(map(books.cell, row))}</table:table-row>" for row in rows
    )
    error = books.cell("", 'calcext:value-type="error" office:string-value=""').replace(
        "<text:p></text:p>", "<text:p>#DIV/0!</text:p>"
    )
    zero = '<table:table-cell office:value-type="float" office:value="0">' "<text:p>#DIV/0!</text:p></table:table-cell>"  # fmt: skip
    figure = books.cell(1886)
    space = "xmlns:table="
    calcext = f'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc" {space}'

    def ods(body: str) -> bytes:
        return books.ods(body)

    def with_error(cell: str) -> Callable[[Path], str]:
        content = books.ods(ods_rows.replace(figure, cell, 1), space=calcext)
        return partial(
            holds, content=content, name="requests.ods", values={"886": "broken at source"}
        )

    xlsx = "requests.xlsx"
    title: list[list[object]] = [["Table 1: requests"], []]
    return {
        "a CSV as XLSX": whole(books.xlsx(requests=rows), name=xlsx),
        "a CSV as XLSX, with empty sheets": whole(
            books.xlsx(requests=rows, Sheet2=[], Sheet3=[]), name=xlsx
        ),
        "a CSV as XLSX, with a title": whole(books.xlsx(requests=title + rows), name=xlsx),
        "a CSV as XLSX, with a note": whole(books.xlsx(requests=[*rows, [], [NOTE]]), name=xlsx),
        "a CSV as XLSX, with a symbol": partial(
            holds, content=books.xlsx(a=marked), name=xlsx, values={"886": "not available"}
        ),
        "a CSV as XLSX, with a date for a number": whole(
            books.xlsx(a=dated), "row 2", "a date", name=xlsx
        ),
        "a CSV as XLSX, with a date for a word": whole(
            books.xlsx(a=category), "row 2", "breakdown_topic", "a date", name=xlsx
        ),
        "a CSV as ODS": whole(ods(ods_rows), name="requests.ods"),
        "an error in an ODS, with nothing beside it": with_error(error),
        "an error in an ODS, with 0 beside it": with_error(zero),
    }


def told(folder: Path, *, content: str, words: str) -> str:
    """What a command says of what it left aside."""
    path = folder / "requests.csv"
    path.write_text(content, encoding="utf-8")
    kept = {"HNB_DATA": str(folder / "data")}
    return hnb("data", "add", "--dry-run", "--published", DAY, path, env=kept).fault(0, says=words)


def attempts() -> list[Attempt]:
    """Every file."""
    runs: dict[str, Callable[[Path], str]] = {}
    runs |= {f"symbol {raw!r}": cell(raw, status) for raw, status in SYMBOLS.items()}
    runs |= {f"number {raw!r}": cell(raw, 1886) for raw in NUMBERS}
    runs |= {f"refused {raw!r}": cell(raw, None, *says) for raw, says in REFUSED.items()}
    runs |= notes() | separated() | books_of_a_csv()
    word = text(table({"breakdown_topic": "05-Oct"}))
    runs["a date for a word"] = whole(word, "row 2", "breakdown_topic", "a date")
    quick = [Attempt(name, run, quick=True) for name, run in runs.items()]
    marked = text(table({"requests_received_in_year": "1886 [r]"}))
    note = f"{text(table())}\r\n{NOTE}\r\n"
    return [
        *quick,
        Attempt("a marker is told", partial(told, content=marked, words="[r] revised (1)")),
        Attempt("a note is told", partial(told, content=note, words=f"left aside: '{NOTE}'")),
    ]
