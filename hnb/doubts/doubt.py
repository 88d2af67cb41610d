"""A doubt about a published figure: which rule, of whom and when, how certain, in what words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from hnb.domain.periods import start_year, write_period
from hnb.tables import ALL

if TYPE_CHECKING:
    import pandas as pd

Certainty = Literal["certain", "probable", "possible"]
CERTAINTIES: tuple[Certainty, ...] = ("certain", "probable", "possible")

# each rule, and what it says in a sentence
WORDS = {
    "two rows exchanged": "the figure for {when} seems to be another authority's",
    "two categories exchanged": "two categories seem to be exchanged in {when}",
    "authority equal to its region": "the figure for {when} is that of the whole region",
    "authorities against England": "authorities do not add up to England in {when}",
    "parts against total": "its parts do not add up to its total for {when}",
    "another table has another number": "another table has a different number for {when}",
    "it leaps and comes back": "the figure for {when} is far from that of the years before and "
    "after",
    "a step that no other authority shows": "the figure for {when} changed as that of no other "
    "authority did",
    "it halves or doubles": "the figure for {when} halved or doubled, as few others did",
    "stock against flow": "plans changed by {when} by more than plans started and ceased explain",
    "a share leaps and comes back": "the share for {when} is far from that of the years before and "
    "after",
    "one share rose as another fell": "the split for {when} seems to have changed on paper only",
    "net spending far above the placement lines": "much of the spending for {when} is recorded on "
    "lines that pay for no placement",
    "no spending where there are many plans": "no spending is recorded for {when} in a setting "
    "with many plans",
    "a deficit of zero": "the deficit or surplus for {when} is exactly zero, as an empty cell "
    "would be",
    "few authorities": "few authorities have a figure for {when}",
    "many without a placement": "a tenth or more of plans have no recorded placement in {when}",
}
# tables whose numbers are what others are divided by
_WHOLES = {"appealable_decisions": "decisions that could be appealed"}


@dataclass(frozen=True)
class Doubt:
    """Something about a row that does not look right: which rule found it, where, and in what
    words.

    Parameters
    ----------
    table, rule, la_code, period, says : str or int
        The table, the rule that found it, whose figure (0 is England), its period, and the reason
        in words, which hold the published numbers.
    where : str
        Which rows of the table, where it is not all of them: `placement_group=elsewhere`; several
        words for one column stand between bars.
    change_only : bool
        Whether the figure itself may be right, and only its change since the period before is
        doubted: later periods agree with it.
    certainty : str
        'certain' where published figures contradict each other, 'probable', or 'possible'; what is
        only possible is listed, and withholds nothing.
    size : float
        How far it is out, as a share of what was expected; the larger is listed first.
    before, number, after, other : float, optional
        What is published of the period before, of this one and of the one after, and the number
        that contradicts it.
    corrected : bool
        Whether it is of what the publisher has, and another figure is held in its place.
    """

    table: str
    rule: str
    la_code: int
    period: str
    says: str
    where: str = ""
    change_only: bool = False
    certainty: Certainty = "probable"
    size: float = 0.0
    before: float | None = None
    number: float | None = None
    after: float | None = None
    other: float | None = None
    corrected: bool = False

    @property
    def year(self) -> int:
        """The year in which its period starts."""
        return start_year(self.period)

    @property
    def words(self) -> str:
        """The reason for a sentence, without a number but its period."""
        period = ALL[self.table].period
        when = write_period(period, self.year) if period else self.period
        words = WORDS[self.rule].format(when=when)
        if self.table in _WHOLES:  # the figure quoted is mostly of what is counted against it
            words = words.replace("the figure", f"the number of {_WHOLES[self.table]}")
        return f"{words}, so it is probably recorded wrongly"

    @property
    def order(self) -> tuple[int, float, str, int]:
        """By which a list of them is sorted, the most certain first."""
        return (CERTAINTIES.index(self.certainty), -self.size, self.table, self.la_code)

    def is_of(self, cells: Mapping[str, Collection[object]]) -> bool:
        """Whether it is of the rows that have one of the values given in each column: a doubt about
        all rows is of any, and one about some rows only of what is chosen by their column.
        """
        if not self.where:
            return True
        column, _, words = self.where.partition("=")
        return bool(set(words.split("|")) & set(map(str, cells.get(column, ()))))


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Each row, its columns as attributes."""
    yield from frame.itertuples()


COLUMNS = tuple(column.name for column in fields(Doubt))


def lines(listed: Collection[Doubt]) -> list[tuple[object, ...]]:
    """Doubts as the rows of doubts.csv."""
    return [astuple(doubt) for doubt in listed]
