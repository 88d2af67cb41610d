"""Hostile names, parameters and definitions, given to every command and public function."""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import plistlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest import mock

import pandas as pd

import hnb
from hnb.cli import main
from hnb.domain import areas, paths
from hnb.domain.errors import HnbError
from hnb.explore import explore
from tests.reliability.attempt import CHECKOUT, Attempt
from tests.reliability.attempt import hnb as command

TITLE = "hostile names, parameters and definitions"
GOAL = "all of at least 130"

LONGEST_MESSAGE = 9_000  # letters: one paragraph, though it lists a hundred names
BUSY = 20  # times as long as a refusal takes on a machine at rest
Do = Callable[[Path], object]


def refused(do: Do, *codes: int, says: str = "", never: str = "") -> Callable[[Path], str]:
    """An attempt in this process: it should end in one short paragraph, with one of the codes."""

    def run(folder: Path) -> str:
        began = time.monotonic()
        try:
            shown = do(folder)
        except HnbError as refusal:
            return _fault(refusal, codes, says, never) or _late(began)
        except BaseException as fault:
            return f"{type(fault).__name__}: {str(fault)[:200]}"
        return f"it was accepted: {str(shown)[:100]!r}"

    return run


def _fault(refusal: HnbError, codes: tuple[int, ...], says: str, never: str) -> str:
    text = str(refusal)
    if refusal.exit_code not in codes:
        return f"code {refusal.exit_code}: {text[:200]}"
    if len(text) > LONGEST_MESSAGE or "\n" in text or "\x1b" in text:
        return f"{len(text)} letters, or more than one paragraph: {text[:100]!r}"
    if says.casefold() not in text.casefold():
        return f"it does not say {says!r}: {text[:300]!r}"
    return f"it shows {never!r}: {text[:300]!r}" if never and never in text else ""


def _late(began: float) -> str:
    seconds = time.monotonic() - began
    return f"{seconds:.1f} s" if seconds > BUSY else ""


def same(do: Do, value: object) -> Callable[[Path], str]:
    """An attempt that should be taken for what it means."""

    def run(folder: Path) -> str:
        try:
            shown = do(folder)
        except BaseException as fault:
            return f"{type(fault).__name__}: {str(fault)[:200]}"
        return "" if shown == value else f"{shown!r}, not {value!r}"

    return run


def ended(*words: str, code: int = 2, says: str = "") -> Callable[[Path], str]:
    """A command in this process, with what it printed: its code, and no traceback."""

    def run(folder: Path) -> str:
        out, err = io.StringIO(), io.StringIO()
        filled = [word.replace("FOLDER", str(folder)) for word in words]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                reached = main(filled)
            except SystemExit as end:
                reached = int(end.code or 0)
        printed = out.getvalue() + err.getvalue()
        if reached != code or "Traceback" in printed:
            return f"code {reached}: {printed[-300:]!r}"
        if len(printed) > LONGEST_MESSAGE:
            return f"{len(printed)} letters"
        left = [path.name for path in folder.rglob("*.html")]
        if left:
            return f"it left {left}"
        return "" if says in printed else f"it does not say {says!r}: {printed[-300:]!r}"

    return run


# -- definitions: every place where YAML is read ---------------------------------------------------


def _bomb(top: str = "title", levels: int = 9, width: int = 9) -> str:
    lines = ["a0: &a0 [x]"]
    lines += [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]"
        for level in range(1, levels + 1)
    ]
    return "\n".join([*lines, f"{top}: *a{levels}"])


def _bomb_of_names() -> str:
    lines = ["a0: &a0 {x: 1}"]
    for level in range(1, 10):
        names = ", ".join(f"z{number}: *a{level - 1}" for number in range(10))
        lines.append(f"a{level}: &a{level} {{{names}}}")
    return "\n".join(lines)


