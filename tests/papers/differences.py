"""Whether the differences that notebooks print are those of the numbers printed with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

from hnb.domain.plain import Json
from hnb.figures import MIME, Figure
from hnb.figures.printed import differences_of_printed

FORMS = ("text", "size", "read", "read_size")


def not_adding_up(notebook: Path) -> Iterator[str]:
    """Each sentence, or row of a table, of an executed notebook that does not add up."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            block = output.get("data", {}).get(MIME)
            if block and block["block"] in ("paragraph", "table"):
                yield from _of_block(block)


def _of_block(block: Json) -> Iterator[str]:
    for text, figures in _texts(block):
        here = [figure for figure in figures if _printed(figure, text)]
        yield from (
            f"a difference that does not add up, {gap.size}: {text}"
            for gap, *ends in _differences(here)
            if not any(
                _adds_up(text, gap, gap_form, list(zip(ends, forms, strict=True)))
                for gap_form in _printed(gap, text)
                for forms in product(*(_printed(end, text) for end in ends))
            )
        )


def _texts(block: Json) -> Iterator[tuple[str, list[Figure]]]:
    """A sentence, or each row of a table, with its Figures; with those of all rows where rows have
    different numbers of them.
    """
    figures = [Figure.from_json(figure) for figure in block["figures"]]
    rows = block.get("rows")
    if rows is None:
        yield block["text"], figures
        return
    of_a_row, left = divmod(len(figures), len(rows))
    for place, row in enumerate(rows):
        of_this = figures if left else figures[place * of_a_row :][:of_a_row]
        yield " | ".join(row), of_this


def _printed(figure: Figure, text: str) -> list[str]:
    """The forms in which a text has a Figure, as numbers of their own."""
    if not isinstance(figure.value, int | float) or figure.unit in ("rank", "year", "percent"):
        return []
    return [form for form in FORMS if _stands_in(text, format(figure, form))]


def _stands_in(text: str, number: str) -> bool:
    """Whether a text has a number, which is no part of a longer one."""
    return bool(re.search(rf"(?<![\d,.]){re.escape(number)}(?![,.]?\d)", text))


def _differences(figures: list[Figure]) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Each Figure that is named as a difference, and the two that it is of."""
    for gap in figures:
        if not any(word in gap.name for word in ("gap", "difference", "change", "apart", "more")):
            continue
        for first, second in combinations([other for other in figures if other is not gap], 2):
            apart = abs(first.number - second.number)
            same = gap.unit == first.unit == second.unit and gap.number
            if same and apart and abs(abs(gap.number) - apart) < 1e-6 * apart:
                yield gap, first, second


def _adds_up(text: str, gap: Figure, form: str, ends: list[tuple[Figure, str]]) -> bool:
    """Whether a difference is written as that of its printed ends; what is written as the
    difference itself may be another number of the same size.
    """
    others = {(str(place), of_end): end for place, (end, of_end) in enumerate(ends)}
    quoted = {("gap", form): gap, **others}
    meant = differences_of_printed(quoted, (form,)).get(("gap", form))
    return meant is None or _stands_in(text, meant)
