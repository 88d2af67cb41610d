"""A file that a corrected one replaces: what was in it alone is neither loaded nor said, and the two
releases together tell no more than each; against the rows that are left out here.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import hnb
from hnb.council.adding.work import Wishes
from hnb.council.example import make_example
from hnb.council.folder import CouncilFolder
from hnb.council.intake import add
from hnb.council.protect import protect, record_release
from hnb.store.files import read_releases
from hnb.store.own_records import using
from hnb.tables import table

NOVEMBER, DECEMBER = "30-11-2026", "31-12-2026"
FIRST = "made-up-council-2026-11-30"
FILES = ("programme-ledger", "survey", "schools", "weekly-indicators", "payments-over-500")


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> CouncilFolder:
    """A small made-up council whose files are in, and in a paper that is out."""
    (root,) = make_example(tmp_path_factory.mktemp("council"), size=0.1, only="dialect-a")
    folder = CouncilFolder.open(root)
    for name in FILES:
        add(folder, root / "extracts" / f"{name}-{NOVEMBER}.csv")
    made_anew(folder)
    assert record_release(folder, "a paper")
    return folder


@pytest.fixture
def released(first, tmp_path) -> CouncilFolder:
    """A copy of it."""
    return CouncilFolder.open(Path(shutil.copytree(first.root, tmp_path / "council")))


def made_anew(folder: CouncilFolder) -> CouncilFolder:
    again = CouncilFolder.open(folder.root)
    with again.writing("a test"):
        protect(again)
    return again


def without(folder: CouncilFolder, name: str, rows_out, *, day: str = NOVEMBER) -> CouncilFolder:
    """The folder once a file without some of its rows has taken the place of one; where that would
    be all of them, without their placements.
    """
    file = folder.root / "extracts" / f"{name}-{NOVEMBER}.csv"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    is_out = rows_out(frame)
    assert is_out.any()
    corrected = folder.root / f"corrected-{name}-{day}.csv"
    left = frame.assign(placementsavoided="") if is_out.all() else frame[~is_out]
    left.to_csv(corrected, index=False)
    add(folder, corrected, wishes=Wishes(replace=True, today=date(2027, 1, 5)))
    return made_anew(folder)


def loaded(folder: CouncilFolder, name: str, **settings) -> pd.DataFrame:
    with using(folder.root / "authority.yml"):
        return hnb.load(name, **settings)


def spent(folder, **settings):
    """Pounds of the programme, of which small workstreams stand together."""
    return loaded(folder, "council_programme", **settings)["programme_gbp"].sum()


def of_workstream(folder):
    """The first workstream of the ledger, and its pounds."""
    file = folder.root / "extracts" / f"programme-ledger-{NOVEMBER}.csv"
    rows = pd.read_csv(file, keep_default_na=False, encoding="utf-8-sig", dtype=str)
    going = sorted(set(rows["workstream"]))[0]
    rows = rows[rows["workstream"].eq(going)]
    pounds = rows[["cost", "saving"]].apply(pd.to_numeric, errors="coerce")
    return going, pounds.sum().sum()


def test_a_workstream_that_is_corrected_away_is_gone(released):
    before, (going, pounds) = spent(released), of_workstream(released)
    assert pounds > 0
    folder = without(released, "programme-ledger", lambda rows: rows["workstream"].eq(going))
    assert spent(folder) == pytest.approx(before - pounds, abs=1)
    assert spent(folder, release=FIRST) == before


def test_months_that_a_correction_of_payments_leaves_out_are_gone(released):
    before = set(loaded(released, "council_payments")["month"])
    month = sorted(name for name in before if len(name) == 7 and name[5:].isdigit())[1]
    folder = without(
        released,
        "payments-over-500",
        lambda rows: rows["paymentdate"].str.startswith(f"{pd.Timestamp(month):%Y-%b}"),
    )
    assert month in before and month not in set(loaded(folder, "council_payments")["month"])


def test_an_indicator_that_is_no_more_in_authority_yml_is_gone(released):
    name = "Complaints received"
    assert name in set(loaded(released, "council_indicators")["indicator"])
    file: Path = released.root / "authority.yml"
    text = file.read_text(encoding="utf-8")
    start = text.index(f"  {name}:")
    end = text.index("  Case officers in post:")
    file.write_text(text[:start] + text[end:], encoding="utf-8")
    folder = made_anew(released)
    for of_indicators in ("council_indicators", "council_indicator_aims"):
        assert name not in set(loaded(folder, of_indicators)["indicator"])


def test_a_file_of_an_earlier_day_is_replaced_after_a_later_release(released):
    december = without(
        released,
        "survey",
        lambda rows: rows["respondentid"].eq(rows["respondentid"][0]),
        day=DECEMBER,
    )
    assert record_release(december, "December's paper")
    before, (going, pounds) = spent(december), of_workstream(december)
    folder = without(december, "programme-ledger", lambda rows: rows["workstream"].eq(going))
    assert spent(folder) == pytest.approx(before - pounds, abs=1)
    assert spent(folder, as_at="2026-11-30") == before


def test_placements_avoided_that_are_no_more_in_the_ledger_are_gone(released):
    """No row of the table is left of that day, after a release of a later one."""
    december = without(
        released,
        "survey",
        lambda rows: rows["respondentid"].eq(rows["respondentid"][0]),
        day=DECEMBER,
    )
    assert record_release(december, "December's paper")
    assert len(loaded(december, "council_placements_avoided"))
    folder = without(december, "programme-ledger", lambda rows: rows["placementsavoided"].ne(""))
    assert loaded(folder, "council_placements_avoided").empty


def test_a_question_that_is_corrected_away_is_gone_and_tells_nobody(released):
    names = ("council_survey_answers", "council_survey_respondents", "council_survey_response")
    before = {name: loaded(released, name) for name in names}
    (going, *_) = sorted(set(before["council_survey_answers"]["question"]))
    first = pd.read_csv(
        released.root / "extracts" / f"survey-{NOVEMBER}.csv", dtype=str, encoding="utf-8-sig"
    )["respondentid"][0]
    folder = without(
        released,
        "survey",
        lambda rows: rows["question"].eq(going) | rows["respondentid"].eq(first),
    )
    assert len(read_releases(folder.protected)) == 2
    for name in names:
        after = loaded(folder, name)
        assert set(after["release"]) == {f"{FIRST}-2"}
        assert going not in set(after.get("question", ()))
        assert not small_changes(before[name], after, name)
    assert small_changes(
        before[names[1]],
        before[names[1]].assign(respondents=lambda t: t["respondents"] - 1),
        names[1],
    )


def small_changes(before: pd.DataFrame, after: pd.DataFrame, name: str) -> list[float]:
    """Changes of shown counts from one release to the next that are of few people."""
    key, value = [*table(name).key], table(name).value.name
    one_by_one = before.merge(after, on=key, how="inner", suffixes=("", "_after"))
    change = (one_by_one[f"{value}_after"] - one_by_one[value]).dropna().abs()
    return [float(by) for by in change if 0 < by < 6]