EVERYWHERE: Mapping[str, bytes] = {
    "nine levels of aliases": _bomb().encode(),
    "mappings of aliases ten times over": _bomb_of_names().encode(),
    "5,000 brackets": b"title: " + b"[" * 5000 + b"]" * 5000,
    "400,000 braces": b"{a: " * 100_000,
    "a list within a list by indentation": b"\n".join(b" " * n + b"- " for n in range(600)),
    "a name twice": b"title: a\ntitle: b\n",
    "Python's own kinds": b"title: !!python/object/apply:os.system ['true']\n",
    "a zero-width letter": "title: For\u200bum\n".encode(),
    "100 MB": b"",  # made in place
    "UTF-16": "title: x\n".encode("utf-16"),
    "an endless device": b"",  # a link, made in place
}
_OF_A_REPORT: Mapping[str, bytes] = {
    "an alias within itself": b"title: &a [*a]\n",
    "a name twice, as yes and true": b"yes: 1\ntrue: 2\n",
    "a name twice, as 1 and 0x1": b"1: a\n0x1: b\n",
    "a kind that YAML knows": b"title: !!binary aGVsbG8=\n",
    "a set": b"sections: !!set {a, b}\n",
    "NUL": b"title: a\x00b\n",
    "an escaped NUL": b'title: "a\\0b"\n',
    "an escape code": b'title: "\\e[31mred"\n',
    "a vertical tab": b'title: "a\\vb"\n',
    "a lone surrogate": b'title: "\\uD800"\n',
    "right to left": 'title: "abc \u202e def"\n'.encode(),
    "an isolate": b'title: "abc \\u2066 def"\n',
    "a soft hyphen": b'title: "For\\xADum"\n',
    "letters of tags": b'title: "\\U000E0041"\n',
    "a line separator": b'title: "a\\u2028b"\n',
    "a number of 100,000 hex digits": b"title: 0x" + b"f" * 100_000,
    "a number of 100,000 digits": b"title: " + b"9" * 100_000,
    "sixties without end": b"title: 1" + b":59" * 50_000,
    "not a number": b"parameters: {a: .nan}\n",
    "infinity": b"parameters: {a: -.inf}\n",
    "a binary property list": plistlib.dumps({"title": "x"}, fmt=plistlib.FMT_BINARY),
    "a property list": plistlib.dumps({"title": "x"}),
    "tabs": b"title:\n\t- a\n",
    "latin-1": "title: café\n".encode("latin-1"),
    "a month too many": b"title: 2024-13-01\n",
    "two documents": b"title: a\n---\ntitle: b\n",
    "a list as a name": b"? [a, b]\n: c\n",
    "a mapping as a name": b"{{a: b}: c}\n",
    "30,000 names": b"\n".join(b"k%d: v" % number for number in range(30_000)),
    "a word of 400,000 letters": b"titl" + b"e" * 400_000 + b": x\n",
    "nothing": b"",
    "only a note": b"# title: x\n",
    "a directive": b"%YAML 9.9\n---\ntitle: a\n",
    "a percent sign": b"%\n",
    "an anchor of 100,000 letters": b"title: &" + b"a" * 100_000 + b" x\n",
    "a merge of nothing": b"<<: 3\ntitle: a\n",
    "a merge within itself": b"a: &a {<<: *a}\n",
}


def _report(path: Path) -> object:
    from hnb.papers.definition import read_report, settle

    report = read_report(path)
    settled = settle(report, {})
    return report.words(report.title, settled.labels)


def _in_folder(reader: Callable[[Path], object], name: str) -> Callable[[Path], object]:
    """A reader of a folder that holds the file under another name."""

    def read(path: Path) -> object:
        target = path.parent / name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
        return reader(target.parent)

    return read


def _scenarios(settings: Path) -> object:
    with mock.patch.object(paths, "reports", lambda: settings.parent):
        return hnb.scenarios()


def _lsrp(settings: Path) -> object:
    from hnb.workbooks.definition import settings as read

    with mock.patch.object(paths, "reports", lambda: settings.parent):
        return read()


def _source(folder: Path) -> object:
    from hnb.sources.source import read_source

    return read_source(folder)


def _question(folder: Path) -> object:
    from hnb.questions import definition

    with mock.patch.object(definition, "HERE", folder.parent):
        return definition.question.__wrapped__(folder.name)


def _releases(folder: Path) -> object:
    from hnb.domain import manifest
    from hnb.store.files import read_releases

    manifest.forget()
    return read_releases(folder)


