"""Registered forecasts against the paper's own, the backtest's scores (replayed from 2018), counts
added up by hand, and files that somebody changed.
"""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
import yaml

import hnb
from hnb import parameters
from hnb.cli import main
from hnb.domain.errors import DamagedError, HnbError, ParameterError
from hnb.domain.reorganisations import area_by_authority
from hnb.questions.plans_forecast import text
from hnb.questions.plans_forecast.model import READS, rolling
from hnb.questions.plans_forecast.panel import panel
from hnb.questions.plans_forecast.registered import Registered, of_authority, scores
from hnb.registered.files import registered_forecasts, write_registered
from hnb.registered.making import next_january, registration
from hnb.stats.forecasting.growth_model import QUANTILES
from hnb.store.files import releases
from hnb.store.write import write_whole
from hnb.tables import Tables
from hnb.validation.plans_backtest import judge
from tests.conftest import in_every_run, quick
from tests.reliability.store_kills import killed_at

DAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.of(authority={name: hnb.load(name) for name in READS})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr("hnb.domain.paths.forecasts", lambda: (tmp_path / "forecasts",))
    return tmp_path / "forecasts"


@pytest.fixture(scope="module")
def latest(tables):
    return next_january(tables) - 1


class Registrations(dict):
    """By origin, what is registered there: made when it is first asked for."""

    def __init__(self, tables: Tables):
        super().__init__()
        self.tables, self.described = tables, releases()

    def __missing__(self, origin: int) -> Registered:
        self[origin] = registration(
            self.tables, self.described, version="1", day=DAY, origin=origin
        )
        return self[origin]


@pytest.fixture(scope="module")
def made(tables) -> Registrations:
    """Registered, at any origin from 2018 on."""
    return Registrations(tables)


def _until(tables: Tables, january: int) -> Tables:
    plans = tables["ehc_plans"]
    return Tables(
        {**tables.frames, ("ehc_plans", "authority"): plans[plans["january"].le(january)]}
    )


# every origin but the last, whose count is not known; other tests need those two anyway
ORIGINS = range(2018, hnb.ask("Kent").january)


@pytest.mark.parametrize("origin", in_every_run(ORIGINS, (2019, ORIGINS[-1])))
def test_scores_of_origins_since_2018_are_those_of_the_backtest(tables, made, origin):
    units = panel(*(tables[name] for name in READS))
    area_of = area_by_authority()
    results = scores(made[origin], tables["ehc_plans"])
    ours = results.by_authority.frame
    units_of = pd.Series(ours.index.map(lambda code: area_of.get(code, code)), ours.index)
    alone = ~units_of.duplicated(keep=False)
    # a unit of several authorities is forecast as one in the backtest: Dorset, Bournemouth …
    single = [code for code in ours.index if alone[code]]
    theirs = judge(rolling(units, (origin,), (1,)), units).set_index("unit")
    comparable = [
        code
        for code in single
        if units_of[code] in theirs.index and units_of[code] not in (9001, 9002)
    ]
    judged = theirs.loc[units_of[comparable]]
    mine = ours.loc[comparable]
    assert len(comparable) >= 0.95 * len(theirs) and len(comparable) >= 140
    same = np.isclose(mine["counted"], [units.plans.at[unit, origin] for unit in judged.index])
    assert same.mean() > 0.97
    for name, other in (("score", "wis"), ("error", "bias"), ("came", "came")):
        assert mine.loc[same, name].to_numpy() == pytest.approx(
            judged.loc[same, other].to_numpy(), rel=1e-6, abs=1e-5
        )
    for level in (95, 80, 50):
        covers = judged[f"covers_{level}"].to_numpy() == 100
        assert (mine[f"inside_{level}"].to_numpy() == covers)[same].all()


def test_what_is_registered_is_what_the_paper_prints(tables, made, latest):
    for who in ("Leicestershire", "Kent", "Rutland", "Cumberland"):
        ask = hnb.ask(who)
        printed = hnb.answer("plans_forecast", ask)
        row = made[latest].rows.set_index("la_code").loc[ask.la_code]
        expected = printed.drawn.frame.loc[latest + 1, list(QUANTILES)]
        assert row[list(QUANTILES)].to_numpy(float) == pytest.approx(
            expected.to_numpy(float), abs=1e-5
        )
    tiny = made[latest].rows.set_index("la_code").loc[201]
    assert tiny["reason"].startswith("too few plans") and np.isnan(tiny["q50"])


def test_nothing_later_than_the_origin_is_used(tables, made):
    known = registration(_until(tables, 2021), releases(), version="1", day=DAY, origin=2021)
    pd.testing.assert_frame_equal(known.rows, made[2021].rows)


def test_authority_that_was_divided_is_compared_with_the_sum_of_its_successors(tables, made):
    plans = tables["ehc_plans"].set_index(["la_code", "january"])["plans"]
    compared = scores(made[2021], tables["ehc_plans"]).by_authority.frame
    assert compared.loc[928, "came"] == plans[940, 2022] + plans[941, 2022]
    # Bournemouth, Poole and Dorset exchanged areas in 2019
    codes = set(scores(made[2019], tables["ehc_plans"]).by_authority.frame.index)
    assert not codes & {835, 836, 837}


