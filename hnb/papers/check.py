"""A paper's files as they are, against what they were when it was rendered and against the figures
of its ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from hnb.domain.errors import CheckError, Place, nearest
from hnb.domain.plain import Json
from hnb.domain.words import shortened
from hnb.figures import TERMS
from hnb.figures.figure import WRITTEN
from hnb.papers.blocks import TO_COMPLETE
from hnb.papers.checking.amounts import numbers_of
from hnb.papers.checking.compare import Change, compare
from hnb.papers.checking.pieces import Piece, digest, read_bytes
from hnb.papers.checking.record import (
    NOTEBOOK,
    READERS,
    outputs_digest,
    recorded_pieces,
    recorded_texts,
)
from hnb.papers.checking.recount import refuse_miscounted, stated
from hnb.papers.ledger import NAME, Ledger, read_ledger, record_name
from hnb.papers.place import APPENDIX, document_names
from hnb.papers.word.elements import JOINER

_NUMBER = re.compile(  # in digits, or in a word that a sentence would hardly hold by chance
    r"[−-]?£?\d+(?:[.,/]\d+)*"
    r"|\b(?:(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|(?<!each )(?<!every )thousands?|dozens?)\b"
)
_OWN = re.compile(r"\b(?:figures?|tables?|paragraphs?) \d+(?:(?:,| and| to) \d+)*\b", re.IGNORECASE)
_NAME = re.compile(r"(?:notebooks/)?\w[\w. -]*")
# what a person can do about a document that was edited, and about words of a report or notebook
_EDITED = "The document is left as it is: take out or put back what is named, or render it anew."
_RENDERED = "Quote a figure in it, or take it out of the report or notebook, and render it anew."
_LONGEST_SENTENCE = 160
_A_FIGURE = 4  # letters by which a number can be told to be a figure of the paper
_SHOWN = 5  # faults or changes that a message names


@dataclass(frozen=True)
class OwnNumbers:
    """Numbers of an author's own sentence, and where it is."""

    where: str
    text: str
    numbers: tuple[str, ...]

    def __str__(self) -> str:
        around = shortened(self.text, _LONGEST_SENTENCE)
        return f"{self.where}: {', '.join(self.numbers)} in “{around}”"


@dataclass(frozen=True)
class Checked:
    """What was found of one file of a paper.

    `edited` says whether it is another file than the one that was rendered; `changes` are those of
    its words, each allowed; `own_numbers` are numbers in the author's own words that are no figures
    of the paper, nor stated in its figures; `to_complete` says where the author is yet to write.
    """

    file: Path
    edited: bool = False
    changes: tuple[Change, ...] = ()
    own_numbers: tuple[OwnNumbers, ...] = ()
    to_complete: tuple[str, ...] = ()

    @property
    def is_document(self) -> bool:
        """Whether people read it; an executed notebook is what it was made from."""
        return self.file.suffix != NOTEBOOK

    def __str__(self) -> str:
        if not self.edited:
            ending = self.file.suffix in READERS and "every number is a figure of the paper; "
            return f"{self.file}: {ending or ''}as rendered"
        name = self.file.name
        if not self.changes:
            return f"edited since it was rendered: {name} (its words are as rendered)"
        places = dict.fromkeys(change.where for change in self.changes)
        listed = "; ".join(list(places)[:_SHOWN])
        more = f"; and {len(places) - _SHOWN} more places" if len(places) > _SHOWN else ""
        rest = "every figure that was kept is as rendered"
        whole = f"edited since it was rendered: {name} ({listed}{more}); {rest}"
        if self.own_numbers:
            whole += ". Numbers that are no figures of the paper, nor stated in its author's file:"
        lines = [f"  {numbers}" for numbers in self.own_numbers]
        if self.to_complete:
            lines.append(f"  still for its author to complete: {'; '.join(self.to_complete)}")
        return "\n".join([whole, *lines])


