"""hnb.sources.authorities against successors.yml that is wrong in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.authorities import read
from hnb.sources.files.grid import open_original

RIGHT = (Path(read.__file__).with_name("successors.yml")).read_text("utf-8")


def changes(folder: Path, monkeypatch, text: str):
    (folder / "successors.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(read, "__file__", str(folder / "read.py"))
    return read._changes()


def added(order: str) -> tuple[str, str]:
    return RIGHT, f"{RIGHT}- {order}\n"


WRONG = {
    "nothing": (RIGHT, "", r": None cannot be used\. Expected a list"),
    "not YAML": (RIGHT, "- [", "it cannot be read"),
    "a key misspelt": ("closed: [928]", "closd: [928]", "orders: 2: closd: .*nearest: closed"),
    "a key missing": (", day: 2021-04-01", "", "orders: 2: day: it is missing"),
    "a key too many": ("day: 2021-04-01", "day: 2021-04-01, x: 1", "there is no key 'x'"),
    "a key twice": ("closed: [928]", "closed: [928], closed: [1]", "'closed' stands twice"),
    "a number of four digits": ("[928]", "[9289]", "closed: 1: 9289 cannot be used"),
    "a number in words": ("[928]", "[Northamptonshire]", "Expected a whole number"),
    "a number as text": ("[928]", '["928"]', "'928' cannot be used. Expected a whole number"),
    "no list": ("[928]", "928", "closed: 928 cannot be used. Expected a list"),
    "no value": ("[928]", "null", "closed: None cannot be used. Expected a list"),
    "an empty list": ("[928]", "[]", r"closed: \[\] cannot be used. Expected at least 1 item"),
    "a day in words": ("2021-04-01", "April 2021", "day: 'April 2021' .* such as 2023-09-25"),
    "a year": ("2021-04-01", "2021", "day: 2021 cannot be used.* such as 2023-09-25"),
    "closed twice": (*added("{closed: [928], opened: [999], day: 2022-01-01}"), "928 is closed on"),
    "opened twice": (*added("{closed: [801], opened: [940], day: 2022-01-01}"), "940 is opened on"),
    "itself": (*added("{closed: [886], opened: [886], day: 2022-01-01}"), "886 stands twice"),
    "a circle": (
        *added("{closed: [940, 941], opened: [928], day: 2022-01-01}"),
        "928 closes on 2021-04-01 and opens on 2022-01-01",
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_an_order_that_is_wrong_is_refused_by_name(tmp_path, monkeypatch, fault):
    old, new, words = WRONG[fault]
    assert old in RIGHT
    with pytest.raises(SourceError, match=rf"sources/authorities/successors\.yml.*{words}"):
        changes(tmp_path, monkeypatch, RIGHT.replace(old, new, 1))


def test_an_order_about_an_authority_that_is_not_listed_is_refused(tmp_path, monkeypatch):
    heads = "new_la_code,la_name,date_of_operation,date_of_termination,old_la_code"
    row = "E10000021,Northamptonshire,,31/03/2021,928,E12000004"
    grid = open_original("las.csv", f"{heads},parent_geography_code\n{row}\n".encode())
    order = "- {closed: [928], opened: [949], day: 2021-04-01}\n"
    monkeypatch.setattr(read, "__file__", str(tmp_path / "read.py"))
    (tmp_path / "successors.yml").write_text(order, encoding="utf-8")
    with pytest.raises(SourceError, match="no authority 949 is in the screening list"):
        list(read.authorities(grid.parts["las.csv"], "codes"))
