"""hnb.questions.why_spend_differs.text against sentences written out by hand."""

from __future__ import annotations

from dataclasses import replace

from hnb.domain.comparators import Comparators
from hnb.questions.why_spend_differs import text
from hnb.questions.why_spend_differs.change import change_between_years
from hnb.questions.why_spend_differs.model import answer
from hnb.questions.why_spend_differs.spend_by_placement import ALIGNMENT, WITHOUT_COUNTERPART
from tests.questions.why_spend_differs.test_model import ask, tables, two_years

PEOPLE = "residents aged 2 to 18 (projection from 2018)"
ALSO = [Comparators("statistical neighbours (2021 list)", (830,), 2021)]
MISSING = answer(tables(), ask(financial_year="2023-24"))


def unsettled(result, **kinds):
    """The same, with only those parts unsettled by those kinds."""
    parts = (replace(part, unsettled=kinds.get(part.key, ())) for part in result.parts)
    return replace(result, parts=tuple(parts), unsettled=kinds.get("gap", ()))


RESULT = unsettled(answer(tables(), ask((850, 860, 830), also=ALSO)))


def test_gap_is_said_with_its_four_parts():
    assert str(text.gap(answer(tables(), ask()))) == (
        f"In 2021-22 Leicestershire spent £0.84 on placements for each of its {PEOPLE}, £0.40 more "
        "than its statistical neighbours together. Of that gap £0.40 comes from how "
        "many plans there are, £0.00 from where they are placed, £0.00 from what each placement costs, "
        "and £0.00 from spend not tied to plans."
    )


def test_gap_that_cannot_be_split_is_said_with_the_reason():
    assert str(text.gap(MISSING)) == (
        "The gap in placement spend between Leicestershire and its statistical neighbours "
        "cannot be split for 2023-24: section 251 outturn by line and setting is held "
        "for 2021-22, not for 2023-24."
    )


def test_certainty_names_the_parts_that_keep_their_direction():
    assert str(text.certainty(RESULT)) == (
        "Compared in other ways, every part of that gap keeps its direction."
    )
    assert str(text.certainty(unsettled(RESULT, gap=("list",)))) == (
        "Compared in other ways, every part of that gap keeps its direction, but not the gap itself."
    )
    cost = unsettled(RESULT, cost=("mean",), untied=("booking",))
    assert str(text.certainty(cost)) == (
        "Compared in other ways, the direction stays the same only for how many plans there are "
        "and where the plans are placed: the rest is not settled."
    )
    assert str(text.certainty(replace(cost, unsettled=("list",)))) == (
        "Compared in other ways, the direction stays the same only for how many plans there are "
        "and where the plans are placed: the rest, and whether Leicestershire spends more at all, "
        "is not settled."
    )
    nothing = unsettled(RESULT, **dict.fromkeys((part.key for part in RESULT.parts), ("list",)))
    assert str(text.certainty(nothing)) == (
        "Compared in other ways, every part may turn round: none is settled."
    )
    assert text.certainty(MISSING) is None


def test_booking_is_said_only_where_it_turns_a_part():
    assert text.booking(RESULT) is None
    booked = next(way for way in RESULT.alternatives if way.kind == "booking")
    sentence = str(text.booking(unsettled(RESULT, cost=("booking",))))
    assert sentence.startswith("Some authorities book independent special schools")
    assert f"schools, {booked.amounts['cost'].text} comes from what each placement" in sentence


def test_change_between_years_is_said_with_its_four_parts_or_refused():
    change = change_between_years(two_years(), ask(financial_year="2022-23"))
    assert str(text.change(change)) == (
        f"From 2021-22 to 2022-23 spend for each of the {PEOPLE} changed by £0.41, in cash: the "
        "sum of £0.00 from how many plans there are, £0.00 from where they are placed, £0.40 from what "
        "each costs, and £0.01 from spend not tied to plans."
    )
    refused = str(text.change(change_between_years(tables(), ask(), earlier="2020-21")))
    assert refused.startswith("How that came about over the years cannot be said: spend by setting")


def test_parts_whose_sign_turns_are_named_with_what_turns_them():
    assert text.turning(RESULT) is None
    assert str(text.turning(unsettled(RESULT, cost=("mean", "list"), untied=("booking",)))) == (
        "The sign of a part changes for what each placement costs, with a plain mean of the "
        "comparators, or with another list; spend not tied to plans, with independent alternative "
        "provision counted with independent schools."
    )


def test_comparators_without_figures_are_named():
    assert text.left_out(RESULT) is None
    assert str(text.left_out(answer(tables(), ask((850, 420))))).endswith(": Isles of Scilly.")


def test_tables_have_a_row_for_each_part_kind_and_alternative():
    parts = text.parts(RESULT)
    assert [row[0] for row in parts.rows] == [
        "How many plans there are",
        "Where the plans are placed",
        "What each placement costs",
        "Spend not tied to plans",
        "The whole gap",
    ]
    assert parts.caption == (
        "The gap in placement spend, Leicestershire less statistical neighbours (2025 list), 2021-22"
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
