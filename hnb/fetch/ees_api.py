"""The public API of Explore Education Statistics: a data set, what is in it, and queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hnb.domain.plain import Json
from hnb.fetch.client import Client

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
        answer = client.json(address)
        if answer.get("status") == "Published":
            version = str((answer.get("latestVersion") or {}).get("version", ""))
            return DataSet(address, str(answer.get("title", key)), version)
        key = str(answer.get("supersedingDataSetId") or "")
        if not key:
            fault = f"the data set is {str(answer.get('status', 'of no status')).lower()}"
            raise client.fault(address, fault, "one that is published")
    raise client.fault(address, f"it is superseded more than {MOST_SUPERSEDED} times")


def meta(client: Client, data_set: DataSet) -> Json:
    """What is in a data set: filters with their options, indicators, locations, periods.

    Ids of options are random and belong to the data set, so they are looked up here and never
    written down.
    """
    answer = client.json(f"{data_set.address}/meta")
    if not all(isinstance(answer.get(key), list) for key in ("filters", "indicators")):
        fault = "its description is of another form"
        raise client.fault(data_set.address, fault, "filters and indicators")
    return answer


def query(client: Client, data_set: DataSet, criteria: Mapping[str, object]) -> list[Json]:
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
    results: list[Json] = []
    for page in range(1, MOST_PAGES + 1):
        body = {"criteria": dict(criteria), "page": page, "pageSize": PAGE_SIZE}
        answer = client.json(address, body)
        _refuse_warnings(client, address, answer)
        try:
            results += [
                {**result, "values": dict(result["values"])} for result in answer["results"]
            ]
            paging = answer["paging"]
            pages, total = int(paging["totalPages"]), int(paging["totalResults"])
        except (LookupError, TypeError, ValueError):
            raise client.fault(address, "its answer is of another form", "results") from None
        if page >= pages:
            break
    if len(results) != total:
        raise client.fault(address, f"it sent {len(results):,} results, and says {total:,}")
    return results


def _refuse_warnings(client: Client, address: str, answer: Json) -> None:
    warnings = [entry for entry in answer.get("warnings") or [] if isinstance(entry, dict)]
    for warning in warnings:
        code = str(warning.get("code", ""))
        if code in ERRORS:
            said = " ".join(str(warning.get("message", code)).split())
            raise client.fault(address, f"{said} ({code})", f"{ERRORS[code]} that are in it")
