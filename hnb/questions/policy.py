"""Dated facts of national policy (`reports/settings/policy.yml`), said only where they bear on a
figure.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hnb.domain.definitions import checked
from hnb.domain.periods import write_day
from hnb.figures import FigureMaker, Sentence, say

BearsOn = Literal["deficit", "scenarios", "plans"]
Words = Annotated[str, Field(min_length=1)]


class Fact(BaseModel):
    """One fact: what it says in our own words, and whether it is in force or proposed.

    Parameters
    ----------
    source : str
        Who published it, and in what.
    published : date, optional
        When; where no page seen gives a day, the fact counts as published when it was seen.
    seen : date
        When an excerpt of the published page was read: the whole page may say more. The ledger has
        it, and the paper does not.
    bears_on : tuple of str
        The figures that it bears on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: Words
    status: Literal["in force", "proposed"]
    source: Words
    published: date | None = None
    seen: date
    bears_on: Annotated[tuple[BearsOn, ...], Field(min_length=1)]


class Policy(BaseModel):
    """Every fact, by a name of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    facts: dict[str, Fact]


def read(data: object, file: str = "policy.yml") -> dict[str, Fact]:
    """Facts by name, from the plain data of a YAML file.

    Raises
    ------
    ParameterError
        A key or a word is not known, and the nearest is named; or a value is missing.
    """
    return dict(checked(Policy, data, file=file).facts)


def sentences(
    facts: dict[str, Fact], bears_on: BearsOn, as_at: date | None = None
) -> tuple[Sentence, ...]:
    """The facts that bear on a figure and had been published by a day, each with its source."""
    return tuple(
        _said(name, fact)
        for name, fact in facts.items()
        if bears_on in fact.bears_on and (as_at is None or (fact.published or fact.seen) <= as_at)
    )


def _said(name: str, fact: Fact) -> Sentence:
    maker = FigureMaker(
        "policy",
        scope=f"{fact.status}: {fact.source}",
        period=write_day(fact.published) if fact.published else "",
    )
    return say(
        "{fact} ({status}: {source}[, {day}])",
        fact=maker.make(
            name, fact.says, "words", f"excerpt of a published page, {fact.seen:%B %Y}"
        ),
        status=fact.status.capitalize(),
        source=fact.source,
        day=maker.period,
    )
