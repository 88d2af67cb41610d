"""Definitions that a person writes in YAML, checked to their last key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from hnb.domain.errors import HnbError, ParameterError, Place, did_you_mean

if TYPE_CHECKING:
    from pydantic import BaseModel

    Definition = TypeVar("Definition", bound=BaseModel)


def read_yaml(path: Path, error: type[HnbError] = ParameterError) -> object:
    """The plain data of a YAML file, in which no name stands twice.

    Raises
    ------
    HnbError
        Of the kind given: the file cannot be read, or is not such YAML.
    """
    import yaml

    class UniqueKeys(yaml.SafeLoader):
        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            names = [str(key.value) for key, _ in node.value]
            for place, (key, _) in enumerate(node.value):
                if names[place] in names[:place]:
                    line = key.start_mark.line + 1
                    raise yaml.YAMLError(f"{names[place]!r} stands twice, again in line {line}")
            return super().construct_mapping(node, deep)

    try:
        return yaml.load(path.read_text(encoding="utf-8"), UniqueKeys)
    except (OSError, ValueError, yaml.YAMLError) as fault:  # such as a day in a thirteenth month
        words = " ".join(str(fault).split())
        raise error(
            Place(file=path.name), found=f"it cannot be read ({words})", expected="a YAML file"
        ) from None


def checked(
    kind: type[Definition],
    data: object,
    *,
    file: str,
    error: type[HnbError] = ParameterError,
    after: str = "",
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
    after : str
        What became of the person's work.

    Raises
    ------
    HnbError
        A key is not known (the nearest valid key is named) or missing, or a value cannot be used.
    """
    from pydantic import ValidationError

    try:
        return kind.model_validate(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        raise error(
            Place(file=file, parameter=": ".join(map(str, first["loc"]))),
            found=_found(first),
            expected=_expected(kind, first),
            after=after,
        ) from None


def _found(fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        return f"there is no key {str(fault['loc'][-1])!r}"
    if fault["type"] == "missing":
        return "it is missing"
    return f"{fault['input']!r:.80} cannot be used"


def _expected(kind: type[BaseModel], fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        known = _keys_at(kind, fault["loc"][:-1])
        return f"one of: {', '.join(known)}{did_you_mean(str(fault['loc'][-1]), known)}"
    return str(fault["msg"]).removeprefix("Value error, ")


def _keys_at(kind: object, location: Sequence[int | str]) -> list[str]:
    """The keys that a definition has at a place within it."""
    for step in location:
        fields = getattr(kind, "model_fields", None)
        if fields and step in fields:
            kind = fields[step].annotation
        while not hasattr(kind, "model_fields") and get_args(kind):
            inner = [part for part in get_args(kind) if _holds_a_model(part)]
            if not inner:
                return []
            kind = inner[0]
    fields = getattr(kind, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _holds_a_model(kind: object) -> bool:
    return hasattr(kind, "model_fields") or any(map(_holds_a_model, get_args(kind)))
