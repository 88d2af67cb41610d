"""Plans that came late, refusals that were changed, and hours raised on appeal, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hnb.council.costing.ledger import Year, annual_pence
from hnb.council.deriving import Rows
from hnb.council.deriving.process import WEEK
from hnb.council.deriving.records import looked_up
from hnb.council.forum import ForumRecords
from hnb.tables.records.late_concessions import (
    ABOUT_PLAN,
    ABOUT_REFUSAL,
    AFTER_REFUSAL,
    AGREED,
    BANDS,
    CONCEDED,
    HOURS,
    HOURS_CONCEDED,
    HOURS_ORDERED,
    OVERTURNED,
    WITHOUT_REFUSAL,
)

if TYPE_CHECKING:
    import pandas as pd

AFTER_EACH = dict.fromkeys((CONCEDED, OVERTURNED, AGREED), AFTER_REFUSAL)
HOURS_EACH = dict.fromkeys((HOURS_CONCEDED, HOURS_ORDERED), HOURS)
SUBJECTS = {
    **dict.fromkeys(("refusal to assess", "refusal to issue"), ABOUT_REFUSAL),
    **dict.fromkeys(("contents", "placement"), ABOUT_PLAN),
}
CLOCK = 20  # weeks from a request to a plan: SEND Regulations 2014, regulation 13
WEEKS_A_YEAR = 52
TOO_MUCH = 10  # times the median: a top-up that is a slip


@dataclass(frozen=True)
class Support:
    """What a child's support in a mainstream school costs a week, £.

    `by_child` has those that the files have; `average` is the mean of all of them, for a child who
    is placed elsewhere or has none yet; `hour` is an hour a week, a week. Not a number where the
    files have no top-up.
    """

    by_child: pd.Series[float]
    average: float
    hour: float

    def of(self, children: pd.Series[str]) -> pd.Series[float]:
        """By child; the average of one who has none."""
        return looked_up(children, self.by_child).fillna(self.average)


def children_of(rows: Rows) -> pd.Series[str]:
    """The child by the record of a person, as plans have it: two with one UPN are one child."""
    people = rows("sen2_persons").drop_duplicates("person").set_index("person")
    return people["upn"].fillna(people.index.to_series())


def child_of(persons: pd.Series[str], children: pd.Series[str]) -> pd.Series[str]:
    """The child whom a reference names; the reference itself where it is no person's."""
    return looked_up(persons, children).fillna(persons)


