"""A Figure, the rows behind it, what makes two alike, and the sentence and the table that quote
them.
"""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hnb.domain import units
from hnb.domain.errors import CheckError, ParameterError, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

MIME = "application/vnd.hnb+json"
Scalar = float | int | str | None

# Numbers that belong to the field's own terms and may stand in a template; everything else is a
# Figure.
TERMS = re.compile(
    r"\b20[- ]weeks?\b|\bsection 251\b|\baged \d+ to \d+\b|\b\d+ to \d+ year olds?\b|\bper "
    r"1,000\b|\bline 1\.[\d.]+x?\b"
    r"|\bpost-16\b|\b16[-–]19\b|\b95%|\b80%|\b50%|\bSEN2\b|\bIMD \d{4}\b|\bP\d\b|\bgrade \d\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"\b(19|20)\d\d([-/]\d\d)?\b|\b\d{1,2} [A-Z][a-z]+ (?=20\d\d)")


@dataclass(frozen=True)
class Rows:
    """Rows of one table that a Figure rests on: the table, the releases, and which keys.

    `where` maps a key column to one value or a tuple of them; what it does not name is not
    narrowed.
    """

    table: str
    releases: tuple[str, ...] = ()
    where: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, table: str, frame: pd.DataFrame, keys: Sequence[str]) -> Rows:
        """The rows of `frame`, taken from `table`, narrowed by the key columns named."""
        where: dict[str, Any] = {}
        for key in keys:
            found = tuple(
                item.item() if hasattr(item, "item") else item for item in frame[key].unique()
            )
            where[key] = found[0] if len(found) == 1 else found
        releases = tuple(sorted(frame["release"].dropna().unique())) if "release" in frame else ()
        return cls(table, releases, where)

    def to_json(self) -> dict[str, Any]:
        """Plain lists and words."""
        where = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in self.where.items()
        }
        return {"table": self.table, "releases": list(self.releases), "where": where}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Rows:
        """The rows that `to_json` wrote."""
        where = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in data["where"].items()
        }
        return cls(data["table"], tuple(data["releases"]), where)


@dataclass(frozen=True)
class Figure:
    """A number that may be quoted: its value and unit, how it was made, and the rows it was made
    from.

    Parameters
    ----------
    name, unit : str
        Model, dot, measure (`placements.share_of_block_percent`), and a word that `hnb.domain.units.write`
        knows.
    value : float, int, str or None
        The number, unrounded; None where it is not published, with `reason` saying why.
    calculation, rows : str, tuple of Rows
        How it was made, in words, and what it rests on.
    scope, period : str
        What a reader needs beside it (denominator, scope of placements), and the year or years it
        speaks of.
    covers, stage, price_base : str
        What must agree before it is compared with another.
    low, high : float, optional
        An interval, in the same unit; none where there is no value.
    reason : str
        Why there is no value; dropped where there is one, so that a model may always say it.
    """

    name: str
    value: Scalar
    unit: str
    calculation: str
    rows: tuple[Rows, ...] = ()
    scope: str = ""
    period: str = ""
    covers: str = ""
    stage: str = ""
    price_base: str = ""
    low: float | None = None
    high: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        value: Any = self.value
        value = value.item() if hasattr(value, "item") else value
        value = None if isinstance(value, float) and math.isnan(value) else value
        object.__setattr__(self, "value", value)
        if value is None and not self.reason:
            raise ValueError(f"Figure {self.name} has no value and no reason")
        for unused in ("low", "high") if value is None else ("reason",):
            object.__setattr__(self, unused, None if value is None else "")

    @property
    def text(self) -> str:
        """The value as it is written in a sentence."""
        return units.write(self.value, self.unit)

    @property
    def size(self) -> str:
        """The value without its sign, for sentences that say 'above' or 'below' in words."""
        return units.write(
            abs(self.value) if isinstance(self.value, (int, float)) else self.value, self.unit
        )

    @property
    def interval(self) -> str:
        """The interval in words: `33 to 54 plans`; empty where there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"{units.write(self.low, self.unit)} to {units.write(self.high, self.unit)}"

    @property
    def releases(self) -> tuple[str, ...]:
        """Every release behind it, once, in order of name."""
        return tuple(sorted({release for rows in self.rows for release in rows.releases}))

    def __format__(self, spec: str) -> str:
        words = spec in ("", "text", "size", "interval")
        return str(getattr(self, spec or "text")) if words else format(self.value, spec)

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain data; `text` and `release` are written out for other programs."""
        also = {
            "text": self.text,
            "release": list(self.releases),
            "rows": [rows.to_json() for rows in self.rows],
        }
        return vars(self) | also

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Figure:
        """The Figure that `to_json` wrote."""
        kept = {key: value for key, value in data.items() if key not in ("text", "release", "rows")}
        return cls(**kept, rows=tuple(Rows.from_json(rows) for rows in data["rows"]))


