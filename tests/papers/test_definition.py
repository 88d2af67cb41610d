"""hnb.papers.definition against definitions and parameter cells that are right, misspelt or of
another kind.
"""

from __future__ import annotations

import json
import re

import pytest

from hnb.domain import paths
from hnb.domain.errors import ParameterError
from hnb.papers.compose import worded
from hnb.papers.definition import (
    Definition,
    Job,
    Section,
    read_report,
    settle,
)
from hnb.papers.markdown import read_markdown
from hnb.papers.settling.parameters import fit, fit_notebook, notebook_parameters
from tests.papers.notebook import write_notebook
from tests.papers.reading import faults, too_hard
from tests.papers.report import YAML, misspelt, write_report


def test_a_report_is_settled_into_a_job_for_each_notebook(tmp_path):
    report = read_report(write_report(tmp_path))
    settled = settle(report, {"year": " 2022-23"})
    assert settled.values == settled.labels == {"year": "2022-23"}
    assert (settled.ask, settled.authority) == (None, "")
    assert settled.jobs == (
        Job("block", tmp_path / "notebooks" / "block.ipynb", {"year": "2022-23"}),
        Job("plans", tmp_path / "notebooks" / "plans.ipynb", {}),
    )


def test_a_notebook_may_stand_in_two_sections_with_parameters_of_its_own(tmp_path):
    twice = YAML + "# \n"
    twice = twice.replace(
        "heading: How many plans}",
        "heading: A, parameters: {kind: new}}\n  - {notebook: plans, heading: B}",
    )
    jobs = settle(read_report(write_report(tmp_path, yaml=twice)), {}).jobs
    assert [(job.name, job.parameters) for job in jobs[1:]] == [
        ("plans", {"kind": "new"}),
        ("plans-2", {}),
    ]


KEYS = ("title", "report_to", "purpose", "sections", "parameters", "contact", "reference", "recommendations",
        "financial_implications", "equality_implications", "background_papers", "few_plans", "length", "appendix", "template",
        "methods", "formats", "schedule", "limits")  # fmt: skip
WHOLE = {
    **dict.fromkeys(KEYS, "Words."),
    "parameters": {"year": "2021-22"},
    "methods": {"Intervals": "Garwood (1936)."},
    "formats": ["html"],
    "few_plans": [{"notebook": "plans", "heading": "Counts"}],
    "own_records": True,
    "length": "short",
    "appendix": "none",
    "limits": {"seconds": 60},
    "schedule": "0 6 * * 1",
    "sections": [
        {
            "notebook": "block",
            "heading": "H",
            "parameters": {"year": "x"},
            "needs": ["year"],
            "page_one": True,
        }
    ],
}


@pytest.mark.parametrize("key", [*WHOLE, *WHOLE["sections"][0]])
def test_every_key_of_a_report_is_refused_where_it_is_misspelt(tmp_path, key):
    assert set(WHOLE) == set(Definition.model_fields)
    assert set(WHOLE["sections"][0]) == set(Section.model_fields)
    read_report(write_report(tmp_path, yaml=json.dumps(WHOLE)))
    wrong = json.loads(json.dumps(WHOLE))
    for mapping in (wrong, wrong["sections"][0]):
        if key in mapping:
            mapping[misspelt(key)] = mapping.pop(key)
            break
    words = rf"there is no key '{misspelt(key)}'\. Expected one of: .*\(nearest: {key}\)\. Nothing"
    with pytest.raises(ParameterError, match=words):
        read_report(write_report(tmp_path, yaml=json.dumps(wrong)))


