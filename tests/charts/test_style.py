"""hnb.charts.style against arithmetic on label places, and against the canvas it draws."""

import base64
import struct

import pytest

from hnb.charts import labels, style
from hnb.figures import MIME, Figure
from tests.charts.faults import collisions, off_canvas, unclear_numbers


def drawn(words: str = "Bournemouth, Christchurch and Poole", **options) -> style.Chart:
    figure, axes = style.canvas(unit="plans per 1,000", **options)
    axes.plot([2019, 2020, 2021], [30, 35, 40])
    axes.set_ylim(0, 45)
    style.years(axes, range(2019, 2022))
    labels.label_ends(axes, [(2021, 40, words, style.STRONG), (2021, 39.5, "England", style.TEXT)])
    style.fit(figure)
    plans = Figure("prevalence.plans", 12, "plans", "as published")
    return style.Chart(
        figure, "A line that rises.", "Source: made up.", "A caption", figures=(plans,)
    )


@pytest.mark.parametrize("words", ["Kent", "Bournemouth, Christchurch and Poole", "W" * 40])
def test_every_label_stays_on_the_canvas_and_none_covers_another(words):
    figure = drawn(words).figure
    assert off_canvas(figure) == []
    assert collisions(figure) == []


def test_canvas_check_sees_a_text_that_leaves_and_one_that_covers():
    figure, axes = style.canvas()
    axes.text(0.9, 0.5, "far too long to stay where it is", transform=axes.transAxes)
    axes.text(0.9, 0.5, "far too long", transform=axes.transAxes)
    assert len(off_canvas(figure)) == 1
    assert len(collisions(figure)) == 1


@pytest.mark.parametrize("grid", ["x", "y"])
@pytest.mark.parametrize("top", [0.4, 3, 30, 4_100, 61_000, 2_500_000])
def test_numbers_at_an_axis_differ_and_part_their_thousands(top, grid):
    figure, axes = style.canvas(grid=grid)
    (axes.set_ylim if grid == "y" else axes.set_xlim)(-top, top)
    style.fit(figure)
    (axes.xaxis if grid == "y" else axes.yaxis).set_ticks([])
    assert unclear_numbers(figure) == []


def test_check_of_numbers_sees_one_that_stands_twice_and_thousands_that_run_together():
    figure, axes = style.canvas()
    axes.set_yticks([0, 0.4, 5000], ["0", "0", "5000"])
    assert sorted(unclear_numbers(figure)) == ["0", "5000"]


def test_thousands_and_a_minus_are_written_as_in_sentences():
    _, axes = style.canvas()
    axes.set_ylim(-61_000, 61_000)
    written = axes.yaxis.get_major_formatter().format_ticks([-61_000, -400, 0, 1_000, 2_500_000])
    assert written == ["−61,000", "−400", "0", "1,000", "2,500,000"]


def test_labels_that_would_collide_are_moved_apart_about_their_middle():
    assert labels.spread([10, 10.2, 30], 4) == pytest.approx([8.1, 12.1, 30])
    assert labels.spread([12, 10, 11], 2) == pytest.approx([13, 9, 11])
    assert labels.spread([1, 9], 2) == [1, 9]


def test_labels_stay_between_two_limits_where_there_is_room_and_apart_where_there_is_not():
    assert labels.spread([1, 9, 9.5], 2, least=1.5, most=9) == [1.5, 7, 9]
    assert labels.spread([9, 9, 9], 2, least=1, most=3) == pytest.approx([1, 3, 5])


def test_the_last_year_is_always_named():
    _, axes = style.canvas()
    style.years(axes, range(2010, 2026))
    assert list(axes.get_xticks()) == [2011, 2013, 2015, 2017, 2019, 2021, 2023, 2025]


def test_a_notebook_gets_the_picture_its_words_and_its_figures():
    chart = drawn()
    bundle = chart._repr_mimebundle_()
    png = base64.b64decode(bundle["image/png"])
    assert struct.unpack(">II", png[16:24]) == (
        round(style.WIDTH * style.DPI),
        round(3.5 * style.DPI),
    )
    block = bundle[MIME]
    assert (block["block"], block["alt"], block["appendix"]) == (
        "figure",
        "A line that rises.",
        False,
    )
    assert [figure["value"] for figure in block["figures"]] == [12]


def test_the_same_chart_is_the_same_bytes():
    assert drawn().image() == drawn().image()
