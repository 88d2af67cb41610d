"""Every chart of every question, drawn for awkward authorities, against what keeps a chart from
being read; and the search for those faults against charts with each of them planted.
"""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib.collections import LineCollection

from hnb.charts import labels, style
from hnb.domain import paths
from hnb.papers.definition import Job, read_report, settle
from tests.charts.faults import LEAST_APART, contrast, faults
from tests.conftest import in_every_run
from tests.every_authority import executed

AWKWARD = (
    "Leicestershire", "Newham", "Warwickshire", "Cumberland", "Dorset", "Birmingham", "Camden",
    "Rutland", "Isle of Wight", "City of London", "Isles of Scilly", "Newcastle upon Tyne",
    "Bournemouth, Christchurch and Poole",
)  # fmt: skip

FEW = {"City of London", "Isles of Scilly", "Cumberland"}  # charts of too few years are not drawn


def jobs(who: str) -> list[Job]:
    """Every notebook that draws, asked of an authority, whatever its paper would leave out."""
    listed = [*settle(read_report("forum-paper"), {"authority": "Leicestershire"}).jobs]
    drawing = [job for job in listed if "charts." in job.notebook.read_text(encoding="utf-8")]
    return [
        replace(job, parameters=dict(job.parameters) | {"authority": who})
        for job in (*drawing, *settle(read_report("national"), {}).jobs)
        if "authority" in job.parameters or who == AWKWARD[0]
    ]


@pytest.fixture
def drawn(monkeypatch) -> list[style.Chart]:
    """The charts that notebooks show, as they show them."""
    shown: list[style.Chart] = []

    def bundle(chart, include=None, exclude=None):
        shown.append(chart)
        return {"text/plain": ""}

    monkeypatch.setattr(style.Chart, "_repr_mimebundle_", bundle)
    return shown


@pytest.mark.usefixtures("results_shared")
@pytest.mark.parametrize("who", in_every_run(AWKWARD, ["Leicestershire", "City of London"]))
def test_no_chart_has_a_fault(who, drawn, tmp_path):
    found, number = [], 0
    for job in jobs(who):
        drawn.clear()
        executed(job, tmp_path)
        number += len(drawn)
        for chart in drawn:
            found += [f"{job.name}: {chart.caption}: {fault}" for fault in faults(chart.figure)]
            words = f"{chart.caption} {chart.alt} {chart.figure.texts[0].get_text()}"
            found += [f"{job.name}: {word!r} in {words}" for word in STRANGE if word in words]
    assert found == []
    assert number > 20 or who in FEW


STRANGE = (
    " beside ", " a head", "each head", " came ", "nought", "to be expected", " is held",
    "the middle one", "comparator", "not available", " nan",
)  # fmt: skip


