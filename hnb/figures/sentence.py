"""A sentence that quotes Figures, and nothing else that is a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from string import Formatter
from typing import Any

from hnb.domain.errors import ParameterError, Place, did_you_mean, unknown
from hnb.domain.plain import Json
from hnb.domain.units import NO_VALUE
from hnb.domain.words import UNSEEN, capitalised, quoted, typed, with_articles
from hnb.figures.figure import FEW, WRITTEN, Figure
from hnb.figures.marks import joined, marked, unmarked
from hnb.figures.printed import differences_of_printed

MIME = "application/vnd.hnb+json"

# Numbers that belong to the field's own terms and may stand in a template; everything else is a
# Figure.
TERMS = re.compile(
    r"\b(?:20|52|38 to 51)[- ]weeks?\b|\bsection 251\b|\baged \d+ to \d+\b"
    r"|\b\d+ to \d+ year olds?\b|\bper 1,000\b|\bline 1\.[\d.]+x?\b"
    r"|\bpost-16\b|\b16[-–]19\b|\b95%|\b80%|\b50%|\bSEN2\b|\bIMD \d{4}\b|\bP\d\b|\bgrade \d\b"
    r"|\bpayments over £500\b",
    re.IGNORECASE,
)
BARE = ("d", ",d")  # a count without its noun
# a missing value as a table writes it; a reason may quote the publisher's own word for it
_NO_VALUE = re.compile(rf"(?<!published as ){NO_VALUE}(?!:)")
_CLAUSE = re.compile(r"\[([^\[\]]*)\]")
_PERIOD = re.compile(r"\b(19|20)\d\d([-/]\d\d)?\b|\b\d{1,2} [A-Z][a-z]+ (?=20\d\d)")


@dataclass(frozen=True)
class Sentence:
    """A paragraph that quotes Figures; shown in a notebook, and carried in its outputs to the
    paper.

    `missing` says why a figure is not available, where the sentence says nothing else. One whose
    Figures rest on made-up records says so first.
    """

    text: str
    figures: tuple[Figure, ...]
    labels: tuple[str, ...] = ()
    missing: str = ""

    @property
    def unmarked(self) -> str:
        """The text as it is within a paragraph or a table that says already that it is made up."""
        return unmarked(self.text)

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Json:
        block = {
            "block": "paragraph",
            "text": self.text,
            "missing": self.missing,
            "labels": list(self.labels),
            "figures": [figure.to_json() for figure in self.figures],
        }
        return {"text/plain": self.text, "text/markdown": self.text, MIME: block}


def label_of(name: str, value: object) -> str:
    """A label as a sentence or a table writes it.

    Raises
    ------
    ParameterError
        It holds a number that is not a period (a number must be a Figure), or is no words at all.
    """
    if not isinstance(value, str | Integral) or isinstance(value, bool):
        message = f"{quoted(value)} is no Figure and no label"
        raise ParameterError(Place(parameter=name), found=message, expected="a Figure, or words")
    text = value if isinstance(value, str) else typed(value)
    if not text and value != "":
        raise ParameterError(Place(parameter=name), found=quoted(value), expected="a Figure")
    if UNSEEN.search(text):
        message = f"{quoted(text)} has a letter that cannot be seen"
        raise ParameterError(Place(parameter=name), found=message, expected="words without it")
    if re.search(r"\d", TERMS.sub("", _PERIOD.sub("", text))):
        message = f"{quoted(text)} holds a number that is no period"
        raise ParameterError(Place(parameter=name), found=message, expected="a Figure")
    return text


def say(
    template: str,
    *,
    otherwise: str = "",
    needs: str | Sequence[str] = (),
    **values: object,
) -> Sentence:
    """A sentence that quotes Figures, and nothing else that is a number.

    Parameters
    ----------
    template : str
        Words with fields: `{spend}`, `{gap:size}` without its sign, `{plans:interval}`;
        `{share:read}`, `{gap:read_size}` and `{plans:range}` are rounded for reading, and
        `{growth:moved}` is `up 67%`;
        `{rate.median}` for the `median` of the `rate` given. A clause in square brackets is left
        out where a Figure in it has no value or is a percentage of fewer than ten, or a label in it
        is empty: `{who} refused {part} of {whole} requests[ ({share})][; England {england}].`
        Outside brackets a percentage of fewer than ten is written as its counts, `3 of 40`.
    otherwise : str
        What is said instead where a Figure that the sentence quotes outside square brackets has no
        value. It may quote `{reason}`, which says why there is none, and every other field. Without
        it, or where it lacks a value itself, the reason alone is said: a missing value is never
        written into a sentence.
    needs : str or sequence of str
        The fields that decide first whether `otherwise` is said, and whose reason is given.
    **values
        Figures, labels (names, and periods such as 2023-24 or January 2025), and whatever has them.

    Raises
    ------
    ParameterError
        A template holds a digit other than the field's own terms, a label holds a number or the
        words for a missing value, or a field is not given, and the nearest is named, or cannot be
        written as it says.
    """
    _refuse_faults("template", template)
    _refuse_faults("otherwise", otherwise)
    for name in _fields(otherwise):
        _refuse_absent(name, {**values, "reason": ""})
    rests_on = _quoted_figures(template, values)
    if reason := _missing_reason(template, needs, values):
        values = {**values, "reason": reason}
        template = otherwise if not _missing_reason(otherwise, (), values) else ""
        template = template or "{reason}."
    shown = {name: _figure_or_label(name, values) for name in _fields(template)}
    _refuse_other_formats(template, shown)
    figures = tuple(value for value in shown.values() if isinstance(value, Figure))
    labels = tuple(value for value in shown.values() if isinstance(value, str))
    text, changed = _filled_in(_with_known_clauses(template, shown), shown)
    if _NO_VALUE.search(text):
        message = f"the sentence {quoted(text)} has a value that is missing"
        raise ParameterError(Place(parameter="template"), found=message, expected="a reason")
    missing = reason if all(map(_reason, figures)) else ""
    text = marked(capitalised(with_articles(text.strip())), (*figures, *rests_on))
    return Sentence(text, figures, (*labels, *changed), missing)


def paragraph(sentences: Iterable[Sentence | None]) -> Sentence | None:
    """Several sentences as one paragraph, without those that are None; None where all are."""
    parts = [sentence for sentence in sentences if sentence is not None]
    if not parts:
        return None
    figures = tuple(figure for part in parts for figure in part.figures)
    return Sentence(
        joined(part.text for part in parts),
        figures,
        tuple(label for part in parts for label in part.labels),
        missing="; ".join(part.missing for part in parts) if all(p.missing for p in parts) else "",
    )


def say_if_known(template: str, **values: Any) -> Sentence | None:
    """The sentence where every Figure that it needs has a value; else nothing. As `say`."""
    _refuse_faults("template", template)
    if _missing_reason(template, values.get("needs", ()), values):
        return None
    return say(template, **values)


def _refuse_faults(parameter: str, template: object) -> None:
    """Refuse a template that cannot be filled in, or has a number of its own."""
    place = Place(parameter=parameter)
    if not isinstance(template, str):
        raise ParameterError(place, found=f"{quoted(template)} is no sentence", expected="words")
    if not _has_pairs(template):
        raise ParameterError(
            place,
            found=f"the sentence {template!r} has a bracket without its pair",
            expected="fields in {}, clauses that may be left out in [], none within another",
        )
    if re.search(r"\d", TERMS.sub("", re.sub(r"\{[^{}]*\}", "", template))):
        raise ParameterError(
            place,
            found=f"the sentence {template!r} has a number typed into it",
            expected="a field that quotes a Figure",
        )


def _has_pairs(template: str) -> bool:
    """Whether each bracket of a template has its pair, square ones none within another."""
    try:
        _fields(template)
    except ValueError:
        return False
    return not re.search(r"[\[\]]", _CLAUSE.sub("", template))


def _fields(template: str) -> tuple[str, ...]:
    """The names of the fields of a template, in order."""
    names = (name for _, name, _, _ in Formatter().parse(template) if name is not None)
    return tuple(dict.fromkeys(names))


def _value(name: str, values: Mapping[str, object]) -> object:
    """What a field quotes: of `rate.own`, the attribute `own` of the value called `rate`."""
    _refuse_absent(name, values)
    first, *attributes = name.split(".")
    value = values[first]
    for attribute in attributes:
        if attribute.startswith("_") or not hasattr(value, attribute):
            public = [word for word in dir(value) if not word.startswith("_")]
            raise ParameterError(
                Place(parameter=name),
                found=f"there is no {quoted(attribute)} to quote",
                expected=f"what {first} has{did_you_mean(attribute, public)}",
            )
        value = getattr(value, attribute)
    return value


def _refuse_absent(name: str, values: Mapping[str, object]) -> None:
    first = name.split(".", maxsplit=1)[0]
    if first not in values:
        fault = f"the sentence quotes {{{name}}}, which is not given"
        raise unknown(Place(parameter=first or "template"), fault, word=first, known=values)


def _refuse_other_formats(template: str, shown: Mapping[str, Figure | str]) -> None:
    """Refuse to write a Figure in a form of one's own, or a label in any."""
    for _, name, form, conversion in Formatter().parse(template):
        forms = _forms(shown[name]) if name is not None else ()
        if name is None or (form in forms and not conversion):
            continue
        written = f"{name}!{conversion}" if conversion else f"{name}:{form}"
        known = [f"{{{name}:{word}}}" if word else f"{{{name}}}" for word in forms]
        raise ParameterError(
            Place(parameter=name),
            found=f"it cannot be written as {{{written}}}",
            expected=f"one of: {', '.join(known)}{did_you_mean(f'{{{written}}}', known)}",
        )


