"""hnb.disclosure.gate against identifiers planted in every kind of file, and against a paper that
has none.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from hnb.disclosure.gate import IN_WORDS, SMALL_COUNT, UNREAD, Gate, search
from hnb.disclosure.texts.identifiers import BIRTH_DATE, NAME, REFERENCE, Identifiers
from hnb.disclosure.texts.public import package_texts
from hnb.domain.errors import CheckError
from hnb.figures import MIME, Figure, Rows, change, listing
from hnb.papers.ledger import Ledger, Statement
from tests.disclosure.people import distinct, realistic, spelt
from tests.disclosure.planted import KINDS, Planted, missed, pdf, picture, plant
from tests.papers.built import built

SAM = Identifiers.of([(NAME, ["Wrigglesworth, Sam"]), (REFERENCE, ["CH-00123"])])
OF_COUNCIL = (Rows("council_plans_by_need", ("council-2026-11-30",), {"la_code": 855}),)


def figure(value: float | None, unit: str = "plans", **parts: object) -> Figure:
    usual = {
        "name": "plans.open",
        "calculation": "counted",
        "rows": OF_COUNCIL,
        "period": "2026-11",
    }
    return Figure(value=value, unit=unit, **{**usual, **parts})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made_up():
    return distinct(600)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_identifier_is_found_in_each_kind_of_file(name: str, made_up, tmp_path):
    import random

    chance = random.Random(name)
    identifiers = made_up.identifiers()
    ending, most, write = KINDS[name]
    planted = []
    for number in range(1 if most > 1 else len(made_up.values)):
        kinds = list(made_up.values) * 2 if most > 1 else [list(made_up.values)[number]]
        texts = [spelt(kind, chance.choice(made_up.values[kind]), chance) for kind in kinds]
        file = tmp_path / f"{name}-{number}.{ending}"
        places = write(file, texts)
        rows = zip(kinds, texts, places, strict=True)
        planted += [Planted(file.name, where, kind, text) for kind, text, where in rows]
    leaks = search(tmp_path, identifiers)
    assert missed(planted, leaks) == []
    told = "\n".join(map(str, leaks)).casefold()
    assert not [one for one in planted if one.text.casefold() in told]


def test_a_thousand_planted_identifiers_are_all_found(made_up, tmp_path):
    identifiers = made_up.identifiers(tuple(package_texts()))
    planted = plant(tmp_path, made_up, identifiers, 1_000)
    assert len(planted) == 1_000
    assert missed(planted, search(tmp_path, identifiers)) == []


def test_the_same_files_have_nobody_elses_identifiers(made_up, tmp_path):
    plant(tmp_path, made_up, made_up.identifiers(), 300)
    others = distinct(600, seed=99).values
    of_others = [(kind, {*others[kind]} - {*made_up.values[kind]}) for kind in (NAME, REFERENCE)]
    assert search(tmp_path, Identifiers.of(of_others)) == []


def test_a_paper_without_identifiers_raises_no_alarm():
    identifiers = realistic(10_000).identifiers(tuple(package_texts()))
    assert len(identifiers) > 20_000
    assert search(built(855), identifiers, dates=[date(2026, 11, 30)]) == []


@pytest.mark.slow
def test_a_hundred_thousand_identifiers_are_looked_for_in_twenty_megabytes(tmp_path):
    page = (built(855) / "full.html").read_bytes()
    for number in range(1 + 20_000_000 // len(page)):
        (tmp_path / f"{number}.html").write_bytes(page)
    identifiers = realistic(50_000).identifiers(tuple(package_texts()))
    assert len(identifiers) > 100_000
    assert search(tmp_path, identifiers) == []


def test_the_refusal_names_file_place_and_kind_and_nobody(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "plans.html").write_text("a\n<p>Sam Wrigglesworth</p>")
    with pytest.raises(CheckError) as refused:
        Gate(SAM).refuse_leaks(tmp_path)
    assert refused.value.exit_code == 6
    message = refused.value.message
    assert message.startswith("notebooks/plans.html: line 2: the name of a person")
    assert "rigglesworth" not in message and "Sam" not in message
    assert message.endswith("Nothing was released, and what was made was not kept.")


def test_a_file_whose_name_is_somebodys_is_not_named(tmp_path):
    (tmp_path / "Sam Wrigglesworth").mkdir()
    (tmp_path / "Sam Wrigglesworth" / "CH-00123.png").write_bytes(picture("CH-00123"))
    leaks = search(tmp_path, SAM)
    assert {leak.kind for leak in leaks} == {NAME, "surname", REFERENCE}
    assert not [leak for leak in map(str, leaks) if "rigglesworth" in leak or "00123" in leak]


def test_a_key_of_json_that_is_somebodys_is_not_named(tmp_path):
    (tmp_path / "a.json").write_text(
        json.dumps({"Sam Wrigglesworth": {"plan": {"ref": "CH-00123"}}})
    )
    leaks = search(tmp_path, SAM)
    assert {leak.kind for leak in leaks} == {NAME, "surname", REFERENCE}
    assert "rigglesworth" not in str(leaks)


def test_a_row_is_found_however_json_has_it(tmp_path):
    rows = [
        {"surname": "Wrigglesworth", "forename": "Sam"},
        {"ref": "CH-\u006600123".replace("f", "")},
        [["Wrigglesworth", "Sam"], ["a"]],
        {"ref": "x", "number": 7352881},
    ]
    identifiers = Identifiers.of(
        [(NAME, ["Wrigglesworth, Sam"]), (REFERENCE, ["CH-00123", "7352881"])]
    )
    for number, row in enumerate(rows):
        (tmp_path / f"{number}.json").write_text(json.dumps([row]))
    assert {leak.file for leak in search(tmp_path, identifiers)} == {f"{n}.json" for n in range(4)}


def test_the_value_of_a_figure_is_no_reference(tmp_path):
    data = figure(7352881, "gbp").to_json()
    (tmp_path / "figures.json").write_text(json.dumps({"figures": [data]}))
    assert search(tmp_path, Identifiers.of([(REFERENCE, ["7352881"])])) == []


def test_a_day_in_a_workbook_is_found_though_it_is_held_as_a_number(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["born", date(2012, 3, 4)])
    book.save(tmp_path / "a.xlsx")
    (leak,) = search(tmp_path, Identifiers.of([(BIRTH_DATE, ["2012-03-04"])]))
    assert (leak.where, leak.kind) == ("sheet Sheet, row 1", BIRTH_DATE)


def test_a_name_over_the_end_of_a_printed_line_is_found(tmp_path):
    texts = ["word " * 14 + "Sam Wrigglesworth " + "word " * 20] * 3
    pdf(tmp_path / "a.pdf", texts)
    assert {leak.where for leak in search(tmp_path, SAM)} >= {"page 1", "page 2", "page 3"}


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.png", "a.gz"])
def test_what_cannot_be_read_is_not_let_through(name: str, tmp_path):
    starts = {
        "docx": b"PK\x03\x04",
        "pdf": b"%PDF-1.7",
        "png": b"\x89PNG\r\n\x1a\n",
        "gz": b"\x1f\x8b",
    }
    damaged = starts[name[2:]] + b"\0\0\0\x09zTXtab\0\0cdef" + b"\0" * 30
    (tmp_path / name).write_bytes(damaged)
    assert [leak.kind for leak in search(tmp_path, SAM)] == [UNREAD]


def small(*figures: Figure, folder: Path) -> list[str]:
    Ledger(figures).write(folder)
    return [leak.where for leak in search(folder, Identifiers()) if leak.kind == SMALL_COUNT]


def test_a_council_count_in_a_published_tables_shape_is_named(tmp_path):
    rows = (Rows("ehc_plans_by_need", ("made-up-council-2026-11-30", "sen2-2026"), {}),)
    assert small(figure(3, rows=rows), folder=tmp_path) == ["figure plans.open (2026-11)"]


@pytest.mark.parametrize("value", [1, 5, 2.5])
def test_a_count_below_the_threshold_is_named(value: float, tmp_path):
    assert small(figure(value), folder=tmp_path) == ["figure plans.open (2026-11)"]


@pytest.mark.parametrize(
    "let_through",
    [
        figure(0),
        figure(6),
        figure(None, reason="withheld"),
        figure(3, "percent"),
        figure(3.2, "gbp"),
        figure(3, "weeks"),
        figure(3, "rank"),
        figure(3, rows=(Rows("ehc_plans", ("r1",), {}),)),
        figure(30, "percent", part=30, whole=100),
        figure(  # what stock and flows leave over is no count
            3, rows=(Rows("council_plans", ("council-2026-11-30",), {}), Rows("council_flows"))
        ),
        change("plans.moved", figure(61, period="2026-11"), figure(58, period="2026-10")),
    ],
)
def test_what_counts_enough_or_nobody_is_let_through(let_through: Figure, tmp_path):
    assert small(let_through, folder=tmp_path) == []


@pytest.mark.parametrize(("part", "whole"), [(3, 100), (2, 4), (97, 100)])
def test_a_percentage_of_few_is_named(part: int, whole: int, tmp_path):
    share = figure(100 * part / whole, "percent", part=part, whole=whole)
    assert small(share, folder=tmp_path) == ["figure plans.open (2026-11)"]


def test_a_council_may_set_another_threshold(tmp_path):
    Ledger((figure(8),)).write(tmp_path)
    assert [leak.kind for leak in search(tmp_path, Identifiers(), threshold=10)] == [SMALL_COUNT]


def test_a_small_count_in_a_table_of_a_notebook_is_named(tmp_path):
    table = listing("Plans.", ("Need", "Plans"), [("Autism", figure(400)), ("Other", figure(4))])
    data = {"output_type": "display_data", "data": {MIME: table._repr_mimebundle_()[MIME]}}
    cells = [{"cell_type": "code", "outputs": [data], "source": []}]
    (tmp_path / "plans.ipynb").write_text(json.dumps({"cells": cells}))
    (leak,) = search(tmp_path, Identifiers())
    assert (leak.file, leak.where) == ("plans.ipynb", "figure plans.open (2026-11)")


def few_in_words(*people: str, folder: Path, figures: tuple[Figure, ...] = ()) -> list[str]:
    stated = (Statement("Few are in the unit.", "a.md, line 12", people=people),)
    Ledger(figures, stated=stated).write(folder)
    return [str(leak) for leak in search(folder, Identifiers()) if leak.kind == IN_WORDS]


@pytest.mark.parametrize("people", ["3 children", "1 plans", "5 pupils"])
def test_a_small_count_in_the_authors_words_is_told_with_its_line_and_not_the_count(
    people, tmp_path
):
    (leak,) = few_in_words("120 plans", people, folder=tmp_path)
    assert leak.startswith("a.md, line 12: a number of children, plans or cases in its author's")
    assert people not in leak


def test_what_the_author_counts_is_let_through_where_it_is_enough_or_a_published_figure(tmp_path):
    published = figure(3, rows=(Rows("ehc_plans", ("r1",), {}),))
    assert few_in_words("6 children", "0 plans", folder=tmp_path) == []
    assert few_in_words("3 plans", folder=tmp_path, figures=(published,)) == []
    assert few_in_words("4 plans", folder=tmp_path, figures=(published,)) != []
    assert few_in_words("3 plans", folder=tmp_path, figures=(figure(3),)) != []