def test_every_chart_of_a_question_is_shown_by_a_notebook():
    """So that none escapes the search above."""
    shown = "".join(
        "".join(cell["source"])
        for file in paths.notebooks().glob("*.ipynb")
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]
    )
    for file in Path("hnb/questions").glob("*/charts.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        public = [node.name for node in functions if not node.name.startswith("_")]
        calls = ast.dump(tree)
        missing = [
            name
            for name in public
            if f"charts.{name}(" not in shown and f"id='{name}'" not in calls
        ]
        assert missing == [], file


# planted ----------------------------------------------------------------------------------------


def sound():
    """A chart of two lines and a band without a fault."""
    figure, axes = style.canvas(3, unit="plans per 1,000")
    axes.fill_between([2019, 2020, 2021], [20, 25, 30], [40, 45, 50], fc=style.BAND)
    axes.plot([2019, 2020, 2021], [30, 35, 40], color=style.STRONG, lw=2.6)
    axes.plot([2019, 2020, 2021], [20, 15, 12], color=style.NEIGHBOURS)
    axes.set_ylim(0, 55)
    style.years(axes, range(2019, 2022))
    ends = [(2021, 40, "Kent 40.0", style.STRONG), (2021, 12, "typical neighbour 12.0", style.TEXT)]
    labels.label_ends(axes, ends)
    style.fit(figure)
    return figure, axes


def bars(values=(30.0, 20.0), colours=(style.STRONG, style.NEIGHBOURS)):
    figure, axes = style.canvas(2, unit="%", grid="x")
    axes.barh([0, 1], values, 0.7, color=colours)
    axes.set_yticks([0, 1], ["Kent", "Essex"])
    for place, value in enumerate(values):
        labels.note(axes, f"{value}%", (value, place), (4, 0), style.TEXT)
    style.fit(figure)
    return figure, axes


def off_the_canvas():
    figure, axes = sound()
    axes.text(0.9, 0.9, "far too long to stay where it is, anyway", transform=axes.transAxes)
    return figure


def on_each_other():
    figure, axes = sound()
    axes.text(0.3, 0.92, "Kent", transform=axes.transAxes)
    axes.text(0.31, 0.92, "Essex", transform=axes.transAxes)
    return figure


def on_a_line():
    figure, axes = sound()
    labels.note(axes, "collection", (2020, 35), (-20, 0), style.TEXT)
    return figure


def on_a_dot():
    figure, axes = sound()
    axes.scatter([2020.5], [48], s=20, color=style.DARK)
    labels.note(axes, "Essex", (2020.5, 48), (-10, 0), style.TEXT)
    return figure


def on_a_bar():
    figure, axes = bars()
    labels.note(axes, "30.0%", (30, 0), (-10, 0), style.TEXT)
    axes.texts[0].remove()
    return figure


def on_one_of_many_lines():
    figure, axes = sound()
    axes.add_collection(LineCollection([[(2019, 5), (2021, 6)]], colors=style.DARK))
    labels.note(axes, "gaps", (2020, 5.5), (0, 0), style.TEXT)
    return figure


def too_few_numbers():
    figure, axes = sound()
    axes.set_yticks([0, 50])
    return figure


def twice_at_an_axis():
    figure, axes = sound()
    axes.set_yticks([0, 10, 20, 30], ["0", "1", "2", "2"])
    return figure


def faint_text():
    figure, axes = sound()
    axes.text(2019.2, 51, "Essex", color="#B0B0B0")
    return figure


def faint_text_on_a_bar():
    figure, axes = bars()
    axes.text(2, 0, "own", color="#203040", va="center")
    return figure


def faint_line():
    figure, axes = sound()
    axes.plot([2019, 2020, 2021], [1, 3, 5], color="#BFBFBF", ls="--")
    return figure


def faint_line_on_a_band():
    figure, axes = sound()
    axes.plot([2019, 2020, 2021], [25, 28, 31], color="#909090", ls="--")
    return figure


def faint_bar():
    return bars(colours=(style.STRONG, "#C8C8C8"))[0]


def faint_dots():
    figure, axes = sound()
    axes.scatter([2019.5], [5], color="#D0D0D0")
    return figure


def value_far_from_its_mark():
    figure, axes = bars((30.0, 20.0))
    axes.texts[1].remove()
    labels.note(axes, "20.0%", (27, 1), (4, 0), style.TEXT)
    return figure


def value_of_no_mark():
    figure, axes = bars()
    axes.texts[1].set_text("25.0%")
    return figure


def name_far_from_its_line():
    figure, axes = sound()
    labels.note(axes, "England", (2019.2, 2), (0, 60), style.TEXT)
    return figure


def one_colour_for_two_lines():
    figure, axes = sound()
    axes.plot([2019, 2020, 2021], [2, 3, 5], color=style.STRONG, lw=2.6)
    return figure


def alike_in_grey():
    figure, axes = sound()
    axes.plot([2019, 2020, 2021], [2, 3, 5], color="#801650", lw=2.6)
    return figure


def bars_alike_in_grey():
    return bars(colours=("#28A197", "#F46A25"))[0]


def two_points_across():
    figure, axes = style.canvas(3, unit="%")
    axes.plot([2025, 2026], [30, 35], marker="o", color=style.STRONG)
    axes.set_ylim(0, 55)
    axes.set_xticks([2025, 2026], ["2025", "2026"])
    style.fit(figure)
    return figure


PLANTED = {
    off_the_canvas: "off the canvas: far too long",
    on_each_other: "on each other: Kent | Essex",
    on_a_line: "on a line or mark: collection",
    on_a_dot: "on a line or mark: Essex",
    on_a_bar: "on a line or mark: 30.0%",
    on_one_of_many_lines: "on a line or mark: gaps",
    too_few_numbers: "fewer than three numbers at the upright axis",
    twice_at_an_axis: "at an axis twice or unclear: 2",
    faint_text: "faint text",
    faint_text_on_a_bar: "faint text",
    faint_line: "faint line",
    faint_line_on_a_band: "faint line",
    faint_bar: "faint bar",
    faint_dots: "faint dot",
    value_far_from_its_mark: "far from its mark",
    value_of_no_mark: "far from its mark",
    name_far_from_its_line: "far from its line",
    one_colour_for_two_lines: "lines alike (1.00)",
    alike_in_grey: "lines alike",
    bars_alike_in_grey: "bars alike",
    two_points_across: "a line of 2 points",
}


@pytest.mark.parametrize("plant", PLANTED)
def test_a_planted_fault_is_found(plant):
    assert any(fault.startswith(PLANTED[plant]) for fault in faults(plant()))


def test_a_chart_without_a_fault_has_none():
    for draw in (sound, bars):
        assert faults(draw()[0]) == []


def test_colours_that_are_in_one_chart_differ_in_grey_and_show_on_white():
    sides = (style.STRONG, style.NEIGHBOURS, style.ENGLAND)
    for colour in (*sides, style.OTHERS, style.SECOND):
        assert contrast(colour, "white") >= 3
    for colour in (style.STRONG, style.NEIGHBOURS, style.ENGLAND, style.OTHERS):
        assert contrast(colour, style.BAND) >= 3
    for first, second in (*pairwise(sides), (style.OTHERS, style.NEIGHBOURS)):
        assert contrast(first, second) >= LEAST_APART


def test_contrast_is_that_of_wcag():
    """Its examples: black on white 21, and #767676 the lightest grey that passes 4.5."""
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#767676", "white") >= 4.5 > contrast("#777777", "white")
