"""The public API of Explore Education Statistics: a data set, what is in it, and queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hnb.fetch.client import Client
from hnb.fetch.definition import DataSetMeta, DataSetStatus, QueryPage, Result

PAGE_SIZE = 10_000
MOST_PAGES = 1_000
MOST_SUPERSEDED = 5
# said with status 200, of a query that then has not the rows that were asked for
ERRORS = {
    "FiltersNotFound": "filters",
    "LocationsNotFound": "locations",
    "TimePeriodsNotFound": "time periods",
    "GeographicLevelsNotFound": "geographic levels",
    "QueryNoResults": "results",
}


@dataclass(frozen=True)
class DataSet:
    """A data set that is published.

    Parameters
    ----------
    address, title, version : str
        Where it answers, what it is called, and its latest version.
    """

    address: str
    title: str
    version: str

    @property
    def csv(self) -> str:
        """Where the whole of it is downloaded; always packed by gzip."""
        return f"{self.address}/csv"


def latest_data_set(client: Client, key: str) -> DataSet:
    """A data set, or the one that has taken its place.

    Raises
    ------
    FetchError
        It is withdrawn, or there are too many, one after another.
    """
    for _ in range(MOST_SUPERSEDED + 1):
        address = f"{client.service.addresses['api']}/data-sets/{key}"
        answer = client.json(address, DataSetStatus)
        if answer.status == "Published":
            version = answer.latest_version.version if answer.latest_version else ""
            return DataSet(address, answer.title or key, version)
        if not answer.superseding_data_set_id:
            fault = f"the data set is {answer.status.lower()}"
            raise client.fault(address, fault, "one that is published")
        key = answer.superseding_data_set_id
    raise client.fault(address, f"it is superseded more than {MOST_SUPERSEDED} times")


def meta(client: Client, data_set: DataSet) -> DataSetMeta:
    """What is in a data set: filters with their options, indicators, periods.

    Ids of options are random and belong to the data set, so they are looked up here and never
    written down.
    """
    return client.json(f"{data_set.address}/meta", DataSetMeta)


def query(client: Client, data_set: DataSet, criteria: Mapping[str, object]) -> list[Result]:
    """Every result of a query, as the service gives it: each value is a string, symbols included.

    Parameters
    ----------
    client : Client
        With which it is asked.
    data_set : DataSet
        What is asked.
    criteria : mapping
        As the service takes them, by ids from `meta`.

    Raises
    ------
    FetchError
        Something in the criteria is not known, which the service says in a warning alone; or there
        are no results, or not as many as it says.
    """
    address = f"{data_set.address}/query"
    results: list[Result] = []
    for page in range(1, MOST_PAGES + 1):
        body = {"criteria": dict(criteria), "page": page, "pageSize": PAGE_SIZE}
        answer = client.json(address, QueryPage, body)
        for warning in answer.warnings:
            if warning.code in ERRORS:
                fault = f"{warning.message} ({warning.code})"
                raise client.fault(address, fault, f"{ERRORS[warning.code]} that are in it")
        results += answer.results
        if page >= answer.paging.total_pages:
            break
    total = answer.paging.total_results
    if len(results) != total:
        raise client.fault(address, f"it sent {len(results):,} results, and says {total:,}")
    return results
