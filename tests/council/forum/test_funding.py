"""hnb.council.forum.funding against arithmetic on a few top-ups that a reader can redo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd
import pytest

from hnb.council.authority.definition import AuthorityDefinition, RateCard
from hnb.council.deriving.placements import NO_NAME
from hnb.council.forum import ForumRecords
from hnb.council.forum.funding import (
    MOST_HOURS,
    NO_BAND,
    NOT_ON_HOURS,
    ON_HOURS,
    OTHER_BAND,
    WEEKS,
    declare,
)
from hnb.disclosure.plan import plan
from hnb.disclosure.population import Declared
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules
from hnb.domain.errors import ParameterError

AS_AT = date(2026, 11, 30)
TOP_UPS = ("child", "school", "band", "hours", "annual_amount_gbp", "weekly_amount_gbp")
CARD = ("financial_year", "band", "hours", "annual_rate_gbp", "applies_to")
SCHOOLS = ("urn", "school", "phase", "type", "pupils", "in_area", "state_funded")
LISTED = [
    (1, "Oak School", "primary", "academy", 200, True, True),
    (2, "Ash School", "secondary", "academy", 900, True, True),
    (3, "Private House", "secondary", "independent school", 90, True, False),
    (4, "Twin School", "primary", "academy", 100, True, True),
    (5, "Twin School", "primary", "academy", 120, True, True),
    (6, "Elm Special", "special", "special academy", 80, True, True),
    (7, "Far School", "primary", "academy", 300, False, True),
]
AMOUNTS = ("council_top_up_amounts", "council_top_ups_on_card")
RATES = [
    ("2025-26", "A", 8.0, 4_000.0, None),
    ("2026-27", "A", 8.0, 5_000.0, None),
    ("2026/27", "B", 16.0, 10_000.0, None),
]


def frame(
    columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], **kinds: str
) -> pd.DataFrame:
    """Rows as a council's folder types them."""
    return pd.DataFrame([*rows], columns=list(columns)).astype(kinds)


def top_up(
    child: str | None,
    school: str = "Oak School",
    band: str | None = "A",
    hours: float | None = 8.0,
    annual: float | None = 5_000.0,
    weekly: float | None = None,
) -> tuple[object, ...]:
    """One row, open since April."""
    return (child, school, band, hours, annual, weekly)


def records(
    top_ups: Iterable[tuple[object, ...]],
    *,
    rates: Iterable[tuple[object, ...]] = RATES,
    schools: Iterable[tuple[object, ...]] = LISTED,
    card: RateCard | None = None,
    days: Iterable[tuple[object, object]] = (),
) -> ForumRecords:
    """The rows of a council; `days` are the first and last day of each top-up."""
    paid = frame(
        TOP_UPS,
        top_ups,
        hours="float64",
        annual_amount_gbp="float64",
        weekly_amount_gbp="float64",
    )
    spans = list(days) or [("2026-04-01", None)] * len(paid)
    begin, end = zip(*spans, strict=True) if spans else ((), ())
    frames = {
        "top_ups": paid.assign(
            start=pd.to_datetime(pd.Series(begin, dtype=object)),
            end=pd.to_datetime(pd.Series(end, dtype=object)),
        ),
        "rate_card": frame(CARD, rates, hours="float64", annual_rate_gbp="float64"),
        "schools": frame(
            SCHOOLS, schools, pupils="Int64", in_area="boolean", state_funded="boolean"
        ),
    }
    authority = AuthorityDefinition(authority=855, rate_card=card or RateCard())
    return ForumRecords(frames.__getitem__, 855, AS_AT, authority)


def children(declared: Declared) -> pd.DataFrame:
    """One row a child, by its reference."""
    return declared.populations[0].rows.set_index("child")


def on_card(declared: Declared) -> dict[str, float]:
    """What is paid for each child under the card."""
    rows = declared.populations[3].rows
    return dict(zip(rows["child"], rows["amount_gbp"], strict=True))


