"""The author's words as the paper has them: figures quoted by name filled in, numbers of the
council's own marked, and all of them noted for the list of figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hnb.domain.errors import did_you_mean
from hnb.domain.words import quoted
from hnb.figures import MADE_UP, Figure, is_made_up
from hnb.papers.author.definition import NAME
from hnb.papers.author.file import BRACES, AuthorFile
from hnb.papers.blocks import Block, Bullets, Heading, Paragraph, Picture
from hnb.papers.checking.amounts import amounts, numbers_apart, people_in
from hnb.papers.checking.pieces import sentences
from hnb.papers.ledger import Statement
from hnb.papers.markdown import read_markdown

if TYPE_CHECKING:
    from hnb.papers.definition import Report

MARK, MARKS = "council’s own figure", "council’s own figures"
_STOP = re.compile(r"(?:[;,] (?:and|or)|[.!?;:,]*)$")


def marked(text: str, sources: Mapping[str, str] | None = None) -> str:
    """A text whose sentences say which of their numbers are the council's own.

    Parameters
    ----------
    text : str
        The words, with names in braces not yet filled in.
    sources : mapping, optional
        Where the council states a figure, by its name in braces.
    """
    return " ".join(_marked(sentence, sources or {}) for sentence in sentences(text))


def _marked(sentence: str, sources: Mapping[str, str]) -> str:
    named = [match[1] for match in BRACES.finditer(sentence) if match[1] in sources]
    unsourced = len(amounts(BRACES.sub(" ", sentence)))
    count = unsourced + len(named)
    if not count:
        return sentence
    where = "; ".join(dict.fromkeys(sources[name] for name in named))
    if where and unsourced:  # the source is of those in braces alone
        where = "; ".join(f"{name.partition('.')[2]} from {sources[name]}" for name in named)
    between = "; " if unsourced else ": "
    mark = between.join(filter(None, (MARK if count == 1 else MARKS, where)))
    stop = _STOP.search(sentence)
    end = stop.start() if stop else len(sentence)
    return f"{sentence[:end]} ({mark}){sentence[end:]}"


def stated(text: str, where: str, people: tuple[str, ...] | None = None) -> Iterator[Statement]:
    """What the list of figures notes of a text of the author's with numbers in it; `people` are the
    counts of people among them, if not those that the text itself has.
    """
    counts = people_in(text) if people is None else people
    if counts or re.search(r"\d", text):
        yield Statement(text, where, (*amounts(text), *numbers_apart(text)), counts)


@dataclass(frozen=True)
class AuthorsWords:
    """An author's file, as it fills in a paper.

    Parameters
    ----------
    file : AuthorFile
        What the author wrote.
    labels : mapping
        Parameters of the report, which words in braces may name too.
    figures : sequence of Figure
        What the paper's notebooks say.
    stated : list
        What is noted of each text with a number, as the paper is put together.
    """

    file: AuthorFile
    labels: Mapping[str, object] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    stated: list[Statement] = field(default_factory=list)

    def blocks_of(self, kind: str, title: str = "") -> list[Block]:
        """What stands in the file under a heading, ready for the paper."""
        parts = (part for part in self.file.parts if part.kind == kind)
        chosen = (part for part in parts if not title or part.title == title)
        return [_said_by(self._say, block) for part in chosen for block in part.blocks]

    @property
    def is_more_than_a_page(self) -> bool:
        """Whether what the author adds to page one may not find room on it."""
        return bool(self.file.logo or self.file.front.head or self.blocks_of("Recommendations"))

    def of_definition(self, report: Report, name: str) -> list[Block]:
        """What a report's definition says under a key, its numbers marked and noted too."""
        where = f"{report.name}.yml, {name}"

        def say(text: str, with_mark: bool = True) -> str:
            filled = report.words(marked(text) if with_mark else text, self.labels)
            bare = BRACES.sub("", text)
            if people_in(bare) or re.search(r"\d", bare):
                self.stated.extend(stated(filled, where))
            return filled

        return [_said_by(say, block) for block in read_markdown(getattr(report, name))]

    def titled(self, kind: str) -> dict[str, list[Block]]:
        """The parts of a kind by their titles."""
        titles = [part.title for part in self.file.parts if part.kind == kind]
        return {self._say(title, with_mark=False): self.blocks_of(kind, title) for title in titles}

    def head(self) -> dict[str, str]:
        """The lines that the author gives to the paper's head."""
        lines = self.file.front.head.items()
        return {label: self._say(text, with_mark=False) for label, text in lines}

    def named(self) -> list[Statement]:
        """The figures that the author states by name."""
        where = self.file.path.name
        return [
            Statement(
                figure.text,
                where,
                people=() if figure.published else people_in(figure.text),
                name=f"{NAME}.{name}",
                value=figure.value,
                unit=figure.unit,
                period=figure.period,
                source=figure.source,
            )
            for name, figure in self.file.front.stated.items()
        ]

    def filled(self, text: str) -> str:
        """A text with what stands for each name in braces."""
        return BRACES.sub(self._written, text)

    def _say(self, text: str, with_mark: bool = True) -> str:
        filled = self.filled(marked(text, self._sources) if with_mark else text)
        if with_mark and is_made_up(self._quoted(text)):
            filled = f"{MADE_UP}: {filled}"
        self._note(filled, text)
        return filled

    def _quoted(self, text: str) -> list[Figure]:
        """The paper's Figures whose names a text has in braces."""
        names = {str(asked).partition(",")[0].strip() for asked in BRACES.findall(text)}
        return [figure for figure in self.figures if figure.name in names]

    @property
    def _sources(self) -> dict[str, str]:
        stated_figures = self.file.front.stated.items()
        return {f"{NAME}.{name}": figure.source for name, figure in stated_figures}

    def _note(self, text: str, source: str) -> None:
        line = self.file.line_with(source[:30])
        where = f"{self.file.path.name}, line {line}" if line else self.file.path.name
        self.stated.extend(stated(text, where, people_in(BRACES.sub(self._unpublished, source))))

    def _unpublished(self, match: re.Match[str]) -> str:
        """What stands for a name in braces that nobody has published."""
        figure = self.file.front.stated.get((match[1] or "").strip().removeprefix(f"{NAME}."))
        return figure.text if figure and not figure.published else "-"

    def _written(self, match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        name = (match[1] or "").strip()
        if name in self.labels:
            return str(self.labels[name])
        first, _, rest = name.partition(".")
        if first == NAME and rest in self.file.front.stated:
            return self.file.front.stated[rest].text
        return self._published(name)

    def _published(self, asked: str) -> str:
        name, _, period = (word.strip() for word in asked.partition(","))
        line = self.file.line_with(asked)
        named = [figure for figure in self.figures if figure.name == name]
        if not named:
            near = did_you_mean(name, {figure.name for figure in self.figures})
            fault = f"this paper has no figure {quoted(name)}"
            raise self.file.refusal(fault, f"a name in figures.json{near}", line)
        periods = sorted({figure.period for figure in named})
        chosen = [figure for figure in named if figure.period == (period or periods[-1])]
        texts = {figure.text for figure in chosen}
        if len(texts) != 1:
            fault = f"{quoted(asked)} stands for {len(texts)} figures"
            raise self.file.refusal(fault, f"a name, and one of: {'; '.join(periods)}", line)
        return self._known(chosen[0], line)

    def _known(self, figure: Figure, line: int | None) -> str:
        if not figure.known:
            fault = f"the figure {quoted(figure.name)} has no value ({figure.reason})"
            raise self.file.refusal(fault, "one that has", line)
        return figure.text


def _said_by(say: Callable[..., str], block: Block) -> Block:
    """A block with its texts as they are said; those of headings and pictures are not marked."""
    match block:
        case Heading(level, text):
            return Heading(level, say(text, with_mark=False))
        case Paragraph(text):
            return replace(block, text=say(text))
        case Bullets(items):
            return replace(block, items=tuple(map(say, items)))
        case Picture(_, alt, caption):
            alt, caption = (say(words, with_mark=False) for words in (alt, caption))
            return replace(block, alt=alt, caption=caption)
    return block


def refuse_unknown_names(
    file: AuthorFile, labels: Mapping[str, object], known: Callable[[], Iterable[str]]
) -> None:
    """Refuse a name in braces that no paper has, before anything is rendered; `known` gives the
    names of published figures.

    Raises
    ------
    ParameterError
        The nearest name is given, and the line.
    """
    ours = {*labels, *(f"{NAME}.{name}" for name in file.front.stated)}
    for asked, line in file.quoted_names():
        name = asked.partition(",")[0].strip()
        if name in labels and labels[name] in ("", None):
            fault = f"{quoted(name)} has no value in this paper"
            raise file.refusal(fault, "words in its place, or a value for it", line)
        if name in ours:
            continue
        figures = {*known()}
        if name not in figures:
            near = did_you_mean(name, {*figures, *ours})
            expected = (
                "a name that figures.json has, which the first render of the paper writes, or one "
                f"under `{NAME}:` in the front matter"
            )
            raise file.refusal(f"there is no figure {quoted(name)}", f"{expected}{near}", line)
