"""hnb.sources.source and the newer words of a layout against small files whose right answer can be
read off.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.grid import open_original
from hnb.sources.layout import find_column, read_grid
from hnb.sources.source import Source, read_source

GOOD = """
publisher: A publisher
publication: A publication
licence: OGL v3.0
releases: [{id: one, published: 2024-05-01, files: {a.csv: "00"}, caveats: [odd]}]
parts: {only: {layout: grid, tables: {deprivation: {values: []}}}}
caveats: {odd: It is odd.}
"""


def read(folder: Path, text: str) -> Source:
    (folder / "source.yml").write_text(text, encoding="utf-8")
    return read_source(folder)


def test_what_a_source_says_is_read(tmp_path: Path):
    source = read(tmp_path, GOOD + "symbols: {C: suppressed}\n")
    assert (source.name, source.symbols) == (tmp_path.name, {"c": "suppressed"})
    assert source.release("one").caveats == ["odd"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "publisher:",
            "publishers:",
            r"the file has an unknown key 'publishers'\. Expected .*nearest: publisher",
        ),
        ("licence: OGL v3.0", "", "the file has no licence. Expected its licence"),
        ("id: one, ", "", "release None has no id"),
        ("{id: one", "{name: one", "release None has an unknown key 'name'"),
        ("2024-05-01", "May", "release one has no date of publication"),
        ("[odd]", "[even]", "release one, caveats, has an unknown key 'even'"),
        (
            "layout: grid",
            "lay-out: grid",
            "part only has an unknown key 'lay-out'.*nearest: layout",
        ),
        (
            "{deprivation:",
            "{deprivations:",
            "part only, tables, has an unknown key 'deprivations'.*nearest: deprivation",
        ),
    ],
)
def test_what_a_source_lacks_or_misspells_is_named(tmp_path: Path, old: str, new: str, found: str):
    with pytest.raises(SourceError, match=rf"sources/{tmp_path.name}/source\.yml: {found}"):
        read(tmp_path, GOOD.replace(old, new, 1))


CSV = b"""area_code,area_name,domain,average_score,rank_average_score
E10000018,Leicestershire,all,12.5,1
E10000018,Leicestershire,children,9.5,1
E07000129,Blaby,all,7.5,2
"""
PART: dict[str, Any] = {
    "header": [1], "first_row": 2, "area": {"ons": "area_code", "name": "area_name"}, "others": "aside",
    "where": {"domain": "all"}, "fixed": {"index": "IMD 2025"}, "ignore": [".*"],
    "tables": {"deprivation": {"values": [{"heading": ["average_score"], "whole": True}]}},
}  # fmt: skip


def test_rows_of_other_words_and_of_areas_that_are_no_authority_are_left_aside():
    made = Source("made-up", "A publisher", "A publication", "OGL v3.0", (), {})
    (row,) = read_grid(made, PART, open_original("a.csv", CSV).parts["a.csv"]).rows["deprivation"]
    assert (row.area, row.value, row.row, row.column) == (855, 12.5, 2, "average_score")


def test_whole_heading_is_not_found_inside_another():
    grid = open_original("a.csv", CSV).parts["a.csv"]
    assert find_column(grid, ["10", "1.0", "11"], {"heading": ["1"], "whole": True}, []) == 1
    with pytest.raises(SourceError, match="no column has these words above it"):
        find_column(grid, ["10", "11"], {"heading": ["1"], "whole": True, "letter": "A"}, [])