def test_a_child_counts_once_with_the_sum_of_its_top_ups():
    both = [top_up("a", annual=3_000.0), top_up("a", "Ash School", "B", 12.0, 7_000.0)]
    child = children(declare(records([*both, top_up("b")]))).loc["a"]
    assert (child["amount_gbp"], child["hours"]) == (10_000, 20)
    assert (child["named"], child["shown_band"], child["phase"]) == ("Ash School", "B", "secondary")


def test_a_repeated_row_counts_once_but_rows_without_a_reference_are_children_apart():
    rows = [top_up("a"), top_up("a"), top_up(None), top_up(None)]
    declared = children(declare(records(rows)))
    assert len(declared) == 3
    assert declared["amount_gbp"].sum() == 15_000


def test_first_and_last_days_count():
    days = [
        ("2026-11-30", None),
        ("2026-04-01", "2026-11-30"),
        ("2026-04-01", "2026-11-29"),
        ("2026-12-01", None),
        (None, None),
    ]
    rows = [top_up(name) for name in "abcde"]
    assert list(children(declare(records(rows, days=days))).index) == ["a", "b", "e"]


def test_an_amount_is_the_annual_or_the_weekly_or_that_of_the_card():
    rows = [
        top_up("annual", annual=1_234.56, weekly=99.0),
        top_up("weekly", annual=None, weekly=100.0),
        top_up("band", annual=None),
        top_up("hours", band=None, hours=9.0, annual=None),
        top_up("neither", band="Z", hours=40.0, annual=None),
        top_up("back", annual=-50.0),
    ]
    assert children(declare(records(rows)))["amount_gbp"].to_dict() == {
        "annual": 1_234.56,
        "weekly": 100.0 * WEEKS,
        "band": 5_000,
        "hours": 10_000,
        "neither": 0,
        "back": 0,
    }


def test_only_a_state_funded_school_of_the_list_is_named():
    names = ("oak  SCHOOL", "Private House", "Twin School", "Not Listed", "", "Elm Special")
    declared = children(declare(records([top_up(name or "none", name) for name in names])))
    assert list(declared["named"]) == [
        "Oak School",
        NO_NAME["independent"],
        NO_NAME["not listed"],  # two schools have the name: which of them is not known
        NO_NAME["not listed"],
        NO_NAME["unknown"],
        "Elm Special",
    ]


def test_without_a_list_of_schools_none_is_named():
    declared = children(declare(records([top_up("a")], schools=())))
    assert declared.loc["a", "named"] == NO_NAME["not listed"]


def test_words_of_a_band_that_few_have_are_not_shown():
    rows = [top_up(str(number), band="Local") for number in range(6)]
    rows += [top_up("x", band="as agreed with Mrs Smith"), top_up("y", band=None)]
    rows += [top_up("z", band="a")]
    shown = children(declare(records(rows)))["shown_band"]
    assert shown[["0", "x", "y", "z"]].tolist() == ["Local", OTHER_BAND, NO_BAND, "A"]


def test_hours_are_told_in_spans_and_apart_from_those_without():
    rows = [top_up("a", hours=10.0), top_up("b", hours=25.5), top_up("c", hours=None)]
    declared = children(declare(records(rows)))
    assert list(declared["hours_span"]) == ["up to 10 hours", MOST_HOURS, NOT_ON_HOURS]
    assert list(declared["basis"]) == [ON_HOURS, ON_HOURS, NOT_ON_HOURS]
    assert declare(records(rows)).populations[2].rows["amount_gbp"].sum() == 35.5


def test_a_card_without_cost_is_scaled_to_what_is_paid_now():
    # under the card 5,000 and 10,000 for what is paid with 6,000 each: scaled by 0.8
    rows = [
        top_up("a", annual=6_000.0),
        top_up("b", "Ash School", None, 16.0, 6_000.0),
    ]
    assert on_card(declare(records(rows))) == {"a": 4_000, "b": 8_000}
    as_it_is = declare(records(rows, card=RateCard(cost_neutral=False)))
    assert on_card(as_it_is) == {"a": 5_000, "b": 10_000}


