"""Who an authority is compared with, and the Ask: an authority, its years and its comparators, all
settled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from hnb.domain.areas import Authority

MANY = 20  # comparators, above which they are not named one by one


@dataclass(frozen=True)
class Comparators:
    """A named set of authorities to compare with.

    `name` is as a table of the appendix has it ('statistical neighbours (2025 list)'); `codes` are
    DfE numbers in the order of the list, without the authority itself; `vintage` is the list's year
    where it has one.
    """

    name: str
    codes: tuple[int, ...]
    vintage: int | None = None
    kind: str = "neighbours"

    @property
    def others(self) -> str:
        """How a sentence names them: 'its statistical neighbours', without the list's edition."""
        return "its statistical neighbours" if self.kind == "neighbours" else self.name

    @property
    def briefly(self) -> str:
        """How a sentence names them again: 'neighbours'."""
        return "neighbours" if self.kind == "neighbours" else self.name

    @property
    def similar(self) -> str:
        """How an answer names them: 'similar authorities'."""
        return "similar authorities" if self.kind == "neighbours" else self.name

    @property
    def typical(self) -> str:
        """How a sentence names their median: 'a typical neighbour'."""
        return "a typical neighbour" if self.kind == "neighbours" else f"the median of {self.name}"


@dataclass(frozen=True)
class Ask:
    """What is asked, checked and settled: models get this and never look anything up.

    `comparators[0]` is the set that headline figures use; the others are shown beside it.
    """

    authority: Authority
    january: int
    financial_year: str
    comparators: tuple[Comparators, ...]
    denominator: str = "2 to 18"
    scope: str = "publisher's total"
    as_at: date | None = None
    names: dict[int, str] = field(default_factory=dict, compare=False)

    @property
    def la_code(self) -> int:
        """DfE number of the authority."""
        return self.authority.la_code

    @property
    def main(self) -> Comparators:
        """The comparators that headline figures use."""
        return self.comparators[0]

    def last_year(self, kind: str) -> int:
        """The last year of a kind of period in which anything is counted: nothing is from after the
        January asked about.
        """
        return self.january - int(kind == "calendar_year")

    def name(self, la_code: int) -> str:
        """The short name of an authority."""
        return self.names.get(la_code, str(la_code))
