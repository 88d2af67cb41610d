"""New plans of young children, placements in chosen Januaries, and residential placements."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Counts, count
from hnb.comparison.doubted import doubt
from hnb.comparison.measure import Measure, count_figure
from hnb.comparison.measures.plans import ALL_INDEPENDENT, BY_GROUP, GROUPS, PLACED, PLANS
from hnb.comparison.small import has_few_plans
from hnb.domain.comparators import Ask
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.periods import january as january_from
from hnb.domain.words import capitalised, quoted
from hnb.figures import Figure, FigureMaker
from hnb.tables import Tables

YEARS = 6  # of which new plans by age are shown
LAST_JANUARIES = 3  # of which placements are shown, where none are asked for
MAKER = FigureMaker("ages_and_placements")
# bands to 2021, single years of age from 2022; the ends of bands are the ages that can be asked for
UP_TO = {
    "four": ("under 5", "2 and under", "3", "4"),
    "ten": ("under 5", "5 to 10", "2 and under", *map(str, range(3, 11))),
    "fifteen": ("under 5", "5 to 10", "11 to 15", "2 and under", *map(str, range(3, 16))),
}
# an age at which no plan started has no row, so that they are added up as far as there are any
NEW_OF_KNOWN_AGE = replace(
    count("new_plans_of_known_age", "new_plans_by_age", "plans started whose age is known"),
    complete=False,
)
WEEKS = {
    weeks: count(
        f"residential {weeks}", "residential_placements", f"plans ({words})", weeks_a_year=weeks
    )
    for weeks, words in (
        ("38 to 51 weeks", "residential, most of the year"),
        ("52 weeks", "residential, all year"),
    )
}
RESIDENTIAL = count(
    "residential",
    "residential_placements",
    "plans with a residential placement",
    weeks_a_year=(*WEEKS,),
)
RESIDENTIAL_SHARE = Measure(
    "residential_percent", "plans with a residential placement", RESIDENTIAL, PLANS
)
# every kind of placement once, and of two of them the schools that are independent
PLACES = {
    **{capitalised(says): BY_GROUP[group].part for group, says in GROUPS.items()},
    "All plans": PLACED,
    "of these, in independent and non-maintained schools": ALL_INDEPENDENT.part,
}


@dataclass(frozen=True)
class ResidentialYear:
    """Residential placements of one January: by weeks, all, and their share of plans."""

    by_weeks: tuple[Figure, ...]
    all: Figure
    share: Compared


@dataclass(frozen=True)
class AgesAndPlacements:
    """Of one authority, the earliest period first.

    Parameters
    ----------
    up_to : str
        Until which age a child is young.
    young : Compared
        The share of new plans that are for young children, in the last year held.
    new_plans : tuple
        Of the last years, the new plans of young children, those of any known age, and the share.
    placed : mapping
        By kind of placement (`PLACES`), the plans of each January chosen.
    doubts : tuple of str
        Why placements of one of these Januaries are probably recorded wrongly.
    residential : tuple of ResidentialYear
        Of every January held.
    has_few_plans : bool
        Whether one child would move any percentage, so that only counts are said.
    """

    ask: Ask
    up_to: str
    young: Compared
    new_plans: tuple[tuple[Figure, Figure, Compared], ...]
    placed: dict[str, tuple[Figure, ...]]
    doubts: tuple[str, ...]
    residential: tuple[ResidentialYear, ...]
    has_few_plans: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The share of new plans for young children, and the last residential placements."""
        return (self.young.own, *(year.all for year in self.residential[-1:]))


def share_up_to(age: str) -> Measure:
    """The share of new plans that are for children aged up to one of `UP_TO`.

    Raises
    ------
    ParameterError
        There is no such age; the nearest is named.
    """
    if age not in UP_TO:
        place = Place(parameter="up_to")
        raise unknown(place, f"there is no age {quoted(age)}", word=age, known=UP_TO)
    says = f"plans started for children aged up to {age}"
    young = count(f"new_plans_up_to_{age}", "new_plans_by_age", says, age_at_start=UP_TO[age])
    return Measure(
        f"new_plans_up_to_{age}_percent",
        f"new plans that are for children aged up to {age}",
        replace(young, complete=False),
        NEW_OF_KNOWN_AGE,
    )


def answer(
    tables: Tables, ask: Ask, *, januaries: str = "", up_to: str = "ten"
) -> AgesAndPlacements:
    """Ages at which plans start, placements in some Januaries, and residential placements.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority and for England.
    ask : Ask
        The authority and its comparators; nothing after its January is used.
    januaries : str
        Januaries of the table of placements, separated by semicolons; where empty, the three to the
        January asked about.
    up_to : str
        Until which age a child is young: one of `UP_TO`.

    Returns
    -------
    AgesAndPlacements
        Figures without a value carry the reason. How many children are placed outside an
        authority's area is not published, so that there is no Figure of it.

    Raises
    ------
    ParameterError
        `januaries` or `up_to` names something else.

    Notes
    -----
    The share of new plans is of those whose age is known. A residential placement is one of 38 to
    51, or of 52 weeks a year. Method: docs/methods/ages-and-placements.md.
    """
    chosen = _januaries(januaries, ask)
    counts = Counts(tables)
    young = compare(share_up_to(up_to), counts, ask, maker=MAKER)
    share = compare(RESIDENTIAL_SHARE, counts, ask, maker=MAKER)
    coverage = counts.coverage(NEW_OF_KNOWN_AGE)  # of a share of none there is no value
    young = young.in_year(
        coverage.latest(ask.la_code, ask.last_year("calendar_year")) or young.year
    )
    last = [year for year in counts.years(NEW_OF_KNOWN_AGE) if year <= young.year][-YEARS:]
    januaries_held = [year for year in counts.years(RESIDENTIAL) if year <= ask.january]
    doubts = (doubt(counts, PLACED, ask.la_code, january) for january in chosen)
    return AgesAndPlacements(
        ask=ask,
        up_to=up_to,
        young=young,
        new_plans=tuple(_new_plans(young.in_year(year)) for year in last),
        placed={
            label: tuple(count_figure(counts, places, january, ask, MAKER) for january in chosen)
            for label, places in PLACES.items()
        },
        doubts=tuple(filter(None, doubts)),
        residential=tuple(_residential(share.in_year(january)) for january in januaries_held),
        has_few_plans=has_few_plans(tables["ehc_plans"], ask),
    )


def _januaries(text: str, ask: Ask) -> list[int]:
    """The Januaries that a person names, each once, in order."""
    words = [word for word in text.split(";") if word.strip()]
    if not words:
        return list(range(ask.january - LAST_JANUARIES + 1, ask.january + 1))
    try:
        return sorted({january_from(word) for word in words})
    except ParameterError:
        raise ParameterError(
            Place(parameter="januaries"),
            found=f"{quoted(text)} does not name Januaries",
            expected="years separated by semicolons, such as 2022; 2024; 2026",
        ) from None


def _new_plans(share: Compared) -> tuple[Figure, Figure, Compared]:
    young, known = share.part, share.whole
    if known.known and not young.known:  # none of these ages has a row
        young = MAKER.make(
            share.measure.part.name,
            0,
            young.unit,
            young.calculation,
            rows=known.rows,
            scope=young.scope,
            period=young.period,
            covers=young.covers,
        )
    return young, known, share


def _residential(share: Compared) -> ResidentialYear:
    return ResidentialYear(
        by_weeks=tuple(share.count(weeks) for weeks in WEEKS.values()),
        all=share.part,
        share=share,
    )
