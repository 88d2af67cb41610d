"""Top-ups that are paid on a day, and what they would be under a rate card, as populations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hnb.council.costing.ledger import NO_END, category, day_number, number
from hnb.council.deriving.placements import (
    INDEPENDENT,
    NAMED_GROUPS,
    NO_NAME,
    School,
    school_kinds,
)
from hnb.council.forum import ForumRecords
from hnb.disclosure.population import CrossTab, Declared, Population
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.periods import financial_year
from hnb.domain.words import quoted

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from hnb.council.authority.definition import RateCard

LAYOUTS = ("top_ups", "rate_card", "schools")
WEEKS = 38  # weeks of a school year, for a top-up of which only the weekly amount is recorded
ON_HOURS, NOT_ON_HOURS = "hours", "no hours recorded"
HOURS = {
    "up to 10 hours": 10.0,
    "over 10, up to 15 hours": 15.0,
    "over 15, up to 20 hours": 20.0,
    "over 20, up to 25 hours": 25.0,
}
MOST_HOURS = "over 25 hours"
NO_BAND, OTHER_BAND = "no band recorded", "another band"
OTHER_PHASE = "other settings"
MAINSTREAM = ("primary", "secondary", "all-through")


@dataclass(frozen=True)
class Card:
    """What the bands and hours of one year's rate card pay, pounds a year.

    `by_hours` has the most hours of each step, in order. A band or a number of hours for which the
    card has two different rates is in neither: which of them holds for a child is not known.
    """

    year: str
    by_band: Mapping[str, float]
    by_hours: tuple[tuple[float, float], ...]

    def rates(self, children: pd.DataFrame) -> NDArray[np.float64]:
        """What the card pays for each child by band, or else by hours; missing where it has none
        of either.
        """
        import numpy as np

        by_band = children["band"].map(lambda band: self.by_band.get(_plain(band), np.nan))
        rates = by_band.to_numpy(np.float64)
        most = np.array([hours for hours, _ in self.by_hours])
        paid = np.array([rate for _, rate in self.by_hours] + [np.nan])
        hours = children["hours"].to_numpy(np.float64)
        step = paid[np.searchsorted(most, np.nan_to_num(hours, nan=np.inf))]
        return np.where(np.isnan(rates), step, rates)


def declare(records: ForumRecords) -> Declared:
    """Children, hours and amounts of the top-ups that are open on the day of the newest file.

    Notes
    -----
    A child counts once, with the sum of its top-ups, at the school and in the band of the largest.
    A repeated row counts once. Method: docs/methods/plan-funding.md.
    """
    cards = _cards(records.rows("rate_card"))
    terms = records.authority.rate_card
    card = _chosen(cards, terms)
    listed = _by_name(records.rows("schools"))
    children = _in_bands(_in_schools(_children(records, cards), listed), records)
    day = records.as_at.isoformat()
    splits = _splits(children, records.authority.disclosure.threshold)
    whose = f"of {records.la_code} on {day}"
    counted = Population(
        name=f"top-ups {whose}",
        rows=children,
        tables=_crosstabs("council_top_ups", day, splits),
        implied=_IMPLIED,
    )
    on_hours = children[children["basis"] == ON_HOURS]
    populations = [
        counted,
        _amounts(f"amounts of top-ups {whose}", "council_top_up_amounts", children, counted),
        Population(
            name=f"hours of top-ups {whose}",
            rows=on_hours.assign(amount_gbp=on_hours["hours"]),
            tables=_crosstabs("council_top_up_hours", day, {"basis": "basis"})[1:],
            value="amount",
            counted_by=counted.name,
        ),
    ]
    if card is not None:
        moved = children.assign(amount_gbp=_under(card, children, terms))
        name = f"top-ups under the rate card {whose}"
        populations.append(_amounts(name, "council_top_ups_on_card", moved, counted))
    return Declared(populations=tuple(populations), open_tables=_open_tables(records, card))


_IMPLIED = {"hours_span": "basis", "named": "phase"}
_SPLITS = {
    "basis": "basis",
    "hours": "hours_span",
    "band": "shown_band",
    "phase": "phase",
    "school": "named",
}
_WITH_RATES = ("hours", "band")


def _splits(children: pd.DataFrame, threshold: int) -> dict[str, str]:
    """The column of each split that is shown.

    By hours and by band none with a small number in it is: amounts less those that are shown, at
    rates that everybody knows, would tell how many children a withheld band has, or few hours.
    """
    return {
        split: column
        for split, column in _SPLITS.items()
        if split not in _WITH_RATES or children[column].value_counts().ge(threshold).all()
    }


def _crosstabs(table: str, day: str, splits: Mapping[str, str]) -> tuple[CrossTab, ...]:
    """In all, then by each split."""
    return (
        CrossTab(table, fixed={"as_at": day, "divided_by": "all", "category": "all"}),
        *(
            CrossTab(table, by={"category": column}, fixed={"as_at": day, "divided_by": split})
            for split, column in splits.items()
        ),
    )


def _amounts(name: str, table: str, rows: pd.DataFrame, counted: Population) -> Population:
    return Population(
        name=name,
        rows=rows,
        tables=tuple(replace(tab, table=table) for tab in counted.tables),
        value="amount",
        implied=_IMPLIED,
        counted_by=counted.name,
    )


def _children(records: ForumRecords, cards: Mapping[str, Card]) -> pd.DataFrame:
    """One row a child with a top-up on the day: school, band, hours, pounds a year."""
    import numpy as np
    import pandas as pd

    raw = records.rows("top_ups")
    raw = raw[~raw.duplicated() | raw["child"].isna()]
    day = day_number(records.as_at)
    start, end = (raw[name].to_numpy("datetime64[D]") for name in ("start", "end"))
    begun = np.isnat(start) | (start.astype(np.int64) <= day)
    gone_on = np.where(np.isnat(end), NO_END, end.astype(np.int64)) >= day
    rows = raw[begun & gone_on].reset_index(drop=True)
    rows["child"] = (
        rows["child"].astype(object).where(rows["child"].notna(), rows.index.to_series())
    )
    annual, weekly = (number(rows, f"{name}_amount_gbp") for name in ("annual", "weekly"))
    amount = np.where(np.isnan(annual), weekly * WEEKS, annual)
    newest = cards[max(cards)].rates(rows) if cards else np.full(len(rows), np.nan)
    # a recovery of what was overpaid is not what a child's support costs in a year
    amount = np.where(np.isnan(amount), newest, amount)
    rows["amount_gbp"] = np.where(np.isfinite(amount), np.maximum(amount, 0), 0)
    by_child = rows.groupby("child", sort=False)
    sums = by_child[["amount_gbp", "hours"]].sum(min_count=1)
    largest = rows.sort_values("amount_gbp", kind="stable").drop_duplicates("child", keep="last")
    children = largest.drop(columns=["amount_gbp", "hours"]).join(sums, on="child")
    return pd.DataFrame(
        {
            "child": children["child"].astype(str),
            "school": children["school"].astype(object).fillna(""),
            "band": category(children, "band", NO_BAND).astype(str),
            "hours": children["hours"].astype("float64"),
            "hours_span": children["hours"].map(_span, na_action="ignore").fillna(NOT_ON_HOURS),
            "basis": np.where(children["hours"].notna(), ON_HOURS, NOT_ON_HOURS),
            "amount_gbp": children["amount_gbp"].round(2),
        }
    ).reset_index(drop=True)


def _span(hours: float) -> str:
    return next((name for name, most in HOURS.items() if hours <= most), MOST_HOURS)


def _in_schools(children: pd.DataFrame, listed: Mapping[str, tuple[School, str]]) -> pd.DataFrame:
    """With the name that each school is shown by, and its phase."""
    shown = {name: _shown(listed.get(_plain(name)), name) for name in children["school"].unique()}
    return children.assign(
        named=[shown[name][0] for name in children["school"]],
        phase=[shown[name][1] for name in children["school"]],
    )


def _shown(school_and_phase: tuple[School, str] | None, name: str) -> tuple[str, str]:
    if school_and_phase is None:
        return NO_NAME["not listed" if name else "unknown"], OTHER_PHASE
    school, phase = school_and_phase
    if school.state_funded and school.group in NAMED_GROUPS:
        return school.name, phase or OTHER_PHASE
    if school.placement in INDEPENDENT:
        return NO_NAME["independent"], OTHER_PHASE
    return NO_NAME.get(school.group, NO_NAME["other"]), OTHER_PHASE


def _in_bands(children: pd.DataFrame, records: ForumRecords) -> pd.DataFrame:
    """With the band that each child is shown in: one that is on a rate card, or that many share.

    The words of any other may be about the child.
    """
    on_card = records.rows("rate_card")["band"].dropna()
    spelt = {_plain(band): str(band) for band in reversed([*on_card, *children["band"]])}
    plain = children["band"].map(_plain)
    shared = plain.value_counts()
    named = {*on_card.map(_plain), *shared[shared >= records.authority.disclosure.threshold].index}
    shown = {band: spelt[band] if band in {*named, NO_BAND} else OTHER_BAND for band in plain}
    return children.assign(shown_band=plain.map(shown))


def _by_name(schools: pd.DataFrame) -> dict[str, tuple[School, str]]:
    """Each school of the list by its plain name, with its phase; none that shares its name."""
    if schools.empty:
        return {}
    kinds = school_kinds(schools)
    plain = schools["school"].map(_plain)
    rows = schools[~plain.duplicated(keep=False)]
    phases = rows["phase"].astype(object).fillna("")
    return {
        _plain(name): (kinds[int(urn)], str(phase))
        for name, urn, phase in zip(rows["school"], rows["urn"], phases, strict=True)
    }


def _plain(name: object) -> str:
    """A name without case and double blanks, in which two files often differ."""
    return " ".join(str(name).casefold().split())


def _cards(rows: pd.DataFrame) -> dict[str, Card]:
    """The rate card of each year."""
    years = rows["financial_year"].map(_year)
    return {year: _card(year, rows[years == year]) for year in sorted(years.unique())}


def _year(text: object) -> str:
    """A year as it is written elsewhere; the words of the card where they are of no year."""
    try:
        return financial_year(text)
    except ParameterError:
        return str(text)


def _card(year: str, rows: pd.DataFrame) -> Card:
    with_band = rows.dropna(subset=["band"])
    by_band = _single(with_band["annual_rate_gbp"].groupby(with_band["band"].map(_plain)))
    by_hours = _single(rows["annual_rate_gbp"].groupby(rows["hours"].astype("float64")))
    return Card(
        year, {str(k): v for k, v in by_band}, tuple((float(str(k)), v) for k, v in by_hours)
    )


def _single(rates: pd.api.typing.SeriesGroupBy) -> list[tuple[object, float]]:
    """The groups that have one rate, with it, in order."""
    lowest, highest = rates.min(), rates.max()
    return [(key, float(rate)) for key, rate in lowest[lowest == highest].items()]


def _chosen(cards: Mapping[str, Card], terms: RateCard) -> Card | None:
    """The card to which top-ups move: that of the year asked for, or the newest."""
    year = terms.financial_year
    if year is None or not cards:
        return cards[max(cards)] if cards else None
    if year not in cards:
        place = Place(file="authority.yml", parameter="rate_card.financial_year")
        raise unknown(place, f"there is no rate card of {quoted(year)}", word=year, known=cards)
    return cards[year]


def _under(card: Card, children: pd.DataFrame, terms: RateCard) -> NDArray[np.float64]:
    """What each child's school would be paid for it, in whole pence.

    Limits are on what a school is paid, and each child has its share of that by what the card pays
    for it. A child whose band and hours are not on the card keeps what is paid for it.
    """
    import numpy as np
    import pandas as pd

    from hnb.stats.rates import within_limits

    now = children["amount_gbp"].to_numpy()
    rates = card.rates(children)
    proposed = pd.Series(np.where(np.isnan(rates), now, rates), index=children.index)
    by_school = pd.DataFrame({"now": now, "proposed": proposed}).groupby(
        children["school"].map(_plain)
    )
    sums = by_school.sum()
    if sums["proposed"].sum() <= 0:
        return now
    limited = within_limits(
        sums["now"].to_numpy(),
        sums["proposed"].to_numpy(),
        floor_percent=terms.floor_percent,
        ceiling_percent=terms.ceiling_percent,
        is_neutral=terms.cost_neutral,
    )
    by_proposed = sums["proposed"].to_numpy()
    factor = np.divide(limited, by_proposed, out=np.zeros(len(sums)), where=by_proposed > 0)
    school = by_school.ngroup().to_numpy()
    in_order = np.argsort(school, kind="stable")
    whole = (proposed.to_numpy() * factor[school])[in_order]
    # rounded as running sums, so that the pence of a school, and of all, add up
    pounds = np.empty_like(whole)
    pounds[in_order] = np.diff(np.rint(100 * np.cumsum(whole)), prepend=0.0) / 100
    return pounds


def _open_tables(records: ForumRecords, card: Card | None) -> dict[str, pd.DataFrame]:
    """What is about no child: rates, limits, and pupils of schools."""
    import pandas as pd

    rates = records.rows("rate_card")
    bands = rates["band"].astype(object)
    hours = rates["hours"].map("{:g} hours".format, na_action="ignore").astype(object)
    rate_card = pd.DataFrame(
        {
            "financial_year": rates["financial_year"].map(_year),
            "band": bands.where(bands.notna(), hours).fillna("any"),
            "applies_to": rates["applies_to"].astype(object).fillna("all"),
            "annual_rate_gbp": rates["annual_rate_gbp"],
        }
    ).drop_duplicates(["financial_year", "band", "applies_to"])
    limits = records.authority.rate_card
    of_card = {"floor": limits.floor_percent, "ceiling": limits.ceiling_percent}
    terms = pd.DataFrame(
        [
            (records.as_at.isoformat(), card.year, term, percent)
            for term, percent in of_card.items()
            if card is not None
        ],
        columns=["as_at", "financial_year", "term", "percent"],
    ).dropna()
    frames = {
        "council_rate_card": rate_card,
        "council_rate_card_terms": terms.astype({"percent": "float64"}),
        "council_school_pupils": _pupils(records),
    }
    return {
        name: frame.assign(la_code=records.la_code, status="published")
        for name, frame in frames.items()
        if len(frame)
    }


def _pupils(records: ForumRecords) -> pd.DataFrame:
    """Pupils on roll of state-funded mainstream schools in the area, which anybody can look up."""
    import pandas as pd

    schools = records.rows("schools")
    if schools.empty:
        return schools
    kinds = school_kinds(schools)
    of_urn = [kinds[int(urn)] for urn in schools["urn"]]
    is_counted = schools["phase"].isin(MAINSTREAM) & schools["pupils"].gt(0).fillna(value=False)
    is_counted &= schools["in_area"].fillna(value=True).astype(bool)
    is_mainstream = [school.state_funded and school.group == "mainstream" for school in of_urn]
    is_counted &= pd.Series(is_mainstream, index=schools.index)
    named = schools.assign(school=[school.name for school in of_urn])[is_counted]
    named = named.assign(as_at=records.as_at.isoformat(), pupils=named["pupils"].astype("float64"))
    return named[["as_at", "school", "pupils"]].drop_duplicates("school")