def check(paper: Path) -> list[Checked]:
    """Refuse a paper that says something else than it was rendered with.

    Parameters
    ----------
    paper : Path
        A folder that `hnb render` wrote, or one document in it, perhaps edited since.

    Returns
    -------
    list of Checked
        Each file that the report made, and whether it was edited: the web page, the Word document,
        the PDF, the executed notebooks.

    Raises
    ------
    ParameterError
        There is no such folder or document.
    CheckError
        The ledger was changed, or a figure in it is not what its rows give; a number that was
        rendered is no figure of the paper, nor a period or name that its sentences were given, nor
        one of the field's terms; a file is missing, or cannot be read again and was changed; or a
        document was edited in a way that changes what it says (see `compare`).
    """
    ledger = read_ledger(paper)
    if not ledger.record:
        raise CheckError(
            Place(file=NAME),
            found="it does not say what the documents were when they were rendered",
            expected="a paper of this edition of hnb; render it anew",
        )
    try:
        _refuse_ledger(ledger)
        files = ledger.record["files"]
        if not all(_NAME.fullmatch(name) for name in files):
            raise ValueError("a file has a name that no paper's has")
        if paper.is_dir():
            _refuse_unrecorded(paper, ledger)
        pairs = [(paper / name, name) for name in files] if paper.is_dir() else []
        pairs = pairs or [(paper, _recorded_name(paper, files))]
        checked = [_checked(file, name, ledger) for file, name in pairs]
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise CheckError(
            Place(file=NAME),
            found=f"its record is not as `hnb render` writes it ({type(fault).__name__})",
            expected="the paper rendered anew",
        ) from None
    # those that were edited, and next to which there is a newer paper
    return checked + [part for document in _earlier(paper) for part in check(document)]


def _earlier(paper: Path) -> list[Path]:
    """The edited documents in a paper's folder that have a ledger of their own."""
    ledgers = sorted(paper.glob(record_name("*.*"))) if paper.is_dir() else []
    documents = [file.with_name(file.name.removesuffix(f".{NAME}")) for file in ledgers]
    return [document for document in documents if document.is_file()]


def _refuse_unrecorded(folder: Path, ledger: Ledger) -> None:
    """Refuse a document that has the report's name, and that the report did not make."""
    for name in document_names(str(ledger.about["report"])):
        has_its_own = (folder / record_name(name)).is_file()
        if name not in ledger.record["files"] and (folder / name).exists() and not has_its_own:
            raise CheckError(
                Place(file=name),
                found="it has the report's name, and the report did not make it",
                expected="only documents that were rendered; render the paper anew, or move it",
            )


def _recorded_name(file: Path, files: Json) -> str:
    """Under which name a document was recorded: its own, or the one of its kind."""
    within = f"{file.parent.name}/{file.name}"
    alike = [name for name in files if Path(name).suffix == file.suffix != NOTEBOOK]
    alike.sort(key=lambda name: (APPENDIX in name) != (APPENDIX in file.stem))
    for name in (file.name, within, *alike):
        if name in files:
            return name
    raise CheckError(
        Place(file=str(file)),
        found="it is no document of the paper",
        expected=f"one of {', '.join(name for name in files if Path(name).suffix != NOTEBOOK)}",
    )


def _refuse_ledger(ledger: Ledger) -> None:
    """Refuse what the paper was rendered with, where its figures do not bear it out."""
    refuse_miscounted(ledger.figures, [*ledger.record["recounted"], *stated(ledger.figures)])
    known = _phrases(ledger)
    if faults := _unborne(recorded_texts(ledger.record), known):
        raise _refusal(next(iter(ledger.record["files"]), NAME), faults, ledger, _RENDERED)


def _unborne(pieces: Iterable[Piece], known: set[str]) -> list[Change]:
    """The numbers of pieces that no figure, label or word of the ledger has."""
    return [
        Change(piece.where, piece.text, f"says {number!r}", number)
        for piece in pieces
        if piece.kind not in ("picture", "drawn", "style")
        for number in _unknown(piece.text, known)
    ]


