"""Which layout a file is, and the mapping that a person has confirmed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.definition import ColumnMapping, Layout, layout
from hnb.council.folder import CouncilFolder, in_quotes
from hnb.domain.errors import Place, SourceError
from hnb.domain.words import listed, quoted

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Settled:
    """What a file is.

    Parameters
    ----------
    layout : Layout
        Its layout.
    mapping : ColumnMapping
        A heading of the file for each of our columns that it has.
    is_new : bool
        Whether the mapping is still to be written down.
    notes : tuple of str
        What a person is told of it.
    """

    layout: Layout
    mapping: ColumnMapping
    is_new: bool = False
    notes: tuple[str, ...] = ()


def settle(
    folder: CouncilFolder,
    headings: Sequence[str],
    sample: pd.DataFrame,
    *,
    file: str,
    layout_name: str | None = None,
    accept: bool = False,
) -> Settled:
    """The layout of a file, and its mapping.

    Parameters
    ----------
    folder : CouncilFolder
        It has the mappings that were confirmed.
    headings, sample : sequence of str, DataFrame
        Of the file, and its first rows.
    file : str
        As a person gave it: named in errors, and in the command that they suggest.
    layout_name : str, optional
        The layout, where a person says so.
    accept : bool
        Whether a mapping that is only proposed, and columns that are new, are accepted.

    Raises
    ------
    SourceError
        The file is like no layout; a mapping is not confirmed; or its columns are no longer those
        that the mapping was confirmed for.
    """
    from hnb.council.mapping import likely, read_mapping, refuse_data_as_headings

    place = Path(file).name
    refuse_data_as_headings(headings, place)
    name = layout_name or _remembered(folder, headings) or likely(headings, sample, place)
    defined = layout(name)
    target = folder.mappings / f"{name}.yml"
    if target.exists():
        mapping = read_mapping(target)
        if mapping.confirmed:
            return _unchanged(folder, defined, mapping, headings, file=file, accept=accept)
    return _proposed(folder, defined, headings, sample, file=file, accept=accept)


def _remembered(folder: CouncilFolder, headings: Sequence[str]) -> str:
    """The one layout whose confirmed mapping is of just these headings; empty where none is."""
    from hnb.council.mapping import changed, read_mapping

    names = []
    for target in sorted(folder.mappings.glob("*.yml")):
        mapping = read_mapping(target)
        if mapping.confirmed and not changed(mapping, headings):
            names.append(mapping.layout)
    return names[0] if len(names) == 1 else ""


def _unchanged(
    folder: CouncilFolder,
    defined: Layout,
    mapping: ColumnMapping,
    headings: Sequence[str],
    *,
    file: str,
    accept: bool,
) -> Settled:
    from hnb.council.mapping import changed

    change = changed(mapping, headings)
    gone = [name for name, head in mapping.columns.items() if head.strip() in change.gone]
    if gone:
        present = len(mapping.columns) - len(gone)
        # without its headings a file's first row can be of a child
        new = change.new if present > len(gone) or defined.about != "children" else ()
        problem = f"it has no column {_headings({name: mapping.columns[name] for name in gone})}"
        if new:
            problem += (
                f", and has {listed(list(map(quoted, new)))}, which the mapping does not know"
            )
        raise _to_map(folder, file, defined, problem + _over_two_rows(headings))
    if change.new and not accept:
        problem = f"the mapping does not know its column {listed(list(map(quoted, change.new)))}"
        raise _to_map(folder, file, defined, problem + _over_two_rows(headings), or_accept=True)
    if not change.new:
        return Settled(defined, mapping)
    known = mapping.model_copy(update={"left_out": (*mapping.left_out, *change.new)})
    note = f"Left out, as accepted: {listed(list(map(quoted, change.new)))}."
    return Settled(defined, known, is_new=True, notes=(note,))


def _proposed(
    folder: CouncilFolder,
    defined: Layout,
    headings: Sequence[str],
    sample: pd.DataFrame,
    *,
    file: str,
    accept: bool,
) -> Settled:
    from hnb.council.mapping import UNKNOWN, propose

    proposal = propose(defined, headings, sample)
    if proposal.missing:
        problem = f"it has no heading like that of {listed(list(proposal.missing))}"
        raise _to_map(folder, file, defined, problem + _over_two_rows(headings))
    if not accept:
        problem = "nobody has confirmed which of its columns is which"
        raise _to_map(folder, file, defined, problem, or_accept=True)
    if proposal.unsure:
        problem = f"it is not certain to have {_headings(proposal.unsure)}"
        raise _to_map(folder, file, defined, problem)
    mapping = proposal.mapping(confirmed=True)
    codes = {
        name: {text: word for text, word in words.items() if word != UNKNOWN}
        for name, words in mapping.codes.items()
    }
    note = "The mapping that was proposed is confirmed, as accepted."
    return Settled(defined, mapping.model_copy(update={"codes": codes}), is_new=True, notes=(note,))


def _headings(columns: Mapping[str, str]) -> str:
    return listed([f"{quoted(heading)} for {name}" for name, heading in columns.items()])


def _over_two_rows(headings: Sequence[str]) -> str:
    unnamed = [head for head in headings if head.startswith("column ")]
    if not unnamed:
        return ""
    return f"; {listed(unnamed[:5])} has no heading, as where headings are merged or in two rows"


def _to_map(
    folder: CouncilFolder, file: str, defined: Layout, found: str, *, or_accept: bool = False
) -> SourceError:
    command = f"hnb council map {in_quotes(file)} --layout {defined.name}{folder.option}"
    expected = f"a mapping for it: `{command}`"
    if or_accept:
        expected += ", or --accept to take it as it is proposed, and leave out what is new"
    return SourceError(
        Place(file=Path(file).name), found=f"as {defined.name}, {found}", expected=expected
    )
