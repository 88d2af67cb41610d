"""Where children with a plan are placed, January by January, by age and need, and which changes
look like recoding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from hnb.comparison.compared import Compared, compare
from hnb.comparison.complete import Coverage
from hnb.comparison.counts import Cells, Count, Counted, Counts, count
from hnb.comparison.measure import Measure, count_figure
from hnb.comparison.measures.plans import (
    ALL_INDEPENDENT,
    BY_GROUP,
    PLACED,
    SPECIAL_INDEPENDENT,
)
from hnb.domain.comparators import Ask
from hnb.domain.scopes import NON_STATE
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.questions.where_placed.recodes import Recode, recodes
from hnb.tables import Tables

PLACEMENTS, BY_NEED = "ehc_plans_by_placement", "ehc_plans_by_need_and_placement"
BY_AGE, PLANS_BY_AGE = "ehc_plans_by_age_and_placement", "ehc_plans_by_age"
MAKER = FigureMaker("where_placed")
BANDS = {"under five": ("under 3", "3", "4")} | {
    f"aged {low} to {high}": tuple(map(str, range(low, high + 1)))
    for low, high in ((5, 10), (11, 15), (16, 19), (20, 25))
}
WHOLE_GROUP = "all of the group"
NOT_IN_EDUCATION = count(
    "not in education",
    PLACEMENTS,
    "plans of those not in education, employment or training",
    placement=(
        "not in education, employment or training",
        "not in education or training, notice to cease issued",
        "not in education or training, of compulsory school age",
        "not in education or training, other ages",
    ),
)
AT_HOME = count(
    "at home",
    PLACEMENTS,
    "plans of those educated at home by their parents",
    placement="elective home education",
)
OTHERWISE = count(
    "otherwise than at school",
    PLACEMENTS,
    "plans of those educated otherwise than at school by arrangement of the council",
    placement="other arrangements by the authority",
)
STATE_SPECIAL = count(
    "state special",
    PLACEMENTS,
    "plans in state special schools",
    placement=("maintained special school", "special academy or free school"),
)
# the kinds of place of which plans are given January by January, as a table calls them
BY_JANUARY = {
    "Mainstream schools": BY_GROUP["mainstream"].part,
    "State special schools": STATE_SPECIAL,
    "Independent and non-maintained schools": ALL_INDEPENDENT.part,
    "Further education": BY_GROUP["further education"].part,
    "No school or college": BY_GROUP["elsewhere"].part,
    "of these, not in education, employment or training": NOT_IN_EDUCATION,
    "Placement not recorded": BY_GROUP["unknown"].part,
    "All plans": PLACED,
}


@dataclass(frozen=True)
class KindOfPlace:
    """A kind of place as a sentence names it, and the key columns that choose its plans."""

    says: str
    cells: Cells


KINDS = {
    "independent special": KindOfPlace(
        "independent and non-maintained special schools", (("placement", NON_STATE),)
    )
} | {
    group: KindOfPlace(says, (("placement_group", (group,)), ("placement", (WHOLE_GROUP,))))
    for group, says in (
        ("special", "special schools"),
        ("mainstream", "mainstream schools"),
        ("further education", "further education"),
        ("elsewhere", "no school or college"),
    )
}
INDEPENDENT = "independent special"
KINDS_BY_NEED = (INDEPENDENT, "special")


@dataclass(frozen=True)
class WherePlaced:
    """One authority's placements at the January asked about and before.

    `groups` are by name; `independent` counts independent and non-maintained special schools and
    independent mainstream schools, `independent_special` the special ones alone. `by_age` has for
    each of `KINDS` the share of each age group, `by_need` for two of them the share of each primary
    need, the commonest need first. `by_january` has the plans of each of `BY_JANUARY` at the last
    Januaries, independent mainstream schools in two of them.
    """

    ask: Ask
    groups: Mapping[str, Compared]
    independent: Compared
    independent_special: Compared
    by_age: Mapping[str, tuple[Compared, ...]]
    by_need: Mapping[str, tuple[Compared, ...]]
    recodes: tuple[Recode, ...]
    by_january: tuple[tuple[str, tuple[Figure, ...]], ...]
    not_in_education: Figure
    at_home: Figure
    otherwise: Figure

    @property
    def doubt(self) -> str:
        """Why the plans in mainstream or in special schools are probably recorded wrongly."""
        return self.groups["mainstream"].doubt or self.groups["special"].doubt

    @property
    def commonest(self) -> Compared | None:
        """The need of most of the authority's plans, where placements by need are held."""
        first = self.by_need["special"][:1]
        return first[0] if first and first[0].own.known else None

    @property
    def with_plans(self) -> tuple[Compared, ...]:
        """The groups with any of the authority's or of England's plans in that January, the largest
        first.
        """
        known = filter(_share, self.groups.values())
        return tuple(sorted(known, key=_share, reverse=True))


def _share(compared: Compared) -> float:
    return float(compared.own.value or compared.england.value or 0)