def refusals(cases: pd.DataFrame, appeals: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Requests that were refused an assessment or a plan, with what came of it.

    `child`, `received`, `issued` (the plan that followed, if any) and `route`, missing where the
    refusal was not changed. Of two refusals the appeal is about the last before it was registered;
    of two appeals the later counts.
    """
    import pandas as pd

    no_plan = cases["assessment"].eq("no plan").fillna(value=False)
    rows = cases[cases["outcome"].eq("refuse").fillna(value=False) | no_plan]
    day = rows["assessed"].where(no_plan, rows["decided"]).fillna(rows["received"])
    rows = rows.assign(refused=day).dropna(subset=["child", "refused"]).sort_values("refused")
    about = appeals[appeals["subject"].map(SUBJECTS).eq(ABOUT_REFUSAL)].dropna(
        subset=["child", "registered"]
    )
    about = about.sort_values("registered", kind="stable")
    requests = _nearest(about, "registered", rows, "refused", "request")
    outcomes = about["outcome"].set_axis(requests)
    last = outcomes[~outcomes.index.duplicated(keep="last")]
    outcome = looked_up(rows["request"], last).astype(object)
    following = _nearest(rows, "refused", plans, "started", "started", direction="forward")
    named = rows["issued"].where(rows["issued"] >= rows["refused"])
    route = outcome.map({"conceded": CONCEDED, "upheld": OVERTURNED})
    is_changed = route.notna()
    return pd.DataFrame(
        {
            "child": rows["child"],
            "request": rows["request"],
            "received": rows["received"],
            "issued": named.fillna(following.where(is_changed)),
            "route": route.where(is_changed | named.isna(), AGREED),
        }
    )


def _nearest(
    rows: pd.DataFrame,
    day: str,
    others: pd.DataFrame,
    their_day: str,
    column: str,
    *,
    direction: Literal["backward", "forward"] = "backward",
) -> pd.Series:
    """For each row, a column of the child's last other row up to a day, or of the first from it."""
    import pandas as pd

    right = others[["child"]].assign(day=others[their_day].astype("datetime64[ns]"))
    right["value"] = others[column]
    joined = pd.merge_asof(
        rows.assign(day=rows[day].astype("datetime64[ns]"))[["child", "day"]]
        .reset_index()
        .sort_values("day", kind="stable"),
        right.dropna(subset=["child", "day"]).sort_values("day", kind="stable"),
        on="day",
        by="child",
        direction=direction,
    )
    return joined.set_index("index")["value"].reindex(rows.index)


def late_plans(
    cases: pd.DataFrame, refused: pd.DataFrame, support: Support, until: pd.Timestamp
) -> pd.DataFrame:
    """Plans issued late in the twelve months, one row a plan, by how they came to be late."""
    import pandas as pd

    after = refused[refused["route"].notna()].sort_values("received", ascending=False)
    others = cases[~cases["request"].isin(after["request"])]
    both = pd.concat([after.assign(group=AFTER_REFUSAL), others.assign(group=WITHOUT_REFUSAL)])
    rows = both[["child", "received", "issued", "route", "group"]].drop_duplicates(
        ["child", "issued"]
    )
    weeks = (rows["issued"] - rows["received"]).dt.days / WEEK - CLOCK
    is_counted = rows["issued"].between(a_year_before(until), until) & weeks.gt(0)
    return costed(rows.assign(weeks=weeks)[is_counted], support)


def a_year_before(until: pd.Timestamp) -> pd.Timestamp:
    """The first of the days that are counted."""
    import pandas as pd

    return until - pd.DateOffset(years=1) + pd.Timedelta(days=1)


def costed(rows: pd.DataFrame, support: Support) -> pd.DataFrame:
    """The rows with the band of their weeks, and what the weeks cost."""
    import pandas as pd

    band = pd.cut(rows["weeks"], [0, 10, 32, float("inf")], labels=list(BANDS)).astype(object)
    amount = (rows["weeks"] * support.of(rows["child"])).round(2)
    return rows.assign(band=band, amount_gbp=amount).reset_index(drop=True)


def hours_raised(
    appeals: pd.DataFrame, plans: pd.DataFrame, support: Support, until: pd.Timestamp
) -> pd.DataFrame:
    """Plans whose hours were raised on appeal in the twelve months, and what the hours would have
    cost from the plan to the end of the appeal.
    """
    import pandas as pd

    more = appeals["hours_after"] - appeals["hours_before"]
    is_raised = appeals["outcome"].isin(["conceded", "upheld"]) & more.gt(0)
    is_raised &= appeals["outcome_date"].between(a_year_before(until), until)
    rows = appeals.assign(more=more)[is_raised].dropna(subset=["child", "registered"])
    rows = rows.assign(started=_nearest(rows, "registered", plans, "started", "started"))
    rows = rows.dropna(subset=["started"])
    weeks = (rows["outcome_date"] - rows["started"]).dt.days / WEEK
    return pd.DataFrame(
        {
            "child": rows["child"],
            "group": HOURS,
            "route": rows["outcome"].map({"conceded": HOURS_CONCEDED, "upheld": HOURS_ORDERED}),
            "amount_gbp": (weeks * rows["more"] * support.hour).round(2),
        }
    )


def support_of(rows: Rows, children: pd.Series[str], year: Year) -> Support:
    """Support by child, from the top-ups or else the ledger's rows of mainstream schools; an amount
    of zero, or of more than ten times the median, is a slip and does not count.
    """
    import pandas as pd

    top_ups, ledger = rows("top_ups"), rows("placement_ledger")
    annual = top_ups["annual_amount_gbp"].fillna(WEEKS_A_YEAR * top_ups["weekly_amount_gbp"])
    hours = top_ups["hours"].where(_is_usual(annual) & top_ups["hours"].gt(0))
    hour = annual[hours.notna()].sum() / hours.sum() if hours.notna().any() else float("nan")
    top_ups = top_ups.assign(annual=annual.fillna(top_ups["hours"] * hour))
    is_mainstream = ledger["provider_kind"].eq("mainstream school").fillna(value=False)
    is_mainstream &= ledger["funding_element"].ne("transport").fillna(value=True)
    ledger = ledger.assign(annual=annual_pence(ledger, year) / 100)[is_mainstream]
    usual = [
        file.loc[_is_usual(file["annual"]), ["child", "annual", "start"]].sort_values("start")
        for file in (top_ups, ledger)
    ]
    first = pd.concat(usual, ignore_index=True)  # of a child in both files, the top-up
    first["child"] = child_of(first["child"], children)
    weekly = (
        first.dropna(subset=["child"]).drop_duplicates("child").set_index("child")["annual"]
        / WEEKS_A_YEAR
    )
    return Support(weekly, float(weekly.mean()), hour / WEEKS_A_YEAR)


def _is_usual(amounts: pd.Series[float]) -> pd.Series[bool]:
    return amounts.gt(0) & amounts.le(TOO_MUCH * amounts[amounts.gt(0)].median())


def last_day(records: ForumRecords) -> pd.Timestamp:
    """The last of the twelve months that are counted: that of November from December to January.

    Of calendar years there are tables of plans by weeks already. The difference of one and twelve
    months that begin or end some days from New Year would tell of the few children of those days.
    """
    import pandas as pd

    last = pd.Timestamp(records.as_at)
    if last.month in {1, 12}:
        return pd.Timestamp(last.year - (last.month == 1), 11, 30)
    return last
