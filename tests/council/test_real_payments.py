"""A council's published payments of twelve months, taken in and shown by the command line as a
person would, against the totals that were published of them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from hnb.cli import main
from hnb.council.costing.payments import account_code
from hnb.council.costing.pence import to_pence
from hnb.council.folder import CouncilFolder

pytestmark = pytest.mark.slow
ACCOUNTS = """accounts:
  5323: independent providers
  5325: top-ups
  5324: place funding
  6109: other high needs
"""
PUBLISHED = {"5323": 44_838_058, "5325": 31_691_426, "5324": 4_290_298}


@pytest.fixture(scope="module")
def files(originals: Path) -> list[str]:
    folder = originals / "council_spend" / "leicestershire_2024_25"
    names = sorted(map(str, folder.glob("*.csv")))
    if not names:
        pytest.skip("needs a council's published payments in council_spend/leicestershire_2024_25")
    return names


@pytest.fixture(scope="module")
def council(files: list[str], tmp_path_factory: pytest.TempPathFactory) -> CouncilFolder:
    """The folder once all twelve files were taken in at once, whatever the order of their names."""
    folder = tmp_path_factory.mktemp("payments") / "leicestershire"
    where = ["--folder", str(folder)]
    assert main(["init", "authority", "--authority", "Leicestershire", *where]) == 0
    assert main(["council", "add", files[0], *where]) == 4  # nobody has confirmed its columns
    assert main(["council", "map", files[0], *where]) == 0
    mapping = folder / "mappings" / "payments.yml"
    text = mapping.read_text(encoding="utf-8")
    assert '"5325-External SEN Providers Top Up Fee": "top-ups"' in text  # as it proposes
    text = text.replace("accounts: {}\n", ACCOUNTS).replace("confirmed: false", "confirmed: true")
    mapping.write_text(text, encoding="utf-8")
    assert main(["council", "add", *files, *where]) == 0
    return CouncilFolder.open(folder)


def test_no_row_and_no_penny_is_lost(council: CouncilFolder, capsys: pytest.CaptureFixture[str]):
    paid = council.rows("payments", ["account", "amount_gbp"])
    assert len(paid) == 83_762
    assert round(to_pence(paid["amount_gbp"]).sum() / 100) == 922_275_627
    by_code = paid["amount_gbp"].groupby(paid["account"].map(account_code))
    assert {
        code: round(to_pence(amounts).sum() / 100) for code, amounts in by_code if code in PUBLISHED
    } == PUBLISHED
    assert main(["council", "status", "--folder", str(council.root)]) == 0
    assert "12 files: 83,762 rows, 0 rejected" in capsys.readouterr().out


def test_each_file_is_compared_with_the_month_before_it(council: CouncilFolder):
    months = [extract.as_at.strftime("%Y-%m") for extract in council.extracts("payments")]
    assert months == list(pd.period_range("2024-04", "2025-03", freq="M").astype(str))


def test_the_same_files_again_change_nothing(
    council: CouncilFolder, files: list[str], capsys: pytest.CaptureFixture[str]
):
    assert main(["council", "add", files[0], "--folder", str(council.root)]) == 0
    assert "was taken in before" in capsys.readouterr().out
    assert len(council.rows("payments", ["account"])) == 83_762


def test_the_year_is_shown_and_months_of_few_schools_are_not(council: CouncilFolder):
    table = pd.read_csv(next(council.protected.glob("council_payments*.csv")))
    amounts = table.set_index(["month", "payment_kind"])["amount_gbp"]
    year = amounts["2024-25"].round().to_dict()
    assert year.pop("other high needs") == 316_311
    assert year == {
        "independent providers": 44_838_058,
        "top-ups": 31_691_426,
        "place funding": 4_290_298,
    }
    withheld = amounts[amounts.isna()].index.get_level_values("payment_kind").value_counts()
    assert set(withheld.index) == {"place funding", "other high needs"}
    assert withheld["place funding"] == 3


def test_the_paper_has_the_totals(council: CouncilFolder, tmp_path: Path):
    words = ["--council", str(council.root / "authority.yml"), "--sections", "payments"]
    outcome = ["--authority", "Leicestershire", "--formats", "html", "--out", str(tmp_path)]
    assert main(["render", "council", *words, *outcome]) == 0
    page = next(tmp_path.rglob("council.html")).read_text(encoding="utf-8")
    shown = {int(text.replace(",", "")) for text in re.findall(r"£([\d,]{9,})", page)}
    assert set(PUBLISHED.values()) <= shown
    assert "Aspris" not in page