def test_floors_and_ceilings_are_of_schools():
    rows = [
        top_up("a", annual=6_000.0),
        top_up("b", "Ash School", None, 16.0, 6_000.0),
        top_up("c", "Ash School", "A", 8.0, 6_000.0),
    ]
    limits = RateCard(floor_percent=-5, ceiling_percent=50)
    by_child = on_card(declare(records(rows, card=limits)))
    assert by_child["a"] == 5_700
    assert by_child["b"] + by_child["c"] == pytest.approx(12_300)
    assert by_child["b"] == pytest.approx(2 * by_child["c"], abs=0.02)


def test_a_child_whose_band_is_not_on_the_card_keeps_what_is_paid():
    rows = [top_up("a", annual=6_000.0), top_up("z", "Ash School", "Z", None, 9_000.0)]
    kept_as_is = declare(records(rows, card=RateCard(cost_neutral=False)))
    assert on_card(kept_as_is) == {"a": 5_000, "z": 9_000}


def test_a_band_with_two_rates_is_no_rate():
    rates = [
        ("2026-27", "A", 8.0, 5_000.0, "primary"),
        ("2026-27", "A", 8.0, 7_000.0, "secondary"),
    ]
    declared = declare(records([top_up("a", annual=6_000.0)], rates=rates))
    assert on_card(declared) == {"a": 6_000}


def test_the_card_of_an_earlier_year_can_be_asked_for():
    rows = [top_up("a", annual=6_000.0)]
    earlier = RateCard(financial_year="2025-26", cost_neutral=False)
    assert on_card(declare(records(rows, card=earlier))) == {"a": 4_000}
    with pytest.raises(ParameterError, match="no rate card of '2024-25'.*nearest"):
        declare(records(rows, card=RateCard(financial_year="2024-25")))


def test_without_a_card_there_is_no_table_of_it():
    declared = declare(records([top_up("a")], rates=()))
    assert len(declared.populations) == 3
    assert set(declared.open_tables) == {"council_school_pupils"}


def test_rates_limits_and_pupils_are_about_nobody():
    card = RateCard(floor_percent=-3)
    tables = declare(records([top_up("a")], card=card)).open_tables
    assert tables["council_rate_card"]["financial_year"].tolist() == ["2025-26"] + ["2026-27"] * 2
    (term,) = tables["council_rate_card_terms"].to_dict("records")
    assert (term["term"], term["percent"], term["financial_year"]) == ("floor", -3, "2026-27")
    pupils = tables["council_school_pupils"].set_index("school")["pupils"].to_dict()
    assert pupils == {
        "Oak School": 200, "Ash School": 900, "Twin School (4)": 100, "Twin School (5)": 120
    }  # fmt: skip


def tables_of(rows: Iterable[tuple[object, ...]], **settings: object) -> dict[str, pd.DataFrame]:
    """What is shown of top-ups."""
    planned = plan(declare(records(rows, **settings)), Rules(), 855, Released())  # type: ignore[arg-type]
    return dict(planned.frames)


def test_children_are_counted_by_school_and_no_pounds_of_a_school_are_made():
    rows = [top_up(f"oak {number}") for number in range(20)]
    rows += [top_up(f"ash {number}", "Ash School") for number in range(3)]
    rows += [top_up(f"elm {number}", "Elm Special") for number in range(9)]
    frames = tables_of(rows)
    counts = frames["council_top_ups"].set_index(["divided_by", "category"])["status"]
    assert counts["school", "Ash School"] == "suppressed"
    assert (counts["school"] == "suppressed").sum() >= 2
    for name in AMOUNTS:
        assert not frames[name]["divided_by"].eq("school").any()
        # of a phase there is one school: an amount of it would be the school's
        by_phase = frames[name][frames[name]["divided_by"].eq("phase")]
        assert by_phase["status"].eq("suppressed").all()


