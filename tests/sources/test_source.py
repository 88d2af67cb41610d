"""hnb.sources.source and hnb.sources.definition against every source.yml with each of its keys
misspelt, and against small files whose right answer can be read off.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from hnb.domain.errors import SourceError
from hnb.domain.paths import PACKAGE
from hnb.sources import source as module
from hnb.sources.definition import GridPart, GridValue, Source
from hnb.sources.files.grid import open_original
from hnb.sources.layout import find_column, read_grid
from hnb.sources.source import read_source, sources

GOOD = """
publisher: A publisher
publication: A publication
licence: OGL v3.0
releases: [{id: one, published: 2024-05-01, files: {a.csv: "00"}, caveats: [odd]}]
parts:
  only:
    layout: grid
    recognise: {sheet: Sheet}
    header: [1]
    first_row: 2
    area: {code: A}
    fixed: {index: IMD}
    tables: {deprivation: {values: [{letter: B, heading: [score]}]}}
caveats: {odd: It is odd.}
corrections: [{release: one, table: deprivation, where: {area: 855}, expect: 1, value: 2, reason: it is wrong}]
first_published: {dsg_blocks: {financial_year: "12-12"}}
"""


def read(folder: Path, text: str) -> Source:
    (folder / "source.yml").write_text(text, encoding="utf-8")
    return read_source(folder)


def test_what_a_source_says_is_read(tmp_path: Path):
    source = read(tmp_path, GOOD + "symbols: {C: suppressed}\n")
    assert (source.name, source.symbols) == (tmp_path.name, {"c": "suppressed"})
    assert source.release("one").caveats == ("odd",)


REFUSALS = {
    "publisher:": ("publishers:", "publishers: there is no key 'publishers'.*nearest: publisher"),
    "licence: OGL v3.0": ("", "parameter licence: it is missing"),
    "{id: one, ": ("{", "releases: 1: id: it is missing"),
    "{id: one": ("{idd: one", "there is no key 'idd'.*nearest: id"),
    "2024-05-01": ("May", "releases: 1: published: 'May' cannot be used"),
    "[odd]": ("[old]", r"releases: one: caveats: 'old' is not known.*nearest: odd"),
    "layout: grid": ("lay-out: grid", "parts: only: it has no key 'layout'"),
    "layout: grid\n": ("layout: gird\n", "'gird' cannot be used for 'layout'.*nearest: grid"),
    "{deprivation:": (
        "{deprivations:",
        "tables: 'deprivations' is not known.*nearest: deprivation",
    ),
    "letter: B": ("leter: B", "deprivation: 'leter' is not known.*nearest: letter"),
    "letter: B,": ("indx: B,", "deprivation: 'indx' is not known.*nearest: index"),
    "{index:": ("{indecks:", "deprivation: 'indecks' is not known.*nearest: index"),
    "release: one,": (
        "release: onee,",
        "corrections: 1: release: 'onee' is not known. Expected one of: one",
    ),
    "{area: 855}": ("{aria: 855}", "where: 'aria' is not known.*nearest: area"),
    "{financial_year:": ("{year:", "dsg_blocks: 'year' is not known.*financial_year"),
    '"12-12"': ("December", "'December' cannot be used"),
    "header: [1]": ("header: [one]", "header: 1: 'one' cannot be used. Expected a whole number"),
    "caveats: {odd": ("symbols: {x: lost}\ncaveats: {odd", "symbols: 'lost' is not known"),
    "publisher: A publisher": ("publisher: A\npublisher: B", "'publisher' stands twice"),
}


@pytest.mark.parametrize("old", REFUSALS)
def test_what_a_source_lacks_or_misspells_is_named(tmp_path: Path, old: str):
    new, words = REFUSALS[old]
    assert old in GOOD
    with pytest.raises(SourceError, match=rf"sources/{tmp_path.name}/source\.yml.*{words}"):
        read(tmp_path, GOOD.replace(old, new, 1))


SHEET = GOOD.replace("fixed: {index: IMD}", "fixed: {block: schools}").replace(
    "{deprivation: {values: [{letter: B, heading: [score]}]}}",
    "{dsg_blocks: {values: [{letter: B, heading: [score], stage: after deductions}]}}",
)
FIRST = "    first_row: 2"
PERIOD = "    period: {financial_year: {cell: A1, match: '(20..)'}}"
WRONG_VALUES = {
    # patterns
    "stop": (FIRST, f"{FIRST}\n    stop: '('", r"parts: only: stop: '\(' cannot.*expression"),
    "ignore": (FIRST, f"{FIRST}\n    ignore: [a, '*']", r"ignore: 2: '\*' cannot.*expression"),
    "sheet": ("sheet: Sheet", "sheet: '['", r"recognise: sheet: '\[' cannot.*expression"),
    "columns": ("sheet: Sheet", "columns: ['+']", r"columns: 1: '\+' cannot.*expression"),
    "says": ("sheet: Sheet", "says: {A1: '('}", r"says: A1: '\(' cannot.*expression"),
    "match": (FIRST, f"{PERIOD}\n{FIRST}".replace("(20..)", "("), r"match: '\(' .*expression"),
    "match of no year": (FIRST, f"{PERIOD}\n{FIRST}".replace("(20..)", "20"), "year in brackets"),
    "aside": ("licence:", "aside: ['(']\nlicence:", r"aside: 1: '\(' cannot.*expression"),
    # nothing where something is needed
    "area": ("area: {code: A}", "area: {}", "area: .* one or more of: code, name, ons"),
    "recognise": ("{sheet: Sheet}", "{}", "recognise: .* one or more of: columns, sheet"),
    "heading": ("heading: [score]", "heading: []", r"heading: \[\] cannot.*at least 1 item"),
    "blank heading": ("heading: [score]", "heading: ['']", "heading: 1: '' cannot.*words"),
    "blank wording": ("heading: [score]", "heading: ['a|']", r"heading: 1: 'a\|' cannot.*words"),
    "header": ("header: [1]", "header: []", r"header: \[\] cannot.*at least 1 item"),
    "levels": (FIRST, f"{FIRST}\n    levels: []", r"levels: \[\] cannot.*at least 1 item"),
    "tables": ("tables: {dsg", "tables: {}\n    skip: {dsg", r"tables: {} cannot.*at least 1 item"),
    "releases": ("releases: [", "releases: []\nx: [", r"releases: \[\] cannot.*at least 1 item"),
    "where": ("where: {area: 855}", "where: {}", "where: {} cannot.*at least 1 item"),
    # numbers and days
    "row before the first": ("header: [1]", "header: [-1]", "header: 1: -1 cannot.*greater than"),
    "rows upside down": ("header: [1]", "header: [2, 1]", r"header: \[2, 1\] cannot.*top to"),
    "first row": ("first_row: 2", "first_row: 0", "first_row: 0 cannot be used"),
    "true for a row": ("first_row: 2", "first_row: true", "first_row: True cannot.*whole number"),
    "a day of a year": ("published: 2024-05-01", "published: '2023'", "'2023'.*such as 2023-09-25"),
    "a number for a day": ("published: 2024-05-01", "published: 0", "published: 0 cannot.*such as"),
    "a time": ("published: 2024-05-01", "published: 2024-05-01 00:00:00", "a day such as"),
    "a day to come": (
        "published: 2024-05-01",
        "published: 2999-05-01",
        "not in the future; by this machine's clock it is 20",
    ),
    "a day of no year": ('"12-12"', '"-2-13-45"', "'-2-13-45' cannot be used.*day of every year"),
    "a cell": ("sheet: Sheet", "says: {A0: x}", "the name 'A0' cannot be used"),
    # words
    "a release twice": (
        "releases: [",
        "releases: [{id: one, published: 2024-05-01, files: {b.csv: '01'}}, ",
        "each release once: the id 'one' stands twice",
    ),
    "a category misspelt": ("block: schools", "block: skools", "block: 'skools'.*nearest: schools"),
    "a column's": ("stage: after", "stage: afterr", "stage: 'afterr deductions'.*nearest: after"),
    "a category twice": ("stage: after", "block: total, stage: after", "'block' is given twice"),
}


@pytest.mark.parametrize("fault", WRONG_VALUES)
def test_a_value_that_cannot_be_meant_is_refused_by_its_key(tmp_path: Path, fault: str):
    read(tmp_path, SHEET)
    old, new, words = WRONG_VALUES[fault]
    assert old in SHEET
    with pytest.raises(SourceError, match=rf"source\.yml, parameter .*{words}"):
        read(tmp_path, SHEET.replace(old, new, 1))


@pytest.mark.parametrize("scale", ["01000000", "0x10", "0", "-1", "true", '"10"', "1e6", "10.0"])
def test_scale_that_is_no_power_of_ten_is_refused(tmp_path: Path, scale: str):
    text = SHEET.replace("{dsg_blocks: {", f"{{dsg_blocks: {{scale: {scale}, ")
    with pytest.raises(SourceError, match="tables: dsg_blocks: scale: .* cannot be used. Expected"):
        read(tmp_path, text)


# Every key of every source.yml

FILES = sorted((PACKAGE / "sources").glob("*/source.yml"))
# keys that are names of the publisher's files or of our own, not words of a definition
FREE = {
    ("releases", "*", "files"), ("caveats",), ("symbols",), ("parts",), ("parts", "*", "recognise", "says"),
    ("set_aside",), ("set_aside", "*", "recognise", "says"), ("parts", "*", "tables", "*", "category", "*", "holds"),
    ("parts", "*", "where"), ("parts", "*", "tables", "*", "symbols"), ("parts", "*", "tables", "*", "where"),
    ("parts", "*", "tables", "*", "measures"), ("parts", "*", "tables", "*", "measures", "*"),
    ("parts", "*", "tables", "*", "category", "*", "words"), ("parts", "*", "tables", "*", "category", "*", "starts"),
}  # fmt: skip
EES_COLUMNS = ("parts", "*", "tables", "*", "values")


def shape(data: Any, path: tuple[Any, ...]) -> tuple[str, ...]:
    """A path with a star for each place in a list and each name that is free."""
    steps: list[str] = []
    for step in path:
        named = isinstance(data, dict)
        free = (
            not named
            or tuple(steps) in {*FREE, EES_COLUMNS}
            or steps[-1:] in (["tables"], ["category"])
        )
        steps.append("*" if free else step)
        data = data[step]
    return tuple(steps)


def keys_of(data: Any, whole: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every key that is a word of a definition, and of every name that must be known
    elsewhere.
    """
    steps = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for step in steps:
        named = isinstance(data, dict)
        above = shape(whole, path)
        if named and above not in FREE and above != EES_COLUMNS:
            yield (*path, step)
        yield from keys_of(data[step], whole, (*path, step))