def _forms(quoted: Figure | str) -> tuple[str, ...]:
    """What may stand after the colon of a field."""
    if not isinstance(quoted, Figure):
        return ("",)
    return (*WRITTEN, *BARE) if isinstance(quoted.value, int | None) else WRITTEN


def _quoted_figures(template: str, values: Mapping[str, object]) -> list[Figure]:
    """Every Figure that a template names, also where something else is said in its place."""
    quoted = (_value(name, values) for name in _fields(template))
    return [value for value in quoted if isinstance(value, Figure)]


def _figure_or_label(name: str, values: Mapping[str, object]) -> Figure | str:
    value = _value(name, values)
    return value if isinstance(value, Figure) else label_of(name, value)


def _reason(value: object, form: str = "") -> str:
    """Why a Figure has no value, or none that can be written so: growth of fewer than ten, or the
    interval of a percentage of so few; empty for any other, and for a label.
    """
    if not isinstance(value, Figure):
        return ""
    if value.few and (value.few == FEW or form in ("interval", "range")):
        return FEW
    return value.reason


def _missing_reason(template: str, needs: str | Sequence[str], values: Mapping[str, object]) -> str:
    """Why a Figure that the sentence needs has no value; empty where all have one."""
    needed = (needs,) if isinstance(needs, str) else tuple(needs)
    fields = Formatter().parse(_CLAUSE.sub("", template))
    forms = [*((name, "") for name in needed), *((name, form or "") for _, name, form, _ in fields)]
    reasons = (_reason(_value(name, values), form) for name, form in forms if name is not None)
    return next(filter(None, reasons), "")