def _successors(folder: Path) -> object:
    from hnb.sources.authorities import read

    with mock.patch.object(read, "__file__", str(folder / "read.py")):
        return read._changes()


PLACES: Mapping[str, tuple[Callable[[Path], object], int]] = {
    "a report": (_report, 2),
    "scenarios.yml": (_in_folder(_scenarios, "settings/scenarios.yml"), 2),
    "lsrp.yml": (_in_folder(_lsrp, "settings/lsrp.yml"), 2),
    "source.yml": (_in_folder(_source, "dsg/source.yml"), 4),
    "successors.yml": (_in_folder(_successors, "authorities/successors.yml"), 4),
    "releases.yml": (_in_folder(_releases, "added/releases.yml"), 4),
    "question.yml": (_in_folder(_question, "prevalence/question.yml"), 2),
}


def _written(reader: Callable[[Path], object], name: str, content: bytes) -> Do:
    def do(folder: Path) -> object:
        path = folder / "hostile.yml"
        if name == "100 MB":
            with path.open("wb") as file:
                file.write(b"title: x\n# ")
                file.truncate(100_000_000)
        elif name == "an endless device":
            path.symlink_to("/dev/zero")
        else:
            path.write_bytes(content)
        return reader(path)

    return do


def _definitions() -> Iterator[Attempt]:
    for place, (reader, code) in PLACES.items():
        for name, content in EVERYWHERE.items():
            do = _written(reader, name, content)
            yield Attempt(f"{place}: {name}", refused(do, code), quick=True)
    for name, content in _OF_A_REPORT.items():
        do = _written(_report, name, content)
        yield Attempt(f"a report: {name}", refused(do, 2), quick=True)


# -- what the keys of a definition may be ----------------------------------------------------------

REPORT = """\
title: A report of {authority}
report_to: Schools Forum
purpose: To see.
sections:
  - notebook: ehcp_prevalence
    heading: How many?
parameters:
  authority: Kent
formats: [html]
"""
# what stands in the report, what is put there, and a word of the refusal
KEYS: Mapping[str, tuple[str, str, str]] = {
    "a number as a key": ("formats:", "1: 2\nformats:", "no key '1'"),
    "a method called 1": ("formats:", "methods: {1: 2}\nformats:", "methods"),
    "a method called null": ("formats:", "methods: {~: x}\nformats:", "methods"),
    "needs that are numbers": ("heading: How many?", "heading: H\n    needs: [1]", "needs"),
    "formats that are mappings": ("[html]", "[{a: 1}]", "formats"),
    "formats that are lists": ("[html]", "[[[[html]]]]", "formats"),
    "a format that is none": ("[html]", "[hmtl]", "nearest: html"),
    "no formats": ("[html]", "[]", "formats"),
    "true as a title": ("A report of {authority}", "true", "title"),
    "an empty title": ("A report of {authority}", '""', "title"),
    "a title of 300 letters": ("A report of {authority}", "x" * 300, "title"),
    "no sections": ("sections:", "sections: []\nother:", "sections"),
    "sections by name": (
        "  - notebook: ehcp_prevalence\n    heading: How many?",
        "  a: 1",
        "sections",
    ),
    "a section that is a number": (
        "  - notebook: ehcp_prevalence\n    heading: How many?",
        "  - 3",
        "sections",
    ),
    "a notebook elsewhere": ("ehcp_prevalence", "../../etc/passwd", "no notebook"),
    "a notebook with an escape": ("ehcp_prevalence", '"x\\e[2J"', "cannot be seen"),
    "a parameter that is a list": ("authority: Kent", "authority: [Kent]", "authority"),
    "a parameter that is nothing": ("authority: Kent", "authority:", "authority"),
    "a parameter that is true": ("authority: Kent", "authority: true", "authority"),
    "a parameter that no notebook has": ("authority: Kent", "autority: Kent", "nearest: authority"),
    "a schedule in words": ("formats:", "schedule: every Monday\nformats:", "cron"),
    "a schedule in month 13": ("formats:", 'schedule: "0 6 1 13 *"\nformats:', "cron"),
    "a schedule of six fields": ("formats:", 'schedule: "0 0 6 1 1 *"\nformats:', "cron"),
    "a date as the purpose": ("To see.", "2024-02-13", "purpose"),
}
WORDS: Mapping[str, str] = {
    "an attribute": "{authority.upper}",
    "an attribute of an attribute": "{authority.__class__.__mro__}",
    "an item": "{authority[0]}",
    "an item by name": "{authority[x]}",
    "a number": "{0}",
    "nothing": "{}",
    "a conversion": "{authority!r}",
    "a width of a billion": "{authority:>1000000000}",
    "a width that is a field": "{authority:{authority}}",
    "a bracket alone": "{authority",
    "a bracket closed": "authority}",
    "an unknown word": "{authorty}",
    "a word of 100,000 letters": "{" + "a" * 100_000 + "}",
}


