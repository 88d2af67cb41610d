"""hnb.tables.Tables against frames that are written out."""

from __future__ import annotations

import pandas as pd
import pytest

import hnb
from hnb.domain.errors import ParameterError
from hnb.tables import Tables, table

PLANS = pd.DataFrame({"la_code": [855], "plans": [7196]})
REGIONS = pd.DataFrame({"region": ["East Midlands"], "plans": [50_000]})
BLOCKS = pd.DataFrame({"la_code": [855], "amount_gbp": [1e8]})
TABLES = Tables(
    {
        ("ehc_plans", "authority"): PLANS,
        ("ehc_plans", "region"): REGIONS,
        ("dsg_blocks", "authority"): BLOCKS,
    }
)


def test_frame_is_found_by_name_at_the_level():
    assert TABLES["ehc_plans"] is PLANS
    assert TABLES.at("region")["ehc_plans"] is REGIONS
    assert TABLES.at("region").at("authority")["dsg_blocks"] is BLOCKS


def test_it_is_a_mapping_of_the_tables_of_its_level():
    assert list(TABLES) == ["ehc_plans", "dsg_blocks"] and len(TABLES) == 2
    assert list(TABLES.at("region")) == ["ehc_plans"] and len(TABLES.at("england")) == 0
    assert "dsg_blocks" in TABLES and "dsg_blocks" not in TABLES.at("region")
    assert [frame["la_code"].item() for frame in TABLES.values()] == [855, 855]


def test_table_that_was_not_loaded_is_named_with_the_nearest():
    with pytest.raises(ParameterError, match=r"'ehc_plan' was not loaded.*nearest: ehc_plans"):
        TABLES["ehc_plan"]
    with pytest.raises(
        ParameterError, match=r"'dsg_blocks' was not loaded at the level of the region"
    ):
        TABLES.at("region")["dsg_blocks"]
    with pytest.raises(ParameterError, match="Expected one of: none"):
        TABLES.at("england")["ehc_plans"]


def test_it_lists_what_it_has_with_the_levels():
    assert repr(TABLES) == (
        "Tables: ehc_plans (authority), ehc_plans (region), dsg_blocks (authority)"
    )


def test_table_by_a_misspelt_name_is_refused_with_the_nearest():
    assert table("ehc_plans").name == "ehc_plans"
    with pytest.raises(ParameterError, match=r"no table 'ehc_plan'.*nearest: ehc_plans"):
        table("ehc_plan")


def test_what_was_counted_after_a_january_is_left_out():
    plans = pd.DataFrame({"january": [2024, 2025, 2026]})
    requests = pd.DataFrame({"calendar_year": [2023, 2024, 2025]})
    early = Tables.of(authority={"ehc_plans": plans, "requests": requests, "dsg_blocks": BLOCKS})
    early = early.until(hnb.ask("Kent", january=2025))
    assert early["ehc_plans"]["january"].tolist() == [2024, 2025]
    assert early["requests"]["calendar_year"].tolist() == [2023, 2024]
    assert early["dsg_blocks"] is BLOCKS
