"""hnb.explore against what its widgets are set to, and its notebook run by nbclient without a
screen.
"""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from hnb.domain.errors import ParameterError
from hnb.explore import explore
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def box():
    return explore("Leicestershire", measure="within_20_weeks_percent")


def test_picture_has_series_rank_and_neighbours_at_once(box):
    picture = box.children[-1].value
    assert (
        picture.count("<img alt=") == 3
        and "Leicestershire is 151st" in picture
        and "Nottinghamshire" in picture
    )


def test_another_authority_changes_the_picture_and_its_years(box):
    who, _, what, when, picture = box.children
    who.value = 201
    assert "City of London has 4 of 5" in picture.value
    what.value = "share_of_block"
    assert "in the City of London" in picture.value and when.value == "2021-22"
    who.value, what.value = 855, "growth"
    assert "Leicestershire has 66.6%" in picture.value and when.options[0] == ("January 2026", 2026)
    when.value = 2024
    assert "January 2024: Leicestershire" in picture.value


def test_other_comparators_change_the_picture(box):
    box.children[1].value = "region"
    assert "authorities in the East Midlands" in box.children[-1].value


def test_authority_without_the_list_of_neighbours_is_told_so():
    box = explore("Cumberland", comparators="region")
    box.children[1].value = "neighbours 2021"
    assert "no list of neighbours of 2021 for Cumberland" in box.children[-1].value


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"measure": "growht"}, "measure: there is no measure 'growht'.*growth"),
        (
            {"measure": "growth", "year": 2009},
            r"year: 2009 is not known. Expected one of: 20\d\d; .*2025; 2024",
        ),
        ({"authority": "Leicestershir"}, "Leicestershire"),
    ],
)
def test_what_is_not_known_is_refused_with_the_nearest(given, message):
    with pytest.raises(ParameterError, match=message):
        explore(**given)


def test_measure_that_had_not_been_published_by_the_day_is_said_to_be_so():
    box = explore("Leicestershire", measure="independent_share", as_at="2022-08-01")
    assert "special schools: nothing had been published by 2022-08-01." in box.children[-1].value
    assert box.children[3].options == ()


def test_notebook_runs_without_a_screen_and_shows_the_widgets():
    notebook = nbformat.read(ROOT / "notebooks" / "explore.ipynb", as_version=4)
    for left in (2, 1, 0):
        try:
            NotebookClient(
                notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}
            ).execute()
            break
        except (
            RuntimeError
        ) as fault:  # another program has taken a port between its choice and the kernel's start
            if not left or "died before replying" not in str(fault):
                raise
    shown = [
        output.data
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert "application/vnd.jupyter.widget-view+json" in shown[-1]
    states = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"][
        "state"
    ].values()
    assert any(
        "Leicestershire has 51.4 per 1,000" in str(state["state"].get("value")) for state in states
    )
