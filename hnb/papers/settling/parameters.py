"""The parameters of notebooks: their usual values, and given ones checked against them."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.words import LONGEST_QUOTED, UNSEEN, quoted, shortened, typed

Value = str | int | float | bool
LARGEST_NUMBER = 10**15  # no parameter is as large


def notebook_parameters(notebook: Path) -> dict[str, Value]:
    """The names and usual values in the cell tagged `parameters`; empty where there is no such
    cell.

    Raises
    ------
    ParameterError
        The cell holds more than names set to plain strings, numbers, true or false.
    """
    try:
        cells = [
            (cell.get("metadata", {}).get("tags", ()), "".join(cell["source"]))
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        raise ParameterError(
            Place(notebook=notebook.name),
            found=f"it is not a notebook ({type(fault).__name__}: {fault})",
            expected="one that Jupyter opens",
        ) from None
    for place, (tags, source) in enumerate(cells, 1):
        if "parameters" not in tags:
            continue
        try:
            return dict(map(_assigned, ast.parse(source).body))
        except (ValueError, SyntaxError, RecursionError, MemoryError) as fault:
            raise ParameterError(
                Place(notebook=notebook.name, cell=place),
                found=f"the parameters are not plain ({shortened(str(fault), LONGEST_QUOTED)})",
                expected="names set to strings, numbers, True or False",
            ) from None
    return {}


def _assigned(line: ast.stmt) -> tuple[str, Value]:
    match line:
        case ast.Assign([ast.Name(name)], assigned):
            value = ast.literal_eval(assigned)
            if isinstance(value, Value):
                return name, value
    raise ValueError(ast.unparse(line))


def fit(given: object, usual: Value, name: str) -> Value:
    """A value of the kind that a parameter has; strings from a command line are read as that kind.

    Raises
    ------
    ParameterError
        It cannot be read so.
    """
    text = typed(str(given).lower() if isinstance(given, bool) else given)
    with suppress(ValueError, KeyError):
        if isinstance(usual, bool):
            return {"true": True, "yes": True, "false": False, "no": False}[text.casefold()]
        if isinstance(usual, int | float):
            number = int(text) if isinstance(usual, int) else float(text)
            if abs(number) <= LARGEST_NUMBER:
                return number
        elif (text or isinstance(given, str)) and not UNSEEN.search(text):
            return text
    kinds = {bool: "true or false", int: "a whole number", float: "a number"}
    raise ParameterError(
        Place(parameter=name),
        found=f"{quoted(text or given)} is not {kinds.get(type(usual), 'a word')}",
        expected=f"one such as {quoted(usual)}",
    )


def fit_notebook(notebook: Path, given: Mapping[str, object]) -> dict[str, Value]:
    """Values for a notebook, each checked against its `parameters` cell by name and kind.

    Raises
    ------
    ParameterError
        A name is not in the cell, or a value is not of its kind.
    """
    usual = notebook_parameters(notebook)
    for name in given:
        if name not in usual:
            place = Place(notebook=notebook.name, parameter=name)
            raise unknown(place, "there is no such parameter", word=name, known=usual)
    return {name: fit(value, usual[name], name) for name, value in given.items()}
