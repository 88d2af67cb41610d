"""A document's pieces against those that were recorded when it was rendered: what was changed, and
which changes a person may not make unnoticed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hnb.papers.blocks import TO_COMPLETE
from hnb.papers.checking.meaning import names, numbers, other_kind, weight
from hnb.papers.checking.pieces import NUMBERING, Piece, level, sentences

_MOST_PAIRS = 40_000  # of changed pieces that are weighed against each other
_A_SENTENCE, _A_COPY = 6, 0.75  # words, and their share in common, by which a copy is known
_ALIKE = 0.4  # share of words in common from which one unit was made of the other
# what belongs to what stands before it, and what to what follows
_TO_BEFORE, _TO_NEXT = ("row", "alt", "picture"), ("caption", "heading")
_FIXED = (*_TO_BEFORE, *_TO_NEXT)
Key = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """Something that is not as rendered; `fault` says what a person may not change so, if it is.

    `word` is what to look for in `text`. `is_own` says that the text is the author's own, and
    nothing that was rendered.
    """

    where: str
    text: str
    fault: str = ""
    word: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class _Unit:
    """A sentence, or a whole piece of another kind; `block` is the place of its piece, and `is_own`
    says that the author's file has it.
    """

    piece: Piece
    text: str
    block: int
    is_own: bool = False

    @property
    def key(self) -> Key:
        return self.piece.kind, self.text

    @property
    def is_authors(self) -> bool:
        """Whether the author was to write there, or wrote it in their file."""
        return self.is_own or TO_COMPLETE in self.piece.text


def compare(
    recorded: Sequence[Piece],
    read: Sequence[Piece],
    *,
    own_numbers: bool = False,
    own_texts: Iterable[str] = (),
) -> list[Change]:
    """Every change between what was recorded of a document and what it holds now.

    Unchanged sentences are safe wherever they stand. An author may add words, comments and
    pictures, change words, leave out whole paragraphs, and write what was left to the author. What
    may not be changed: a number (in digits, Roman or words), a direction, a time or an authority's
    name in a sentence or cell that was rendered; which words stand in which row; which picture
    stands where. Sentences of the author's own may have numbers where `own_numbers` are allowed,
    and those of `own_texts`, which the author's file has, may be written anew.
    """
    if len(read) > 2 * len(recorded) + 2_000:
        fault = f"has {len(read):,} pieces of text, and was rendered with {len(recorded):,}"
        return [Change("the document", "", fault)]
    known = own_texts if own_numbers else ()
    of_author = {sentence for text in known for sentence in sentences(level(text))}
    before, now = list(_units(recorded, of_author)), list(_units(read))
    return list(_Comparison(before, now, own_numbers).changes())


def _units(pieces: Sequence[Piece], of_author: Collection[str] = ()) -> Iterator[_Unit]:
    for block, piece in enumerate(pieces):
        text = level(piece.text)
        whole = piece.kind not in ("text", "comment")
        place = -1 - piece.group if piece.kind == "row" else block
        for sentence in [text] if whole else sentences(text):
            yield _Unit(piece, sentence, place, piece.kind == "text" and sentence in of_author)


class _Comparison:
    """Two lists of units, and what stands in one alone."""

    def __init__(self, before: list[_Unit], now: list[_Unit], own_numbers: bool) -> None:
        self.before, self.now, self.own_numbers = before, now, own_numbers
        self.kept_blocks: set[int] = set()
        self.pairs: list[tuple[_Unit, _Unit]] = []
        self.gone: list[_Unit] = []
        self.added: list[_Unit] = []
        self.replaced: set[int] = set()  # of those gone, by identity: something stands there now

    def changes(self) -> Iterator[Change]:
        self._align()
        known = {unit.key for unit in self.before}
        present = {unit.key for unit in self.now}
        links_before, links_now = _links(self.before), _links(self.now)
        self.out_of_place = {
            key for key, others in links_now.items() if not others <= links_before[key]
        }
        self._learn()
        for place, (old, new) in enumerate(self.pairs):
            yield _edited(old, new, exchanged=self._is_exchange(place))
        for unit in self.gone:
            yield self._gone(unit, moved=unit.key in present)
        for unit in self.added:
            yield self._added(unit, repeated=unit.key in known)
        yield from self._crossed()

    def _learn(self) -> None:
        """What was rendered: its numbers, and the names in its margins."""
        self.numbers = {number for unit in self.before for number in numbers(unit.text)}
        known = {unit.key for unit in self.before if unit.piece.kind == "row"}
        # tables with a row that was rendered
        self.tables = {unit.block for unit in self.now if unit.key in known}
        self.tables |= {new.block for _, new in self.pairs}
        self.own_names = {
            name
            for unit in self.before
            if unit.piece.kind in ("property", "margin")
            for name in names(unit.text)
        }

    def _crossed(self) -> Iterator[Change]:
        """Sentences under each other's heading: each speaks of what the other's heading asks."""
        before, now = _sections(self.before), _sections(self.now)
        moves: dict[tuple[str, str], _Unit] = {}
        for key, (heading, unit) in now.items():
            was = before.get(key)
            if was and was[0] != heading and weight(unit.text):
                moves.setdefault((was[0], heading), unit)
        for (start, end), unit in moves.items():
            if start < end and (end, start) in moves:
                fault = f"has “{_short(unit.text)}” under another heading"
                yield Change(unit.piece.where, unit.text, fault)

    def _align(self) -> None:
        matcher = SequenceMatcher(
            None,
            [unit.key for unit in self.before],
            [unit.key for unit in self.now],
            autojunk=False,
        )
        for kind, start, stop, first, last in matcher.get_opcodes():
            if kind == "equal":
                self.kept_blocks |= {unit.block for unit in self.before[start:stop]}
            else:
                rendered = [unit for unit in self.before[start:stop] if not unit.is_authors]
                self._pair(rendered, self.now[first:last])
        self.kept_blocks |= {old.block for old, _ in self.pairs}
        self.words = [(Counter(_words(old)), Counter(_words(new))) for old, new in self.pairs]
        self.homes: dict[str, set[int]] = defaultdict(set)  # pairs that a word was put into
        for place, (old_words, new_words) in enumerate(self.words):
            for word in new_words - old_words:
                self.homes[word].add(place)

    def _pair(self, old: list[_Unit], new: list[_Unit]) -> None:
        """Which new unit was made of which old one: the most alike first."""
        taken_old: set[int] = set()
        taken_new: set[int] = set()
        for first, second in _likely(old, new):
            if first not in taken_old and second not in taken_new:
                taken_old.add(first)
                taken_new.add(second)
                self.pairs.append((old[first], new[second]))
        left_new = [unit for place, unit in enumerate(new) if place not in taken_new]
        left_old = [unit for place, unit in enumerate(old) if place not in taken_old]
        if any(unit.piece.kind == "text" and names(unit.text) for unit in left_new):
            self.replaced |= {id(unit) for unit in left_old}
        self.gone += left_old
        self.added += left_new

    def _is_exchange(self, place: int) -> bool:
        """Whether words of a pair changed places: within the unit, or between it and another."""
        old, new = self.pairs[place]
        old_words, new_words = self.words[place]
        if old_words == new_words:
            return _words(old) != _words(new)
        lost = [word for word in old_words - new_words if len(word) > 3]
        others = {other for word in lost for other in self.homes[word]} - {place}
        put = set(new_words - old_words)
        return any(
            any(len(word) > 3 for word in put & set(self.words[other][0] - self.words[other][1]))
            for other in others
        )

    def _gone(self, unit: _Unit, moved: bool) -> Change:
        where, text, kind = unit.piece.where or "the document", unit.text, unit.piece.kind
        if moved and unit.key in self.out_of_place:
            return Change(where, text, f"has {_what(unit)} where another stood")
        if moved:
            return Change(where, text)
        if kind == "picture":
            return Change(where, "", "no longer has the picture that was rendered")
        if kind in ("property", "style", "script", "comment"):
            return Change(where, text)
        in_part = unit.block in self.kept_blocks
        if (in_part or id(unit) in self.replaced) and (weight(text) or kind == "row"):
            return Change(where, text, f"no longer says “{_short(text)}”")
        return Change(where, text)

    def _added(self, unit: _Unit, repeated: bool) -> Change:
        """A unit that was not there; one that repeats another may have been moved."""
        where, text, kind = unit.piece.where, unit.text, unit.piece.kind
        if kind in ("style", "script"):
            return Change(where, text, f"hides or adds words ({_short(text)})")
        if repeated and unit.key in self.out_of_place:
            return Change(where, text, f"has {_what(unit)} where it was not rendered")
        if kind == "picture":
            return Change(where, "a picture")
        counted = [] if repeated else self._counted(unit)
        if counted and not self._is_own(unit):
            return Change(where, text, f"says {counted[0]!r}", counted[0])
        return Change(where, text, is_own=not repeated)

    def _counted(self, unit: _Unit) -> list[str]:
        """The numbers of a unit that was added, and the names that no margin may have."""
        kind, counted = unit.piece.kind, numbers(unit.text)
        if kind == "comment":  # it may ask about what the paper says
            return [number for number in counted if number not in self.numbers]
        if kind in ("margin", "property"):
            return counted + sorted(set(names(unit.text)) - self.own_names)
        return counted

    def _is_of_rendered(self, unit: _Unit) -> bool:
        """Whether an alternative is next to a picture, or an alternative, that was rendered."""
        known = {other.key for other in self.before if other.piece.kind in ("picture", "alt")}
        place = next(place for place, other in enumerate(self.now) if other is unit)
        return any(other.key in known for other in self.now[max(place - 2, 0) : place + 3])

    def _is_own(self, unit: _Unit) -> bool:
        """Whether a unit that was added may have numbers of the author's."""
        kind, named = unit.piece.kind, set(names(unit.text)) - self.own_names
        if not self.own_numbers or kind == "property" or unit.piece.where == NUMBERING:
            return False
        if (kind == "margin" and named) or (kind == "alt" and self._is_of_rendered(unit)):
            return False
        return not self._is_copy(unit) and (kind != "row" or unit.block not in self.tables)

    def _is_copy(self, unit: _Unit) -> bool:
        """Whether a unit that was added is a rendered one but for some words."""
        bag = Counter(_words(unit))
        if bag.total() < _A_SENTENCE:
            return False
        rendered = (other for other in self.before if not other.is_authors)
        likes = (_likeness(other, Counter(_words(other)), unit, bag) for other in rendered)
        return any(like >= _A_COPY for like in likes)


