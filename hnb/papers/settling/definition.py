"""The programmes that authorities have named in public: reports/settings/programmes.yml."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hnb.domain import paths
from hnb.domain.definitions import checked, read_yaml

Words = Annotated[str, Field(min_length=1)]


class Programme(BaseModel):
    """A programme of one authority.

    Parameters
    ----------
    programme, name : str
        What papers call it, and its full name.
    start_year : int
        The January of that year is the last census before it began.
    source : str
        Where the council says so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    programme: Words
    start_year: int = Field(ge=2015, le=2100)
    name: Words
    source: Words


class Programmes(BaseModel):
    """Every programme, by the name of its authority."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    programmes: dict[str, Programme]


def programme_of(authority: str) -> dict[str, str | int]:
    """The parameters `programme` and `start_year` of an authority; none where it has named no
    programme.
    """
    path = paths.reports() / "settings" / "programmes.yml"
    named = checked(Programmes, read_yaml(path), file=path.name).programmes.get(authority)
    return {"programme": named.programme, "start_year": named.start_year} if named else {}
