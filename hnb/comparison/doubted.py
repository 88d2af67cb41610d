"""Whether a figure that is compared is probably recorded wrongly, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hnb.comparison.counts import Count, Counted, Counts
from hnb.comparison.measure import MIXED_YEARS, Measure, is_of_both
from hnb.domain.periods import start_year

if TYPE_CHECKING:
    from hnb.comparison.compared import Compared
    from hnb.doubts.doubt import Doubt

# tables that take the same plans apart: what is doubted of all of them is doubted of the parts
_PARTS_OF = {
    "ehc_plans_by_placement": "ehc_plans",
    "ehc_plans_by_need": "ehc_plans",
    "ehc_plans_by_age": "ehc_plans",
    "ehc_plans_by_age_and_placement": "ehc_plans",
    "ehc_plans_by_need_and_placement": "ehc_plans",
}
# tables whose rows are one return: what is doubted of some rows is doubted of each, for plans that
# left one group are in another, and decisions are counted in two ways
_OF_ONE_RETURN = {"appealable_decisions", "ehc_plans_by_placement"}


def doubt(counts: Counts, measure: Measure | Counted | str, la_code: int, period: int | str) -> str:
    """Why an authority's figure of a period is probably recorded wrongly; empty where it is not.

    Parameters
    ----------
    counts : Counts
        The counts of tables that know what is doubted in them, as `hnb.tables_for` gives.
    measure : Measure, Count or str
        A measure, of which either count may be doubted, one count, or the name of a table.
    la_code : int
        DfE number of the authority.
    period : int or str
        The period of the measure, or the year in which it starts.
    """
    looked_up = list(_terms(counts, measure, start_year(period)))
    for count, when in looked_up:
        for doubted in _about(counts, count, la_code, when):
            if not doubted.change_only:
                return doubted.words
    if not isinstance(measure, Measure) or measure.chance != "growth":
        return ""
    years = [when for _, when in looked_up]
    return doubt_of_change(counts, measure, la_code, min(years), max(years))


def doubted_among(compared: Compared, codes: Iterable[int]) -> frozenset[int]:
    """Those of some authorities whose value in a comparison is probably recorded wrongly."""
    counts, measure, year = compared.counts, compared.measure, compared.year
    return frozenset(int(code) for code in codes if doubt(counts, measure, int(code), year))


def doubt_of_change(
    counts: Counts,
    measure: Measure | Counted | str,
    la_code: int,
    earlier: int | str,
    later: int | str,
) -> str:
    """Why the change between two periods is probably one of recording; empty where it is not.

    A figure that is doubted at either end makes the change doubtful, and so does a doubted change
    between them, or where only one end is in the council's own records.
    """
    ends = start_year(earlier), start_year(later)
    for part in _parts(_without_growth(measure)):
        if is_of_both(counts, [(part, when) for when in ends], la_code):
            return MIXED_YEARS
    for when in ends[::-1]:
        if words := doubt(counts, _without_growth(measure), la_code, when):
            return words
    between = [
        doubted.words
        for year in range(ends[0] + 1, ends[1] + 1)
        for count, when in _terms(counts, _without_growth(measure), year)
        for doubted in _about(counts, count, la_code, when)
        if doubted.change_only
    ]
    return between[0] if between else ""


def _without_growth(measure: Measure | Counted | str) -> Measure | Counted | str:
    """What grows, of a measure of growth; any other as it is."""
    if isinstance(measure, Measure) and measure.chance == "growth":
        return measure.part
    return measure


def _parts(measure: Measure | Counted | str) -> tuple[Counted, ...]:
    """The part and the whole of a measure, a count itself, or every row of a table."""
    if isinstance(measure, Measure):
        return measure.counts
    return (Count(measure, measure, measure) if isinstance(measure, str) else measure,)


def _terms(
    counts: Counts, measure: Measure | Counted | str, year: int
) -> Iterator[tuple[Count, int]]:
    """Each count that a measure rests on, and the year in which it is looked up."""
    if isinstance(measure, str):
        yield Count(measure, measure, measure, cells=()), year  # any of its rows
        return
    for counted in _parts(measure):
        for term in counted.every:
            yield term, year + counts.offset(term, year)


def _about(counts: Counts, count: Count, la_code: int, year: int) -> Iterator[Doubt]:
    """The doubts about a count of one authority and year, the most certain first."""
    for name in (count.table, _PARTS_OF.get(count.table, "")):
        for doubt in counts.doubted.get((name, la_code), ()):
            is_of_count = (
                name != count.table
                or name in _OF_ONE_RETURN
                or not count.cells
                or any(doubt.is_of(dict(cells)) for cells in count.cells)
            )
            if doubt.year == year and is_of_count:
                yield doubt