def misspelt(whole: Any, path: tuple[Any, ...]) -> Any:
    """A copy in which the key at a path has its second letter twice."""
    changed = copy.deepcopy(whole)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    entries = dict(holder)
    holder.clear()
    holder.update({slip(key) if key == path[-1] else key: entry for key, entry in entries.items()})
    return changed


def slip(key: str) -> str:
    return f"{key[:2]}{key[1]}{key[2:]}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_key_that_is_misspelt_is_refused_with_the_nearest(file: Path, monkeypatch):
    whole = yaml.safe_load(file.read_text("utf-8"))
    paths = list(keys_of(whole, whole))
    assert len(paths) > 10
    for path in paths:
        changed = misspelt(whole, path)
        monkeypatch.setattr(module, "read_yaml", lambda *_, changed=changed, **__: changed)
        with pytest.raises(SourceError) as fault:
            read_source(file.parent)
        message, key = str(fault.value), path[-1]
        assert f"sources/{file.parent.name}/source.yml, parameter " in message, path
        refusals = (
            rf"{slip(key)}.*\(nearest: {key}\)",
            f"{key}: it is missing, and there is '{slip(key)}'",
            f"it has no key '{key}'",
        )
        assert any(re.search(words, message) for words in refusals), (path, message)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_file_is_read_alike_without_the_fast_reader_of_yaml(file: Path):
    text = file.read_text("utf-8")
    assert yaml.load(text, yaml.SafeLoader) == yaml.load(text, yaml.CSafeLoader)


