"""The pages of docs/layouts: each file of a council's with its columns and a made-up example."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from hnb.council.definition import Layout, LayoutColumn, layout, layout_names
from hnb.council.example.council import made_up_council

SIZE = 0.02  # of the made-up council: a few rows of each file are enough
ROWS = 3
KINDS = {
    "text": "text",
    "reference": "reference",
    "date": "date",
    "month": "month",
    "financial_year": "financial year",
    "money": "pounds",
    "number": "number",
    "whole_number": "whole number",
    "yes_no": "yes or no",
    "code": "one of the words below",
    "postcode": "postcode",
}
ABOUT = {
    "children": "Its rows are about children: they never leave the private folder.",
    "survey": "Its rows are what people answered: they never leave the private folder.",
}
HOW = """A council's own file need not look like this. `hnb council map FILE` proposes which of its
columns is which, and a person confirms it ([how](../how-to/your-own-files.md)). CSV,
Excel, Parquet and a database are read; days as 30/11/2026,
2026-11-30 or 30 Nov 2026; pounds with `£`, commas and brackets."""


def layout_pages(folder: Path) -> dict[Path, str]:
    """Each page of the folder and what should stand in it."""
    pages = {folder / f"{name}.md": _page(layout(name)) for name in layout_names()}
    return {folder / "README.md": _list(), **pages}


def _list() -> str:
    lines = [
        "# The files of a council",
        "",
        "Generated from `hnb/council/layouts/` by `make docs`. Each page has the columns and a few "
        "made-up rows.",
        "",
        HOW,
        "",
        "| file | a row is |",
        "| --- | --- |",
        *(
            f"| [{name}]({name}.md) | {_without_one(layout(name).says)} |"
            for name in layout_names()
        ),
    ]
    return "\n".join(lines) + "\n"


def _without_one(says: str) -> str:
    return says.removeprefix("One row for ").rstrip(".")


def _page(defined: Layout) -> str:
    lines = [
        f"# {defined.name}",
        "",
        "Generated from `hnb/council/layouts/` by `make docs`.",
        "",
        " ".join([defined.says, ABOUT.get(defined.about, "")]).strip(),
        "",
        *_rules(defined),
        "| column | what it holds | written as | councils also call it |",
        "| --- | --- | --- | --- |",
        *(_column(name, column) for name, column in defined.columns.items()),
        "",
        *_codes(defined),
        "## Example",
        "Three rows of a made-up council; nobody in them exists.",
        "```",
        *_example(defined),
        "```",
        "",
        HOW,
    ]
    return "\n".join(lines) + "\n"


def _rules(defined: Layout) -> list[str]:
    """What must be there, what makes a row a second one, and which columns are added up."""
    needed = [f"`{name}`" for name, column in defined.columns.items() if column.required]
    rules = [f"Needed in every row: {', '.join(needed)}."]
    rules += [
        f"Needed, at least one of: {', '.join(f'`{name}`' for name in group)}."
        for group in defined.one_of
    ]
    if defined.key:
        names = ", ".join(f"`{name}`" for name in defined.key)
        rules.append(f"A row with the same {names} as one before it is a second one, and rejected.")
    if defined.sums:
        names = ", ".join(f"`{name}`" for name in defined.sums)
        rules.append(f"Reconciled to the penny: {names}.")
    return [*(f"- {rule}" for rule in rules), ""]


def _column(name: str, column: LayoutColumn) -> str:
    others = ", ".join(word for word in column.synonyms if word != name.replace("_", " "))
    needed = "**" if column.required else ""
    return f"| {needed}`{name}`{needed} | {column.says} | {KINDS[column.kind]} | {others} |"


def _codes(defined: Layout) -> list[str]:
    lines = []
    for name, column in defined.columns.items():
        if column.codes:
            lines += [f"Words of `{name}`, and what is read as each:", ""]
            lines += [
                f"- {word}" + (f" ({', '.join(texts)})" if texts else "")
                for word, texts in column.codes.items()
            ]
            lines.append("")
    return lines


@cache
def _frames() -> dict[str, pd.DataFrame]:
    return dict(made_up_council(size=SIZE).frames)


def _example(defined: Layout) -> list[str]:
    """The first rows, with the columns that have anything in them."""
    rows = _frames()[defined.name].head(ROWS)
    shown = [name for name in defined.columns if name in rows and rows[name].notna().any()]
    text = pd.DataFrame({name: _text(rows[name]) for name in shown})
    text["made_up"] = "made-up example"
    return text.to_csv(index=False, lineterminator="\n").splitlines()


def _text(values: pd.Series) -> pd.Series:
    """Values as a file may have them; empty where there is none."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%d/%m/%Y").fillna("")
    if pd.api.types.is_bool_dtype(values):
        return values.map({True: "Yes", False: "No"}).fillna("")
    if pd.api.types.is_float_dtype(values):
        return values.map(lambda value: "" if pd.isna(value) else f"{value:.10g}")
    return values.astype("str").where(values.notna(), "")
