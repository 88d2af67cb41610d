"""Which authority a report is about where nobody names one: that of the council's folder in use."""

from __future__ import annotations

from pathlib import Path

import pytest

from hnb.cli import main


@pytest.fixture
def dorset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a council without records, in which the commands are started."""
    (tmp_path / "authority.yml").write_text("authority: 838\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HNB_COUNCIL", raising=False)
    return tmp_path


@pytest.mark.parametrize("report", ["council", "forum-paper"])
def test_a_paper_is_started_for_the_council_of_the_folder(dorset: Path, report: str, capsys):
    assert dorset == Path.cwd()
    assert main(["init", "paper", "--report", report]) == 0
    assert "dorset" in capsys.readouterr().out
    assert main(["init", "paper", "--report", report, "--authority", "Kent"]) == 0
    assert "kent" in capsys.readouterr().out


def test_a_report_is_rendered_for_the_council_of_the_folder(
    dorset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    assert main(["render", "council"]) == 5  # there are no records: nothing is run
    assert "about Dorset's own records" in capsys.readouterr().err
    assert main(["render", "council", "-p", "authority=Kent"]) == 5
    assert "about Kent's own records" in capsys.readouterr().err
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert main(["render", "council", "--council", str(dorset)]) == 5
    assert "about Dorset's own records" in capsys.readouterr().err