def test_misspelt_scale_is_refused(tmp_path: Path):
    text = (PACKAGE / "sources" / "dsg_summary" / "source.yml").read_text("utf-8")
    with pytest.raises(
        SourceError,
        match=r"parts: summary_in_millions: tables: dsg_blocks: scal: there is no key 'scal'\. .*\(nearest: scale\)",
    ):
        read(tmp_path, text.replace("scale: 1000000", "scal: 1000000"))


CSV = b"""area_code,area_name,domain,average_score,rank_average_score
E10000018,Leicestershire,all,12.5,1
E10000018,Leicestershire,children,9.5,1
E07000129,Blaby,all,7.5,2
"""
PART: dict[str, Any] = {
    "layout": "grid",
    "recognise": {"columns": ["domain"]},
    "header": [1],
    "first_row": 2,
    "area": {"ons": "area_code", "name": "area_name"},
    "others": "aside",
    "where": {"domain": "all"},
    "fixed": {"index": "IMD"},
    "ignore": [".*"],
    "tables": {"deprivation": {"values": [{"heading": ["average_score"], "whole": True}]}},
}


def test_rows_of_other_words_and_of_areas_that_are_no_authority_are_left_aside():
    grid, part = open_original("a.csv", CSV).parts["a.csv"], GridPart.model_validate(PART)
    (row,) = read_grid(sources()["deprivation"], part, grid).rows["deprivation"]
    assert (row.area, row.value, row.row, row.column) == (855, 12.5, 2, "average_score")


def test_whole_heading_is_not_found_inside_another():
    grid = open_original("a.csv", CSV).parts["a.csv"]
    whole = GridValue(heading=("1",), whole=True)
    assert find_column(grid, ["10", "1.0", "11"], whole, []) == 1
    with pytest.raises(SourceError, match="no column has these words above it"):
        find_column(grid, ["10", "11"], whole.model_copy(update={"letter": "A"}), [])