def test_amounts_that_rates_take_apart_are_not_made():
    """Nine children at £4,001 and three at £6,113 are the only 12 who come to £54,348."""
    rates = [("2026-27", "A", None, 4_001.0, None), ("2026-27", "B", None, 6_113.0, None)]
    rows = [
        top_up(f"{band}{number}", band=band, hours=None, annual=rate)
        for band, count, rate in (("A", 9, 4_001.0), ("B", 3, 6_113.0))
        for number in range(count)
    ]
    assert not {*AMOUNTS} & {*tables_of(rows, rates=rates)}
    # of 12 at one rate, and of six and six, nothing is small
    alike = [(*row[:2], "A", None, 4_001.0, None) for row in rows]
    halves = [*alike[:6], *[(*row[:2], "B", None, 6_113.0, None) for row in rows[6:]]]
    for known in (alike, halves):
        assert {*AMOUNTS} <= {*tables_of(known, rates=rates)}


def test_under_limits_the_card_is_told_in_all_alone():
    rows = [top_up(f"oak {number}") for number in range(20)]
    rows += [top_up(f"ash {number}", "Ash School", "B", 16.0) for number in range(20)]
    frames = tables_of(rows, card=RateCard(floor_percent=-3))
    assert set(frames["council_top_ups_on_card"]["divided_by"]) == {"all"}
    assert set(tables_of(rows)["council_top_ups_on_card"]["divided_by"]) > {"all"}


def class_of(frames: dict[str, pd.DataFrame]) -> dict[str, str]:
    """The class that each school is shown in."""
    changes = frames["council_top_up_changes"]
    in_class = changes[changes["schools"].eq(1).fillna(False)]
    return dict(zip(in_class["category"], in_class["change_class"], strict=True))


def of_two_bands(**schools: tuple[int, int]) -> list[tuple[object, ...]]:
    """So many children of A and of B, who are paid £6,000 each, in each school."""
    return [
        top_up(f"{school} {band} {number}", f"{school} School", band, 16.0, 6_000.0)
        for school, counts in schools.items()
        for band, count in zip("AB", counts, strict=True)
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("rate", "change"),
    [
        (4_000.0, "loses more than 20%"),
        (5_500.0, "loses 5 to 20%"),
        (5_700.0, "changes by 5% at most"),
        (6_300.0, "changes by 5% at most"),
        (6_600.0, "gains 5 to 20%"),
        (9_000.0, "gains more than 20%"),
    ],
)
def test_a_school_is_in_the_class_of_its_change(rate, change):
    rates = [("2026-27", band, None, rate, None) for band in "AB"]
    rows = of_two_bands(Oak=(12, 3), Far=(12, 12))
    shown = class_of(tables_of(rows, rates=rates, card=RateCard(cost_neutral=False)))
    assert shown == {"Oak School": change, "Far School": change}


def test_a_class_that_tells_how_many_are_in_a_band_is_not_shown():
    """A loses a third and B gains as much: by 15 children's class the number in B is bounded."""
    rates = [("2026-27", "A", None, 4_000.0, None), ("2026-27", "B", None, 8_000.0, None)]
    rows = of_two_bands(Oak=(12, 3), Far=(30, 30))
    shown = class_of(tables_of(rows, rates=rates, card=RateCard(cost_neutral=False)))
    assert shown == {"Far School": "changes by 5% at most"}


def test_a_class_that_one_child_more_would_change_is_not_shown():
    """Of 20 and 20 children one more in B would be a gain of 5.7%."""
    rates = [("2026-27", "A", None, 4_000.0, None), ("2026-27", "B", None, 8_500.0, None)]
    rows = of_two_bands(Oak=(20, 20), Far=(30, 30), Sea=(6, 6))
    assert "Oak School" not in class_of(
        tables_of(rows, rates=rates, card=RateCard(cost_neutral=False))
    )


def test_no_class_of_a_school_whose_count_is_withheld():
    rates = [("2026-27", band, None, 6_600.0, None) for band in "AB"]
    rows = of_two_bands(Oak=(12, 12), Far=(12, 12), Ash=(1, 2))
    frames = tables_of(rows, rates=rates, card=RateCard(cost_neutral=False))
    counts = frames["council_top_ups"]
    withheld = counts[counts["divided_by"].eq("school") & counts["status"].eq("suppressed")]
    assert len(withheld) >= 2
    changes = frames["council_top_up_changes"].set_index("category")
    assert changes.loc[withheld["category"], "schools"].isna().all()
    assert len(changes) == 5 * counts["divided_by"].eq("school").sum()


