"""hnb.cli.backtest against hnb.validation.plans_backtest on made-up authorities."""

from __future__ import annotations

import argparse
import json

import pandas as pd
import pytest

import hnb
from hnb.cli import backtest as command
from hnb.domain.errors import ParameterError
from hnb.questions.plans_forecast import model
from hnb.questions.plans_forecast.model import READS
from hnb.questions.plans_forecast.panel import panel as units_of
from hnb.validation import plans_backtest as backtest
from tests.papers.shared import remembering
from tests.questions.plans_forecast.test_model import country

rolling = remembering(model.rolling)  # the command's forecasts are the expected ones too


@pytest.fixture
def loaded(monkeypatch):
    tables = dict(zip(READS, country(), strict=True))
    monkeypatch.setattr(hnb, "load", tables.__getitem__, raising=False)
    monkeypatch.setattr(model, "rolling", rolling)
    return units_of(*tables.values())


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    args = parser.parse_args(["backtest", *words])
    return args.run(args)


def test_forecasts_are_written_in_the_columns_asked_for(loaded, tmp_path, capsys):
    assert _run("--forecasts", str(tmp_path / "forecasts.csv")) == 0
    written = pd.read_csv(tmp_path / "forecasts.csv")
    assert list(written) == [
        "unit",
        "origin",
        "horizon",
        "q025",
        "q10",
        "q25",
        "q50",
        "q75",
        "q90",
        "q975",
    ]
    expected = rolling(loaded)
    assert len(written) == len(expected) == len(loaded.plans) * 7 * 5
    assert written["q90"].tolist() == pytest.approx(expected["q90"].tolist())
    out = capsys.readouterr().out
    assert all(
        name in out
        for name in (*backtest.RIVALS, "covers_95", "weighted interval score", "at most 0.88")
    )
    assert (
        "to reach for: 0.84" in out
        and "seconds" in out
        and "need --library" in out
        and "up to 10%" in out
    )


def test_rivals_from_a_file_are_scored_and_goals_given_as_json(loaded, tmp_path, capsys):
    rolling(loaded).assign(model="twin").to_csv(tmp_path / "rivals.csv", index=False)
    assert _run("--rivals", str(tmp_path / "rivals.csv"), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    library = [goal for goal in said["goals"] if "library" in goal["what"]]
    assert [goal["reached"] for goal in library] == pytest.approx([1] * 5)
    assert not any(goal["met"] for goal in library)


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", '"'])
def test_a_file_of_rivals_that_is_none_is_refused_with_the_columns_wanted(
    loaded, tmp_path, content
):
    file = tmp_path / "rivals.csv"
    file.write_text(content)
    with pytest.raises(
        ParameterError, match=r"rivals\.csv: it cannot be read \(.+\)\. Expected a CSV file"
    ):
        _run("--rivals", str(file))