def test_forecast_is_read_as_it_was_registered_and_never_replaced(made, latest, folder):
    path = write_registered(made[latest])
    (read,) = registered_forecasts()
    assert (read.january, read.origin, read.day) == (latest + 1, latest, DAY)
    assert read.sha256 == made[latest].sha256
    pd.testing.assert_frame_equal(read.rows, made[latest].rows, check_dtype=False, atol=1e-6)
    before = path.read_bytes()
    with pytest.raises(ParameterError, match=r"registered on 2026-11-29.*none is replaced"):
        write_registered(made[latest])
    assert path.read_bytes() == before
    path.write_bytes(before.replace(b"\n", b"\r\n"))  # as git may give it to Windows
    assert registered_forecasts()[0].sha256 == made[latest].sha256
    assert registered_forecasts(date(2026, 11, 28)) == ()
    assert len(registered_forecasts(DAY)) == 1


def test_registering_that_is_stopped_half_way_leaves_nothing(made, latest, folder, monkeypatch):
    def stop(target, content):
        if target.suffix == ".yml":
            raise KeyboardInterrupt
        write_whole(target, content)

    monkeypatch.setattr("hnb.registered.files.write_whole", stop)
    with pytest.raises(KeyboardInterrupt):
        write_registered(made[latest])
    assert [file.name for file in folder.iterdir() if file.name != ".lock"] == []
    assert registered_forecasts() == ()


@pytest.mark.parametrize("step", quick(range(1, 17), 6))
def test_a_kill_at_any_step_leaves_it_registered_or_not(made, latest, folder, step):
    was_killed = killed_at(step, folder, lambda: write_registered(made[latest]))
    registered = [one.sha256 for one in registered_forecasts()]
    assert registered in ([], [made[latest].sha256])
    if not registered:
        write_registered(made[latest])
    name = f"{latest + 1}-from-{latest}"
    assert was_killed == (step < 16)
    assert {file.name for file in folder.iterdir()} == {".lock", f"{name}.csv", f"{name}.yml"}


@pytest.mark.parametrize("part", ["row", "day", "setting", "data", "sum", "gone", "header", "name"])
def test_changed_file_is_refused_and_named(made, latest, folder, part):
    table = write_registered(made[latest])
    header = table.with_suffix(".yml")
    about = yaml.safe_load(header.read_text(encoding="utf-8"))
    if part == "row":
        table.write_text(table.read_text(encoding="utf-8").replace("Kent,", "Kent ,"), "utf-8")
    elif part == "gone":
        table.unlink()
    elif part == "header":
        header.unlink()
    elif part == "name":
        table.rename(folder / "2030-from-2029.csv")
        header.rename(folder / "2030-from-2029.yml")
    else:
        if part == "day":
            about["registered"] = "2025-01-01"
        elif part == "setting":
            about["model"]["settings"]["MEMORY"] = 2
        elif part == "data":
            about["data"]["ehc_plans"]["sha256"] = "0"
        else:
            about["sha256"] = "0" * 64
        header.write_text(yaml.safe_dump(about), encoding="utf-8")
    with pytest.raises(DamagedError, match=r"20\d\d-from-20\d\d\.(csv|yml)") as refused:
        registered_forecasts()
    assert refused.value.exit_code == 4 and "No registered forecast was used" in str(refused.value)


def test_nothing_is_registered_once_anybody_has_been_counted(tables, made, latest):
    plans = tables["ehc_plans"]
    extract = plans[plans["la_code"].eq(855) & plans["january"].eq(latest)]
    extract = extract.assign(january=latest + 1)
    early = Tables({**tables.frames, ("ehc_plans", "authority"): pd.concat([plans, extract])})
    with pytest.raises(
        ParameterError, match=f"January {latest + 1} is held already for 1 authority"
    ):
        next_january(early)
    assert scores(made[latest], early["ehc_plans"]) is None


def test_paper_says_what_is_registered_and_then_how_it_did(tables, made, latest, folder):
    write_registered(made[latest])
    write_registered(made[latest - 1])
    ask = hnb.ask("Leicestershire")
    results = of_authority(tables, ask, hnb.registered_forecasts(ask))
    pending, said, national = (str(sentence) for sentence in text.registered(results))
    assert pending.startswith(f"A forecast for January {latest + 1} was registered on 29 November")
    assert f"due by 30 June {latest + 1}" in pending
    plans = tables["ehc_plans"].set_index(["la_code", "january"])["plans"]
    assert f"The actual figure was {int(plans[855, latest]):,} plans" in said
    row = made[latest - 1].rows.set_index("la_code").loc[855]
    assert f"was about {round(row['q50'], -2):,.0f} plans" in said
    inside = row["q025"] <= plans[855, latest] <= row["q975"]
    assert ("within that range" if inside else "outside that range") in said
    assert national.startswith("Of 1") and "The typical (median) error is" in national
    earlier = hnb.ask("Leicestershire", as_at="2025-12-31")
    assert hnb.registered_forecasts(earlier) == ()


def test_commands_register_list_and_score(made, latest, capsys, monkeypatch, folder):
    assert main(["forecast", "score"]) == 5
    assert main(["forecast", "register"]) == 0
    printed = capsys.readouterr().out
    assert f"{latest + 1}-from-{latest}.csv" in printed
    assert main(["forecast", "register"]) == 2
    assert "none is replaced" in capsys.readouterr().err
    write_registered(made[latest - 1])
    assert main(["forecast", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["january"] for entry in listed] == [latest, latest + 1]
    assert main(["forecast", "score"]) == 0
    captured = capsys.readouterr()
    assert f"January {latest}, registered 2026-11-29" in captured.out
    assert f"January {latest + 1}: not counted yet" in captured.err
    assert main(["forecast", "score", "--json"]) == 0
    (scored,) = json.loads(capsys.readouterr().out)
    assert scored["number"] == len(scored["authorities"]) >= 140


def test_day_that_is_asked_about_is_checked():
    with pytest.raises(HnbError):
        hnb.registered_forecasts("yesterday")
    assert parameters.left_out("")
