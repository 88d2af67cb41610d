"""`hnb new question`: the skeleton of a question, in a checkout of this package."""

from __future__ import annotations

import argparse
import re
from keyword import iskeyword
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from hnb.cli import COMMANDS, add_command
from hnb.domain import paths
from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import capitalised, slug

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLE = """It writes a folder in hnb/questions/, a notebook, a test and a method page that work
as they are. The question is in a paper once the report's YAML has the notebook among its sections.

example:
  hnb new question tribunal_appeals --asks "How often do parents appeal?"
"""
TEMPLATES = paths.PACKAGE / "questions" / "_template"
# where each template goes, from the top of the checkout
FILES = {
    "__init__.py": "hnb/questions/{name}/__init__.py",
    "model.py": "hnb/questions/{name}/model.py",
    "charts.py": "hnb/questions/{name}/charts.py",
    "text.py": "hnb/questions/{name}/text.py",
    "question.yml": "hnb/questions/{name}/question.yml",
    "notebook.ipynb": "notebooks/{name}.ipynb",
    "test_model.py": "tests/questions/{name}/test_model.py",
    "methods.md": "docs/methods/{name}.md",
}


def register(commands: Commands) -> None:
    """Add `new question`."""
    new = commands.add_parser("new", help=COMMANDS["new"], epilog=_EXAMPLE)
    things = new.add_subparsers(dest="thing", metavar="THING", required=True)
    command = add_command(things, "question", epilog=_EXAMPLE, run=run, says=COMMANDS["new"])
    command.add_argument("name", metavar="NAME", help="of its folder, such as tribunal_appeals")
    command.add_argument("--asks", metavar="WORDS", help="the question, as a forum would ask it")


def run(args: argparse.Namespace) -> int:
    """Write the files, and print where they are."""
    root = _checkout()
    name = _checked_name(args.name)
    targets = {template: root / path.format(name=name) for template, path in FILES.items()}
    # a folder hides the module of its name: hnb/questions/definition.py
    for path in (*targets.values(), *(path.parent.with_suffix(".py") for path in targets.values())):
        if path.exists():
            raise _refusal(f"there is {path.relative_to(root).as_posix()} already", "another name")
    words = name.replace("_", " ")
    values = {
        "name": name,
        "title": capitalised(words),
        "words": words,
        "result": words.title().replace(" ", ""),
        "asks": _checked_words(args.asks or f"What is there to say of {words}?"),
    }
    for template, path in targets.items():
        text = (TEMPLATES / f"{template}.template").read_text(encoding="utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(values), encoding="utf-8", newline="\n")
        print(path.relative_to(root).as_posix())
    (targets["test_model.py"].parent / "__init__.py").touch()
    return 0


def _checkout() -> Path:
    root = paths.PACKAGE.parent
    if not (root / "pyproject.toml").exists():
        raise ParameterError(
            found=f"{paths.PACKAGE} is an installed package",
            expected="a checkout of its repository, where a question can be added",
            after="Nothing was written.",
        )
    return root


def _checked_name(name: str) -> str:
    if name != slug(name) or not re.match("[a-z]", name) or iskeyword(name):
        usable = slug(name).lstrip("0123456789_") or "tribunal_appeals"
        raise _refusal(
            f"{name!r} cannot be the name of a question",
            f"small letters, digits and underscores, such as {usable}",
        )
    return name


def _checked_words(text: str) -> str:
    if '"' in text or "\\" in text or not text.isprintable():
        raise _refusal(
            f"{text!r} has a quotation mark, a backslash, a tab or a second line",
            "a question in plain words",
            parameter="asks",
        )
    return text


def _refusal(found: str, expected: str, parameter: str = "NAME") -> ParameterError:
    place = Place(parameter=parameter)
    return ParameterError(place, found=found, expected=expected, after="Nothing was written.")
