"""hnb.tables.schema against a table of a few columns whose answers are written out, and pandera."""

from __future__ import annotations

import pandas as pd
import pytest
from pandera.errors import SchemaError, SchemaErrors

from hnb.tables import ALL, Column, Table

LA_CODE = Column("la_code", "Int32", "Number.", minimum=201, maximum=999)
YEAR = Column("financial_year", "str", "Year.")
BLOCK = Column("block", "str", "Block.").among("schools", "high needs")
AMOUNT = Column("amount_gbp", "float64", "Pounds.", unit="gbp", minimum=0, required=False)
STATUS = Column("status", "str", "Status.").among("published", "suppressed")
RELEASE = Column("release", "str", "Release.")
BLOCKS = Table(
    name="blocks",
    says="Blocks of a grant.",
    key=("la_code", "financial_year", "block"),
    columns=(LA_CODE, YEAR, BLOCK, AMOUNT, STATUS, RELEASE),
    levels=("authority", "region", "england"),
)
WHOLE_COUNTRY = Table(
    name="deflator", says="Prices.", key=("financial_year",), columns=(YEAR, AMOUNT, RELEASE)
)


def blocks(**changed: object) -> pd.DataFrame:
    """Two valid rows; a keyword replaces a column's values."""
    columns = {
        "la_code": [855, 856],
        "financial_year": ["2023-24", "2023-24"],
        "block": ["high needs", "high needs"],
        "amount_gbp": [10.5, None],
        "status": ["published", "suppressed"],
        "release": ["first", "first"],
    }
    return pd.DataFrame({**columns, **changed}).astype(BLOCKS.dtypes)


def test_value_is_the_column_that_is_neither_key_nor_status_nor_release():
    assert BLOCKS.value is AMOUNT
    assert WHOLE_COUNTRY.value is AMOUNT


def test_period_is_the_key_that_is_a_kind_of_period():
    assert BLOCKS.period == "financial_year"
    assert Table("closest", "Near.", ("la_code",), (LA_CODE, AMOUNT)).period is None


@pytest.mark.parametrize(
    ("level", "first", "key"),
    [
        ("authority", "la_code", ["la_code", "financial_year", "block"]),
        ("region", "region", ["region", "financial_year", "block"]),
        ("england", "financial_year", ["financial_year", "block"]),
    ],
)
def test_area_of_a_level_is_its_first_column_and_in_its_key(level: str, first: str, key: list[str]):
    assert next(iter(BLOCKS.dtypes_at(level))) == first
    assert BLOCKS.key_at(level) == key
    rest = ["financial_year", "block", "amount_gbp", "status", "release"]
    assert [name for name in BLOCKS.dtypes_at(level) if name not in ("la_code", "region")] == rest


def test_table_that_has_no_authorities_is_alike_at_every_level():
    for level in ("authority", "region", "england"):
        assert WHOLE_COUNTRY.dtypes_at(level) == WHOLE_COUNTRY.dtypes
        assert WHOLE_COUNTRY.key_at(level) == ["financial_year"]


def test_schema_accepts_rows_at_their_level():
    rows = blocks()
    assert len(BLOCKS.schema().validate(rows)) == 2
    regions = rows.drop(columns="la_code").assign(region=["London", "South East"])
    assert len(BLOCKS.schema("region").validate(regions)) == 2
    assert len(BLOCKS.schema("england").validate(rows.drop(columns="la_code").head(1))) == 1


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"la_code": [855, 1000]}, "la_code"),
        ({"la_code": [200, 855]}, "la_code"),
        ({"block": ["high needs", "early years"]}, "block"),
        ({"amount_gbp": [-1, 2]}, "amount_gbp"),
        ({"status": ["published", "lost"]}, "status"),
        ({"la_code": [855, 855]}, "la_code"),  # one key twice
    ],
)
def test_schema_refuses_what_is_out_of_bounds_unknown_or_there_twice(
    changed: dict[str, object], column: str
):
    with pytest.raises(SchemaError, match=column):
        BLOCKS.schema().validate(blocks(**changed))


def test_key_may_be_in_two_releases_but_not_twice_in_one():
    twice = {"la_code": [855, 855], "amount_gbp": [1, 2]}
    assert len(BLOCKS.schema().validate(blocks(**twice, release=["first", "second"]))) == 2
    with pytest.raises(SchemaError, match="not unique"):
        BLOCKS.schema().validate(blocks(**twice))


def test_schema_refuses_a_missing_key_a_column_too_many_and_one_too_few():
    gap = blocks().assign(block=pd.Series(["high needs", None], dtype="str"))
    with pytest.raises(SchemaError, match="block"):
        BLOCKS.schema().validate(gap)
    with pytest.raises(SchemaErrors, match="more"):
        BLOCKS.schema().validate(blocks().assign(more=1))
    with pytest.raises(SchemaError, match="status"):
        BLOCKS.schema().validate(blocks().drop(columns="status"))


def test_column_held_to_words_or_bounds_is_otherwise_the_same():
    assert BLOCK.values == ("schools", "high needs") and BLOCK.says == "Block."
    bounded = AMOUNT.within(5, 10)
    assert (bounded.minimum, bounded.maximum, bounded.unit) == (5, 10, "gbp")


def test_every_table_has_its_key_among_its_columns_and_one_value_left():
    for table in ALL.values():
        names = list(table.dtypes)
        assert set(table.key) <= set(names), table.name
        rest = set(names) - {*table.key, "status", "release", table.value.name, "closeness"}
        assert not rest, table.name


def test_block_in_millions_or_scaled_twice_is_out_of_bounds():
    bounds = ALL["dsg_blocks"].value
    leicestershire = 68_502_000.0  # high needs block after deductions, 2019-20
    assert bounds.minimum <= leicestershire <= bounds.maximum
    assert leicestershire / 1e6 < bounds.minimum
    assert leicestershire * 1e6 > bounds.maximum