def _changed(old: str, new: str) -> Do:
    def do(folder: Path) -> object:
        assert old in REPORT
        path = folder / "tiny.yml"
        path.write_text(REPORT.replace(old, new, 1), encoding="utf-8")
        return _report(path)

    return do


def _titled(words: str) -> Do:
    def do(folder: Path) -> object:
        from hnb.papers.definition import read_report, settle

        path = folder / "tiny.yml"
        path.write_text(REPORT, encoding="utf-8")
        report = read_report(path)
        return report.words(words, settle(report, {}).labels)

    return do


def _keys() -> Iterator[Attempt]:
    taken = _changed("formats:", 'schedule: "0 6 1-7/2 jan,jul mon"\nformats:')
    yield Attempt("a report: taken", same(taken, "A report of Kent"), quick=True)
    for name, (old, new, says) in KEYS.items():
        yield Attempt(f"a report: {name}", refused(_changed(old, new), 2, says=says), quick=True)
    for name, words in WORDS.items():
        run = refused(_titled(f"Of {words}"), 2, says="tiny", never="<class")
        yield Attempt(f"a title: {name}", run, quick=True)


SETTINGS: Mapping[str, tuple[str, str, str]] = {
    "no years": ("lsrp", "years: [2025, 2026, 2027, 2028, 2029]", "years: []"),
    "a year before any": ("lsrp", "years: [2025, 2026, 2027, 2028, 2029]", "years: [-1]"),
    "true for a year": ("lsrp", "years: [2025, 2026, 2027, 2028, 2029]", "years: [true]"),
    "a year in quotes": ("lsrp", "years: [2025, 2026, 2027, 2028, 2029]", 'years: ["2025"]'),
    "years back to front": ("lsrp", "years: [2025, 2026, 2027, 2028, 2029]", "years: [2026, 2025]"),
    "ages of nothing": ("lsrp", 'age: [under 3, "3", "4", under 5]', "age: []"),
    "a label of nothing": ("lsrp", "label: Under 5", 'label: ""'),
    "a vertical tab in a label": ("lsrp", "label: Under 5", 'label: "Under\\v5"'),
    "no levers by year": ("scenarios", "new_places: {2026-27: 50, 2027-28: 50}", "new_places: {}"),
    "true for a lever": ("scenarios", "unit_cost_percent: 2", "unit_cost_percent: yes"),
    "a lever of infinity": ("scenarios", "unit_cost_percent: 2", "unit_cost_percent: .inf"),
    "a lever of words": ("scenarios", "unit_cost_percent: 2", "unit_cost_percent: two"),
    "a lever in a list": ("scenarios", "unit_cost_percent: 2", "unit_cost_percent: [2]"),
    "a scenario called true": ("scenarios", "unit-cost inflation:", "true:"),
    "a scenario called null": ("scenarios", "unit-cost inflation:", "~:"),
    "a scenario called nothing": ("scenarios", "unit-cost inflation:", '"":'),
    "a name in other letters": ("scenarios", "unit-cost inflation:", "Do  Nothing:"),
    "a name of 5,000 letters": ("scenarios", "unit-cost inflation:", f"? {'x' * 5000}\n:"),
}


def _setting(file: str, old: str, new: str) -> Do:
    def do(folder: Path) -> object:
        text = (CHECKOUT / "reports" / "settings" / f"{file}.yml").read_text(encoding="utf-8")
        assert old in text
        (folder / "settings").mkdir()
        path = folder / "settings" / f"{file}.yml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return {"lsrp": _lsrp, "scenarios": _scenarios}[file](path.parent)

    return do