BROKEN = {
    "a key misspelt": (
        ("title:", "titel:"),
        r"tiny\.yml, parameter titel: there is no key 'titel'\. .*\(nearest: title\)",
    ),
    "a key missing": (
        ("report_to: Schools Forum\n", ""),
        r"tiny\.yml, parameter report_to: it is missing\. Expected `report_to: …`\. Nothing",
    ),
    "several keys missing": (
        (YAML[: YAML.index("sections:")], ""),
        r"parameter title: it is missing\. Expected `title: …` and `report_to: …` and",
    ),
    "a heading missing": (
        (", heading: How many plans", ""),
        r"tiny\.yml, parameter sections: 2: heading: it is missing",
    ),
    "no sections": (("sections:", "sections: []\nmethods:"), "stands twice, again in line"),
    "an empty list of sections": (
        (YAML[YAML.index("sections:") :], "sections: []"),
        "parameter sections: .* at least 1 item",
    ),
    "words that are a number": (
        ('title: "The block of {year}"', "title: 7"),
        r"tiny\.yml, parameter title: 7 cannot be used\. Expected words\. Nothing was run\.",
    ),
    "words that are a day": (
        ("contact: A. Officer", "contact: 2024-02-13"),
        "parameter contact: datetime.*cannot be used. Expected words",
    ),
    "a day that is none": (
        ("contact: A. Officer", "contact: 2024-13-02"),
        r"tiny\.yml: it cannot be read \(line \d has '2024-13-02', which is no day\).*2026-12-10",
    ),
    "a key that is a number": (("title:", "1: 2\ntitle:"), "parameter 1: there is no key '1'"),
    "a list in a parameter": (
        ("{year: 2021-22}", "{year: [1]}"),
        r"parameters: year: \[1\] cannot be used. Expected words or a whole number or a number",
    ),
    "methods that are numbers": (
        ("methods:\n", "methods:\n  1: 2\n"),
        "parameter methods: 1: the name 1 cannot be used. Expected words",
    ),
    "a method that is a number": (
        ("methods:\n", "methods:\n  One: 2\n"),
        "parameter methods: One: 2 cannot be used. Expected words",
    ),
    "needs that are numbers": (
        ('is the block?"', 'is the block?", needs: [1]'),
        "parameter sections: 1: needs: 1: 1 cannot be used. Expected words",
    ),
    "needs that are a word": (
        ('is the block?"', 'is the block?", needs: year'),
        "parameter sections: 1: needs: 'year' cannot be used. Expected a list",
    ),
    "formats that are mappings": (
        ("[html, docx]", "[{a: 1}]"),
        r"parameter formats: 1: \{'a': 1\} cannot be used. Expected words",
    ),
    "a section that is a word": (
        ("sections:\n", "sections:\n  - plans\n"),
        "sections: 1: 'plans' cannot be used. Expected a mapping with notebook, heading",
    ),
    "not YAML": (("title:", "{title:"), r"tiny\.yml: it cannot be read \(while parsing"),
    "no mapping": ((YAML, "- a list"), "Expected a mapping with title, report_to"),
    "a key that stands twice": (
        ("title:", "purpose: B\ntitle:"),
        "'purpose' stands twice, again in line 6",
    ),
}


def test_a_definition_that_is_not_in_utf_8_is_refused(tmp_path):
    path = write_report(tmp_path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ParameterError, match=r"tiny\.yml: it cannot be read \('utf-8' codec"):
        read_report(path)


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"{}",
        b'{"cells": 7}',
        b'{"cells": [{}]}',
        b'{"cells": [7]}',
    ],
)
def test_a_file_that_is_no_notebook_is_named(tmp_path, content):
    path = write_report(tmp_path)
    (tmp_path / "notebooks" / "plans.ipynb").write_bytes(content)
    with pytest.raises(
        ParameterError,
        match=r"plans\.ipynb: it is not a notebook \(.*Expected one that Jupyter opens",
    ):
        settle(read_report(path), {})


@pytest.mark.parametrize("name", BROKEN)
def test_a_definition_that_is_not_one_is_refused(tmp_path, name):
    change, words = BROKEN[name]
    with pytest.raises(ParameterError, match=words):
        read_report(write_report(tmp_path, yaml=YAML.replace(*change)))


