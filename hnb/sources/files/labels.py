"""What a label in a column of its own stands for: our word, the publisher's, or nothing wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, SourceError, did_you_mean
from hnb.domain.words import quoted
from hnb.sources.source import matches

if TYPE_CHECKING:
    from hnb.sources.definition import Category


def category_of(word: str, name: str, category: Category, place: Place) -> str | None:
    """Our word for a label; None where the row is another table's.

    Parameters
    ----------
    word, name : str
        The label, and what it is a category of.
    category : Category
        What the source.yml says of the labels.
    place : Place
        Where it is, for errors.

    Raises
    ------
    SourceError
        The label is not known, or its number has stood for something else.
    """
    if category.words:
        if word not in category.words:
            near = did_you_mean(word, category.words)
            raise SourceError(
                place,
                found=f"{quoted(word)} is not known",
                expected=f"one of the words for {name}{near}",
            )
        return category.words[word]
    if not category.starts:
        return word.removeprefix(category.strip)
    start = next(filter(word.startswith, category.starts), "")
    if start and matches(category.holds.get(start, ""), word):
        return category.starts[start]
    if category.others:
        return " ".join(word.split())
    if start:
        raise SourceError(
            place,
            found=f"{quoted(word)} is not what {start.strip()} has been",
            expected=f"words like {category.holds[start]}",
        )
    if category.among and word.startswith(category.among):
        raise SourceError(
            place,
            found=f"{quoted(word)} is not known",
            expected=f"a label that starts {', '.join(map(repr, category.starts))}",
        )
    return None


def numbers_of_others(words: Iterable[str], category: Category) -> Iterator[str]:
    """News of labels that keep the publisher's words although their number is known."""
    for word in sorted(set(words)):
        if start := next(filter(word.startswith, category.starts), ""):
            yield (
                f"{quoted(word)} is not what {start.strip()} has been, and keeps the publisher's "
                "words"
            )
