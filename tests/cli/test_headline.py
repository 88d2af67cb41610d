"""`hnb headline` and `hnb validate` against figures read by hand in the publishers' files
(LAYOUTS.md).
"""

from __future__ import annotations

import json

import pytest

from hnb.cli import main

NAMES = {
    "prevalence.plans", "prevalence.rate_per_1000", "prevalence.comparators_mean_per_1000",
    "prevalence.comparators_median_per_1000", "prevalence.rank_among_comparators", "prevalence.rank_in_england",
    "prevalence.difference_in_plans", "placements.spend_gbp", "placements.block_before_gbp",
    "placements.block_after_gbp", "placements.share_of_block_percent", "placements.rank_in_england",
}  # fmt: skip


def headline(capsys, *words: str) -> dict:
    assert main(["headline", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_forums_figures_come_out_as_published(capsys):
    said = headline(
        capsys,
        "--authority",
        "855",
        "--january",
        "2021",
        "--financial-year",
        "2021-22",
        "--denominator",
        "2 to 18 (projection)",
    )
    figures = said["figures"]
    assert figures.keys() >= NAMES
    assert figures["prevalence.plans"]["value"] == 5288
    assert figures["placements.block_before_gbp"]["value"] == 83_427_992
    assert figures["placements.block_after_gbp"]["value"] == 72_070_823
    assert figures["placements.spend_gbp"]["value"] == 73_586_443
    assert figures["placements.rank_in_england"]["value"] == 35
    assert [
        figures[f"prevalence.{name}"]["text"]
        for name in ("rate_per_1000", "comparators_mean_per_1000", "comparators_median_per_1000")
    ] == ["37.8 per 1,000", "34.7 per 1,000", "36.7 per 1,000"]
    assert all(
        {"value", "unit", "text", "scope", "release"} <= figure.keys()
        for figure in figures.values()
    )


def test_another_list_and_scope_are_asked_for_in_words(capsys):
    said = headline(
        capsys,
        "--authority",
        "Leicestershire",
        "--january",
        "2021",
        "--comparators",
        "neighbours 2021",
        "--denominator",
        "2 to 18 (projection)",
        "--scope",
        "all place funding",
    )
    figures = said["figures"]
    assert figures["prevalence.comparators_mean_per_1000"]["text"] == "36.3 per 1,000"
    assert figures["prevalence.comparators_median_per_1000"]["text"] == "36.5 per 1,000"
    assert figures["placements.spend_gbp"]["value"] == 74_612_840
    assert figures["placements.share_of_block_percent"]["text"] == "103.5%"


@pytest.mark.parametrize(
    "who", ["City of London", "Isles of Scilly", "Cumberland", "Northamptonshire", "Cumbria"]
)
def test_what_is_not_published_is_null_with_the_reason_and_never_nought(capsys, who):
    figures = headline(capsys, "--authority", who, "--financial-year", "2021-22")["figures"]
    assert figures.keys() >= NAMES
    for figure in figures.values():
        assert (figure["value"] is None) == bool(figure["reason"])
        assert figure["value"] != 0 or "gbp" not in figure["unit"]
    if who != "Cumbria":
        assert figures["placements.spend_gbp"]["value"] is None


def test_a_person_reads_a_line_a_figure(capsys):
    assert main(["headline", "--authority", "Leicestershire", "--as-at", "2024-02-13"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (
        lines[0]
        == "Leicestershire: January 2023, financial year 2021-22, statistical neighbours (2021 "
        "list)"
    )
    assert any(line.startswith("prevalence.plans: 6,201 plans") for line in lines)


def test_a_misspelt_authority_is_refused_with_the_nearest(capsys):
    assert main(["headline", "--authority", "Leistershire"]) == 2
    assert "nearest: Leicestershire (855)" in capsys.readouterr().err


def test_every_method_is_printed_beside_its_goal(capsys):
    assert main(["validate", "--json"]) == 0
    goals = json.loads(capsys.readouterr().out)
    told = " ".join(goal["what"] for goal in goals)
    for method in ("95% limits", "decomposition", "expected plans", "formula", "per cent rejected"):
        assert method in told
    assert [
        goal["what"] for goal in goals if not goal["met"] and "seconds" not in goal["what"]
    ] == []
