"""`hnb compare` against `hnb.compare`, which it prints."""

from __future__ import annotations

import csv
import io

import pytest

import hnb
from hnb.cli import main
from hnb.comparison.measures.catalogue import MEASURES


def printed(capsys, *words: str) -> list[str]:
    assert main(["compare", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_person_reads_the_authority_beside_everyone(capsys):
    compared = hnb.compare("Kent", "independent_share", 2025)
    lines = printed(capsys, "independent_share", "--authority", "Kent", "--period", "2025")
    assert lines[0] == f"Kent: {compared.measure.says}, January 2025"
    assert f"Kent: {compared.own.text}" in lines
    assert f"median of {compared.ask.main.name}: {compared.median.text}" in lines
    assert f"South East: {compared.region.text}" in lines
    assert f"England: {compared.england.text}" in lines
    rank = compared.england_rank
    assert f"rank: {rank.rank.text} of {rank.used.text}" in lines


def test_every_year_is_a_row_of_the_csv_with_its_releases(capsys):
    lines = printed(capsys, "independent_share", "--authority", "Kent", "--csv")
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    compared = hnb.compare("Kent", "independent_share")
    assert [row["period"] for row in rows] == [
        compared.in_year(int(year)).period for year in compared.by_year.index
    ]
    for row in rows:
        year = hnb.compare("Kent", "independent_share", row["period"])
        assert float(row["value"]) == pytest.approx(year.own_value)
        assert float(row["comparators_median"]) == pytest.approx(year.median.number)
        assert row["releases"].split() == list(year.own.releases)


def test_a_missing_value_is_empty_and_says_why(capsys):
    lines = printed(capsys, "share_of_block", "--authority", "City of London", "--csv")
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert rows and all(row["value"] == "" and row["reason"] for row in rows)
    (shown,) = [
        line
        for line in printed(capsys, "share_of_block", "--authority", "City of London")
        if line.startswith("City of London: not available")
    ]
    assert rows[0]["reason"] in shown


def test_who_compiled_a_source_is_said(capsys):
    lines = printed(capsys, "share_of_block", "--authority", "Kent")
    assert any(line.startswith("Source: Department for Education") for line in lines)


def test_every_measure_is_listed_without_an_authority(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["compare", "--list"])
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 0
    assert lines == [f"{name}: {measure.says}" for name, measure in MEASURES.items()]


def test_an_unknown_measure_is_refused_with_the_nearest(capsys):
    assert main(["compare", "independent_shar", "--authority", "Kent"]) == 2
    assert "nearest: independent_share" in capsys.readouterr().err
