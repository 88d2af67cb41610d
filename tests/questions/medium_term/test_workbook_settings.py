"""hnb.workbooks.definition against YAML as a person might misspell it."""

import json
import re

import pytest

from hnb.domain.errors import ParameterError
from hnb.workbooks import definition
from tests.papers.report import misspelt

TABLE = {
    "number": "1",
    "title": "T",
    "counts": "ehc_plans_by_need_and_placement",
    "where": {"placement_group": "mainstream"},
    "each": "need",
    "rows": [
        {
            "label": "L",
            "take": {"need": ["autistic spectrum disorder"]},
            "rest": False,
            "left": "why",
            "note": "n",
        }
    ],
    "left": "",
    "note": "n",
}
SETTINGS = {"title": "T", "seen": "S", "years": [2025], "tables": [TABLE]}


@pytest.fixture
def written(monkeypatch, tmp_path):
    """Settings as a person has written them, read."""
    (tmp_path / "settings").mkdir()
    monkeypatch.setattr(definition.paths, "reports", lambda: tmp_path)

    def read(settings: object) -> definition.Settings:
        (tmp_path / "settings" / "lsrp.yml").write_text(json.dumps(settings), encoding="utf-8")
        return definition.settings()

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
    for kind, example in ((definition.Settings, SETTINGS), (definition.CountTable, TABLE)):
        fields = kind.model_fields.items()
        assert set(example) == {field.alias or name for name, field in fields}
    assert set(TABLE["rows"][0]) == set(definition.Row.model_fields)
    written(SETTINGS)
    settings = json.loads(json.dumps(SETTINGS))
    mapping = settings
    for step in place[:-1]:
        mapping = mapping[step]
    key = place[-1]
    mapping[misspelt(key)] = mapping.pop(key)
    fault = "there is no key '{}'.*" if PLACES[place] else "has no column '{}'.*"
    with pytest.raises(ParameterError, match=fault.format(misspelt(key)) + rf"\(nearest: {key}\)"):
        written(settings)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counts": "ehc_plans_by_aeg"}, "tables: 1: counts: .* (nearest: ehc_plans_by_age)"),
        ({"counts": None}, "tables: T: it has neither 'counts' nor 'left'"),
        (
            {"each": "neeed"},
            "tables: T: ehc_plans_by_need_and_placement has no column 'neeed'.*(nearest: need)",
        ),
        (
            {"where": {"placement_group": "mainstraem"}},
            "has no placement_group 'mainstraem'. Expected one of: .*(nearest: mainstream)",
        ),
        (
            {"rows": [{"label": "L", "take": {"placement_group": ["mainstream", "maintsream"]}}]},
            "has no placement_group 'maintsream'",
        ),
        ({"rows": [7]}, "tables: 1: rows: 1: 7 cannot be used. Expected a mapping with label"),
        ({"where": {1: 2}}, "tables: 1: where: 1: 2 cannot be used. Expected words"),
    ],
)
def test_a_table_that_cannot_be_filled_is_refused(written, change, message):
    pattern = re.escape(message).replace(r"\.\*", ".*")
    with pytest.raises(ParameterError, match=rf"lsrp\.yml, parameter {'.*' + pattern}"):
        written({**SETTINGS, "tables": [TABLE | change]})


def test_the_packages_own_settings_are_sound():
    assert len(definition.settings().tables) == 13