def _filled_in(template: str, shown: Mapping[str, Figure | str]) -> tuple[str, list[str]]:
    """The template with what its fields quote, and each difference that is written otherwise than
    its Figure is, so that it is that of the two numbers that are printed with it.
    """
    fields = [(name, form or "") for _, name, form, _ in Formatter().parse(template) if name]
    figures = {
        (name, form): figure
        for name, form in fields
        if isinstance(figure := shown[name], Figure) and form not in ("interval", "range")
    }
    by_difference = differences_of_printed(figures)
    text = ""
    for words, name, form, _ in Formatter().parse(template):
        text += words
        if name is not None:
            key = (name, form or "")
            text += by_difference.get(key) or format(shown[name], form or "")
    return text, list(by_difference.values())


def _is_left_out(value: Figure | str) -> bool:
    """Whether a clause that quotes it is left out."""
    return bool(value.reason or value.few) if isinstance(value, Figure) else value == ""


def _with_known_clauses(template: str, shown: Mapping[str, Figure | str]) -> str:
    """The template without the bracketed clauses that quote something missing or empty."""

    def kept(clause: re.Match[str]) -> str:
        quoted = [shown.get(name, "") for name in _fields(clause[1])]
        return "" if any(map(_is_left_out, quoted)) else clause[1]

    return _CLAUSE.sub(kept, template)
