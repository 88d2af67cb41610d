"""hnb.council.costing.payments against arithmetic and totals of a council's published year."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from hnb.council.costing.payments import account_code, kinds_by_account, supplier_name
from hnb.council.costing.pence import to_pence
from hnb.council.example.council import made_up_council
from hnb.council.example.money import ACCOUNTS as made_up_accounts
from hnb.council.money import payments
from hnb.domain.errors import ParameterError

ACCOUNTS = {"5323": "independent providers", "Top ups, schools": "top-ups"}


def _paid(*lines: tuple[str, str, str | None, float]) -> pd.DataFrame:
    table = pd.DataFrame(lines, columns=["paid", "account", "supplier", "amount_gbp"])
    return table.assign(paid=pd.to_datetime(table["paid"]))


def _cells(table: pd.DataFrame, period: str = "month") -> dict[tuple[str, str], float]:
    sums = table.groupby([period, "payment_kind"])["amount_gbp"].sum().round(2)
    return sums.to_dict()


SMALL = _paid(
    ("2024-04-02", "5323-External SEN Providers", "Aspris Childrens Services Ltd", 1000.10),
    ("2024-04-30", "5323-SEN reworded", "ASPRIS Children's Services&&AB12", 500.20),
    ("2024-04-30", "5323-SEN reworded", "Aspris Children’s Services Limited", -100.05),
    ("2024-05-01", "TOP UPS: schools", "Oak School", 700.00),
    ("2024-03-28", "5323-External SEN Providers", None, 600.00),
    ("2024-04-02", "3124-Other Transport Costs", "Oak School", 9000.00),
)


def _rows(table: pd.DataFrame = SMALL, accounts: dict[str, str] = ACCOUNTS) -> pd.DataFrame:
    (population,) = payments(lambda _: table, 855, accounts).populations
    return population.rows


def test_payments_are_added_by_month_and_kind_and_refunds_taken_off():
    assert _cells(_rows()) == {
        ("2024-03", "independent providers"): 600.00,
        ("2024-04", "independent providers"): 1400.25,  # 1000.10 + 500.20 - 100.05
        ("2024-05", "top-ups"): 700.00,
    }


def test_only_a_year_with_all_its_months_has_a_total():
    year = _paid(*((f"2024-{month:02d}-01", "5323", "Oak", 10.0) for month in range(4, 13)))
    rest = _paid(*((f"2025-{month:02d}-01", "9999", "Oak", 10.0) for month in range(1, 4)))
    stray = _paid(("2024-03-28", "5323", "Oak", 10.0))  # of the year before
    rows = _rows(pd.concat([year, rest, stray]))
    assert _cells(rows, "financial_year") == {("2024-25", "independent providers"): 90.00}
    assert len(_cells(rows)) == 10
    assert _cells(_rows(pd.concat([year, stray])), "financial_year") == {}


def test_a_supplier_spelt_three_ways_contributes_once():
    april = _rows().query("month == '2024-04'")
    assert list(april["contributor"]) == ["aspris childrens services"]


@pytest.mark.parametrize(
    "spelling",
    [
        "Hardwick House School Ltd",
        "HARDWICK HOUSE SCHOOL",
        " Hardwick  House School Limited&&HHS1",
        "The Hardwick-House School",
        "Hardwick House, School plc.",
    ],
)
def test_spellings_of_a_supplier_share_a_name(spelling: str):
    assert supplier_name(spelling) == "hardwick house school"


def test_a_supplier_that_is_only_a_legal_form_keeps_its_name():
    assert supplier_name("The Company") == "the company"


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ("5323-External SEN Providers", "5323"),
        ("R6107 SEN EHCP", "R6107"),
        ("943c-VPE", "943C"),
        ("5323.0", "5323"),
        ("5323", "5323"),
        ("HN Special Independent", ""),
        ("16 to 19 providers", ""),
    ],
)
def test_an_account_starts_with_its_number(account: str, code: str):
    assert account_code(account) == code


def test_a_number_decides_before_words():
    accounts = {"5323-Top ups": "top-ups", "Top ups": "transport"}
    assert kinds_by_account(["5323-Transport", "9999-Top ups"], accounts) == {
        "5323-Transport": "top-ups",
        "9999-Top ups": "transport",
    }


def test_an_unknown_kind_is_refused_with_those_known():
    with pytest.raises(ParameterError, match="'topups' is not a kind of payment.*top-ups"):
        _rows(accounts={"5323": "topups"})


def test_an_account_of_two_kinds_is_refused():
    with pytest.raises(ParameterError, match="both 'top-ups' and 'transport'"):
        _rows(accounts={"5323": "top-ups", "5323-SEN": "transport"})


def test_a_mapping_that_fits_no_payment_is_refused():
    with pytest.raises(ParameterError, match="no payment is from any of the accounts"):
        _rows(accounts={"1111": "top-ups"})


def test_amounts_are_exact_to_the_penny():
    ten_pence = _paid(*(("2024-04-02", "5323", f"Supplier {row}", 0.1) for row in range(100_000)))
    assert to_pence(_rows(ten_pence)["amount_gbp"]).sum() == 1_000_000


def test_payments_of_the_made_up_council_are_recovered_to_the_penny():
    made_up = made_up_council(size=0.1)
    cells = _cells(_rows(made_up.frames["payments"], made_up_accounts))
    truth = made_up.truth["aggregates"]["payments_gbp"]
    assert cells == {
        (month, kind): pounds
        for kind, of_kind in truth.items()
        for month, pounds in of_kind.items()
        if kind != "not high needs"
    }


REAL_ACCOUNTS = {
    "5323": "independent providers",
    "5325": "top-ups",
    "6109": "top-ups",
    "5324": "place funding",
}


@pytest.fixture(scope="module")
def real_year(originals: Path) -> pd.DataFrame:
    folder = originals / "council_spend" / "leicestershire_2024_25"
    files = sorted(folder.glob("*.csv"))
    if not files:
        pytest.skip("needs a council's published payments in council_spend/leicestershire_2024_25")
    return pd.concat([_read(file) for file in files], ignore_index=True)


def _read(file: Path) -> pd.DataFrame:
    from io import StringIO

    text = file.read_bytes().decode("utf-8").lstrip("\ufeff").replace("\r\r\n", "\n")
    table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    table.columns = ["paid", "department", "supplier", "pay_group", "account", "amount_gbp"]
    days = table["paid"].str.replace(r"-(\d\d)$", r"-20\1", regex=True)
    return table.assign(
        paid=pd.to_datetime(days, format="%d-%b-%Y"),
        amount_gbp=table["amount_gbp"].map(lambda text: float(re.sub("[£,]", "", text))),
    )


def test_the_real_year_has_its_rows_and_its_sum(real_year: pd.DataFrame):
    assert len(real_year) == 83_762
    assert round(to_pence(real_year["amount_gbp"]).sum() / 100) == 922_275_627


@pytest.mark.parametrize(
    ("account", "pounds"),
    [("5323", 44_838_058), ("5325", 31_691_426), ("5324", 4_290_298)],
)
def test_accounts_of_the_real_year_are_right_to_the_pound(
    real_year: pd.DataFrame, account: str, pounds: int
):
    table = _rows(real_year, {account: "top-ups"})
    assert round(to_pence(table["amount_gbp"]).sum() / 100) == pounds


def test_the_real_year_by_month_adds_up_to_the_year(real_year: pd.DataFrame):
    table = _rows(real_year, REAL_ACCOUNTS)
    months = pd.Series(_cells(table)).groupby(level=1).sum().round(2)
    year = pd.Series(_cells(table, "financial_year"))
    assert set(table["month"]) == {
        str(month) for month in pd.period_range("2024-04", "2025-03", freq="M")
    }
    assert months.to_dict() == year.loc["2024-25"].to_dict()
    assert year["2024-25", "top-ups"] == pytest.approx(31_691_425.55 + 316_311.31)


def test_a_redacted_supplier_counts_as_one(real_year: pd.DataFrame):
    contributors = _rows(real_year, REAL_ACCOUNTS)["contributor"]
    assert "redacted personal data" in set(contributors)
    assert "aspris childrens services" in set(contributors)
    assert not contributors.str.contains("limited| ltd|&").any()