_LIKE = {
    "unit": "unit",
    "covers": "coverage",
    "stage": "stage",
    "price_base": "price base",
    "scope": "scope",
}


def differences(one: Figure, other: Figure) -> list[str]:
    """What keeps two Figures from being compared, in words; empty where they are like for like."""
    return [
        f"{word}: {getattr(one, name) or 'not said'} against {getattr(other, name) or 'not said'}"
        for name, word in _LIKE.items()
        if getattr(one, name) != getattr(other, name)
    ]


def change(name: str, later: Figure, earlier: Figure) -> Figure:
    """The later Figure less the earlier one.

    Raises
    ------
    CheckError
        They are not like for like; what differs is named.
    """
    unlike = differences(later, earlier)
    if unlike:
        raise CheckError(
            found=f"{later.name} and {earlier.name} are not like for like ({'; '.join(unlike)})",
            expected="two figures of the same components, stage, coverage and price base",
            after="No comparison was made.",
        )
    missing = later if later.value is None else earlier if earlier.value is None else None
    value = None if missing else float(later.value) - float(earlier.value)  # type: ignore[arg-type]
    return Figure(
        name,
        value,
        later.unit,
        f"{later.period} less {earlier.period}",
        (*later.rows, *earlier.rows),
        later.scope,
        f"{earlier.period} to {later.period}",
        later.covers,
        later.stage,
        later.price_base,
        reason=missing.reason if missing else "",
    )


@dataclass(frozen=True)
class Sentence:
    """A paragraph that quotes Figures; shown in a notebook, and carried in its outputs to the
    paper.
    """

    text: str
    figures: tuple[Figure, ...]
    labels: tuple[str, ...] = ()
    summary: str = ""

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        block = {
            "block": "paragraph",
            "text": self.text,
            "summary": self.summary,
            "labels": list(self.labels),
            "figures": [figure.to_json() for figure in self.figures],
        }
        return {"text/plain": self.text, "text/markdown": self.text, MIME: block}


def _label(name: str, value: object) -> str:
    text = str(value)
    if re.search(r"\d", TERMS.sub("", _PERIOD.sub("", text))):
        found = f"{text!r} holds a number that is no period"
        raise ParameterError(Place(parameter=name), found=found, expected="a Figure")
    return text


def say(template: str, *, summary: str = "", **values: Figure | str | int) -> Sentence:
    """A sentence that quotes Figures, and nothing else that is a number.

    Parameters
    ----------
    template : str
        Words with fields: `{spend}`, `{gap:size}` without its sign, `{plans:interval}`.
    summary : str
        The name by which a report takes the sentence to its summary; a sentence without one stays
        in its section.
    **values : Figure or str
        Figures, and labels: names, and periods such as 2023-24 or January 2025.

    Raises
    ------
    ParameterError
        The template holds a digit other than the field's own terms, or a label holds a number.
    """
    bare = TERMS.sub("", re.sub(r"\{[^{}]*\}", "", template))
    if re.search(r"\d", bare):
        found = f"the sentence {template!r} has a number typed into it"
        raise ParameterError(
            Place(parameter="template"), found=found, expected="a field that quotes a Figure"
        )
    figures = tuple(value for value in values.values() if isinstance(value, Figure))
    shown = {
        name: value if isinstance(value, Figure) else _label(name, value)
        for name, value in values.items()
    }
    labels = tuple(value for value in shown.values() if isinstance(value, str))
    text = template.format(**shown)
    return Sentence(text[:1].upper() + text[1:], figures, labels, summary)


@dataclass(frozen=True)
class Listing:
    """A table of a paper: a caption, column headings, and rows of labels and Figures."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Figure | str, ...], ...]
    source: str = ""
    appendix: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every Figure in it."""
        return tuple(cell for row in self.rows for cell in row if isinstance(cell, Figure))

    def _cells(self) -> list[list[str]]:
        return [
            [cell.text if isinstance(cell, Figure) else _label("cell", cell) for cell in row]
            for row in self.rows
        ]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        head = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in self.header)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self._cells()
        )
        table = (
            f"<table><caption>{html.escape(self.caption)}</caption><tr>{head}</tr>{body}</table>"
        )
        block = {
            "block": "table",
            "caption": self.caption,
            "header": list(self.header),
            "rows": self._cells(),
            "numeric": [
                bool(self.rows) and all(isinstance(row[place], Figure) for row in self.rows)
                for place in range(len(self.header))
            ],
            "source": self.source,
            "appendix": self.appendix,
            "figures": [figure.to_json() for figure in self.figures],
        }
        return {"text/plain": self.caption, "text/html": table, MIME: block}
