"""hnb.store.compare and hnb.doubts against tables of a few rows with known changes and known
mistakes.
"""

from __future__ import annotations

import pandas as pd

from hnb.doubts.rules import doubts
from hnb.store.compare import change
from hnb.tables import ALL

HELD = pd.DataFrame({
    "la_code": [855, 855, 850, 830], "january": [2023, 2024, 2024, 2024], "plans": [6201, 6377, 9000, None],
    "status": "published", "release": "old",
}).astype({"plans": "Int32"})  # fmt: skip


def plans(rows: list[tuple[int, int, int | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["la_code", "january", "plans"]).astype({"plans": "Int32"})
    return frame.assign(status="published", release="new")


def test_what_a_release_changes_is_counted_cell_by_cell():
    fresh = plans([(855, 2024, 6400), (850, 2024, 9000), (855, 2025, 7196), (202, 2024, 1)])
    told = change(ALL["ehc_plans"], "authority", fresh, HELD)
    assert (told.new_periods, told.added, told.revised, told.kept, told.same) == (
        ("2025",),
        2,
        1,
        1,
        1,
    )
    assert told.moved == ("855, 2024: 6,377 to 6,400",)
    assert (
        str(told)
        == "ehc_plans (authority): 1 cell the same, 2 new, 1 revised, 1 not in this file and kept as "
        "they are held, new periods 2025"
    )


def test_figures_lost_and_found_are_told_first():
    fresh = plans([(855, 2024, None), (850, 2024, 1), (830, 2024, 5)])
    assert change(ALL["ehc_plans"], "authority", fresh, HELD).moved[:2] in (
        ("855, 2024: 6,377 to missing", "830, 2024: missing to 5"),
        ("830, 2024: missing to 5", "855, 2024: 6,377 to missing"),
    )


def test_a_figure_that_a_file_withdraws_is_told_from_one_that_it_does_not_have():
    told = change(ALL["ehc_plans"], "authority", plans([(855, 2024, None)]), HELD)
    assert (told.withdrawn, told.kept, told.revised) == (1, 2, 0)
    assert told.moved == ("855, 2024: 6,377 to missing",)
    assert "1 no longer given" in str(told) and "2 not in this file and kept" in str(told)


def test_a_missing_cell_that_stays_missing_is_the_same():
    told = change(ALL["ehc_plans"], "authority", plans([(830, 2024, None)]), HELD)
    assert (told.same, told.revised) == (1, 0)


def test_a_first_release_is_all_new():
    assert change(
        ALL["ehc_plans"], "authority", plans([(855, 2025, 1)]), HELD.iloc[:0]
    ).new_periods == ("2025",)


CODES = (850, 855, 860, 803, 937, 938, 802, 881, 885, 916)


def world(**changes: pd.DataFrame):
    """Ten authorities whose plans grow by a twentieth each year and whose flows explain it."""
    rows = [
        (code, 2020 + year, round(1000 * 1.05**year) + i)
        for i, code in enumerate(CODES)
        for year in range(4)
    ]
    stock = plans(rows)
    years = pd.DataFrame(
        [(code, 2020 + y, "", "") for code in CODES for y in range(3)],
        columns=["la_code", "calendar_year", "status", "release"],
    )
    flows = {
        "new_plans": years.assign(new_plans=100),
        "ceased_plans": years.assign(reason="total", ceased_plans=50),
    }
    tables = {"ehc_plans": stock, **flows, **changes}

    def load(name: str, level: str = "authority") -> pd.DataFrame:
        found = tables.get(f"{name}.{level}" if level != "authority" else name)
        return found if found is not None else pd.DataFrame()

    return load


def found(load, names=("ehc_plans",)):
    return {(doubt.rule, doubt.la_code, doubt.period) for doubt in doubts(load, names)}


def test_figures_that_hang_together_raise_no_doubt():
    assert found(world()) == set()


def test_a_step_that_no_other_authority_shows_is_doubted():
    stock = world()("ehc_plans")
    stock.loc[(stock["la_code"] == 855) & (stock["january"] >= 2022), "plans"] = 500
    assert ("a step that no other authority shows", 855, "2022") in found(world(ehc_plans=stock))
    assert ("stock against flow", 855, "2022") in found(world(ehc_plans=stock))
    assert all(code == 855 for _, code, _ in found(world(ehc_plans=stock)))


def test_authorities_that_do_not_make_england_are_doubted():
    england = pd.DataFrame(
        {"january": [2020, 2021], "plans": [10_045, 99_999], "status": "", "release": ""}
    )
    assert ("authorities against England", 0, "2021") in found(
        world(**{"ehc_plans.england": england})
    )
    assert ("authorities against England", 0, "2020") not in found(
        world(**{"ehc_plans.england": england})
    )


def test_an_authority_with_its_regions_figure_is_doubted():
    stock = world()("ehc_plans")
    own = stock[(stock["la_code"] == 855) & (stock["january"] == 2021)]
    region = own.drop(columns="la_code").assign(region="East Midlands")
    assert ("authority equal to its region", 855, "2021") in found(
        world(**{"ehc_plans.region": region})
    )


def test_parts_that_miss_their_total_are_doubted():
    keys = {
        "la_code": 855,
        "financial_year": "2021-22",
        "stage": "after deductions",
        "status": "",
        "release": "",
    }
    blocks = pd.DataFrame(
        [
            {**keys, "block": b, "amount_gbp": a}
            for b, a in (("schools", 100_000.0), ("high needs", 50_000.0), ("total", 250_000.0))
        ]
    )
    assert ("parts against total", 855, "2021-22") in found(
        world(dsg_blocks=blocks), ("dsg_blocks",)
    )
