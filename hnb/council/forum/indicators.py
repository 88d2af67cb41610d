"""Indicators of the service by week, so that no small number of children gets out.

Only indicators that authority.yml names are made into tables: a name in the file is free text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from hnb.disclosure.population import CrossTab, Declared, Measured, Population
from hnb.domain.words import quoted

if TYPE_CHECKING:
    import pandas as pd

    from hnb.council.authority.definition import Disclosure, Indicator
    from hnb.council.forum import ForumRecords

LAYOUTS = ("weekly_indicators", "sen2_requests", "sen2_named_plans")
VALUES, AIMS = "council_indicators", "council_indicator_aims"
WEEK, FOUR_WEEKS, TWELVE_WEEKS = SPANS = ("week", "four weeks", "12 weeks")
LENGTHS = {WEEK: 1, FOUR_WEEKS: 4, TWELVE_WEEKS: 12}  # each divides the next
WEEKS = 104  # that are given, and those before in the same 12: or a span would be cut in time
MOST = 20_000  # children in a week: a larger number is a slip
ALIKE = 0.5  # share of weeks in which a count is that of a flow, from which on it is that flow
FEWEST_ALIKE = 8  # weeks that both have, by which that is told
MOSTLY = 0.9  # share of values that are whole numbers, of a count of children
FEWEST_IN_A_SHARE = 10
FIRST_MONDAY, TO_FRIDAY, DAYS = "2000-01-03", 4, 7
NONE = "none"  # the detail of what has none
WITHHELD, BY_MONTH = "not shown", "given by month"
NO_WHOLE = "it is a share of children, and the file does not say of how many"
SMALL = "small numbers of children are behind it even over 12 weeks"
NOT_WHOLE = "its values are no whole numbers of children"
NO_VALUES = "the file has no values of it"


@dataclass
class _Tables:
    """What is made so far."""

    counts: list[Population] = field(default_factory=list)
    shares: list[pd.DataFrame] = field(default_factory=list)
    others: list[pd.DataFrame] = field(default_factory=list)
    parts: list[pd.DataFrame] = field(default_factory=list)  # weeks of shares that are given
    aims: list[tuple[str, str, str, float | None]] = field(default_factory=list)


def declare(records: ForumRecords) -> Declared:
    """Values of each indicator that authority.yml names, by span, and what is wanted of it.

    Notes
    -----
    Spans are counted from one Monday for all time, so that a later release adds spans and never
    cuts them anew. A count of children is planned by week, four and 12 weeks together, and compared
    with what was released before. A count that is one of the flows of the records is left to
    `council_flows`: weeks and months of the same events would give single days by difference. A
    share of children is a whole percentage without what it is of, at the shortest span at which
    neither part of any span is small. docs/methods/service-indicators.md says why that is enough.
    """
    weeks = _weeks(records)
    flows = cache(lambda: _flows_by_day(records))
    tables = _Tables()
    for name, wanted in records.authority.indicators.items():
        rows = weeks[weeks["name"].eq(_folded(name))].drop_duplicates("week", keep="last")
        tables.aims += _aims(name, wanted, rows)
        if rows.empty:
            tables.aims.append((name, WITHHELD, NO_VALUES, None))
        elif wanted.counts == "other":
            tables.others.append(_values(name, WEEK, rows["week"], rows["value"]))
        elif _is_share(name, rows):
            _add_share(tables, name, rows, records.authority.disclosure)
        elif flow := _flow_alike(rows, flows()):
            tables.aims.append((name, BY_MONTH, flow, None))
        elif _are_counts(rows["value"]).mean() < MOSTLY:
            tables.aims.append((name, WITHHELD, NOT_WHOLE, None))
        else:
            tables.counts.append(_count(name, rows, records.la_code))
    return _declared(tables, records.la_code)


def _declared(tables: _Tables, la_code: int) -> Declared:
    import pandas as pd

    open_tables = {AIMS: _aims_frame(tables.aims, la_code)}
    if tables.others:
        frame = pd.concat(tables.others, ignore_index=True)
        frame["indicator_value"] = frame["indicator_value"].astype("Float64")
        open_tables[VALUES] = frame.assign(la_code=la_code, status="published")
    return Declared(
        populations=tuple(tables.counts),
        measured=tuple(Measured(VALUES, frame) for frame in tables.shares),
        open_tables=open_tables,
    )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_share(name: str, rows: pd.DataFrame) -> bool:
    says_so = "%" in name or "per cent" in name.casefold() or "percent" in name.casefold()
    return says_so or bool(rows["out_of"].notna().any())


def _weeks(records: ForumRecords) -> pd.DataFrame:
    """Rows of the last weeks up to the day, with the number of the week and a number as value."""
    import numpy as np
    import pandas as pd

    rows = records.rows(LAYOUTS[0])
    last = _week_of(pd.Series([pd.Timestamp(records.as_at)])).iloc[0]
    for column in ("out_of", "target"):
        if column not in rows:
            rows = rows.assign(**{column: np.nan})
    numbers = rows[["value", "out_of", "target"]].astype("float64")
    table = numbers.assign(week=_week_of(rows["week"]), day=rows["week"])
    table["name"] = rows["indicator"].astype(str).map(_folded)
    first = last - WEEKS + 1
    is_of_time = table["week"].between(first - first % LENGTHS[TWELVE_WEEKS], last)
    table = table[is_of_time & table["value"].abs().lt(1e9)]
    return table.astype({"week": int}).sort_values(["name", "day"], kind="stable")


def _week_of(days: pd.Series) -> pd.Series:
    """The number of the week, from Monday to Sunday, of each day."""
    import pandas as pd

    return (pd.to_datetime(days) - pd.Timestamp(FIRST_MONDAY)).dt.days // DAYS


def _ending(weeks: pd.Series) -> pd.Series:
    """The Friday of each week."""
    import pandas as pd

    days = pd.to_timedelta(weeks * DAYS + TO_FRIDAY, unit="D")
    return (pd.Timestamp(FIRST_MONDAY) + days).dt.strftime("%Y-%m-%d")


def _values(name: str, span: str, weeks: pd.Series, values: pd.Series) -> pd.DataFrame:
    import pandas as pd

    columns = {"ending": _ending(weeks), "indicator_value": values}
    frame = pd.DataFrame(columns).assign(indicator=name, span=span)
    return frame[["indicator", "span", "ending", "indicator_value"]].reset_index(drop=True)


def _whole_spans(weeks: pd.Series, span: str) -> pd.Series:
    """The last week of the span in which each week is; missing where the span is not whole."""
    length = LENGTHS[span]
    number = weeks // length
    is_whole = number.map(number.value_counts()).eq(length)
    return (number * length + length - 1).where(is_whole)


def _last_fridays(weeks: pd.Series, span: str) -> pd.Series:
    """The Friday at the end of the span of each week; None where the span is not whole."""
    last = _whole_spans(weeks, span)
    return _ending(last.fillna(0).astype(int)).astype(object).where(last.notna(), None)


def _are_counts(values: pd.Series) -> pd.Series:
    return values.between(0, MOST) & values.eq(values.round())


def _count(name: str, rows: pd.DataFrame, la_code: int) -> Population:
    """A row for each child or event, by its week, four weeks and 12 weeks."""
    import pandas as pd

    rows = rows[_are_counts(rows["value"])]
    endings = pd.DataFrame({span: _last_fridays(rows["week"], span) for span in SPANS})
    events = endings.loc[endings.index.repeat(rows["value"].astype(int))].reset_index(drop=True)
    within = {WEEK: FOUR_WEEKS, FOUR_WEEKS: TWELVE_WEEKS}
    return Population(
        name=f"{quoted(name)} of {la_code} by week",
        rows=events,
        # or else two small weeks would protect one another that are in different four weeks
        implied=within,
        parents={
            span: dict(endings[[span, longer]].dropna().itertuples(index=False, name=None))
            for span, longer in within.items()
        },
        tables=tuple(
            CrossTab(
                VALUES,
                by={"ending": span},
                fixed={"indicator": name, "span": span},
                categories={"ending": tuple(endings[span].dropna().unique())},
            )
            for span in SPANS
        ),
    )


def _add_share(tables: _Tables, name: str, rows: pd.DataFrame, rules: Disclosure) -> None:
    """A share of children at the shortest span at which no small number is behind any value."""
    rows = rows[_are_counts(rows["out_of"]) & rows["value"].between(0, 100)]
    if rows.empty:
        tables.aims.append((name, WITHHELD, NO_WHOLE, None))
        return
    rows = rows.assign(part=(rows["value"] * rows["out_of"] / 100).round())
    given: list[int] = []  # the first week that was never given, by each shorter span
    for span in SPANS:
        sums = _sums(rows, span)
        is_small = _are_small(sums, rules)
        for other in tables.parts:
            is_small |= sums["last"].isin(_small_between(rows, other, span, rules))
        left = [_sums(rows, span, since=week) for week in given]
        if len(sums) and not is_small.any() and not any(_are_small(x, rules).any() for x in left):
            share = (100 * sums["part"] / sums["out_of"]).round()
            frame = _values(name, span, sums["last"].astype(int), share)
            tables.parts.append(rows)
            tables.shares.append(frame.assign(children=sums["out_of"].to_numpy()))
            return
        if is_small.any():
            given.append(int(sums["last"][is_small].min()) - LENGTHS[span] + 1)
    tables.aims.append((name, WITHHELD, SMALL, None))


def _sums(rows: pd.DataFrame, span: str, since: int | None = None) -> pd.DataFrame:
    """The part and the whole of each span; or of that in which a week is, what is left from it on.

    The weeks before may be out, from when the file went no further, and could be subtracted.
    """
    by_week = rows.assign(last=_whole_spans(rows["week"], span))
    if since is not None:
        is_in_it = by_week["week"] // LENGTHS[span] == since // LENGTHS[span]
        by_week = by_week[is_in_it & by_week["week"].ge(since)]
    return by_week.groupby("last")[["part", "out_of"]].sum().reset_index()


def _small_between(
    rows: pd.DataFrame, other: pd.DataFrame, span: str, rules: Disclosure
) -> pd.Series:
    """The spans in which two shares of one whole leave few: the children in neither, if they are
    parts of it, or those in one alone, if it holds the other.
    """
    both = rows.merge(other[["week", "part", "out_of"]], on="week", suffixes=("", "_other"))
    if both["out_of"].eq(both["out_of_other"]).mean() < ALIKE:
        return both["week"].iloc[:0]
    both = both.assign(last=_whole_spans(both["week"], span))
    sums = both.groupby("last")[["part", "part_other", "out_of"]].sum()
    neither = sums["out_of"] - sums["part"] - sums["part_other"]
    apart = (sums["part"] - sums["part_other"]).abs()
    few = (1, rules.threshold - 1)
    is_small = neither.between(*few) | apart.between(*few)
    return is_small.index[is_small].to_series()


def _are_small(sums: pd.DataFrame, rules: Disclosure) -> pd.Series:
    """Where the part, what is left of the whole, or the whole is of few."""
    smallest = 0 if rules.zeros == "withheld" else 1
    is_small = sums["out_of"] < max(FEWEST_IN_A_SHARE, rules.threshold)
    for side in (sums["part"], sums["out_of"] - sums["part"]):
        is_small |= side.ge(smallest) & side.lt(rules.threshold)
    return is_small


def _flows_by_day(records: ForumRecords) -> dict[str, pd.Series]:
    """The days of each flow that is given by month, as the records have them."""
    days = {}
    for flow, layout, reference, column, outcome in (
        ("requests received", LAYOUTS[1], "request", "received", ""),
        ("decisions to assess", LAYOUTS[1], "request", "outcome_date", "assess"),
        ("decisions not to assess", LAYOUTS[1], "request", "outcome_date", "refuse"),
        ("plans issued", LAYOUTS[2], "plan", "started", ""),
        ("plans ceased", LAYOUTS[2], "plan", "ceased", ""),
    ):
        rows = records.rows(layout)
        if outcome and len(rows):
            rows = rows[rows["outcome"].eq(outcome).fillna(value=False)]
        if len(rows):
            days[flow] = rows.drop_duplicates(reference)[column].dropna()
    return days


def _flow_alike(rows: pd.DataFrame, flows: dict[str, pd.Series]) -> str:
    """The flow of the records that a count is; empty where it is none."""
    values = rows.set_index("week")["value"]
    for flow, days in flows.items():
        if any(_is_alike(values, days, shift) for shift in range(DAYS)):
            return flow
    return ""


def _is_alike(values: pd.Series, days: pd.Series, shift: int) -> bool:
    """Whether most values are the events of weeks that begin some days earlier than on Monday."""
    import pandas as pd

    by_week = _week_of(days + pd.Timedelta(days=shift)).value_counts()
    both = values[values.index.isin(by_week.index)]
    is_same = both.eq(by_week.reindex(both.index))
    return len(both) >= FEWEST_ALIKE and bool(is_same.mean() >= ALIKE)


def _aims(
    name: str, wanted: Indicator, rows: pd.DataFrame
) -> Iterator[tuple[str, str, str, float | None]]:
    """What is wanted of an indicator, a row each."""
    yield name, "better", wanted.better, None
    if _is_share(name, rows):
        yield name, "unit", "percent", None
    targets = rows["target"].dropna()
    target = float(targets.iloc[-1]) if wanted.target is None and len(targets) else wanted.target
    if target is not None:
        yield name, "target", NONE, target
    for day, value in wanted.milestones.items():
        yield name, "milestone", day.isoformat(), value
    if wanted.baseline:
        yield name, "baseline from", wanted.baseline.since.isoformat(), None
        yield name, "baseline to", wanted.baseline.to.isoformat(), None
    if wanted.published:
        yield name, "published", wanted.published, None
    if wanted.staff:
        yield name, "staff", NONE, None


def _aims_frame(aims: list[tuple[str, str, str, float | None]], la_code: int) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(aims, columns=["indicator", "aim", "detail", "aimed_at"])
    has_value = frame["aimed_at"].notna()
    status = has_value.map({True: "published", False: "not applicable"}).astype(object)
    return frame.assign(la_code=la_code, status=status).astype({"aimed_at": "Float64"})