UNSETTLED = {
    "a notebook misspelt": (("notebook: plans", "notebook: plnas"), {}, r"no notebook " r"'plnas'.*\(nearest: " r"plans\)"),
    "a parameter that no notebook has": (
        ("{year: 2021-22}", "{year: 2021-22, yeer: x}"), {}, r"no notebook has a parameter " r"'yeer'.*\(nearest: " r"year\)",
    ),
    "a section's parameter misspelt": (
        ("heading: How many plans", "heading: H, parameters: {knid: x}"), {},
        r"plans\.ipynb, parameter knid: there is no such parameter\. Expected one of: kind " r"\(nearest: kind\)",
    ),
    "a given parameter misspelt": (("", ""), {"yaer": "x"}, r"parameter yaer: tiny has no " r"such.*\(nearest: " r"year\)"),
    "a format": (("[html, docx]", "[html, dox]"), {}, r"'dox' is not a format.*\(nearest: docx\)"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSETTLED)
def test_a_definition_that_does_not_fit_its_notebooks_is_refused(tmp_path, name):
    change, given, words = UNSETTLED[name]
    report = read_report(write_report(tmp_path, yaml=YAML.replace(*change)))
    with pytest.raises(ParameterError, match=words):
        settle(report, given)


def test_a_report_that_is_not_there_is_refused():
    with pytest.raises(ParameterError, match="there is no report 'forum-papper'"):
        read_report("forum-papper")


def test_words_take_parameters_and_nothing_else(tmp_path):
    report = read_report(write_report(tmp_path))
    assert report.words(" In {year}. ", {"year": "2021-22"}) == "In 2021-22."
    with pytest.raises(ParameterError, match="is not a parameter"):
        report.words("In {yaer}.", {"year": "2021-22"})


def test_parameters_are_read_with_their_kinds(tmp_path):
    notebook = write_notebook(
        tmp_path / "a.ipynb", parameters='who = "X"  # name\nyear = 2025\nshare = -0.5\nnew = True'
    )
    assert notebook_parameters(notebook) == {"who": "X", "year": 2025, "share": -0.5, "new": True}
    given = {"who": 855, "year": "2024", "share": "1", "new": "no"}
    assert fit_notebook(notebook, given) == {"who": "855", "year": 2024, "share": 1.0, "new": False}


@pytest.mark.parametrize(
    "line", ["who = open('x')", "who = [1]", "import os", "who =", "who = None"]
)
def test_parameters_that_are_not_plain_are_refused(tmp_path, line):
    with pytest.raises(ParameterError, match=r"a\.ipynb, cell 2: the parameters are not plain"):
        notebook_parameters(write_notebook(tmp_path / "a.ipynb", parameters=line))


@pytest.mark.parametrize(
    ("given", "usual", "words"),
    [
        ("MMXXV", 2025, "'MMXXV' is not a whole number. Expected one such as 2025"),
        ("2025.5", 2025, "is not a whole number"),
        ("nan", 0.5, "is not a number"),
        ("perhaps", True, "'perhaps' is not true or false"),
        (["a"], "a", "is not a word"),
    ],
)
def test_a_value_of_another_kind_is_refused(given, usual, words):
    with pytest.raises(ParameterError, match=words):
        fit(given, usual, "year")


@pytest.mark.parametrize(
    ("notebooks", "names"),
    [
        (["a", "a", "a-2"], ["a", "a-3", "a-2"]),
        (["a-2", "a", "a"], ["a-2", "a", "a-3"]),
        (["a", "a", "a", "a-2", "a-2"], ["a", "a-3", "a-4", "a-2", "a-2-2"]),
        (["a", "A"], ["a", "A-2"]),
        (["a", "A", "A-2", "a"], ["a", "A-3", "A-2", "a-4"]),
    ],
)
def test_no_two_notebooks_of_a_paper_have_the_same_name(tmp_path, notebooks, names):
    for name in notebooks:
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", "1", parameters='year = "x"')
    sections = [{"notebook": name, "heading": "H"} for name in notebooks]
    yaml = json.dumps({**WHOLE, "sections": sections})
    jobs = settle(read_report(write_report(tmp_path, yaml=yaml)), {}).jobs
    assert [job.name for job in jobs] == names
    assert [job.notebook.stem for job in jobs] == notebooks


@pytest.mark.parametrize(
    ("name", "words"),
    [
        *((name, "a folder within each paper's") for name in ("failed", "notebooks")),
        *((name, "a device on Windows") for name in ("con", "nul", "aux", "prn", "com1", "lpt9")),
        *((name, "an authority's folder") for name in ("leicestershire", "kent", "dorset-835")),
        *((name, "no name for files") for name in (
            "..", "Forum-Paper", "forum paper", "forum-paper.", "forum-paper ", "-a", "a-", "a--b",
            "a.b", "CON", "~$a", "fоrum-paper", "é", "a" * 61, ".hnb", "a\tb", "a;b", "ﬁ", "１",
        )),
    ],
)  # fmt: skip
def test_a_name_that_is_another_s_or_no_file_s_everywhere_is_refused(tmp_path, name, words):
    path = write_report(tmp_path)
    with pytest.raises(ParameterError, match=rf"is called .*{words}.* Expected .*Nothing was run"):
        read_report(path.rename(path.with_name(f"{name}.yml")))


@pytest.mark.parametrize(
    "name",
    ["../reports/forum-paper", "./forum-paper", "Forum-Paper", "forum-paper/", "", "a" * 300],
)
def test_a_report_is_asked_for_by_its_name_as_it_is_listed(name):
    with pytest.raises(
        ParameterError,
        match=r"there is no report .* Expected one of: briefing, council, doubts, forum-paper",
    ):
        read_report(name)


@pytest.mark.parametrize("name", [path.stem for path in sorted(paths.reports().glob("*.yml"))])
def test_the_words_of_every_report_are_plain_english(name):
    report = read_report(name)
    texts = [section.heading for section in report.sections]
    # methods are in the appendix, for analysts: their terms are let through, long words are not
    of_methods: list[str] = []
    for text in worded(report).values():
        into = of_methods if text in report.methods.values() else texts
        for block in read_markdown(text):
            into += getattr(block, "items", ()) or [block.text]
    texts = [re.sub(r"\{\w+\}", "Kent", text) for text in texts]  # as a paper fills it in
    assert len(texts) > 1
    assert not [str(fault) for text in texts for fault in faults(text)]
    assert not too_hard(" ".join(text for text in [*texts, *of_methods] if text.endswith(".")))


def test_a_programme_has_a_section_only_where_one_is_named(tmp_path):
    report = read_report("forum-paper")

    def notebooks(**given: str) -> list[str]:
        return [job.name for job in settle(report, given).jobs]

    assert "programme_impact" in notebooks(authority="Leicestershire")
    assert settle(report, {"authority": "855"}).values["programme"] == "TSIL"
    assert "programme_impact" not in notebooks(authority="Kent")
    named = {"programme": "Delivering Better Value", "start_year": "2023"}
    assert "programme_impact" in notebooks(authority="Kent", **named)
    assert "programme_impact" not in notebooks(
        authority="Kent", programme="Delivering Better Value"
    )


def test_few_plans_have_sections_of_their_own_and_a_length_or_choice_leaves_others_out():
    report = read_report("forum-paper")

    def notebooks(authority: str, **update: object) -> list[str]:
        settled = settle(report.model_copy(update=update), {"authority": authority})
        return [section.notebook for section in settled.report.sections]

    assert notebooks("City of London") == ["page_one", "small_authority"]
    assert notebooks("Kent", length="one-page") == ["page_one"]
    assert notebooks("Kent", chosen=("where_placed",)) == ["page_one", "where_placed"]
    with pytest.raises(ParameterError, match=r"parameter sections: .*nearest: where_placed"):
        notebooks("Kent", chosen=("where_place",))
