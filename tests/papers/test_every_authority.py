"""The command that checks every authority's paper, on the smallest."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hnb.charts import style
from hnb.questions.plans_forecast import model as plans_forecast
from hnb.stats.forecasting import growth_model
from tests import every_authority
from tests.every_authority import composed, main
from tests.papers import shared
from tests.papers.reading import Fault
from tests.papers.wording import prose

SCILLY, NEWCASTLE, OTHER = "420", 391, 841


def test_the_words_of_a_paper_can_be_checked_alone(capsys):
    assert main([SCILLY, "--text"]) == 0
    assert "Isles of Scilly: checked" in capsys.readouterr().out


def test_a_fault_is_told_and_counted(capsys, monkeypatch):
    monkeypatch.setattr(every_authority, "faults_of", lambda paper: [Fault("bad", paper.title)])
    assert main([SCILLY, "--text", "--no-appendix"]) == 1
    told = capsys.readouterr().out
    assert "  bad: High needs in " in told
    assert "0 passed, 1 failed" in told


def test_a_fault_of_a_chart_is_told_with_its_title():
    every_authority._charts.clear()
    figure, axes = style.canvas(unit="plans")
    axes.text(0.9, 0.5, "far too long to stay where it is", transform=axes.transAxes)
    every_authority.shown(style.Chart(figure, "Words alone.", "", "A made-up chart"))
    told = list(every_authority.faults_of_charts(every_authority._charts))
    assert "a chart, A made-up chart: off the canvas: far too long to stay where it is" in told


@pytest.mark.slow
def test_the_charts_of_an_authority_can_be_checked_alone(capsys):
    assert main([str(NEWCASTLE), "--charts"]) == 0
    assert "Newcastle upon Tyne: checked" in capsys.readouterr().out


@pytest.mark.slow
def test_documents_are_checked_and_pages_kept(tmp_path):
    assert main([SCILLY, "--keep", str(tmp_path)]) == 0
    assert (tmp_path / SCILLY / "forum-paper.html").exists()


def test_what_is_shared_is_worked_out_once_for_each_argument():
    calls: list[int] = []

    def double(value: int) -> int:
        calls.append(value)
        return 2 * value

    once = shared.remembering(double)
    assert [once(2), once(2), once(3)] == [4, 4, 6]
    assert calls == [2, 3]


def test_functions_are_put_back_where_results_are_shared_for_a_while():
    before = growth_model.fit_growth
    with shared.shared():
        within = growth_model.fit_growth
        assert plans_forecast.fit_growth is within is not before
    assert growth_model.fit_growth is plans_forecast.fit_growth is before
    with shared.shared():
        assert growth_model.fit_growth is within


def _words(la_code: int, is_shared: bool) -> str:
    if is_shared:
        shared.share()
        with TemporaryDirectory() as folder:  # so that what is remembered is another's
            composed(OTHER, Path(folder))
    with TemporaryDirectory() as folder:
        return prose(composed(la_code, Path(folder))[0])


@pytest.mark.slow
def test_a_paper_has_the_same_words_where_results_are_shared():
    context = multiprocessing.get_context("spawn")  # what is shared stays in a process of its own
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        alone, with_others = pool.map(_words, (NEWCASTLE, NEWCASTLE), (False, True))
    assert alone == with_others