# -- parameters of a report, before anything runs --------------------------------------------------

HUGE = 10**5000
PARAMETERS: tuple[tuple[str, str, object], ...] = (
    ("forum-paper", "scenario", "zzz"),
    ("forum-paper", "scenario", "do nothing + zzz"),
    ("forum-paper", "scenario", "+"),
    ("forum-paper", "scenario", "\x1b[31mred"),
    ("forum-paper", "against", "\ud800"),
    ("forum-paper", "against", "x" * 100_000),
    ("forum-paper", "start_year", 10**30),
    ("forum-paper", "start_year", HUGE),
    ("forum-paper", "start_year", -1),
    ("forum-paper", "start_year", "2023.5"),
    ("forum-paper", "start_year", True),
    ("forum-paper", "start_year", float("nan")),
    ("forum-paper", "donors_excluded", "Atlantis"),
    ("forum-paper", "donors_excluded", "999"),
    ("forum-paper", "donors_excluded", ";;;"),
    ("forum-paper", "as_at", "9999-12-31"),
    ("forum-paper", "as_at", "0001-01-01"),
    ("forum-paper", "january", "20250"),
    ("forum-paper", "january", "\u0662\u0660\u0662\u0665x"),
    ("forum-paper", "financial_year", "2023-25"),
    ("forum-paper", "comparators", "Kent (Medway)"),
    ("forum-paper", "comparators", "Essex\u202e"[::-1]),
    ("forum-paper", "scope", ["publisher's total"]),
    ("forum-paper", "denominator", "2 to 19"),
    ("forum-paper", "authority", "Leicestershire\x00"),
    ("forum-paper", "__class__", "x"),
    ("forum-paper", "x" * 100_000, "x"),
    ("national", "as_at", "soon"),
    ("national", "as_at", "2024-02-30"),
    ("national", "as_at", 10**30),
    ("national", "as_at", True),
    ("national", "as_at", "1066-10-14"),
)


def _settled(report: str, name: str, value: object) -> Do:
    def do(_: Path) -> object:
        from hnb.papers.definition import read_report, settle

        return settle(read_report(report), {name: value})

    return do


def _parameters() -> Iterator[Attempt]:
    for report, name, value in PARAMETERS:
        label = f"{report}: {name[:20]}={_short(value)}"
        yield Attempt(label, refused(_settled(report, name, value), 2, says=name[:20]), quick=True)
    for name, value in {"scenario": "zzz", "start_year": "-1", "january": '"2019-20-21"'}.items():
        changed = _of_sections(name, value)
        run = refused(changed, 2, says="tiny, parameter")
        yield Attempt(f"in a report's file: {name}={value}", run, quick=True)


def _of_sections(name: str, value: str) -> Do:
    notebook = {"scenario": "what_next", "start_year": "programme_impact"}
    old = "ehcp_prevalence\n    heading: How many?\nparameters:\n  authority: Kent\n"
    new = old.replace("ehcp_prevalence", notebook.get(name, "ehcp_prevalence"))
    return _changed(old, f"{new}  {name}: {value}\n")


def _short(value: object) -> str:
    if isinstance(value, int) and abs(value) >= 10**40:
        return "a huge number"
    return ascii(value)[:40]


# -- public functions ------------------------------------------------------------------------------


def _say(template: str, **values: object) -> Do:
    return lambda _: hnb.say(template, **values)


def _rate() -> object:
    return hnb.answer("prevalence", "Kent").rate


