"""What services.yml may say, and what is taken of the services' answers."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import Place, unknown
from hnb.domain.words import quoted

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOME = Path(__file__).with_name("services.yml")


class Definition(BaseModel):
    """Something that services.yml says; a key that is not listed here is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Service(Definition):
    """One service.

    Parameters
    ----------
    title, kind : str
        What people call it; how it is asked.
    addresses : dict
        Where its parts answer: `content`, and `api` where it has one.
    hosts : tuple of str
        Other hosts that it may send a request on to.
    licence : str
        Of what it publishes.
    probe : str
        A data set of the public API by which a self-test tries it.
    pause, timeout, deadline : float
        Seconds between two requests, without an answer, and for one file.
    largest : int
        Bytes of a file, unpacked.
    """

    title: str = Field(min_length=1)
    kind: Literal["ees", "govuk", "ons"]
    addresses: dict[str, str]
    hosts: tuple[str, ...] = ()
    licence: str = Field(min_length=1)
    probe: str = ""
    pause: float = Field(default=1, ge=0)
    timeout: float = Field(default=60, gt=0)
    deadline: float = Field(default=1800, gt=0)
    largest: int = Field(default=400_000_000, gt=0)

    @model_validator(mode="after")
    def _has_usable_addresses(self) -> Service:
        if "content" not in self.addresses:
            raise ValueError("an address called content")
        for address in self.addresses.values():
            parts = urlsplit(address)
            if parts.scheme != "https" and parts.hostname not in LOOPBACK:
                raise ValueError("addresses that begin with https://")
        return self

    @property
    def every_host(self) -> frozenset[str]:
        """The hosts that it answers from."""
        answering = (urlsplit(address).hostname or "" for address in self.addresses.values())
        return frozenset((*answering, *self.hosts))


class Publication(Definition):
    """One publication.

    Parameters
    ----------
    title, service : str
        What people call it; the service that has it.
    sources : tuple of str
        The folders of `hnb/sources/` that read it.
    id, slug : str
        How Explore Education Statistics knows it.
    paths, since : tuple of str, int
        Pages that have it; `{year}` and `{next}` stand for each year from `since` on.
    take : str
        Whether its release is taken file by file or as one zip, which has supporting files too.
    api : bool
        Whether a file that is in the public API is taken from there.
    files : dict
        Patterns of the names or titles of files that are read, each with the tables that it has.
    """

    title: str = Field(min_length=1)
    service: str
    sources: tuple[str, ...]
    id: str = ""
    slug: str = ""
    paths: tuple[str, ...] = ()
    since: int = 0
    take: Literal["files", "zip"] = "files"
    api: bool = False
    files: dict[str, tuple[str, ...]]

    def tables_of(self, name: str, title: str) -> tuple[str, ...] | None:
        """The tables that a file has, by its name or title; None where nobody reads such a file."""
        stem = name.casefold().rpartition(".")[0] or name.casefold()
        for pattern, tables in self.files.items():
            if re.fullmatch(pattern, stem) or re.fullmatch(pattern, title.casefold()):
                return tables
        return None


class Services(Definition):
    """All of services.yml."""

    services: dict[str, Service]
    publications: dict[str, Publication]

    @model_validator(mode="after")
    def _names_known_services(self) -> Services:
        for publication in self.publications.values():
            if publication.service not in self.services:
                raise ValueError(f"a service that is described, and not {publication.service}")
        return self

    def publication(self, name: str) -> Publication:
        """A publication by its name.

        Raises
        ------
        ParameterError
            There is none of that name.
        """
        if name not in self.publications:
            fault = f"no publication is called {quoted(name)}"
            place = Place(parameter="only")
            raise unknown(place, fault, word=name, known=self.publications)
        return self.publications[name]


def services() -> Services:
    """What services.yml says, or the file that the variable HNB_SERVICES names.

    Raises
    ------
    ParameterError
        It cannot be read, or says what no service can have.
    """
    return _read(Path(os.environ.get("HNB_SERVICES") or HOME))


