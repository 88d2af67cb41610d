"""hnb.comparison against arithmetic, and statsmodels' Clopper-Pearson and Poisson intervals."""

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from hnb.comparison.compared import compare
from hnb.comparison.counts import Counts, Sum, count
from hnb.comparison.doubted import doubt_of_change
from hnb.comparison.measure import MIXED_YEARS, Measure
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.figures import WITHHELD
from hnb.tables import Tables
from tests.conftest import frame

REQUESTS = frame("""
    la_code  calendar_year  outcome    requests
    855      2023           total           200
    855      2023           refused          50
    855      2024           total           300
    855      2024           refused          30
    850      2024           total           100
    850      2024           refused          20
    860      2024           total           400
    860      2024           refused         200
    830      2024           total             .
    830      2024           refused           5
""").assign(release="requests-1")
REQUESTS["status"] = REQUESTS["requests"].notna().map({True: "published", False: "not available"})
ENGLAND = frame("""
    calendar_year  outcome  requests
    2024           total        1000
    2024           refused       250
""").assign(release="requests-1", status="published")
REGION = frame("""
    calendar_year  outcome  requests
    2024           total         500
    2024           refused       150
""").assign(release="requests-1", status="published")
TABLES = Tables.of(
    authority={"requests": REQUESTS},
    england={"requests": ENGLAND},
    region={"requests": REGION.assign(region="East Midlands")},
)
NEW = Comparators("the new list", (850, 860, 830), 2025)
OLD = Comparators("the old list", (850,), 2021)
ASKED = count("asked", "requests", "requests", outcome="total")
REFUSED = count("refused", "requests", "requests refused", outcome="refused")
BOTH = count("both", "requests", "requests either way", outcome=("total", "refused"))
SHARE = Measure("refused_percent", "requests refused", REFUSED, ASKED)


def ask(code=855, **when) -> Ask:
    who = Authority(code, "Someshire", (), "East Midlands", **when)
    return Ask(who, 2025, "2023-24", (NEW, OLD))


def compared(code=855, year=2024, measure=SHARE, tables=TABLES, **when):
    return compare(measure, tables, ask(code, **when), year)


def test_share_is_one_count_over_the_other():
    assert compared().own.value == pytest.approx(100 * 30 / 300)
    assert (compared().part.value, compared().whole.value) == (30, 300)


def test_latest_year_of_the_authority_is_taken_where_none_is_named():
    assert compare(SHARE, TABLES, ask()).year == 2024
    late = pd.concat([REQUESTS, REQUESTS.tail(4).assign(la_code=860, calendar_year=2025)])
    assert compare(SHARE, Tables.of(authority={"requests": late}), ask()).year == 2024


def test_each_list_has_its_median_and_leaves_out_who_has_no_count():
    assert [median.value for median in compared().medians] == [
        pytest.approx((20 + 50) / 2),
        pytest.approx(20),
    ]
    assert compared().used.value == 2 and compared().main.left_out == (830,)
    assert len({median.name for median in compared().medians}) == 2


def test_statistics_of_the_comparators_are_arithmetic():
    main = compared().main
    assert main.pooled.value == pytest.approx(100 * 220 / 500)
    assert (main.mean.value, main.lowest.value, main.highest.value) == pytest.approx((35, 20, 50))
    assert (main.rank.value, main.group.value) == (3, 3)
    assert main.mean_without_one.value in (pytest.approx(20), pytest.approx(50))
    assert main.difference.value == pytest.approx(30 - 300 * 0.35)
    assert (main.side, main.standing) == ("below", "")  # two are too few to say where it lies


def test_authority_is_never_its_own_comparator():
    itself = Comparators("a list with itself", (855, 850), 2025)
    among = compared().among(itself)
    assert among.codes == (850,) and among.group.value == 2


def test_england_and_region_are_of_their_own_counts_or_of_all_with_both():
    pooled = Measure("refused_percent", "requests refused", REFUSED, ASKED, pooled=True)
    assert compared().england.value == pytest.approx(25)
    assert compared().region.value == pytest.approx(30)
    assert compared(measure=pooled).england.value == pytest.approx(
        100 * (30 + 20 + 200) / (300 + 100 + 400)
    )
    assert compared(measure=pooled).england.rows[0].where["la_code"] == (850, 855, 860)