FUNCTIONS: Mapping[str, tuple[Do, int]] = {
    "ask: a list": (lambda _: hnb.ask(["Kent"]), 2),
    "ask: bytes": (lambda _: hnb.ask(b"Kent"), 2),
    "ask: true": (lambda _: hnb.ask(True), 2),
    "ask: nothing": (lambda _: hnb.ask(None), 2),
    "ask: a number that is none": (lambda _: hnb.ask(float("nan")), 2),
    "ask: a number without end": (lambda _: hnb.ask(HUGE), 2),
    "ask: words in brackets": (lambda _: hnb.ask("Kent (Medway)"), 2),
    "ask: a year behind a name": (lambda _: hnb.ask("Kent 2030"), 2),
    "ask: a year on a name": (lambda _: hnb.ask("Kent2030"), 2),
    "ask: 100,000 letters": (lambda _: hnb.ask("K" * 100_000), 2),
    "ask: a lone surrogate": (lambda _: hnb.ask("\udce9"), 2),
    "ask: an escape code alone": (lambda _: hnb.ask("\x1b[2J\x1b[H"), 2),
    "ask: a path": (lambda _: hnb.ask("../../Kent/../x"), 2),
    "ask: as_at 0": (lambda _: hnb.ask("Kent", as_at=0), 2),
    "ask: as_at false": (lambda _: hnb.ask("Kent", as_at=False), 2),
    "ask: as_at not a time": (lambda _: hnb.ask("Kent", as_at=pd.NaT), 2),
    "ask: as_at a list": (lambda _: hnb.ask("Kent", as_at=["2024-01-01"]), 2),
    "ask: as_at far ahead": (lambda _: hnb.ask("Kent", as_at=datetime.date.max), 2),
    "ask: as_at long ago": (lambda _: hnb.ask("Kent", as_at=datetime.date.min), 2),
    "ask: january a half": (lambda _: hnb.ask("Kent", january=2025.5), 2),
    "ask: january a list": (lambda _: hnb.ask("Kent", january=[2025]), 2),
    "ask: january false": (lambda _: hnb.ask("Kent", january=False), 2),
    "ask: january without end": (lambda _: hnb.ask("Kent", january=HUGE), 2),
    "ask: january a day": (lambda _: hnb.ask("Kent", january=datetime.date(2025, 1, 15)), 2),
    "ask: a financial year of mappings": (lambda _: hnb.ask("Kent", financial_year={1: 2}), 2),
    "ask: comparators a list": (lambda _: hnb.ask("Kent", comparators=["Essex"]), 2),
    "ask: comparators zero": (lambda _: hnb.ask("Kent", comparators=0), 2),
    "ask: comparators of 50,000": (lambda _: hnb.ask("Kent", comparators="Zzz;" * 50_000), 2),
    "ask: scope a set": (lambda _: hnb.ask("Kent", scope={"x"}), 2),
    "ask: an unknown setting": (lambda _: hnb.ask("Kent", **{"x" * 50_000: 1}), 2),
    "answer: a list for a question": (lambda _: hnb.answer(["prevalence"], "Kent"), 2),
    "answer: a folder": (lambda _: hnb.answer("../stats", "Kent"), 2),
    "answer: a huge number": (lambda _: hnb.answer(HUGE, "Kent"), 2),
    "answer: a scenario": (lambda _: hnb.answer("medium_term", "Kent", scenario="z\x1b[0m"), 2),
    "answer: scenarios of something else": (
        lambda _: hnb.answer("medium_term", "Kent", scenarios={"do nothing": [[0] * 50_000]}),
        2,
    ),
    "answer: start_year": (lambda _: hnb.answer("programme", "Kent", start_year=HUGE), 2),
    "answer: start_year true": (lambda _: hnb.answer("programme", "Kent", start_year=True), 2),
    "answer: horizons": (lambda _: hnb.answer("plans_forecast", "Kent", horizons=[HUGE]), 2),
    "answer: origin": (lambda _: hnb.answer("plans_forecast", "Kent", origin=-HUGE), 2),
    "answer: excluded": (lambda _: hnb.answer("programme", "Kent", excluded=[HUGE]), 2),
    "answer: measures": (lambda _: hnb.answer("national", measures=["\ud800"]), 2),
    "compare: a list for a measure": (lambda _: hnb.compare("Kent", ["independent_share"]), 2),
    "compare: a period of mappings": (lambda _: hnb.compare("Kent", "independent_share", {}), 2),
    "compare: a period true": (lambda _: hnb.compare("Kent", "independent_share", True), 2),
    "compare: a period without end": (lambda _: hnb.compare("Kent", "independent_share", HUGE), 2),
    "compare: a measure of 100,000 letters": (lambda _: hnb.compare("Kent", "x" * 100_000), 2),
    "load: not a time": (lambda _: hnb.load("ehc_plans", as_at=pd.NaT), 2),
    "load: as_at false": (lambda _: hnb.load("ehc_plans", as_at=False), 2),
    "load: a path": (lambda _: hnb.load("../published/ehc_plans"), 2),
    "load: a level": (lambda _: hnb.load("ehc_plans", level="x" * 100_000), 2),
    "load: a level in a list": (lambda _: hnb.load("ehc_plans", level=["authority"]), 2),
    "load: a release": (lambda _: hnb.load("ehc_plans", release="\x1b[31m"), 2),
    "tables_for: 0": (lambda _: hnb.tables_for("prevalence", 0), 2),
    "tables_for: a question": (lambda _: hnb.tables_for("x" * 100_000), 2),
    "explore: a measure": (lambda _: explore("Kent", measure="zzz"), 2),
    "explore: comparators": (lambda _: explore("Kent", comparators=["region"]), 2),
    "explore: a year": (lambda _: explore("Kent", year=HUGE), 2),
    "explore: a year false": (lambda _: explore("Kent", year=False), 2),
    "explore: a day": (lambda _: explore("Kent", as_at="9999-99-99"), 2),
    "constant_areas: numbers": (lambda _: _constant_areas([886, 881]), 2),
    "constant_areas: one twice": (lambda _: _constant_areas([areas.find("Kent")] * 2), 2),
    "say: an item": (_say("{word[x]}", word="a"), 2),
    "say: an attribute of words": (_say("{word.upper}", word="a"), 2),
    "say: what Python keeps": (lambda _: hnb.say("{rate.__class__.__name__}", rate=_rate()), 2),
    "say: its text of help": (lambda _: hnb.say("{rate.__doc__}", rate=_rate()), 2),
    "say: a private one": (lambda _: hnb.say("{rate._x}", rate=_rate()), 2),
    "say: its own form": (lambda _: hnb.say("{rate:{rate}}", rate=_rate()), 2),
    "say: a number": (_say("There are 61 of {x}.", x="them"), 2),
    "say: a number in a label": (_say("There are {x}.", x="61 plans"), 2),
    "say: a number without end": (_say("There are {x}.", x=HUGE), 2),
    "say: a zero-width label": (_say("At {x}.", x="a\u200bb"), 2),
    "say: a label turned round": (_say("At {x}.", x="\u202eabc"), 2),
    "say: a template that is a list": (lambda _: hnb.say(["x"]), 2),
    "say: brackets within brackets": (_say("At {x} [a [b]].", x="y"), 2),
}