def _likely(old: list[_Unit], new: list[_Unit]) -> list[tuple[int, int]]:
    """Places of units that may be of each other, the most alike first."""
    if len(old) * len(new) > _MOST_PAIRS:
        return [(place, place) for place in range(min(len(old), len(new)))]
    bags = [Counter(_words(unit)) for unit in new]
    likes = [
        (_likeness(unit, Counter(_words(unit)), other, bag), first, second)
        for first, unit in enumerate(old)
        for second, (other, bag) in enumerate(zip(new, bags, strict=True))
    ]
    ranked = sorted(likes, key=lambda like: (-like[0], like[1:]))
    return [(first, second) for like, first, second in ranked if like >= _ALIKE]


def _what(unit: _Unit) -> str:
    if unit.piece.kind == "picture":
        return "a picture"
    return f"“{_short(unit.text)}”"


def _words(unit: _Unit) -> list[str]:
    return re.findall(r"[^\W_]+", unit.text.casefold())


def _likeness(old: _Unit, old_bag: Counter[str], new: _Unit, new_bag: Counter[str]) -> float:
    """From 0 to 1: the share of words that two units have in common; none where kinds differ."""
    if old.piece.kind != new.piece.kind:
        return 0
    if old.piece.kind in ("picture", "property", "margin"):
        return 0.5 if old.piece.kind != "property" else float(old.piece.where == new.piece.where)
    common = (old_bag & new_bag).total()
    return 2 * common / max(old_bag.total() + new_bag.total(), 1)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"


