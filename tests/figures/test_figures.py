"""hnb.figures against sentences written by hand."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from hnb.domain.errors import CheckError, ParameterError
from hnb.figures import (
    MIME,
    Figure,
    FigureMaker,
    Listing,
    Rows,
    change,
    differences,
    listing,
    paragraph,
    say,
    say_if_known,
)
from tests.conftest import frame

LIKE = {
    "covers": "placements",
    "stage": "after deductions",
    "price_base": "cash",
    "scope": "publisher's total",
}
ROWS = Rows("s251_high_needs", ("r1",), {"la_code": 855})
SPEND = Figure(
    "placements.spend_gbp", 73_586_443, "gbp", "sum of lines", (ROWS,), period="2021-22", **LIKE
)


def test_a_sentence_quotes_its_figures_and_carries_them():
    said = say("placements cost {spend} in {year}.", spend=SPEND, year="2021-22")
    assert said.text == "Placements cost £73.6 million in 2021-22."
    block = said._repr_mimebundle_()[MIME]
    assert block["figures"][0]["value"] == 73_586_443
    assert (block["missing"], block["labels"]) == ("", ["2021-22"])
    json.dumps(block)


def test_a_dotted_field_quotes_what_a_value_has_and_nothing_else_of_it():
    missing = Figure("placements.england_gbp", None, "gbp", "sum", reason="it is not published")
    both = SimpleNamespace(own=SPEND, england=missing, year="2021-22")
    template = "It cost {both.own} in {both.year}[; in England {both.england}]."
    said = say(template, otherwise="No cost: {reason}.", both=both)
    assert said.text == "It cost £73.6 million in 2021-22."
    assert (said.figures, said.labels) == ((SPEND, missing), ("2021-22",))
    said = say(template, otherwise="No cost: {reason}.", needs="both.england", both=both)
    assert (said.text, said.figures) == ("No cost: it is not published.", ())
    assert say_if_known(template, needs="both.england", both=both) is None
    with pytest.raises(ParameterError, match="parameter both.year: '12' holds a number"):
        say(template, both=SimpleNamespace(own=SPEND, england=missing, year="12"))


@pytest.mark.parametrize("template", ["It rose by 3%.", "There are 12 of them: {spend}."])
def test_a_number_typed_into_a_sentence_is_refused(template):
    with pytest.raises(ParameterError, match="has a number typed into it"):
        say(template, spend=SPEND)


@pytest.mark.parametrize(
    "template",
    [
        "Within 20 weeks.",
        "Residents aged 2 to 18.",
        "Section 251 of the Act.",
        "Plans per 1,000: {spend}.",
    ],
)
def test_the_fields_own_terms_may_hold_numbers(template):
    assert say(template, spend=SPEND)


def test_a_label_that_holds_a_number_is_refused():
    with pytest.raises(
        ParameterError, match="parameter who: '12 councils' holds a number that is no period"
    ):
        say("{who} agree.", who="12 councils")


def test_a_figure_goes_through_json_and_back():
    assert Figure.from_json(json.loads(json.dumps(SPEND.to_json()))) == SPEND


def test_a_figure_without_a_value_needs_a_reason():
    with pytest.raises(ValueError, match="no value and no reason"):
        Figure("a.b", float("nan"), "gbp", "x")
    assert Figure("a.b", None, "gbp", "x", reason="not published").text == "not available"


def test_what_is_not_a_number_is_no_part_whole_or_end_of_a_figure():
    nan = float("nan")
    for value, reason in ((3.0, ""), (nan, "it had not opened")):
        figure = Figure(
            "a.b", value, "percent", "x", reason=reason, low=nan, high=nan, part=nan, whole=nan
        )
        assert (figure.low, figure.high, figure.part, figure.whole) == (None,) * 4
        json.dumps(figure.to_json(), allow_nan=False)


def test_a_figure_keeps_a_reason_or_an_interval_and_not_both():
    there, gone = (
        Figure("a.b", value, "gbp", "x", low=1.0, high=3.0, reason="not published")
        for value in (2.0, None)
    )
    assert (there.reason, there.low, there.high) == ("", 1.0, 3.0)
    assert (gone.reason, gone.low, gone.high) == ("not published", None, None)


def test_numpy_values_become_plain_ones():
    import numpy as np

    assert json.dumps(Figure("a.b", np.int64(3), "plans", "x").to_json()["value"]) == "3"


def test_like_is_compared_with_like():
    earlier = Figure("placements.spend_gbp", 70_000_000, "gbp", "sum", period="2020-21", **LIKE)
    moved = change("placements.change_gbp", SPEND, earlier)
    assert (moved.value, moved.period) == (3_586_443, "2020-21 to 2021-22")
    unlike = Figure(
        "block", 83_427_992, "gbp", "as published", **LIKE | {"stage": "before deductions"}
    )
    assert "stage: after deductions against before deductions" in differences(SPEND, unlike)
    with pytest.raises(
        CheckError, match=r"not like for like \(stage: after deductions.*No comparison"
    ):
        change("x", SPEND, unlike)


def test_a_change_from_what_is_missing_has_the_reason():
    gone = Figure(
        "placements.spend_gbp", None, "gbp", "sum", reason="not published for 2020-21", **LIKE
    )
    assert change("x", SPEND, gone).reason == "not published for 2020-21"


def test_rows_are_narrowed_by_the_keys_of_a_frame():
    plans = frame("la_code january plans release\n855 2021 5288 r\n850 2021 7000 r")
    rows = Rows.of("ehc_plans", plans, ["la_code", "january"])
    assert rows.where == {"la_code": (855, 850), "january": 2021}
    assert rows.releases == ("r",)


def test_values_and_intervals_are_rounded_for_reading():
    fall = Figure("a.b", -7.8, "percent", "made up")
    plans = Figure("a.c", 11_529, "plans", "made up", low=9_248, high=14_471)
    assert f"{fall:read} {fall:read_size} {plans:read}" == "−8% 8% 11,500 plans"
    assert f"{plans:range}" == "9,200 to 14,500" and f"{fall:range}" == ""
    rate = Figure("a.d", 59.8, "per_1000", "made up", low=42.2, high=80.6)
    assert f"{rate:range}" == "42.2 to 80.6 per 1,000"


def test_a_change_is_written_with_its_direction():
    written = [
        f"{Figure('a.b', value, 'percent', 'made up'):moved}" for value in (66.6, -7.8, 0.04)
    ]
    assert written == ["up 67%", "down 8%", "unchanged"]
    assert f"{Figure('a.b', None, 'percent', 'x', reason='withheld'):moved}" == "not available"
    assert f"{Figure('a.b', '+£1.68', 'text', 'as quoted'):moved}" == "+£1.68"


def test_intervals_and_sizes_are_written_in_words():
    figure = Figure("a.b", -312, "plans", "x", low=-400, high=-224)
    assert (
        f"{figure:size} fewer ({figure:interval})" == "312 plans fewer (−400 plans to −224 plans)"
    )


def test_a_listing_shows_and_carries_its_figures():
    listing = Listing("Spend", ("authority", "spend"), (("A & B", SPEND),))
    bundle = listing._repr_mimebundle_()
    assert "<td>A &amp; B</td><td>£73.6 million</td>" in bundle["text/html"]
    assert bundle[MIME]["numeric"] == [False, True]
    assert len(bundle[MIME]["figures"]) == 1


def test_a_column_of_figures_and_dashes_is_of_numbers_and_one_of_dashes_is_not():
    rows = (("A", SPEND, "–", SPEND), ("B", "–", "–", "words"))
    listing = Listing("Spend", ("authority", "spend", "none", "mixed"), rows)
    assert listing._repr_mimebundle_()[MIME]["numeric"] == [False, True, False, False]


NONE = Figure("placements.none_gbp", None, "gbp", "sum", reason="it is not published")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"template": "{spnd}"}, r"parameter spnd: .*\(nearest: spend\)"),
        ({"template": "{}"}, "which is not given"),
        ({"template": "{0}"}, "parameter 0: "),
        ({"template": "{spend[0]}"}, "nearest: spend"),
        ({"template": "{spend.vlaue}"}, r"parameter spend.vlaue: .*nearest: value"),
        ({"template": "{spend"}, "without its pair"),
        ({"template": "spend}"}, "without its pair"),
        ({"template": "{spend}[ of {who}"}, "without its pair"),
        ({"template": "{spend}[ a [{who}]]"}, "without its pair"),
        ({"template": None}, "parameter template: None is no sentence"),
        ({"template": "{spend!r}"}, "parameter spend: it cannot be written as {spend!r}"),
        ({"template": "{spend:,.2f}"}, "parameter spend: it cannot be written as {spend:,.2f}"),
        ({"template": "{spend:sise}"}, r"\(nearest: {spend:size}\)"),
        ({"template": "{who:size}"}, "parameter who: it cannot be written as {who:size}"),
        ({"template": "{share:d}", "share": Figure("a.b", 1.5, "percent", "c")}, "{share:d}"),
        ({"template": "{who}", "needs": "spnd"}, "parameter spnd: "),
        ({"otherwise": None}, "parameter otherwise: None is no sentence"),
        ({"otherwise": "None: {why}"}, "parameter why: "),
        ({"otherwise": "None: {why}", "spend": NONE}, "parameter why: "),
        ({"otherwise": "None: {", "spend": NONE}, "parameter otherwise: "),
        *(
            ({"spend": odd}, "parameter spend: ")
            for odd in (None, float("nan"), 3, True, [1], ["a"])
        ),
    ],
)
def test_field_that_cannot_be_filled_in_is_refused_by_name(how, message):
    with pytest.raises(ParameterError, match=message):
        say(**{"template": "It cost {spend}.", "spend": SPEND, "who": "Kent", **how})


def test_missing_value_is_never_written_into_a_sentence():
    for form in ("", ":d", ":size", ":text", ":interval"):
        assert say(f"It cost {{spend{form}}}.", spend=NONE).text == NONE.reason.capitalize() + "."
    with pytest.raises(ParameterError, match="a value that is missing"):
        say("It cost {spend}.", spend=NONE.text)
    said = "No count is held (published as not available)."
    assert say("{why}.", why=said[:-1]).text == said


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("Kent",), "row 2, parameter rows: 1 cells"),
        (("Kent", SPEND, "more"), "row 2, parameter rows: 3 cells"),
        (("Kent", 3), "parameter rows: '3' holds a number"),
        (("Kent", 2.5), "parameter rows: 2.5 is no Figure and no label"),
        (("Kent", None), "parameter rows: None is no Figure and no label"),
    ],
)
def test_row_that_does_not_fit_a_listing_is_refused(row, message):
    with pytest.raises(ParameterError, match=message):
        listing("Spend", ("Authority", "Spend"), [("Essex", SPEND), row])


REFUSED = Figure(
    "flow.refused_percent", 7.5, "percent", "x", part=3.0, whole=40.0, low=1.6, high=20
)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (3, 40, "3 of 40"),
        (0, 40, "none of 40"),
        (9, 1_200, "9 of 1,200"),
        (5, 9, "5 of 9"),
        (10, 40, "25.0%"),
        (10, 10, "100.0%"),
    ],
)
def test_a_percentage_of_fewer_than_ten_is_written_as_its_counts(part, whole, text):
    share = Figure("a.b", 100 * part / whole, "percent", "x", part=part, whole=whole)
    assert (share.text, share.size, f"{share}") == (text, text, text)
    assert ("%" in share.read) == ("%" in share.read_size) == ("%" in text)
    assert share.value == 100 * part / whole and Figure.from_json(share.to_json()) == share


@pytest.mark.parametrize(("now", "before", "few"), [(12, 8, True), (9, 30, True), (12, 10, False)])
def test_growth_of_fewer_than_ten_is_not_said(now, before, few):
    growth = Figure("a.b", 100 * (now / before - 1), "percent", "x", part=now, whole=before)
    said = say("It grew by {growth}.", otherwise="Growth is not given: {reason}.", growth=growth)
    assert said.text == ("Growth is not given: fewer than ten." if few else "It grew by 20.0%.")
    assert (growth.text == "fewer than ten") == few


def test_a_clause_with_a_percentage_of_fewer_than_ten_is_left_out():
    said = say("It refused some[ ({share})][, {share:interval}].", share=REFUSED)
    assert said.text == "It refused some."
    assert say("It refused {share} requests.", share=REFUSED).text == "It refused 3 of 40 requests."
    said = say("From {share:interval}.", otherwise="No range: {reason}.", share=REFUSED)
    assert said.text == "No range: fewer than ten."


def test_a_table_has_the_counts_in_place_of_a_percentage_of_fewer_than_ten():
    table = listing("Requests", ("", "Refused"), [("Someshire", REFUSED)])
    assert table._repr_mimebundle_()[MIME]["rows"] == [["Someshire", "3 of 40"]]


def test_sentences_are_joined_to_a_paragraph_with_what_each_quotes():
    figure = FigureMaker("made").make("plans", 5, "plans", "counted")
    absent = FigureMaker("made").make(
        "none", None, "plans", "counted", reason="it is not published"
    )
    first, second = say("{who} had {plans}.", who="Kent", plans=figure), say("Few.")
    whole = paragraph((first, None, second))
    assert (whole.text, whole.figures) == ("Kent had 5 plans. Few.", (figure,))
    assert whole.labels == ("Kent",) and not whole.missing
    assert paragraph((None,)) is None
    lacking = say("{plans}.", otherwise="Not known: {reason}.", plans=absent)
    assert paragraph((lacking,)).missing == lacking.missing
    assert not paragraph((lacking, first)).missing


@pytest.mark.parametrize(
    ("spend", "block", "gap"),
    [
        (73_586_443, 72_070_823, "£1.5 million"),
        (73_560_000, 72_040_000, "£1.6 million"),  # 73.6 less 72.0, though it is 1.52
        (73_640_000, 72_060_000, "£1.5 million"),  # 73.6 less 72.1, though it is 1.58
        (72_010_000, 72_560_000, "£600,000"),
        (72_010_000, 72_020_000, "£10,000"),  # no difference is printed: the figure stands
    ],
)
def test_a_difference_is_that_of_the_two_numbers_printed_with_it(spend, block, gap):
    figures = {
        name: Figure(f"a.{name}", value, "gbp", "x")
        for name, value in (("spend", spend), ("block", block), ("gap", spend - block))
    }
    said = say("It spent {spend}, {gap:size} apart from its block of {block}.", **figures)
    assert f", {gap} apart" in said.text
    assert said.figures[1].value == spend - block
    if gap != figures["gap"].size:
        assert gap in said.labels


def test_two_numbers_that_do_not_differ_by_a_third_leave_it_as_it_is():
    first, second, third = (Figure(f"a.{v}", v, "gbp", "x") for v in (73_560_000, 72_040_000, 9e5))
    said = say("{first}, {second} and {third}.", first=first, second=second, third=third)
    assert said.text == "£73.6 million, £72.0 million and £900,000."
