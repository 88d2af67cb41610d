"""Whether the differences that notebooks print are those of the numbers printed with them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

from hnb.domain.plain import Json
from hnb.figures import MIME, Figure

_WRITTEN = re.compile(r"(−?)£?(\d[\d,]*(?:\.\d+)?)(?: (million|billion))?")
FORMS = ("text", "size", "read", "read_size")


def not_adding_up(notebook: Path) -> Iterator[str]:
    """Each sentence, or row of a table, of an executed notebook that does not add up."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            block = output.get("data", {}).get(MIME)
            if block and block["block"] in ("paragraph", "table"):
                yield from _of_block(block)


def _of_block(block: Json) -> Iterator[str]:
    for text, figures, all_printed in _texts(block):
        here = [figure for figure in figures if _printed(figure, text)]
        if all_printed:  # a difference may be printed as another number
            here += [figure for figure in figures if figure not in here and figure.known]
        yield from (
            f"a difference that does not add up, {gap.size}: {text}"
            for gap, *ends in _differences(here)
            if not any(
                _adds_up(text, gap, gap_form, list(zip(ends, forms, strict=True)))
                for gap_form in _printed(gap, text) or FORMS
                for forms in product(*(_printed(end, text) for end in ends))
            )
        )


def _texts(block: Json) -> Iterator[tuple[str, list[Figure], bool]]:
    """A sentence, or each row of a table, with its Figures, and whether it is known to print each;
    with those of all rows where rows have different numbers of them.
    """
    figures = [Figure.from_json(figure) for figure in block["figures"]]
    rows = block.get("rows")
    if rows is None:
        yield block["text"], figures, False
        return
    of_a_row, left = divmod(len(figures), len(rows))
    for place, row in enumerate(rows):
        of_this = figures if left else figures[place * of_a_row :][:of_a_row]
        yield " | ".join(row), of_this, not left


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
    """Whether a difference is written as that of its printed ends, signs and all; what is written
    as the difference itself may be another number of the same size, and ends that are printed
    alike say nothing of it.
    """
    first, second = (_value(end, of_end) for end, of_end in ends)
    if abs(first - second) < 1e-9 * max(abs(first), abs(second), 1):
        return True
    meant = replace(gap, value=math.copysign(round(abs(first - second), 6), gap.number))
    return _stands_in(text, format(meant, form))


def _value(figure: Figure, form: str) -> float:
    """The number that a reader has of a Figure; without a sign where it is a size, whose words say
    which way it goes.
    """
    minus, digits, scale = _WRITTEN.search(format(figure, form)).groups()
    size = float(digits.replace(",", "")) * {"million": 1e6, "billion": 1e9}.get(scale, 1)
    below = minus or ("size" in form and figure.number < 0)
    return -size if below else size
