"""hnb.figures.marks against sentences, tables and charts written by hand."""

from __future__ import annotations

import pytest

from hnb.charts import style
from hnb.figures import MIME, WITHHELD, Figure, Rows, listing, paragraph, say, source_line
from hnb.figures.marks import WITHHELD_PAYMENT, is_of_council

MARK = "Made-up example: "


def figure(release: str, value: float | None = 5, reason: str = WITHHELD) -> Figure:
    """A count that rests on a release."""
    rows = (Rows("council_plans", (release,), {"la_code": 855}),)
    return Figure("count.plans", value, "plans", "counted", rows, reason=reason)


MADE_UP, COUNCIL = figure("made-up-council-2026-11-30"), figure("council-2026-11-30")
PUBLISHED, KEPT_BACK = figure("ehc-plans-2026"), figure("council-2026-11-30", None)


@pytest.mark.parametrize("other", [COUNCIL, PUBLISHED])
def test_a_sentence_says_first_that_it_is_made_up_where_any_figure_is(other: Figure):
    assert str(say("there are {plans}.", plans=MADE_UP)) == f"{MARK}There are 5 plans."
    both = say("{plans} and {other}.", plans=MADE_UP, other=other)
    assert str(both) == f"{MARK}5 plans and 5 plans."
    assert str(say("There are {plans}.", plans=other)) == "There are 5 plans."