def test_rank_in_england_counts_every_authority_with_a_value():
    england = compared().england_rank
    assert (england.rank.value, england.used.value) == (3, 3)
    assert england.median.value == pytest.approx(20)


def test_series_has_a_row_a_year():
    series = compared().series
    assert list(series["own"]) == pytest.approx([25, 10])
    assert pd.isna(series.loc[2023, "median"]) and series.loc[2024, "upper"] == pytest.approx(42.5)


def test_rows_name_the_release_and_the_row():
    assert [(rows.releases, rows.where) for rows in compared().own.rows] == [
        (("requests-1",), {"la_code": 855, "calendar_year": 2024, "outcome": "refused"}),
        (("requests-1",), {"la_code": 855, "calendar_year": 2024, "outcome": "total"}),
    ]
    assert compared().england.rows[0].where == {"calendar_year": 2024, "outcome": "refused"}
    assert compared().region.rows[0].where["region"] == "East Midlands"


@pytest.mark.parametrize(
    ("code", "year", "when", "says"),
    [
        (830, 2024, {}, "no count of requests in Someshire for 2024 is available (published as not "
                        "available)"),
        (999, 2024, {}, "no count of requests refused in Someshire for 2024 is available"),
        (855, 2019, {}, "requests refused are available for 2023 to 2024, not for 2019"),
        (999, 2024, {"closed": pd.Timestamp(2023, 4, 1).date()}, "Someshire closed on 1 April 2023"),
        (999, 2023, {"opened": pd.Timestamp(2024, 4, 1).date()}, "Someshire opened on 1 April 2024"),
    ],
)  # fmt: skip
def test_missing_share_says_why(code, year, when, says):
    own = compared(code, year, **when).own
    assert (own.value, own.reason) == (None, says)


def test_comparators_without_a_value_are_said_to_have_none():
    assert compared(year=2023).median.reason == "none of the new list has both counts for 2023"
    nobody = compared().among(Comparators("statistical neighbours", ()))
    assert nobody.median.reason == "there is no list of statistical neighbours for Someshire"
    assert nobody.used.value == 0


def test_sum_with_a_part_missing_is_missing():
    counts = Counts(TABLES)
    assert counts.value(BOTH, 2024, 830) is None
    assert counts.value(BOTH, 2024, 855) == 330


def test_counts_may_be_added_and_taken_off():
    granted = Sum("granted", "requests granted", (ASKED,), less=(REFUSED,))
    counts = Counts(TABLES)
    assert counts.value(granted, 2024, 855) == 270 and counts.value(granted, 2024, 830) is None
    assert counts.reason(granted, 2024, ask(830)).startswith("no count of requests in Someshire")
    assert len(counts.behind(granted, 2024, [855])) == 2


def test_count_of_another_year_is_looked_up_where_it_says():
    before = count("asked_before", "requests", "requests", offsets=(-1,), outcome="total")
    growth = Measure("growth", "growth in requests", ASKED, before, chance="growth")
    assert compared(measure=growth).own.value == pytest.approx(50)
    assert compared(year=2023, measure=growth).own.value is None


def test_share_above_the_whole_is_missing_for_the_authority_and_in_the_median():
    is_refused = REQUESTS["outcome"].eq("refused")
    faulty = TABLES.having(
        requests=REQUESTS.assign(requests=REQUESTS["requests"].mask(is_refused, 150))
    )
    assert compared(year=2023, tables=faulty).own.value == pytest.approx(75)
    # 850 has 150 refused of 100
    assert compared(tables=faulty).median.value == pytest.approx(100 * 150 / 400)
    swapped = Measure("asked_percent", "requests", ASKED, REFUSED)
    reason = compared(measure=swapped, tables=faulty).own.reason
    assert reason == "more requests than requests refused are published"


def test_shares_have_exact_intervals():
    own = compared().own
    assert (own.low, own.high) == pytest.approx(
        [100 * end for end in proportion_confint(30, 300, method="beta")]
    )
    assert compared().england.low == pytest.approx(
        100 * proportion_confint(250, 1000, method="beta")[0]
    )


