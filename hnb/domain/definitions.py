"""Definitions that a person writes in YAML, read within limits and checked to their last key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor

from hnb.domain.errors import HnbError, ParameterError, Place, did_you_mean, nearest
from hnb.domain.words import LONGEST_QUOTED, UNSEEN, quoted

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    Definition = TypeVar("Definition", bound=BaseModel)

# What pydantic says of a value of the wrong kind, in a person's words.
_KINDS = {
    "string_type": "words",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "names, each with a value",
    "too_short": "at least 1 item",
    "string_too_short": "words",
}
_UNKNOWN_KEY = ("extra_forbidden", "invalid_key")
# the largest of ours has 28 KB and 1,500 values, one within another up to 8 deep
LARGEST = 500_000  # bytes
MOST_VALUES = 20_000  # with those that aliases repeat
DEEPEST = 40  # values within values
LONGEST_NUMBER = 30  # letters
A_DAY = "a day such as 2026-12-10"
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # many times as fast


class _Refused(yaml.YAMLError):
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
        return plain_data(_text(path))
    except (OSError, ValueError, yaml.YAMLError) as fault:  # such as a thirteenth month
        words = " ".join(str(fault).split())
        raise error(
            Place(file=file or path.name),
            found=f"it cannot be read ({words})",
            expected=getattr(fault, "expected", "a YAML file, as UTF-8"),
        ) from None


def plain_data(text: str) -> object:
    """What a YAML text says.

    Raises
    ------
    yaml.YAMLError, ValueError
        It is not such YAML as `read_yaml` takes.
    """
    return yaml.load(text, _Loader)


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
            _refuse_impossible_day(node, line)
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


def _refuse_impossible_day(node: yaml.Node, line: int) -> None:
    """Refuse what is written as a day and is none, such as one in a thirteenth month."""
    if not isinstance(node, yaml.ScalarNode) or not node.tag.endswith(":timestamp"):
        return
    try:
        SafeConstructor().construct_yaml_timestamp(node)
    except ValueError:
        fault = f"line {line} has {quoted(node.value)}, which is no day"
        raise _Refused(fault, A_DAY) from None


def checked(
    kind: type[Definition],
    data: object,
    *,
    file: str,
    error: type[HnbError] = ParameterError,
) -> Definition:
    """Plain data of a YAML file as a definition.

    Parameters
    ----------
    kind : type
        A pydantic model that forbids keys that it does not know.
    data : object
        What the YAML holds.
    file : str
        Named in errors.
    error : type
        The error that is raised.

    Raises
    ------
    HnbError
        A key is not known (the nearest valid key is named) or missing, or a value cannot be used.
    """
    from pydantic import ValidationError

    try:
        return kind.model_validate(data)
    except ValidationError as refusal:
        faults = refusal.errors(include_url=False)
        fault = _told(faults)
        path = _path(data, fault)
        alike = [other for other in faults if _path(data, other) == path]
        wanted = " or ".join(dict.fromkeys(_expected(kind, other) for other in alike))
        raise error(
            Place(file=file, parameter=": ".join(path)),
            found=_found(kind, fault),
            expected=_missing(faults, fault) if fault["type"] == "missing" else wanted,
        ) from None


def _told(faults: Sequence[ErrorDetails]) -> ErrorDetails:
    """The fault to tell: the first, but a misspelt key rather than one that is missing."""
    first = faults[0]
    if first["type"] != "missing":
        return first
    beside = (fault for fault in faults if fault["loc"][:-1] == first["loc"][:-1])
    return next((fault for fault in beside if fault["type"] in _UNKNOWN_KEY), first)


def _path(data: object, fault: ErrorDetails) -> list[str]:
    """Where in the data a fault is: names of keys, and places in lists counted from 1."""
    path: list[str] = []
    for step in fault["loc"]:
        if isinstance(data, Mapping) and step in data:
            path.append(str(step))
            data = data[step]
        elif isinstance(data, Sequence) and isinstance(step, int) and step < len(data):
            path.append(str(step + 1))
            data = data[step]
    return [*path, str(fault["loc"][-1])] if fault["type"] == "missing" else path


def _found(kind: type[BaseModel], fault: ErrorDetails) -> str:
    if fault["type"] == "union_tag_not_found":
        return f"it has no key {fault['ctx']['discriminator']}"
    if fault["type"] == "union_tag_invalid":
        return f"{quoted(fault['ctx']['tag'])} cannot be used for {fault['ctx']['discriminator']}"
    if fault["type"] in _UNKNOWN_KEY:
        return f"there is no key {quoted(str(fault['loc'][-1]))}"
    if fault["type"] == "missing":
        known = _keys_at(kind, fault["loc"][:-1])
        others = [str(key) for key in fault["input"] if key not in known]
        near = nearest(str(fault["loc"][-1]), others)
        return f"it is missing, and there is {near[0]!r}" if near else "it is missing"
    if fault["loc"] and fault["loc"][-1] == "[key]":
        return f"the name {quoted(fault['input'])} cannot be used"
    if fault["type"] == "value_error" and _cannot_be_quoted(fault["input"]):
        return "what is said in it does not fit together"
    return f"{quoted(fault['input'])} cannot be used"


def _cannot_be_quoted(data: object) -> bool:
    """Whether it is long, and what a person has written under keys."""
    parts = data if isinstance(data, list) else [data]
    return len(repr(data)) > LONGEST_QUOTED and any(isinstance(part, Mapping) for part in parts)


def _missing(faults: Sequence[ErrorDetails], first: ErrorDetails) -> str:
    """The keys that are missing at one place, all at once, as they would be written."""
    names = [
        str(fault["loc"][-1])
        for fault in faults
        if fault["type"] == "missing" and fault["loc"][:-1] == first["loc"][:-1]
    ]
    return " and ".join(f"`{name}: …`" for name in names)


def _expected(kind: type[BaseModel], fault: ErrorDetails) -> str:
    if fault["type"] in _UNKNOWN_KEY:
        known = _keys_at(kind, fault["loc"][:-1])
        return f"one of: {', '.join(known)}{did_you_mean(str(fault['loc'][-1]), known)}"
    if fault["type"] == "union_tag_not_found":
        return str(fault["ctx"]["discriminator"])
    if fault["type"] == "union_tag_invalid":
        tags = fault["ctx"]["expected_tags"].replace("'", "")
        return f"one of: {tags}{did_you_mean(fault['ctx']['tag'], tags.split(', '))}"
    if fault["type"] == "model_type":
        return f"a mapping with {', '.join(_keys_at(kind, fault['loc']))}"
    if fault["type"].startswith("date_"):
        return A_DAY
    message = re.sub(r"^(Input should be|Value error,) ", "", fault["msg"])
    if fault["type"] == "literal_error":
        message += did_you_mean(str(fault["input"]), re.findall(r"'([^']*)'", message))
    return _KINDS.get(fault["type"], message) + _misspelt_option(kind, fault["loc"])


def _misspelt_option(kind: type[BaseModel], location: Sequence[int | str]) -> str:
    """A clause naming the nearest key, where a definition may have further keys and this is one."""
    for number, step in enumerate(location):
        above = _kind_at(kind, location[:number])
        known = _keys(above)
        if getattr(above, "model_config", {}).get("extra") == "allow" and step not in known:
            return did_you_mean(str(step), known)
    return ""


def _keys_at(kind: object, location: Sequence[int | str]) -> list[str]:
    """The keys that a definition has at a place within it."""
    return _keys(_kind_at(kind, location))


def _keys(kind: object) -> list[str]:
    fields = getattr(kind, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _kind_at(kind: object, location: Sequence[int | str]) -> object:
    """What a definition says of a place within it."""
    for step in location:
        kind = _within(kind, step)
        while get_origin(kind) in (Annotated, Union, UnionType) and len(_models(kind)) == 1:
            kind = _models(kind)[0]
    return kind


def _within(kind: object, step: int | str) -> object:
    """What is under a key or in a list; of several definitions, the one that has a step of
    pydantic's location as a word.
    """
    fields = getattr(kind, "model_fields", None)
    if fields is not None:
        return fields[step].annotation if step in fields else None
    several = get_origin(kind) in (Union, UnionType)
    named = [model for model in _models(kind) if not several or step in _words(model)]
    return named[0] if named else None


def _models(kind: object) -> list[object]:
    return [part for part in get_args(kind) if _holds_a_model(part)]


def _words(kind: object) -> set[object]:
    """The words that the fields of a definition are held to."""
    fields = getattr(kind, "model_fields", {}).values()
    return {word for field in fields for word in get_args(field.annotation)}


def _holds_a_model(kind: object) -> bool:
    return hasattr(kind, "model_fields") or any(map(_holds_a_model, get_args(kind)))
