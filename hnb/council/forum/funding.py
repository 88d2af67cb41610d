"""Top-ups that are paid on a day, and what they would be under a rate card, as populations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from math import isnan
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
from hnb.council.forum.card_changes import change_classes
from hnb.council.forum.compositions import safe_splits
from hnb.council.forum.rate_cards import (
    Card,
    cards_of,
    chosen,
    plain,
    under,
    with_proposed,
    year_of,
)
from hnb.disclosure.population import CrossTab, Declared, Measured, Population
from hnb.disclosure.rules import Rules
from hnb.tables.records.funding import CHANGES

if TYPE_CHECKING:
    import pandas as pd

    from hnb.council.authority.definition import RateCard

LAYOUTS = ("top_ups", "rate_card", "schools")
FEWEST = Rules().fewest_in_a_measure
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


def declare(records: ForumRecords) -> Declared:
    """Children, hours and amounts of the top-ups that are open on the day of the newest file.

    Notes
    -----
    A child counts once, with the sum of its top-ups, at the school and in the band of the largest.
    A repeated row counts once. No amount of a school is made: of its change under the card only the
    class. Method: docs/methods/plan-funding.md.
    """
    cards = cards_of(records.rows("rate_card"))
    terms, setting = records.authority.rate_card, records.authority.disclosure
    card = chosen(cards, terms)
    listed = _by_name(records.rows("schools"))
    children = _in_bands(_in_schools(_children(records, cards), listed), records)
    children = with_proposed(card, children)
    day = records.as_at.isoformat()
    splits = _splits(children, setting.threshold)
    whose = f"of {records.la_code} on {day}"
    counted = Population(
        name=f"top-ups {whose}",
        rows=children,
        tables=_crosstabs("council_top_ups", day, {**splits, "school": "named"}),
        implied=_IMPLIED,
    )
    open_tables = _open_tables(records, card)
    safe = safe_splits(children, splits, setting.threshold)
    amounts = _amounts(children, safe, day, counted) if safe is not None else ()
    if card is None:
        return Declared((counted, *amounts), open_tables=open_tables)
    if safe is not None:
        # a limit is on a school, so that other sums would tell of what schools are paid
        by = {} if terms.limits_schools else safe
        moved = children.assign(amount_gbp=under(children, terms))
        name = f"top-ups under the rate card {whose}"
        tables = _crosstabs("council_top_ups_on_card", day, by)
        amounts = (*amounts, _summed(name, moved, tables, counted))
    return Declared(
        (counted, *amounts), measured=_changes(children, records, card), open_tables=open_tables
    )


_IMPLIED = {"hours_span": "basis", "named": "phase"}
_SPLITS = {
    "basis": "basis",
    "hours": "hours_span",
    "band": "shown_band",
    "phase": "phase",
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


def _amounts(
    children: pd.DataFrame, splits: Mapping[str, str], day: str, counted: Population
) -> Iterator[Population]:
    """What is paid, and the hours that it is for."""
    whose = counted.name
    tables = _crosstabs("council_top_up_amounts", day, splits)
    yield _summed(f"amounts of {whose}", children, tables, counted)
    if "basis" in splits:
        on_hours = children[children["basis"] == ON_HOURS]
        tables = _crosstabs("council_top_up_hours", day, {"basis": "basis"})[1:]
        of_hours = on_hours.assign(amount_gbp=on_hours["hours"])
        yield _summed(f"hours of {whose}", of_hours, tables, counted)


def _summed(
    name: str, rows: pd.DataFrame, tables: tuple[CrossTab, ...], counted: Population
) -> Population:
    """Amounts as parts of schools, each of which knows its own."""
    return Population(
        name=name,
        rows=rows.assign(contributor=rows["school"].map(plain)),
        tables=tables,
        value="amount",
        implied={"hours_span": "basis"},
        counted_by=counted.name,
    )


def _changes(children: pd.DataFrame, records: ForumRecords, card: Card) -> tuple[Measured, ...]:
    """How each named school would change under the card: of each class, whether it is in it.

    A school that a paper has told of by another card, or within other limits, is told of no more:
    two classes of nearly the same children tell more of their bands than each alone.
    """
    import pandas as pd

    setting = records.authority.disclosure
    if not children["proposed"].sum() > 0:
        return ()
    sizes = children["named"].value_counts()
    fewest = max(FEWEST, setting.threshold)
    shown = change_classes(
        children, records.authority.rate_card, threshold=setting.threshold, fewest=fewest
    )
    rows = [
        (records.as_at.isoformat(), school, change, int(change == own), sizes[school] if own else 0)
        for school, own in shown.items()
        if school not in NO_NAME.values()
        for change in CHANGES
    ]
    columns = ["as_at", "category", "change_class", "schools", "children"]
    frame = pd.DataFrame(rows, columns=columns)
    if frame.empty:
        return ()
    by_school = {"divided_by": "school"}
    name = "council_top_up_changes"
    return (
        Measured(
            name, frame, "council_top_ups", by_school, _setting(card, records.authority.rate_card)
        ),
    )


def _setting(card: Card, terms: RateCard) -> str:
    """What tells a card and its limits from any other."""
    rates = (card.year, sorted(card.by_band.items()), card.by_hours, terms.model_dump_json())
    return f"card {sha256(repr(rates).encode()).hexdigest()[:12]}"


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
            "hours_span": children["hours"].map(_span),
            "basis": np.where(children["hours"].notna(), ON_HOURS, NOT_ON_HOURS),
            "amount_gbp": children["amount_gbp"].round(2),
        }
    ).reset_index(drop=True)


def _span(hours: float) -> str:
    if isnan(hours):
        return NOT_ON_HOURS
    return next((name for name, most in HOURS.items() if hours <= most), MOST_HOURS)


def _in_schools(children: pd.DataFrame, listed: Mapping[str, tuple[School, str]]) -> pd.DataFrame:
    """With the name that each school is shown by, and its phase."""
    shown = {name: _shown(listed.get(plain(name)), name) for name in children["school"].unique()}
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
    spelt = {plain(band): str(band) for band in reversed([*on_card, *children["band"]])}
    words = children["band"].map(plain)
    shared = words.value_counts()
    named = {*on_card.map(plain), *shared[shared >= records.authority.disclosure.threshold].index}
    shown = {band: spelt[band] if band in {*named, NO_BAND} else OTHER_BAND for band in words}
    return children.assign(shown_band=words.map(shown))


def _by_name(schools: pd.DataFrame) -> dict[str, tuple[School, str]]:
    """Each school of the list by its plain name, with its phase; none that shares its name."""
    if schools.empty:
        return {}
    kinds = school_kinds(schools)
    words = schools["school"].map(plain)
    rows = schools[~words.duplicated(keep=False)]
    phases = rows["phase"].astype(object).fillna("")
    return {
        plain(name): (kinds[int(urn)], str(phase))
        for name, urn, phase in zip(rows["school"], rows["urn"], phases, strict=True)
    }


def _open_tables(records: ForumRecords, card: Card | None) -> dict[str, pd.DataFrame]:
    """What is about no child: rates, limits, and pupils of schools."""
    import pandas as pd

    rates = records.rows("rate_card")
    bands = rates["band"].astype(object)
    hours = rates["hours"].map("{:g} hours".format, na_action="ignore").astype(object)
    rate_card = pd.DataFrame(
        {
            "financial_year": rates["financial_year"].map(year_of),
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
