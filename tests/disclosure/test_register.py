"""hnb.disclosure.register against releases written out by hand."""

import json

import pytest

from hnb.disclosure.register import Released, ReleasedCell, read
from hnb.domain.errors import DamagedError

TOTAL = ("council_plans", "855", "2026-11-30")
YOUNG = ("council_plans_by_age", "855", "2026-11-30", "under 5")


def release(**cells):
    keys = {"total": TOTAL, "young": YOUNG}
    known = {
        keys[name]: ReleasedCell(None, True) if value is None else ReleasedCell(float(value))
        for name, value in cells.items()
    }
    return Released({"plans": known})


def test_register_holds_what_was_shown_and_no_value_that_was_withheld():
    text = release(total=31, young=None).to_json("2026-12-01", "November's paper")
    assert json.loads(text) == {
        "when": "2026-12-01",
        "what": "November's paper",
        "populations": {"plans": [[*TOTAL, 31.0], [*YOUNG, "withheld"]]},
    }
    assert Released.from_json([text]) == release(total=31, young=None)


def test_later_release_is_what_is_known_and_a_value_once_shown_stays_known():
    first = release(total=31, young=9).to_json("2026-12-01", "")
    second = release(total=33, young=None).to_json("2027-01-01", "")
    known = Released.from_json([second, first])
    assert known.of("plans", [TOTAL]) == ReleasedCell(33.0)
    assert known.of("plans", [YOUNG]) == ReleasedCell(9.0, withheld=True)
    assert known.of("other plans", [TOTAL]) is None
    assert known.anywhere(TOTAL) == ReleasedCell(33.0)
    assert known.anywhere(("council_plans", "1", "")) is None


def test_register_is_read_from_a_folder_that_need_not_be_there(tmp_path):
    assert read(tmp_path / "register") == Released()
    (tmp_path / "b.json").write_text(release(total=31).to_json("2026-12-01", ""))
    assert read(tmp_path) == release(total=31)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"when": "", "populations": {"plans": [["x"]]}}', '{"when": "", "populations": {"plans": [["x", "c"]]}}'])  # fmt: skip
def test_damaged_register_is_refused(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(DamagedError, match=r"a\.json: this part of the register"):
        read(tmp_path)


def test_a_release_that_is_not_in_the_register_any_more_is_missed(tmp_path):
    (tmp_path / "council-2026-11-30").mkdir()
    with pytest.raises(DamagedError, match=r"council-2026-11-30\.json: .* is gone"):
        read(tmp_path)