def _constant_areas(given: list[object]) -> object:
    from hnb.domain.reorganisations import constant_areas

    return constant_areas(given)


def _name_of(who: object, **settings: object) -> Do:
    return lambda _: hnb.ask(who, **settings).authority.name


TAKEN: Mapping[str, tuple[Do, object]] = {
    "a name with a remark of its own": (_name_of("Bristol (City of)"), "Bristol"),
    "a number as a spreadsheet has it": (_name_of(886.0), "Kent"),
    "wide letters": (_name_of("\uff2b\uff25\uff2e\uff34"), "Kent"),
    "no comparators": (lambda _: hnb.ask("Kent", comparators="").main.kind, "neighbours"),
    "a moment": (
        lambda _: hnb.ask("Kent", as_at=pd.Timestamp("2024-02-13 05:00")).as_at,
        datetime.date(2024, 2, 13),
    ),
    "a setting that is None": (
        lambda _: hnb.answer("prevalence", "Kent", comparators=None, scope=None).ask.la_code,
        886,
    ),
}


def _functions() -> Iterator[Attempt]:
    for name, (file, old, new) in SETTINGS.items():
        run = refused(_setting(file, old, new), 2, says=f"{file}.yml")
        yield Attempt(f"{file}.yml: {name}", run, quick=True)
    for name, (do, code) in FUNCTIONS.items():
        yield Attempt(f"hnb.{name}", refused(do, code, never="\ud800"), quick=True)
    for name, (do, value) in TAKEN.items():
        yield Attempt(f"taken as meant: {name}", same(do, value), quick=True)


