"""Mapping files: written so that a person can read them, checked to their last key, compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hnb.council.definition import ColumnMapping, Layout, layout
from hnb.council.mapping.proposal import UNKNOWN, is_made_up, missing
from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.words import listed, quoted
from hnb.store.write import write_whole

ACCOUNTS = ("independent providers", "top-ups", "place funding", "transport", "other high needs")
MOST_EXAMPLES = 3  # values of a column that stand beside it, where they may
_TOP = """# How the columns of a file map to those of `{layout}`: {says}
# Correct it, then set `confirmed: true`. Nothing is taken in by a mapping that is not confirmed.
"""
_CODES = f"""# What the file writes: our word. Each {UNKNOWN} is a word that is not known: give
# one of ours, or delete its line, and rows that have it are listed as not readable.
"""
_ACCOUNTS = f"""# What each account pays for, by its number or words: one of {listed(ACCOUNTS)}.
# Accounts that are not named are no payments for high needs.
"""


@dataclass(frozen=True)
class Changed:
    """What differs between a file's headings and those that its mapping was confirmed for.

    Parameters
    ----------
    new : tuple of str
        Headings that the mapping does not know.
    gone : tuple of str
        Headings that it maps or leaves out, and the file has no more.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)

    @property
    def says(self) -> str:
        """The difference in a sentence; empty where there is none."""
        parts = [
            f"{words} {listed([quoted(name) for name in names])}"
            for words, names in (("new:", self.new), ("gone:", self.gone))
            if names
        ]
        return f"Its columns have changed ({'; '.join(parts)})." if parts else ""


def changed(mapping: ColumnMapping, headings: Iterable[str]) -> Changed:
    """What is new in a file's headings, and what is gone; blanks at their ends do not count."""
    now = {name.strip(): name for name in headings if name.strip() and not is_made_up(name)}
    known = {name.strip(): name for name in (*mapping.columns.values(), *mapping.left_out)}
    return Changed(
        new=tuple(name for stripped, name in now.items() if stripped not in known),
        gone=tuple(name for stripped, name in known.items() if stripped not in now),
    )


def read_mapping(file: Path) -> ColumnMapping:
    """The mapping that a file holds.

    Raises
    ------
    ParameterError
        It cannot be read, has a key, layout, column, word or kind of payment that is not known (the
        nearest is named), lacks a column that must be mapped, or is confirmed with codes that are
        not.
    """
    place = Place(file=file.name)
    mapping = checked(ColumnMapping, read_yaml(file), file=file.name)
    try:
        defined = layout(mapping.layout)
    except ParameterError as refusal:
        raise ParameterError(place, found=refusal.found, expected=refusal.expected) from None
    for name in {**mapping.columns, **mapping.codes}:
        if name not in defined.columns:
            fault = f"{mapping.layout} has no column {quoted(name)}"
            raise unknown(place, fault, word=name, known=defined.columns)
    _refuse_twice(place, mapping)
    _refuse_unknown_words(place, mapping, defined)
    lacking = missing(defined, mapping.columns)
    if lacking and mapping.confirmed:
        raise ParameterError(
            place,
            found=f"{listed(lacking)} has no heading",
            expected="a heading of the file for it, under `columns:`",
        )
    return mapping


def write_mapping(
    file: Path, mapping: ColumnMapping, examples: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Write a mapping as a person can read and correct it.

    Parameters
    ----------
    file : Path
        `mappings/<layout>.yml` of a council's folder.
    mapping : ColumnMapping
        What to write.
    examples : mapping, optional
        First values by our column. They are written as comments for columns that identify nobody,
        of layouts that are not about children; the others are left out.
    """
    write_whole(file, _text(mapping, layout(mapping.layout), examples or {}))


def _text(mapping: ColumnMapping, defined: Layout, examples: Mapping[str, Sequence[str]]) -> str:
    lines = [_TOP.format(layout=mapping.layout, says=defined.says).rstrip()]
    lines += [f"layout: {mapping.layout}", "", "columns:"]
    for name, column in defined.columns.items():
        if name in mapping.columns:
            note = _examples(defined, name, examples.get(name, ()))
            lines.append(f"  {name}: {_scalar(mapping.columns[name])}{note}")
        else:
            must = " It must be mapped." if column.required else ""
            lines.append(f"  # {name}: no heading.{must} {column.says}")
    lines += ["", _CODES.rstrip(), "codes:" if mapping.codes else "codes: {}"]
    for name, words in mapping.codes.items():
        lines.append(f"  {name}:  # {'; '.join(defined.columns[name].codes)}")
        lines += [f"    {_scalar(text)}: {_scalar(word)}" for text, word in words.items()]
    lines += ["", "# Headings that are not taken in.", _list("left_out", mapping.left_out)]
    if "account" in defined.columns:
        lines += ["", _ACCOUNTS.rstrip(), "accounts:" if mapping.accounts else "accounts: {}"]
        lines += [
            f"  {_scalar(account)}: {_scalar(kind)}" for account, kind in mapping.accounts.items()
        ]
    return "\n".join([*lines, "", f"confirmed: {str(mapping.confirmed).lower()}", ""])


def _list(name: str, words: Sequence[str]) -> str:
    return "\n".join(
        [f"{name}:", *(f"  - {_scalar(word)}" for word in words)] if words else [f"{name}: []"]
    )


def _scalar(text: str) -> str:
    """A text as YAML reads it back, on one line."""
    import yaml

    dumped: str = yaml.safe_dump(text, allow_unicode=True, width=1_000_000, default_style='"')
    return dumped.strip()


def _examples(defined: Layout, name: str, values: Sequence[str]) -> str:
    """First values of a column as a comment, where none can be of a child or identify anybody."""
    column = defined.columns[name]
    if column.personal or defined.about in ("children", "survey") or not values:
        return ""
    shown = ", ".join(quoted(" ".join(value.split())) for value in values[:MOST_EXAMPLES])
    return f"  # {shown}"


def _refuse_twice(place: Place, mapping: ColumnMapping) -> None:
    """Refuse a heading that two of our columns would take."""
    by_heading: dict[str, str] = {}
    for name, heading in mapping.columns.items():
        if heading in by_heading:
            raise ParameterError(
                place,
                found=f"{quoted(heading)} is mapped to both {by_heading[heading]} and {name}",
                expected="each heading once",
            )
        by_heading[heading] = name


def _refuse_unknown_words(place: Place, mapping: ColumnMapping, defined: Layout) -> None:
    """Refuse what is none of our words for a code or a kind of payment."""
    for name, words in mapping.codes.items():
        known = defined.columns[name].codes
        for text, word in words.items():
            if word == UNKNOWN and mapping.confirmed:
                raise ParameterError(
                    place,
                    found=f"{quoted(text)} of {name} has no word of ours yet",
                    expected=f"one of: {', '.join(known)}; or without its line",
                )
            if word not in known and word != UNKNOWN:
                fault = f"{quoted(word)} is no word of {name}"
                raise unknown(place, fault, word=word, known=known)
    for account, kind in mapping.accounts.items():
        if kind not in ACCOUNTS:
            fault = f"account {quoted(account)} pays for {quoted(kind)}"
            raise unknown(place, fault, word=kind, known=ACCOUNTS)