def _checked(file: Path, name: str, ledger: Ledger) -> Checked:
    """One file against its record."""
    recorded = ledger.record["files"][name]
    if not file.is_file():
        raise CheckError(
            Place(file=name),
            found="it is missing, and the report made it",
            expected="every file of the paper; render it anew",
        )
    reader = READERS.get(file.suffix)
    same = digest(read_bytes(file)) == recorded["sha256"]
    if reader:
        pieces = reader(file)
        may_have = file.suffix == ".docx"  # an officer writes in the Word document alone
        recorded_before = recorded_pieces(ledger.record, name)
        own_texts = map(attrgetter("text"), ledger.stated)
        changes = compare(recorded_before, pieces, own_numbers=may_have, own_texts=own_texts)
        if faults := [change for change in changes if change.fault]:
            raise _refusal(file.name, faults, ledger)
        numbers = tuple(_own_numbers(changes, ledger)) if may_have else ()
        places = dict.fromkeys(piece.where for piece in pieces if TO_COMPLETE in piece.text)
        return Checked(file, not same, tuple(changes), numbers, to_complete=tuple(places))
    if not same and (file.suffix != NOTEBOOK or outputs_digest(file) != recorded["outputs"]):
        raise CheckError(
            Place(file=name),
            found="it is not the file that was rendered, and it cannot be compared word for word",
            expected="the file as rendered; render the paper anew",
        )
    return Checked(file, not same)


def _own_numbers(changes: Iterable[Change], ledger: Ledger) -> Iterator[OwnNumbers]:
    """The numbers in sentences of the author's own that are neither figures nor stated."""
    texts = [text for figure in ledger.figures for text in (figure.text, figure.size)]
    known = {text for text in texts if len(text) >= _A_FIGURE}
    known |= {number for statement in ledger.stated for number in statement.numbers}
    for change in changes:
        if change.is_own and (numbers := numbers_of(change.text, known)):
            yield OwnNumbers(change.where or "the document", change.text, tuple(numbers))


def _refusal(
    name: str, faults: Sequence[Change], ledger: Ledger, after: str = _EDITED
) -> CheckError:
    """The first few faults of a document, and the figure that is nearest to the first number."""
    figures = {
        number: figure.text for figure in ledger.figures for number in _NUMBER.findall(figure.text)
    }
    numbers = [number for fault in faults for number in _NUMBER.findall(fault.word)]
    like = nearest(numbers[0], figures) if numbers else []
    hint = f" (nearest: {figures[like[0]]})" if like else ""
    more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return CheckError(
        Place(file=name),
        found="; ".join(map(_told, faults[:_SHOWN])) + more,
        expected=f"only what was rendered, and figures that are in {NAME}{hint}",
        after=after,
    )


def _told(fault: Change) -> str:
    if not fault.word:
        return f"{fault.where} {fault.fault}"
    start = max(fault.text.casefold().find(fault.word), 0)
    around = " ".join(fault.text[max(start - 40, 0) : start + 40].split())
    return f"{fault.where} {fault.fault} in “{around}”"


def _phrases(ledger: Ledger) -> set[str]:
    """Every phrase with a number in it that may be in the paper."""
    texts = [*ledger.labels, *ledger.words, str(ledger.about.get("title", ""))]
    texts += [statement.text for statement in ledger.stated]
    for figure in ledger.figures:
        texts += [getattr(figure, form) for form in WRITTEN if form]
        texts += [figure.period, figure.scope]
    return {phrase for phrase in map(_level, texts) if _NUMBER.search(phrase)}


def _level(text: str) -> str:
    """A text as phrases are compared: without what holds a minus to its pounds in Word."""
    return " ".join(text.replace(JOINER, "").split()).casefold()


def _unknown(text: str, known: set[str]) -> list[str]:
    """The numbers in a text that no known phrase, nor a term of the field, has whole."""
    text = _level(text)
    if not _NUMBER.search(text):
        return []
    clear = [match.span() for pattern in (TERMS, _OWN) for match in pattern.finditer(text)]
    for phrase in known:
        place = text.find(phrase)
        while place >= 0:
            clear.append((place, place + len(phrase)))
            place = text.find(phrase, place + 1)
    return [
        match[0]
        for match in _NUMBER.finditer(text)
        if not any(first <= match.start() and match.end() <= last for first, last in clear)
    ]
