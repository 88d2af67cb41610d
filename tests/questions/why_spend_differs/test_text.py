"""hnb.questions.why_spend_differs.text against sentences written out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hnb.domain.comparators import Comparators
from hnb.questions.why_spend_differs import text
from hnb.questions.why_spend_differs.change import change_between_years
from hnb.questions.why_spend_differs.spend_by_placement import ALIGNMENT, WITHOUT_COUNTERPART
from tests.questions.why_spend_differs.test_model import answer, ask, tables, two_years

PEOPLE = "residents aged 2 to 18 (projection from 2018)"
ALSO = [Comparators("statistical neighbours (2021 list)", (830,), 2021)]
MISSING = answer(tables(), ask(financial_year="2023-24"))


def unsettled(result, **kinds):
    """The same, with only those parts unsettled by those kinds."""
    parts = (replace(part, unsettled=kinds.get(part.key, ())) for part in result.parts)
    return replace(result, parts=tuple(parts), unsettled=kinds.get("gap", ()))


RESULT = unsettled(answer(tables(), ask((850, 860, 830), also=ALSO)))


def test_gap_is_said_as_two_amounts_in_words():
    result = answer(tables(), ask())
    assert str(text.gap(result)) == (
        "In 2021-22 spending on placements was higher than that of similar authorities together: £0.84 "
        "for each of the residents aged 2 to 18, compared with £0.44."
    )


def spending(own, other, *kinds):
    """The result where so much is spent for each resident, with those kinds of other splits."""
    amounts = replace(
        RESULT.per_head,
        authority=replace(RESULT.per_head.authority, value=own),
        other=replace(RESULT.per_head.other, value=other),
        gap=replace(RESULT.per_head.gap, value=own - other),
    )
    return replace(RESULT, per_head=amounts, unsettled=kinds)


@pytest.mark.parametrize(
    ("own", "other", "kinds", "says"),
    [
        (669, 619, ("list",), "was close to that of"),  # 8% more
        (669, 619, (), "was close to that of"),
        (571, 705, (), "was lower than that of"),  # 19% less
        (706, 619, (), "was higher than that of"),
    ],
)
def test_spending_is_close_only_where_the_printed_amounts_are_within_a_tenth(
    own, other, kinds, says
):
    sentence = str(text.gap(spending(own, other, *kinds)))
    assert says in sentence and sentence.endswith(f"compared with £{other}.")
    assert str(text.certainty(spending(own, other, *kinds))).startswith("Whichever method")


@pytest.mark.parametrize(
    ("kind", "depends"),
    [
        ("booking", "how independent alternative provision is booked"),
        ("population", "which residents are counted"),
        ("method", "the method used"),
    ],
)
def test_large_gap_whose_sign_turns_is_neither_close_nor_higher_nor_lower(kind, depends):
    result = spending(571, 705, kind)
    assert str(text.gap(result)) == (
        "In 2021-22 spending on placements was not clearly higher or lower than that of similar "
        "authorities together: £571 for each of the residents aged 2 to 18, compared with £705. The answer "
        f"depends on {depends}."
    )
    assert str(text.certainty(result)).startswith("Some reasons are clear: spending is ")


def test_each_part_adds_to_the_gap_or_takes_off_it():
    said = str(text.parts_in_words(unsettled(answer(tables(), ask()))))
    assert said.startswith("How many plans there are adds £0.40.")
    assert said.count(".") == 8 and "Spending not linked to plans" in said


def test_gap_that_cannot_be_split_is_said_with_the_reason():
    assert str(text.gap(MISSING)).startswith(
        "Why spending on placements in 2023-24 differs from that of similar authorities is not "
        "known: section 251 outturn by line and setting is"
    )
    assert text.gap(MISSING).missing and text.parts_in_words(MISSING) is None


def test_certainty_names_the_parts_that_keep_their_direction():
    parts = {part.key: replace(part, unsettled=()) for part in RESULT.parts}
    for key, sign in {"prevalence": 1, "placement": -1, "cost": 1, "untied": -1}.items():
        figure = replace(parts[key].per_head, value=sign * 0.5)
        parts[key] = replace(parts[key], per_head=figure)
    mixed = replace(RESULT, parts=tuple(parts.values()))
    assert str(text.certainty(mixed)) == (
        "Whichever method is used, spending is raised by how many plans there are and what each "
        "placement costs, and lowered by where children are placed and spending not linked to "
        "plans."
    )
    some = unsettled(mixed, cost=("mean",), placement=("list",), untied=("booking",))
    assert str(text.certainty(some)) == (
        "Whichever method is used, spending is raised by how many plans there are. Other reasons "
        "are uncertain."
    )
    nothing = unsettled(RESULT, **dict.fromkeys((part.key for part in RESULT.parts), ("list",)))
    assert str(text.certainty(nothing)).startswith("No single reason is clear")
    assert text.certainty(MISSING) is None


def test_change_between_years_is_said_with_its_parts_or_not_at_all():
    change = change_between_years(two_years(), ask(financial_year="2022-23"))
    assert str(text.change(change)).startswith(
        "From 2021-22 to 2022-23 spending for each of the residents aged 2 to 18 rose by £0.41. "
        "How many plans there are"
    )
    assert text.change(change_between_years(tables(), ask(), earlier="2020-21")) is None


def test_parts_whose_sign_turns_are_named_with_what_turns_them():
    assert text.turning(RESULT) is None
    assert str(text.turning(unsettled(RESULT, cost=("mean", "list"), untied=("booking",)))) == (
        "The direction of a part changes for what each placement costs, with a plain mean of the "
        "comparators, or with another list; spend not linked to plans, with independent alternative "
        "provision not linked to plans."
    )


def test_comparators_without_figures_are_named():
    assert text.left_out(RESULT) is None
    assert str(text.left_out(answer(tables(), ask((850, 420))))).endswith(": the Isles of Scilly.")


def test_tables_have_a_row_for_each_part_kind_and_alternative():
    parts = text.parts(RESULT)
    assert [row[0] for row in parts.rows] == [
        "How many plans there are",
        "Where the plans are placed",
        "What each placement costs",
        "Spend not linked to plans",
        "The whole gap",
    ]
    assert parts.caption == (
        "The gap in placement spend, Leicestershire less statistical neighbours, 2021-22"
    )
    assert parts.source.endswith("Plans are those of January 2022.")
    kinds = text.kinds(RESULT)
    assert [row[0] for row in kinds.rows] == [kind.label for kind in ALIGNMENT]
    assert kinds.rows[0][1].value > 0
    ways = text.alternatives(RESULT)
    assert ways.appendix
    assert [row[0] for row in ways.rows] == [way.label for way in RESULT.alternatives]
    assert [text.parts(MISSING), text.kinds(MISSING), text.alternatives(MISSING)] == [None] * 3


def test_alignment_has_every_kind_and_what_has_no_counterpart():
    rows = text.alignment().rows
    assert len(rows) == len(ALIGNMENT) + len(WITHOUT_COUNTERPART)
    assert rows[1][1] == "state-funded top-ups: special; places: special"
    assert rows[-1][0] == "No counterpart"