def test_where_records_come_in_place_of_published_figures_a_text_says_so(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("HNB_OWN_RECORDS", "1")
    mark = "With the council's own records: "
    text = say("there are {plans}.", plans=COUNCIL)
    assert str(text) == f"{mark}There are 5 plans."
    assert str(say("There are {plans}.", plans=PUBLISHED)) == "There are 5 plans."
    assert str(paragraph([text, text])) == f"{mark}There are 5 plans. There are 5 plans."
    assert listing("Plans", ("", "Now"), [("All", text)]).caption == f"{mark}Plans"
    assert listing("Plans", ("", "Now"), [("All", text)]).cells() == [["All", "There are 5 plans."]]
    assert str(say("{plans}", plans=MADE_UP)) == f"{MARK}5 plans"


def test_a_sentence_that_says_only_why_says_that_it_is_made_up_too():
    missing = figure("made-up-council-2026-11-30", None)
    said = say("There are {plans}.", otherwise="Not known: {reason}.", plans=missing)
    assert str(said) == f"{MARK}Not known: {WITHHELD}."


def test_a_paragraph_says_it_once():
    said = paragraph([say("A {plans}.", plans=PUBLISHED), *[say("B {plans}.", plans=MADE_UP)] * 2])
    assert str(said) == f"{MARK}A 5 plans. B 5 plans. B 5 plans."
    assert said is not None and said._repr_mimebundle_()[MIME]["text"].count(MARK) == 1


def test_a_table_says_it_in_its_title_alone():
    table = listing("Plans", ("", "Now"), [("All", MADE_UP), ("Same", say("{p}", p=MADE_UP))])
    block = table._repr_mimebundle_()[MIME]
    assert block["caption"] == f"{MARK}Plans"
    assert block["rows"] == [["All", "5 plans"], ["Same", "5 plans"]]
    assert block["sentences"] == ["5 plans"]
    assert listing("Plans", ("", "Now"), [("All", COUNCIL)]).caption == "Plans"


def test_a_chart_says_it_in_the_picture_the_title_and_the_alternative():
    drawn, axes = style.canvas(2, unit="plans")
    axes.plot([1, 2], [1, 2])
    chart = style.finish(drawn, "A line.", "Plans", [MADE_UP])
    assert (chart.caption, chart.alt) == (f"{MARK}Plans", f"{MARK}A line.")
    assert [text.get_text() for text in drawn.texts] == [f"{MARK}plans"]
    real, _ = style.canvas(2, unit="plans")
    assert style.finish(real, "A line.", "Plans", [COUNCIL]).caption == "Plans"
    assert [text.get_text() for text in real.texts] == ["plans"]


def test_a_chart_without_words_above_it_says_it_all_the_same():
    drawn, _ = style.canvas(2)
    style.finish(drawn, "A line.", "Plans", [MADE_UP])
    assert [text.get_text() for text in drawn.texts] == ["Made-up example"]


def test_a_source_line_says_whose_records_they_are():
    assert source_line([COUNCIL, PUBLISHED]) == (
        "Source: council-2026-11-30, ehc-plans-2026. From the council's own records."
    )
    assert source_line([MADE_UP]) == (
        "Source: made-up-council-2026-11-30. Made-up example, in place of the council's own records."
    )
    assert source_line([PUBLISHED]) == "Source: ehc-plans-2026."
    assert not is_of_council("dsg-council-2026")


def test_a_withheld_number_is_c_in_a_table_with_one_note():
    table = listing(
        "Plans", ("", "A", "B"), [("All", KEPT_BACK, KEPT_BACK), ("Some", COUNCIL, "–")]
    )
    assert table.cells() == [["All", "c", "c"], ["Some", "5 plans", "–"]]
    assert (
        table.source.count(
            "c: withheld so that no child can be identified from it, alone or with other numbers."
        )
        == 1
    )
    assert table._repr_mimebundle_()[MIME]["numeric"] == [False, True, True]


@pytest.mark.parametrize(
    ("reasons", "note"),
    [
        (
            (WITHHELD_PAYMENT,),
            "c: withheld so that no provider's fee can be worked out from it, alone or with other "
            "numbers.",
        ),
        (
            (WITHHELD, WITHHELD_PAYMENT),
            "c: withheld so that no child can be identified and no provider's fee worked out from it, "
            "alone or with other numbers.",
        ),
    ],
)
def test_the_note_says_whom_a_withheld_amount_protects(reasons, note):
    rows = [("All", figure("council-2026-11-30", None, reason=reason)) for reason in reasons]
    assert listing("Payments", ("", "A"), rows).source.endswith(note)


@pytest.mark.parametrize(
    ("others", "cells", "note"),
    [
        (
            (COUNCIL, COUNCIL),
            [["5 plans", "5 plans†"], ["5 plans", "5 plans"]],
            "†: from published figures alone; the others with the council's own records.",
        ),
        (
            (PUBLISHED, "–"),
            [["5 plans*", "5 plans"], ["5 plans", "–"]],
            "*: with the council's own records; the others from published figures alone.",
        ),
    ],
)
def test_in_a_table_of_both_the_fewer_have_a_sign_and_the_note_says_whose(others, cells, note):
    rows = [("All", COUNCIL, PUBLISHED), ("Some", *others)]
    table = listing("Plans", ("", "Now", "Before"), rows, source="Note: at the census.")
    assert [row[1:] for row in table.cells()] == cells
    assert table.source == f"Note: at the census. {note}"
    named = listing("Plans", ("", "The council’s own records", "Published"), rows)
    assert not any("*" in cell for row in named.cells() for cell in row)


def test_the_least_that_a_number_can_be_is_set_as_a_number():
    least = say("{plans:,d} or more", plans=COUNCIL)
    table = listing("Plans", ("", "A", "B"), [("All", COUNCIL, least), ("Some", least, least)])
    assert table._repr_mimebundle_()[MIME]["numeric"] == [False, True, False]


def test_a_number_that_is_missing_for_another_reason_is_no_c():
    other = figure("council-2026-11-30", None, reason="it is not counted")
    table = listing("Plans", ("", "A"), [("All", other)])
    assert table.cells() == [["All", "not available"]]
    assert "withheld" not in table.source


def test_a_chart_says_that_what_is_withheld_is_left_out():
    drawn, _ = style.canvas(2)
    chart = style.finish(drawn, "A line.", "Plans", [COUNCIL, KEPT_BACK])
    left_out = "What is withheld so that no child can be identified is a gap, or left out."
    assert chart.alt == f"A line. {left_out}"
    assert chart.source.endswith(left_out)