@cache
def _read(file: Path) -> Services:
    return checked(Services, read_yaml(file), file=file.name)


# ---- what is taken of answers: anything else in them may change ----


class ReplyPart(BaseModel):
    """A part of an answer, whose names are written likeThis."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)


class Paging(ReplyPart):
    """How many results there are, and pages of them."""

    total_results: int
    total_pages: int


class ReleaseName(ReplyPart):
    """What a release is called."""

    title: str
    slug: str


class FileMeta(ReplyPart):
    """What is in a data file."""

    num_data_file_rows: int | None = None


class Identified(ReplyPart):
    """Something that has an id."""

    id: str


class DataFile(Identified):
    """A data file of a release."""

    filename: str
    title: str = ""
    file_size: str = ""
    release: ReleaseName
    latest_data: bool = True
    is_superseded: bool = False
    published: str
    last_updated: str = ""
    meta: FileMeta | None = None
    api: Identified | None = None


class DataFiles(ReplyPart):
    """A page of a list of data files."""

    results: tuple[DataFile, ...]
    paging: Paging


class VersionName(ReplyPart):
    """A version of a data set."""

    version: str = ""


class DataSetStatus(ReplyPart):
    """A data set of the public API."""

    title: str = ""
    status: str
    superseding_data_set_id: str | None = None
    latest_version: VersionName | None = None


class Option(Identified):
    """A category of a filter."""

    label: str


class Filter(Identified):
    """A filter of a data set."""

    column: str = ""
    options: tuple[Option, ...] = ()


class Indicator(Identified):
    """A quantity of a data set."""

    column: str = ""


class Period(ReplyPart):
    """A period of a data set."""

    period: str
    code: str


class DataSetMeta(ReplyPart):
    """What is in a data set."""

    filters: tuple[Filter, ...]
    indicators: tuple[Indicator, ...]
    time_periods: tuple[Period, ...] = ()


class Result(ReplyPart):
    """One result of a query: each value is a string, symbols included."""

    values: dict[str, str]


class Warned(ReplyPart):
    """What a query says of itself."""

    code: str = ""
    message: str = ""


class QueryPage(ReplyPart):
    """A page of results of a query."""

    results: tuple[Result, ...]
    paging: Paging
    warnings: tuple[Warned, ...] = ()


class Attachment(BaseModel):
    """A file of a page of GOV.UK; one that is elsewhere or no file has no `url`."""

    url: str = ""
    title: str = ""
    file_size: int | None = None


class Details(BaseModel):
    """What a page of GOV.UK consists of."""

    attachments: tuple[Attachment, ...] = ()
    body: object = ""
    documents: tuple[object, ...] = ()


class Linked(BaseModel):
    """A page that another links to."""

    base_path: str | None = None
    public_updated_at: str = ""
    withdrawn: bool = False


class Links(BaseModel):
    """The pages that a page links to."""

    documents: tuple[Linked, ...] = ()


class Redirect(BaseModel):
    """Where a page of GOV.UK has moved to."""

    destination: str


class Page(BaseModel):
    """A page of GOV.UK; one that has moved has `redirects` and no title."""

    base_path: str
    public_updated_at: str
    title: str | None = None
    document_type: str = ""
    withdrawn_notice: object = None
    details: Details | None = None
    links: Links = Links()
    redirects: tuple[Redirect, ...] = ()


class Uri(ReplyPart):
    """An edition of a data set of the statistics office."""

    uri: str


class Landing(ReplyPart):
    """A data set of the statistics office."""

    datasets: tuple[Uri, ...] = ()


class About(ReplyPart):
    """What an edition is called, and its day."""

    release_date: str
    title: str = ""
    edition: str = ""


class Named(ReplyPart):
    """A file of an edition: older ones have a name, newer ones the address of the whole."""

    file: str = ""
    uri: str = ""


class OfficePage(ReplyPart):
    """An edition of a data set of the statistics office."""

    description: About
    downloads: tuple[Named, ...]
