"""The settings of hnb.workbooks.lsrp against YAML as a person might misspell it."""

import json
import re

import pytest

from hnb.domain.errors import ParameterError
from hnb.questions.medium_term import start as medium_term
from hnb.store.files import load
from hnb.workbooks import counts, lsrp
from tests.papers.report import misspelt

TABLE = {
    "number": "1",
    "title": "T",
    "counts": "ehc_plans_by_need_and_placement",
    "where": {"placement_group": "mainstream"},
    "each": "need",
    "rows": [{"label": "L", "take": {"need": ["a"]}, "rest": False, "left": "why", "note": "n"}],
    "left": "",
    "note": "n",
}
SETTINGS = {"title": "T", "seen": "S", "years": [2025], "tables": [TABLE]}


@pytest.fixture
def written(monkeypatch, tmp_path):
    """Settings as a person has written them, read."""
    (tmp_path / "settings").mkdir()
    monkeypatch.setattr(lsrp.paths, "reports", lambda: tmp_path)

    def read(settings: object) -> lsrp.Settings:
        (tmp_path / "settings" / "lsrp.yml").write_text(json.dumps(settings), encoding="utf-8")
        return lsrp.settings()

    return read


PLACES = {
    **{(key,): key for key in SETTINGS},
    **{("tables", 0, key): key for key in TABLE},
    **{("tables", 0, "rows", 0, key): key for key in TABLE["rows"][0]},
    ("tables", 0, "where", "placement_group"): "",
    ("tables", 0, "rows", 0, "take", "need"): "",
}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ": ".join(map(str, place)))
def test_every_key_of_the_settings_is_refused_where_it_is_misspelt(written, place):
    for kind, example in ((lsrp.Settings, SETTINGS), (counts.CountTable, TABLE)):
        fields = kind.model_fields.items()
        assert set(example) == {field.alias or name for name, field in fields}
    assert set(TABLE["rows"][0]) == set(counts.Row.model_fields)
    written(SETTINGS)
    settings = json.loads(json.dumps(SETTINGS))
    mapping = settings
    for step in place[:-1]:
        mapping = mapping[step]
    key = place[-1]
    mapping[misspelt(key)] = mapping.pop(key)
    fault = "there is no key '{}'.*" if PLACES[place] else "a column of .* in place of '{}' "
    with pytest.raises(ParameterError, match=fault.format(misspelt(key)) + rf"\(nearest: {key}\)"):
        written(settings)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counts": "ehc_plans_by_aeg"}, "tables: 1: counts: .* (nearest: ehc_plans_by_age)"),
        ({"counts": None}, "Expected `counts`, or why the table is `left` for the council"),
        ({"each": "neeed"}, "in place of 'neeed' (nearest: need)"),
        ({"rows": [7]}, "tables: 1: rows: 1: 7 cannot be used. Expected a mapping with label"),
        ({"where": {1: 2}}, "tables: 1: where: 1: 2 cannot be used. Expected words"),
    ],
)
def test_a_table_that_cannot_be_filled_is_refused(written, change, message):
    pattern = re.escape(message).replace(r"\.\*", ".*")
    with pytest.raises(ParameterError, match=rf"lsrp\.yml, parameter {'.*' + pattern}"):
        written({**SETTINGS, "tables": [TABLE | change]})


@pytest.mark.parametrize(
    "change",
    [
        {"where": {"placement_group": "mainstraem"}},
        {"rows": [{"label": "L", "take": {"placement_group": ["mainstream", "mainstraem"]}}]},
    ],
)
def test_a_word_that_was_never_published_is_refused_with_the_nearest(monkeypatch, change):
    import hnb
    from hnb.questions.medium_term.projection import project

    monkeypatch.setattr(medium_term, "spend_errors", lambda tables, la_code: None)
    ask = hnb.ask("Leicestershire")
    start = medium_term.medium_term_start(hnb.tables_for("medium_term", ask), ask)
    projection = project(start, hnb.scenarios()["do nothing"])
    table = counts.CountTable.model_validate(TABLE | {"rows": [], "where": {}} | change)
    words = r"T: placement_group: 'mainstraem' is not published in .*\(nearest: mainstream\)"
    with pytest.raises(ParameterError, match=words):
        counts.count_grid(projection, table, [2025])


def test_every_word_of_the_packages_settings_is_published():
    for table in lsrp.settings().tables:
        for row in table.rows:
            for column, words in row.take.items():
                assert set(words) <= set(load(table.counts)[column])
