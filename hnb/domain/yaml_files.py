"""YAML that a person writes, read as plain data within limits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer

from hnb.domain.errors import HnbError, ParameterError, Place
from hnb.domain.words import UNSEEN, quoted

# the largest of ours has 28 KB and 1,500 values, one within another up to 8 deep
LARGEST = 500_000  # bytes
MOST_VALUES = 20_000  # with those that aliases repeat
DEEPEST = 40  # values within values
LONGEST_NUMBER = 30  # letters
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # many times as fast


class _Refused(Exception):
    """What is wrong with a YAML file that can be read, and what is expected."""

    def __init__(self, fault: str, expected: str) -> None:
        super().__init__(fault)
        self.expected = expected


def read_yaml(
    path: Path, error: type[HnbError] = ParameterError, file: str | None = None
) -> object:
    """The plain data of a YAML file, in which no name stands twice.

    Raises
    ------
    HnbError
        Of the kind given, naming the `file`: it cannot be read, is not such YAML, or is larger than
        a definition can be.
    """
    try:
        return yaml.load(_text(path), _Loader)
    except (OSError, ValueError, yaml.YAMLError, _Refused) as fault:  # such as a thirteenth month
        words = " ".join(str(fault).split())
        raise error(
            Place(file=file or path.name),
            found=f"it cannot be read ({words})",
            expected=getattr(fault, "expected", "a YAML file, as UTF-8"),
        ) from None


def _text(path: Path) -> str:
    """The text of a file that is no larger than a definition can be."""
    expected = f"a YAML file of up to {LARGEST:,} bytes"
    if path.exists() and not path.is_file():  # a folder, or a device that never ends
        raise _Refused("it is not a file", expected)
    with path.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _Refused("it is too large", expected)
    return content.decode("utf-8-sig")


class _Loader(Composer, _SAFE):
    """PyYAML's safe loader, held to plain data within the limits. What an alias repeats counts as
    if it had been written out.
    """

    def __init__(self, stream: str) -> None:
        _SAFE.__init__(self, stream)
        Composer.__init__(self)
        self.values = self.depth = 0
        self.values_within: dict[yaml.Node, int] = {}

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """The next value, within the limits."""
        event, before = self.peek_event(), self.values
        line = event.start_mark.line + 1
        self.depth += 1
        if self.depth > DEEPEST:
            fault = f"line {line} has too many values within each other"
            raise _Refused(fault, f"at most {DEEPEST}")
        _refuse_what_is_not_plain(event, line)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        if isinstance(event, yaml.AliasEvent):
            if node not in self.values_within:
                raise _Refused(f"line {line} has an alias within itself", "plain values")
            self.values += self.values_within[node]
        elif node is not None:
            self.values += 1
            self.values_within[node] = self.values - before
            _refuse_long_number(node, line)
        if self.values > MOST_VALUES:
            fault = f"up to line {line} there are too many values"
            raise _Refused(fault, f"at most {MOST_VALUES:,}, with those that aliases repeat")
        return node

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Names with their values, each name once however it is spelt: `yes` is `true`."""
        node: yaml.MappingNode = super().compose_mapping_node(anchor)
        seen: set[object] = set()
        for key, _ in node.value:
            is_read = isinstance(key, yaml.ScalarNode) and not key.tag.endswith(":merge")
            same = {str(key.value), self.construct_object(key) if is_read else None}
            if not seen.isdisjoint(same - {None}):
                fault = f"{quoted(key.value)} stands twice, again in line {key.start_mark.line + 1}"
                raise _Refused(fault, "each name once")
            seen |= same
        return node


def _refuse_what_is_not_plain(event: yaml.Event, line: int) -> None:
    """Refuse a kind that is stated, and words with letters that cannot be seen."""
    tag, value = getattr(event, "tag", None), getattr(event, "value", "")
    if tag:
        fault = f"line {line} states the kind of a value, {quoted(tag)}"
        raise _Refused(fault, "the value alone")
    unseen = UNSEEN.search(value)
    if unseen:
        fault = f"line {line} has a letter that cannot be seen, U+{ord(unseen[0]):04X}"
        raise _Refused(f"{fault}, in {quoted(value)}", "words without it")


def _refuse_long_number(node: yaml.Node, line: int) -> None:
    """Refuse a number that none of ours can be: not a number, without end, or of many digits."""
    if node.tag.rpartition(":")[2] not in ("int", "float"):
        return
    if len(node.value) > LONGEST_NUMBER or re.search("(?i)inf|nan", node.value):
        fault = f"line {line} has {quoted(node.value)}, which is no number to reckon with"
        raise _Refused(fault, f"a number of at most {LONGEST_NUMBER} digits")
