"""`hnb new question`: the skeleton of a question, in a checkout of this package."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from keyword import iskeyword
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from hnb.cli import COMMANDS, add_command
from hnb.domain import paths
from hnb.domain.errors import HnbError, ParameterError, Place
from hnb.domain.words import capitalised, listed, quoted, slug
from hnb.store.write import put_in_place

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLE = """It writes a folder in hnb/questions/, a notebook, a test and a method page that work
as they are. The question is in a paper once the report's YAML has the notebook among its sections.

example:
  hnb new question tribunal_appeals --asks "How often do parents appeal?"
"""
_USABLE = "tribunal_appeals"
TEMPLATES = paths.PACKAGE / "questions" / "_template"
# where each template goes, from the top of the checkout
FILES = {
    "methods.md": "docs/methods/{name}.md",
    "notebook.ipynb": "notebooks/{name}.ipynb",
    "test_init.py": "tests/questions/{name}/__init__.py",
    "test_model.py": "tests/questions/{name}/test_model.py",
    "__init__.py": "hnb/questions/{name}/__init__.py",
    "model.py": "hnb/questions/{name}/model.py",
    "charts.py": "hnb/questions/{name}/charts.py",
    "text.py": "hnb/questions/{name}/text.py",
    "question.yml": "hnb/questions/{name}/question.yml",
}
# What is moved there, in this order. Two runs with one name meet at the first, since no folder is
# moved over another; a question is listed once its folder is there, which is therefore the last.
MOVED = (
    "tests/questions/{name}",
    "docs/methods/{name}.md",
    "notebooks/{name}.ipynb",
    "hnb/questions/{name}",
)
WIDEST = 100  # columns of a line of Python
_WINDOWS_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)\d")  # no file can have such a name there


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
    asks = f"What is there to say of {name.replace('_', ' ')}?" if args.asks is None else args.asks
    texts = _texts(name, _checked_words(asks))
    places = [path.format(name=name) for path in MOVED]
    _refuse_taken(root, places)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as folder:
        for path, text in texts.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8", newline="\n")
        _move_in(Path(folder), root, places)
    try:
        print("\n".join(texts), flush=True)
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise HnbError(
            Place(file="the output"),
            found=f"it cannot be written ({fault.strerror})",
            after=f"The question was written all the same, in {places[-1]}.",
        ) from None
    return 0


def _texts(name: str, asks: str) -> dict[str, str]:
    """The text of each file of a question, by its path from the top of the checkout."""
    words = name.replace("_", " ")
    values = {
        "name": name,
        "title": capitalised(words),
        "words": words,
        # the name of no library, no word of Python's and nothing that a template imports
        "result": words.title().replace(" ", "") + "Answer",
        "asks": asks,
    }
    return {
        path.format(name=name): Template(_template(template)).substitute(values)
        for template, path in FILES.items()
    }


def _template(name: str) -> str:
    return (TEMPLATES / f"{name}.template").read_text(encoding="utf-8")


def _refuse_taken(root: Path, places: Sequence[str]) -> None:
    """Refuse a name of which something is there, and a folder in which nothing can be made."""
    for place in reversed(places):
        # a folder hides the module of its name: hnb/questions/definition.py
        for path in (root / place, (root / place).with_suffix(".py")):
            if path.exists():
                raise _taken(path.relative_to(root).as_posix())
        try:
            tempfile.TemporaryFile(dir=(root / place).parent).close()
        except OSError as fault:
            raise HnbError(
                Place(file=Path(place).parent.as_posix()),
                found=f"no file can be made there ({fault.strerror})",
                expected="a folder that can be written in",
                after="Nothing was written.",
            ) from None


def _taken(path: str) -> ParameterError:
    return _refusal(f"there is {path} already", "another name")


def _move_in(built: Path, root: Path, places: Sequence[str]) -> None:
    """Put a whole question in its place; if a part cannot be moved, those before it are taken
    back.
    """
    try:
        for place in places:
            _move(built, root, place)
    except BaseException:
        # what is no longer where it was built has been moved, also where a step was interrupted
        moved = [place for place in places if not (built / place).exists()]
        for place in reversed(moved):
            with suppress(OSError, HnbError):
                put_in_place(root / place, built / place)
        left = [place for place in moved if not (built / place).exists()]
        if left:
            raise HnbError(
                found="the question was written in part and cannot be taken back",
                after=f"Delete {listed(left)}.",
            ) from None
        raise


def _move(built: Path, root: Path, place: str) -> None:
    if (root / place).exists():  # a file would be moved over another without a word
        raise _taken(place)
    try:
        put_in_place(built / place, root / place)
    except (OSError, HnbError) as fault:
        if (root / place).exists():
            raise _taken(place) from None
        reason = fault.found if isinstance(fault, HnbError) else fault.strerror
        raise HnbError(
            Place(file=place),
            found=f"it cannot be put in place ({reason})",
            after="Nothing was written.",
        ) from None


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
    expected = _fault_of(name)
    if not expected:
        return name
    word = slug(name).lstrip("0123456789_")
    usable = next(like for like in (word, f"about_{word}", _USABLE) if not _fault_of(like))
    raise _refusal(
        f"{quoted(name)} cannot be the name of a question", f"{expected}, such as {usable}"
    )


def _fault_of(name: str) -> str:
    """What is expected instead of a name; empty where it can be used."""
    import yaml

    if name != slug(name) or not re.match("[a-z]", name):
        return "small letters, digits and underscores"
    if iskeyword(name) or yaml.safe_load(name) != name or _WINDOWS_DEVICE.fullmatch(name):
        return "a word that neither Python, YAML nor Windows keeps for itself"
    if _width(name) > WIDEST:
        counts = range(min(len(name), WIDEST), 0, -1)
        longest = next(count for count in counts if _width("x" * count) <= WIDEST)
        return f"at most {longest} letters (it has {len(name)})"
    return ""


def _width(name: str) -> int:
    """Columns of the widest line of Python that a name of a question makes."""
    texts = _texts(name, "").items()
    return max(len(line) for path, text in texts if ".py" in path for line in text.splitlines())


def _checked_words(text: str) -> str:
    if '"' in text or "\\" in text or not text.isprintable() or not text.strip():
        raise _refusal(
            f"{quoted(text)} is empty, or has a quotation mark, a backslash, a tab or a second "
            "line",
            "a question in plain words",
            parameter="asks",
        )
    return text


def _refusal(found: str, expected: str, parameter: str = "NAME") -> ParameterError:
    place = Place(parameter=parameter)
    return ParameterError(place, found=found, expected=expected, after="Nothing was written.")