# -- commands --------------------------------------------------------------------------------------

LEICESTERSHIRE = ("render", "forum-paper", "--authority", "Leicestershire", "--out", "FOLDER")
COMMANDS: tuple[tuple[str, ...], ...] = (
    (*LEICESTERSHIRE, "--scenario", "zzz"),
    (*LEICESTERSHIRE, "--against", "zzz"),
    (*LEICESTERSHIRE, "--start-year", "-1"),
    (*LEICESTERSHIRE, "--start-year", "1" + "0" * 30),
    (*LEICESTERSHIRE, "--donors-excluded", "Atlantis"),
    (*LEICESTERSHIRE, "--date", "1979-12-31"),
    (*LEICESTERSHIRE, "--date", "9999-12-31"),
    (*LEICESTERSHIRE, "--date", "0000-00-00"),
    (*LEICESTERSHIRE, "--date", "nan"),
    (*LEICESTERSHIRE, "--timeout", "9" * 40),
    (*LEICESTERSHIRE, "--timeout", "inf"),
    (*LEICESTERSHIRE, "--timeout", "\u0661\u0662"),
    (*LEICESTERSHIRE, "--formats", "html,../x"),
    (*LEICESTERSHIRE, "-p", "=x"),
    (*LEICESTERSHIRE, "-p", "january"),
    (*LEICESTERSHIRE, "--" + "x" * 50_000, "1"),
    ("render", "forum-paper", "--authority", "\udcff\udcfe", "--out", "FOLDER"),
    ("render", "forum-paper", "--authority", "Leicestershire\0", "--out", "FOLDER"),
    ("render", "x\0y.yml"),
    ("render", "x" * 100_000),
    ("render", "\x1b[31m"),
    ("render", "national", "--as-at", "soon", "--out", "FOLDER"),
    ("headline", "--authority", "\udcff"),
    ("headline", "--authority", "Kent", "--as-at", "9999-12-31"),
    ("headline", "--authority", "Kent", "--january", "9" * 5_000),
    ("headline", "--authority", "Kent", "--scope", "\x1b]0;x\x07"),
    ("export", "lsrp", "--authority", "Kent", "--scenario", "x" * 100_000, "--out", "FOLDER"),
    ("export", "y" * 100_000, "--authority", "Kent"),
    ("rankings", "--as-at", "1066-10-14", "--out", "FOLDER/rankings.xlsx"),
    ("data", "status", "--table", "x" * 100_000),
    ("data", "add", "--published", "9999-12-31", "FOLDER/none.csv"),
    ("new", "question", "x" * 100_000),
    ("y" * 100_000,),
)


def _commands() -> Iterator[Attempt]:
    for words in COMMANDS:
        shown = " ".join(ascii(word)[1:30] for word in words)
        yield Attempt(f"hnb {shown}: {_short(words[-1])}", ended(*words), quick=True)
    for name, content in {**EVERYWHERE, **_OF_A_REPORT}.items():
        if name in MEASURED:
            yield Attempt(f"a command given {name}", _measured(name, content))
    yield Attempt("a name that is not UTF-8", _not_utf8)


MEASURED = (
    "nine levels of aliases",
    "5,000 brackets",
    "400,000 braces",
    "100 MB",
    "an endless device",
    "a number of 100,000 hex digits",
    "30,000 names",
)


def _measured(name: str, content: bytes) -> Callable[[Path], str]:
    """The same in a process of its own, for its memory and its time over that of a usual refusal."""

    def run(folder: Path) -> str:
        _written(lambda path: path, name, content)(folder)
        usual = command("render", folder / "none.yml")
        met = command("render", folder / "hostile.yml", "--out", folder / "out")
        return met.fault(2, says="hostile.yml", seconds=usual.seconds + 1, megabytes=300)

    return run


def _not_utf8(folder: Path) -> str:
    met = command("headline", "--authority", os.fsdecode(b"Kent\xff\xfe"))
    return met.fault(2, says="no authority", megabytes=300)


def attempts() -> list[Attempt]:
    """Every hostile name, parameter and definition."""
    return [*_definitions(), *_keys(), *_parameters(), *_functions(), *_commands()]