def _edited(old: _Unit, new: _Unit, exchanged: bool) -> Change:
    """A unit whose words were changed."""
    where, kind = new.piece.where, new.piece.kind
    if kind == "picture":
        return Change(where, "", "shows another picture than the one that was rendered")
    if kind in ("style", "script"):
        return Change(where, new.text, f"hides or adds words ({_short(new.text)})")
    first, second = weight(old.text), weight(new.text)
    if kind == "property":
        # an officer may put their own name there, and no other authority's
        named = set(names(new.text)) - set(names(old.text))
        first, second = [], [*sorted(named), *numbers(new.text)]
    if first != second:
        return _reworded(where, new.text, first, second)
    before, now = Counter(_words(old)), Counter(_words(new))
    if kind != "property" and (word := other_kind(before - now, now - before)):
        return Change(where, new.text, f"says {word!r} in place of another word", word)
    if exchanged or (kind in ("row", "alt") and not _is_alike(old.text, new.text)):
        fault = f"has other words than “{_short(old.text)}”"
        return Change(where, new.text, fault)
    return Change(where, new.text)


def _is_alike(first: str, second: str) -> bool:
    """Whether two texts differ by no more than a spelling."""
    return SequenceMatcher(None, first[:600], second[:600], autojunk=False).ratio() > 0.95


def _reworded(where: str, text: str, old: Sequence[str], new: Sequence[str]) -> Change:
    """What stands in a sentence in place of what: the first difference."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    _, start, stop, first, last = next(found for found in blocks if found[0] != "equal")
    was = " ".join(old[start:stop])
    if first == last:
        return Change(where, text, f"no longer says {was!r}")
    word = new[first]
    rendered = f" (rendered: {was!r})" if was else ""
    return Change(where, text, f"says {word!r}{rendered}", word)


def _sections(units: Sequence[_Unit]) -> dict[Key, tuple[str, _Unit]]:
    """The heading that each sentence stands under, of those that stand in one place alone."""
    under: dict[Key, tuple[str, _Unit]] = {}
    heading = ""
    counts = Counter(unit.key for unit in units)
    for unit in units:
        if unit.piece.kind == "heading":
            heading = unit.text
        elif unit.piece.kind == "text" and counts[unit.key] == 1:
            under[unit.key] = (heading, unit)
    return under


def _links(units: Sequence[_Unit]) -> dict[Key, set[Key]]:
    """What each caption, heading, row, picture and alternative stands beside."""
    links: dict[Key, set[Key]] = defaultdict(set)
    before: Key = ("", "")
    for unit, following in zip(units, [*units[1:], None], strict=True):
        if unit.piece.kind in _TO_BEFORE:
            links[unit.key].add(before)
        elif unit.piece.kind in _TO_NEXT:
            links[unit.key].add(following.key if following else ("", ""))
        if unit.piece.kind in _FIXED:
            before = unit.key
    return links
