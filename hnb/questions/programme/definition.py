"""The programmes that authorities have named in public (`reports/settings/programmes.yml`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hnb.domain.comparators import Ask
from hnb.domain.definitions import checked

Words = Annotated[str, Field(min_length=1)]


class Programme(BaseModel):
    """A programme of one authority.

    Parameters
    ----------
    programme, name : str
        What papers call it, and its full name.
    start_year : int
        Changes are counted from the January of that year.
    first_named : date
        The day of the first page seen that names it: papers as at an earlier day do not.
    sources : tuple of str
        What the council says of it, and where.
    seen : date
        When excerpts of those pages were read: the whole pages may say more.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    programme: Words
    name: Words
    start_year: int = Field(ge=2015, le=2100)
    first_named: date
    sources: Annotated[tuple[Words, ...], Field(min_length=1)]
    seen: date


class Programmes(BaseModel):
    """Every programme, by the name of its authority."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    programmes: dict[str, Programme]


def settings_of(
    data: object, ask: Ask, programme: object = "", start_year: object = 0
) -> dict[str, object]:
    """The settings `programme` and `start_year` of an authority.

    Parameters
    ----------
    data : object
        The plain data of the YAML file.
    programme, start_year : object
        What a person gives. Where no name is given, the authority's own programme, and its start,
        are used, once it is named and that year has begun.

    Raises
    ------
    ParameterError
        The file has a key that is not known, or a value is missing or of another kind.
    """
    known = checked(Programmes, data, file="programmes.yml").programmes.get(ask.authority.name)
    if programme or known is None:
        return {"programme": programme, "start_year": start_year}
    if ask.as_at and (ask.as_at < known.first_named or ask.as_at.year < known.start_year):
        return {"programme": "", "start_year": start_year}
    return {"programme": known.programme, "start_year": start_year or known.start_year}
