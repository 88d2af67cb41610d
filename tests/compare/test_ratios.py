"""hnb.compare.ratios against arithmetic and statsmodels' Clopper-Pearson interval."""

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from hnb.compare.ratios import Book, Count, Ratio
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.stats.intervals import binomial
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
NEW, OLD = (
    Comparators("the new list", (850, 860, 830), 2025),
    Comparators("the old list", (850,), 2021),
)
COUNTS = {
    "asked": Count("requests", "requests", {"outcome": "total"}),
    "refused": Count("requests", "requests refused", {"outcome": "refused"}),
    "both": Count("requests", "requests either way", {"outcome": ("total", "refused")}),
}
SHARE = Ratio("refused_percent", "requests refused", "refused", "asked")


def book(code=855, **when) -> Book:
    who = Authority(code, "Someshire", (), "East Midlands", **when)
    ask = Ask(who, 2025, "2023-24", (NEW, OLD))
    return Book.of(
        ask,
        COUNTS,
        {"requests": REQUESTS},
        {"requests": ENGLAND},
        prefix="flow",
        period="calendar_year",
    )


def measured(code=855, year=2024, ratio=SHARE):
    return book(code).measure(ratio, year)


def test_share_is_one_count_over_the_other():
    assert measured().own.value == pytest.approx(100 * 30 / 300)
    assert (measured().part.value, measured().whole.value) == (30, 300)


def test_each_list_has_its_median_and_leaves_out_who_has_no_count():
    assert [median.value for median in measured().medians] == [
        pytest.approx((20 + 50) / 2),
        pytest.approx(20),
    ]
    assert measured().used.value == 2
    assert len({median.name for median in measured().medians}) == 2


def test_england_is_of_its_own_counts_or_of_all_with_both():
    pooled = Ratio("refused_percent", "requests refused", "refused", "asked", pooled=True)
    assert measured().england.value == pytest.approx(25)
    assert measured(ratio=pooled).england.value == pytest.approx(
        100 * (30 + 20 + 200) / (300 + 100 + 400)
    )
    assert measured(ratio=pooled).england.rows[0].where["la_code"] == (850, 855, 860)


def test_series_has_a_row_a_year():
    series = measured().series
    assert list(series["own"]) == pytest.approx([25, 10])
    assert pd.isna(series.loc[2023, "median"]) and series.loc[2024, "upper"] == pytest.approx(42.5)


def test_rows_name_the_release_and_the_row():
    assert [(rows.releases, rows.where) for rows in measured().own.rows] == [
        (("requests-1",), {"la_code": 855, "calendar_year": 2024, "outcome": "refused"}),
        (("requests-1",), {"la_code": 855, "calendar_year": 2024, "outcome": "total"}),
    ]


@pytest.mark.parametrize(
    ("code", "year", "when", "says"),
    [
        (
            830,
            2024,
            {},
            "no count of requests in Someshire for 2024 is held \\(published as not available\\)",
        ),
        (999, 2024, {}, "no count of requests refused in Someshire for 2024 is held$"),
        (855, 2019, {}, "requests refused are held for 2023 to 2024, not for 2019"),
        (
            999,
            2024,
            {"closed": pd.Timestamp(2023, 4, 1).date()},
            "Someshire closed on 1 April 2023",
        ),
        (
            999,
            2023,
            {"opened": pd.Timestamp(2024, 4, 1).date()},
            "Someshire opened on 1 April 2024",
        ),
    ],
)
def test_missing_share_says_why(code, year, when, says):
    own = book(code, **when).measure(SHARE, year).own
    assert own.value is None
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(own.reason)


def test_sum_with_a_part_missing_is_missing():
    assert book(830).value("both", 2024) is None
    assert book(855).value("both", 2024) == 330


def test_share_above_the_whole_is_missing_for_the_authority_and_in_the_median():
    faulty = REQUESTS.assign(
        requests=REQUESTS["requests"].mask(REQUESTS["outcome"].eq("refused"), 150)
    )
    held = Book.of(
        book().ask, COUNTS, {"requests": faulty}, {}, prefix="flow", period="calendar_year"
    )
    assert held.measure(SHARE, 2023).own.value == pytest.approx(75)
    assert held.measure(SHARE, 2024).medians[0].value == pytest.approx(
        100 * 150 / 400
    )  # 850 has 150 of 100
    swapped = Ratio("asked_percent", "requests", "asked", "refused")
    assert (
        held.measure(swapped, 2023).own.reason
        == "more requests than requests refused are published"
    )


def test_share_of_none_is_missing():
    nothing = REQUESTS.assign(requests=REQUESTS["requests"].where(REQUESTS["la_code"].ne(855), 0))
    held = Book.of(
        book().ask, COUNTS, {"requests": nothing}, {}, prefix="flow", period="calendar_year"
    )
    assert held.measure(SHARE, 2024).own.reason == "requests were none"


@pytest.mark.parametrize(("count", "of"), [(33, 772), (0, 12), (12, 12), (352, 5338)])
def test_interval_of_a_share_agrees_with_statsmodels(count, of):
    interval = binomial(count, of)
    assert (interval.low, interval.high) == pytest.approx(
        proportion_confint(count, of, method="beta"), nan_ok=True
    )


def test_interval_stands_on_the_figure():
    low, high = proportion_confint(30, 300, method="beta")
    assert (measured().own.low, measured().own.high) == pytest.approx((100 * low, 100 * high))