def answer(tables: Tables, ask: Ask) -> WherePlaced:
    """Placement groups, the independent share, and both by age and need, of one authority.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority and for England.
    ask : Ask
        Its January is the one described; its first comparators make the series and medians.

    Returns
    -------
    WherePlaced
        Figures without a value carry the reason.

    Notes
    -----
    Shares are of all plans whose placement is published, recorded or not. An age, or a placement,
    that has no row at source has no child, where all else of the authority is published for that
    January. Method: docs/methods/where_placed.md.
    """
    counts = Counts(tables)
    return WherePlaced(
        ask=ask,
        groups={group: compared(measure, counts, ask) for group, measure in BY_GROUP.items()},
        independent=compared(ALL_INDEPENDENT, counts, ask),
        independent_special=compared(SPECIAL_INDEPENDENT, counts, ask),
        by_age=by_age(tables, ask),
        by_need=by_need(tables, ask),
        recodes=recodes(tables[PLACEMENTS], ask),
        by_january=tuple(
            (
                label,
                tuple(_plans(counts, ask, counted, ask.january - ago) for ago in (2, 1, 0)),
            )
            for label, counted in BY_JANUARY.items()
        ),
        not_in_education=_plans(counts, ask, NOT_IN_EDUCATION, ask.january),
        at_home=_plans(counts, ask, AT_HOME, ask.january),
        otherwise=_plans(counts, ask, OTHERWISE, ask.january),
    )


def _plans(counts: Counts, ask: Ask, counted: Counted, january: int) -> Figure:
    return count_figure(counts, counted, january, ask, MAKER)


def independent_share(tables: Tables, ask: Ask, name: str = ALL_INDEPENDENT.name) -> Compared:
    """The share of plans in independent and non-maintained schools, by the measure named:
    independent mainstream schools are counted in `independent_percent`, and not in
    `independent_special_percent`.
    """
    by_name = {measure.name: measure for measure in (ALL_INDEPENDENT, SPECIAL_INDEPENDENT)}
    return compared(by_name[name], Counts(tables), ask)


def compared(measure: Measure, counts: Counts, ask: Ask) -> Compared:
    """A measure at the January asked about, its Figures called as this question calls them."""
    return compare(measure, counts, ask, ask.january, maker=MAKER)


def by_age(tables: Tables, ask: Ask) -> dict[str, tuple[Compared, ...]]:
    """The share of each age group that is in each kind of place."""
    wholes = {
        band: count(band, PLANS_BY_AGE, f"plans of those {band}", age=ages)
        for band, ages in BANDS.items()
    }
    return _crossed(tables, ask, BY_AGE, wholes, tuple(KINDS))


def by_need(tables: Tables, ask: Ask) -> dict[str, tuple[Compared, ...]]:
    """The share of each primary need that is in two kinds of place, the commonest need first."""
    wholes = {
        need: count(need, BY_NEED, f"plans for {need}", need=need, placement=WHOLE_GROUP)
        for need in map(str, tables[BY_NEED]["need"].unique())
    }
    crossed = _crossed(tables, ask, BY_NEED, wholes, KINDS_BY_NEED)
    return {
        kind: tuple(sorted(shares, key=lambda share: -float(share.whole.value or 0)))
        for kind, shares in crossed.items()
    }


def _crossed(
    tables: Tables, ask: Ask, name: str, wholes: Mapping[str, Count], kinds: Sequence[str]
) -> dict[str, tuple[Compared, ...]]:
    """The share that is in each kind of place, of each age or need."""
    if not wholes:
        return dict.fromkeys(kinds, ())
    ask = _at_last_complete(tables, ask, name)
    used = {name, *(whole.table for whole in wholes.values())}
    counts = Counts(
        replace(
            tables,
            frames={
                key: with_zeros(frame, ask) if key[1] == "authority" else frame
                for key, frame in tables.frames.items()
                if key[0] in used
            },
        )
    )
    return {
        kind: tuple(
            compared(_crossed_measure(name, kind, label, whole), counts, ask)
            for label, whole in wholes.items()
        )
        for kind in kinds
    }


def _at_last_complete(tables: Tables, ask: Ask, name: str) -> Ask:
    """The same at the last January of which nearly every authority has the breakdown: a release may
    bring counts without it, or an extract of a few authorities with it.
    """
    coverage = Coverage.of_table(tables[name], "january", "plans")
    january = coverage.latest(until=ask.january)
    return replace(ask, january=january) if january else ask


def _crossed_measure(name: str, kind: str, label: str, whole: Count) -> Measure:
    place = KINDS[kind]
    cells = tuple((dict(whole.cells[0]) | dict(place.cells)).items())
    part = Count(f"{label}: {kind}", name, f"{whole.says} in {place.says}", (cells,))
    return Measure(f"{slug(f'{kind} {label}')}_percent", label, part, whole)


def with_zeros(frame: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    """Rows of those asked about, with zero where one is absent and all else of that January is
    published.
    """
    asked = [ask.la_code, *(code for group in ask.comparators for code in group.codes)]
    who, rest = ["la_code", "january"], ["plans", "status", "release"]
    near = frame[frame["la_code"].isin(asked)]
    keys = [key for key in near.columns if key not in (*who, *rest)]
    complete = near[near["plans"].notna().groupby([near[key] for key in who]).transform("all")]
    every = (
        complete[[*who, "release"]]
        .drop_duplicates(who)
        .merge(frame[["january", *keys]].drop_duplicates())
    )
    absent = every.merge(complete[[*who, *keys]], how="left", indicator=True).query(
        "_merge == 'left_only'"
    )
    return pd.concat([near, absent.drop(columns="_merge").assign(plans=0, status="published")])


def with_most(shares: Sequence[Compared]) -> Compared | None:
    """The one with most of what is counted; None where none has any."""
    most = max(shares, key=lambda share: float(share.part.value or 0), default=None)
    return most if most and most.part.value else None


def why_none(shares: Sequence[Compared]) -> str:
    """Why none has most."""
    if not shares:
        return "none had been published by then"
    reasons = (share.part.reason for share in shares if share.part.reason)
    return next(reasons, "no plan is in such a place")