def test_a_file_in_which_nothing_is_open_is_no_fault():
    declared = declare(records([top_up("a")], days=[("2020-04-01", "2021-03-31")]))
    assert declared.populations[0].rows.empty
    planned = plan(declared, Rules(), 855, Released())
    assert planned.frames["council_top_ups"]["children_funded"].tolist()[:1] == [0]


def test_hostile_words_and_numbers_are_counted_and_not_run():
    rows = [
        top_up("=cmd()", "<script>alert(1)</script>", "=1+1", 1e9, 1e12),
        top_up("b", "=HYPERLINK()", "\x00", -5.0, float("inf")),
    ]
    declared = children(declare(records(rows, days=[("2026-04-01", None)] * 2)))
    assert list(declared["named"]) == [NO_NAME["not listed"]] * 2
    assert set(declared["shown_band"]) == {OTHER_BAND}


@pytest.mark.parametrize("field", [{"floor_percent": 1}, {"ceiling_percent": -1}])
def test_limits_on_the_wrong_side_of_zero_are_refused(field):
    with pytest.raises(ValueError, match=next(iter(field))):
        RateCard(**field)


def test_a_year_that_is_none_is_refused():
    with pytest.raises(ValueError, match="a financial year such as 2026-27"):
        RateCard(financial_year="soon")


def of_bands(**bands: int) -> list[tuple[object, ...]]:
    """So many children of each band, in one school."""
    return [
        top_up(f"{band}{number}", band=band, hours=16.0, annual=7_500.0)
        for band, count in bands.items()
        for number in range(count)
    ]


def bands_shown(rows: list[tuple[object, ...]], **rates: float) -> dict[str, pd.DataFrame]:
    """The split by band of counts and of amounts under a card that is not scaled."""
    of_card = [("2026-27", band, None, rate, None) for band, rate in rates.items()]
    card = RateCard(cost_neutral=False)
    planned = plan(declare(records(rows, rates=of_card, card=card)), Rules(), 855, Released())
    return {
        name: frame[frame["divided_by"].eq("band")]
        for name, frame in planned.frames.items()
        if "divided_by" in frame
    }


def test_rates_do_not_tell_how_many_children_a_small_band_has():
    """11 children in two withheld bands and what the card pays for them are two equations."""
    rates = {"A": 4_000.0, "B": 6_000.0, "C": 17_000.0}
    assert not any(map(len, bands_shown(of_bands(A=30, B=8, C=3), **rates).values()))
    counts = bands_shown(of_bands(A=30, B=8, C=6), **rates)["council_top_ups"]
    assert dict(zip(counts["category"], counts["children_funded"], strict=True)) == {
        "A": 30,
        "B": 8,
        "C": 6,
    }


def test_a_band_that_is_named_since_many_have_it_does_not_tell_of_a_small_one():
    """‘Local’ is on no card: it is named, so six children or more have it, and B has one of 7."""
    rows = of_bands(A=30, B=1, Local=6)
    assert not len(bands_shown(rows, A=4_000.0, B=6_000.0)["council_top_ups"])


def test_hours_and_amounts_do_not_tell_how_many_children_have_many_hours():
    """At a known rate an hour, amounts are hours: 13 children with 280 are no more than three
    with over 25.
    """
    rows = [top_up(f"a{number}", hours=8.0) for number in range(20)]
    rows += [top_up(f"b{number}", hours=20.5) for number in range(10)]
    rows += [top_up(f"c{number}", hours=26.0) for number in range(3)]
    frames = plan(declare(records(rows)), Rules(), 855, Released()).frames
    for name in ("council_top_ups", "council_top_up_amounts", "council_top_ups_on_card"):
        assert not frames[name]["divided_by"].eq("hours").any()