def test_rates_have_exact_intervals_unless_chance_is_not_all_that_makes_them():
    rate = Measure(
        "refused_rate", "refused per 1,000", REFUSED, ASKED, unit="per_1000", chance="rate"
    )
    own = compared(measure=rate).own
    assert (own.low, own.high) == pytest.approx(
        [1000 * end for end in confint_poisson(30, 300, method="exact-c")]
    )
    plain = Measure(
        "refused_rate",
        "refused per 1,000",
        REFUSED,
        ASKED,
        unit="per_1000",
        chance="rate",
        exact_interval=False,
    )
    assert compared(measure=plain).own.low is None


def of_records(outcome: str, value: float | None = None) -> Tables:
    """The tables with one count of Someshire in 2024 from its own records; withheld where None."""
    changed = REQUESTS.assign(requests=REQUESTS["requests"].astype("Float64"))
    here = changed["la_code"].eq(855) & changed["calendar_year"].eq(2024)
    here &= changed["outcome"].eq(outcome)
    changed.loc[here, "requests"] = value
    changed.loc[here, "status"] = "published" if value else "suppressed"
    changed.loc[here, "release"] = "council-2026-11-30"
    return Tables.of(authority={"requests": changed}, england={"requests": ENGLAND})


@pytest.mark.parametrize("outcome", ["total", "refused"])
def test_no_share_is_of_a_published_count_and_one_of_the_councils_own(outcome):
    mixed = compared(tables=of_records(outcome, 25))
    assert mixed.own.value is None and "the council's own records" in mixed.own.reason
    assert compared(850, tables=of_records(outcome, 25)).own.value == pytest.approx(20)


@pytest.mark.parametrize("outcome", ["total", "refused"])
def test_no_change_is_from_a_published_year_to_one_of_the_councils_own(outcome):
    tables = of_records(outcome, 25)
    whole = compared(measure=Measure("rate", "refused", REFUSED), tables=tables)
    assert bool(whole.doubt_since(2023)) == (outcome == "refused")
    assert compared(tables=tables).doubt_since(2023) == MIXED_YEARS
    both = tables["requests"].assign(release="council-2026-11-30")
    assert not compared(tables=Tables.of(authority={"requests": both})).doubt_since(2023)
    assert doubt_of_change(Counts(tables), "requests", 855, 2023, 2024) == MIXED_YEARS
    assert not compared(850, tables=tables).doubt_since(2023)


def test_a_count_withheld_from_the_councils_records_says_so():
    assert compared(tables=of_records("refused")).own.reason == WITHHELD


def test_a_sum_of_which_the_councils_records_withhold_a_part_is_withheld():
    def plans(january: int, status: str) -> dict[str, object]:
        return {
            "la_code": 855,
            "january": january,
            "placement_group": "mainstream",
            "placement": ["academy", "free school"],
            "plans": pd.array([400, None if status == "suppressed" else 3], dtype="Int32"),
            "status": ["published", status],
            "release": "council-2026-11-30",
        }

    both = pd.concat(
        [pd.DataFrame(plans(2025, "published")), pd.DataFrame(plans(2026, "suppressed"))]
    )
    counts = Counts(Tables.of(authority={"ehc_plans_by_placement": both}))
    mainstream = count(
        "mainstream", "ehc_plans_by_placement", "plans", placement_group="mainstream"
    )
    assert counts.value(mainstream, 2025, 855) == 403
    assert counts.value(mainstream, 2026, 855) is None
    assert counts.reason(mainstream, 2026, ask()) == WITHHELD


def test_a_deficit_stays_next_to_a_councils_records():
    tables = of_records("total", 25).having(
        dsg_balances=pd.DataFrame(
            {
                "la_code": [855, 850],
                "financial_year": "2023-24",
                "amount_gbp": [-5.0, 7.0],
                "status": "published",
                "release": "dsg-balances",
            }
        )
    )
    balance = count("balance", "dsg_balances", "the balance")
    assert Counts(tables).at(balance, 2023).to_dict() == {850: 7, 855: -5}
