"""Definitions that a person writes in YAML, checked to their last key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import TYPE_CHECKING, Annotated, TypeVar, Union, get_args, get_origin

from hnb.domain.errors import HnbError, ParameterError, Place, did_you_mean, nearest
from hnb.domain.words import LONGEST_QUOTED, quoted

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
        raise error(
            Place(file=file, parameter=": ".join(path)),
            found=_found(kind, fault),
            expected=" or ".join(dict.fromkeys(_expected(kind, other) for other in alike)),
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
