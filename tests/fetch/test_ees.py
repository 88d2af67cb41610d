"""Explore Education Statistics as EES_API describes it: one test for each behaviour."""

from __future__ import annotations

import gzip
import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from hnb.fetch.client import Client
from hnb.fetch.definition import services
from hnb.fetch.edition import FetchError, Missing, NoEdition
from hnb.fetch.ees import download_files, editions, publication_id, zip_of
from hnb.fetch.ees_api import latest_data_set, meta, query
from tests.fetch.fake import Ees, Reply, Some, answer, page, problem

MOMENT, LATER = "2026-06-25T08:30:00.0000000Z", "2026-06-25T14:05:00Z"
CSV = b"time_period,value\n202425,x\n202526,2\n"
PLANS = {"caseload.csv": CSV, "requests.csv": CSV.replace(b"2\n", b"3\n")}


@pytest.fixture
def client(ees: Ees) -> Client:
    return Client(services().services["ees"])


def publication(**changes: object):
    return services().publications["ehc-plans"].model_copy(update=changes)


def downloads(client: Client, about, files=None, **changes: object) -> dict[str, bytes]:
    wanted = publication(take="files", **changes)
    got = download_files(client, wanted, about, files or about.files)
    return {file.name: path.read_bytes() for file, path in got}


def test_files_are_listed_page_by_page(ees, client):
    ees.publish({f"file_{number}.csv": CSV for number in range(85)}, MOMENT)
    (about,) = editions(client, "ehc-plans", publication())
    assert len(about.files) == len({file.key for file in about.files}) == 85
    assert [target[target.index("page=") :] for target in ees.targets()] == [
        f"page={number}&pageSize=40" for number in (1, 2, 3)
    ]
    assert all("latestOnly=true" in target for target in ees.targets())


def test_a_page_larger_than_the_service_gives_is_its_own_fault(ees, client):
    address = f"{ees.address}/api/data-set-files?publicationId={Ees.PUBLICATION}&page=1&pageSize=41"
    with pytest.raises(FetchError, match="400.*pageSize: AllowedRange"):
        client.json(address, Some)


def test_what_the_service_says_of_a_file_is_known_before_it_is_downloaded(ees, client):
    ees.publish(PLANS, LATER, first=MOMENT)
    (about,) = editions(client, "ehc-plans", publication())
    file = about.files[0]
    assert (about.release, about.slug, about.day.isoformat()) == (
        "Reporting year 2026",
        "2026",
        "2026-06-25",
    )
    assert (about.published, about.updated) == (MOMENT, LATER)
    assert (file.name, file.rows, file.size, file.updated) == ("caseload.csv", 2, "0 Kb", LATER)
    assert "ehc_plans" in file.tables


def test_a_service_that_knows_no_day_of_update_gives_the_day_of_publication(ees, client):
    ees.publish(PLANS, "0001-01-01T00:00:00", first=MOMENT)
    (about,) = editions(client, "ehc-plans", publication())
    assert about.updated == about.files[0].updated == MOMENT


def test_files_that_are_superseded_or_of_an_earlier_release_are_left_out(ees, client):
    ees.publish({**PLANS, "earlier.csv": CSV, "superseded.csv": CSV}, MOMENT)
    usual = ees.item

    def item(file):
        odd = {"earlier.csv": {"latestData": False}, "superseded.csv": {"isSuperseded": True}}
        return usual(file) | odd.get(file.name, {})

    ees.item = item
    (about,) = editions(client, "ehc-plans", publication())
    assert [file.name for file in about.files] == list(PLANS)


def test_a_list_that_changes_between_its_pages_is_read_again(ees, client):
    ees.publish({f"file_{number}.csv": CSV for number in range(50)}, MOMENT)
    items = [ees.item(file) for file in ees.files]
    paging = {"page": 1, "pageSize": 40, "totalPages": 2}
    first = answer({"results": items[:40], "paging": {**paging, "totalResults": 50}})
    moved = answer({"results": items[39:49], "paging": {**paging, "totalResults": 50}})
    ees.first["/api/data-set-files"] = [first, moved]
    assert len(editions(client, "ehc-plans", publication())[0].files) == 50
    ees.first["/api/data-set-files"] = [first, moved] * 2
    with pytest.raises(FetchError, match="lists 49 files, and says 50"):
        editions(client, "ehc-plans", publication())


@pytest.mark.parametrize("key", ["id", "filename", "release", "published"])
def test_a_list_of_another_form_is_refused(ees, client, key):
    ees.publish(PLANS, MOMENT)
    usual = ees.item
    ees.item = lambda file: {name: value for name, value in usual(file).items() if name != key}
    with pytest.raises(FetchError, match=f"another form .results.0.{key}: Field required"):
        editions(client, "ehc-plans", publication())


def test_a_publication_without_files_has_no_edition(ees, client):
    with pytest.raises(NoEdition, match="no files of a latest release"):
        editions(client, "ehc-plans", publication())


def test_a_publication_without_an_id_is_looked_up_by_its_slug(ees, client):
    assert publication_id(client, publication(id="")) == Ees.PUBLICATION
    with pytest.raises(Missing, match="404"):
        publication_id(client, publication(id="", slug="nothing"))


def test_a_file_is_downloaded_by_the_id_that_the_list_gives(ees, client):
    ees.publish(PLANS, MOMENT)
    (about,) = editions(client, "ehc-plans", publication())
    assert downloads(client, about) == PLANS
    assert f"/api/data-set-files/{about.files[0].key}/download" in ees.targets()


def test_a_file_that_was_replaced_since_is_looked_for_in_a_new_list(ees, client):
    ees.publish(PLANS, MOMENT)
    (about,) = editions(client, "ehc-plans", publication())
    newer = {name: content.replace(b"2", b"4") for name, content in PLANS.items()}
    ees.publish(newer, LATER)
    assert downloads(client, about) == newer


def test_a_file_that_is_gone_is_never_guessed(ees, client):
    ees.publish(PLANS, MOMENT)
    (about,) = editions(client, "ehc-plans", publication())
    ees.publish({"case_load_new.csv": CSV, "requests.csv": CSV}, LATER)
    with pytest.raises(FetchError, match="caseload.csv is there no more.*has none like it"):
        downloads(client, about)


def test_the_zip_of_a_release_has_its_supporting_files(ees, client):
    ees.publish(PLANS, MOMENT)
    ees.supporting = {"appeals.csv": CSV}
    (about,) = editions(client, "ehc-plans", publication())
    whole = zip_of(client, publication(), about)
    assert whole.address.endswith(f"/releases/{ees.version}/files?fromPage=ReleaseDownloads")
    ((_, path),) = download_files(client, publication(), about, about.files)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert {"data/caseload.csv", "supporting-files/appeals.csv"} <= {*names}


def test_a_zip_without_the_page_it_is_asked_from_or_with_two_files_is_refused(ees, client):
    ees.publish(PLANS, MOMENT)
    for more in ("", "?fromPage=ReleaseDownloads&fileIds=a&fileIds=b"):
        with pytest.raises(FetchError, match="400"):
            client.json(f"{ees.address}/api/releases/{ees.version}/files{more}", Some)


def test_a_zip_that_ends_early_is_asked_for_again(ees, client):
    ees.publish(PLANS, MOMENT)
    (about,) = editions(client, "ehc-plans", publication())
    path = f"/api/releases/{ees.version}/files"
    whole = ees.routes[path]({"fromPage": ["ReleaseDownloads"]}, {}, b"")
    ees.first[path] = [replace(whole, body=whole.body[:-40])]
    ((_, original),) = download_files(client, publication(), about, about.files)
    assert _members(original.read_bytes()) == _members(whole.body)


def _members(content: bytes) -> dict[str, bytes]:
    """What a zip has, without the time at which it was packed."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# ---- the public API ----

SET = "019df85e-ab00-7458-a4ff-b381997776cb"
API = f"/statistics/v1/data-sets/{SET}"


def published(ees: Ees, key: str = SET, **more: object) -> None:
    said = {"id": key, "title": "SEN", "status": "Published", "latestVersion": {"version": "1.0"}}
    ees.routes[f"/statistics/v1/data-sets/{key}"] = lambda *_: answer(said | more)


def results(*values: str) -> dict[str, object]:
    rows = [
        {"timePeriod": {"code": "AY", "period": "2024/2025"}, "values": {"a": value}}
        for value in values
    ]
    return {"results": rows, "warnings": [], "paging": {"page": 1, "pageSize": 10_000, "totalResults": len(values), "totalPages": 1}}  # fmt: skip


def test_every_value_is_a_string_symbols_included(ees, client):
    published(ees)
    ees.routes[f"{API}/query"] = lambda *_: answer(results("12", "x", "z"))
    results_ = query(client, latest_data_set(client, SET), {})
    assert [result.values["a"] for result in results_] == ["12", "x", "z"]


def test_a_query_is_read_page_by_page(ees, client):
    published(ees)

    def route(asked, headers, body):
        number = json.loads(body)["page"]
        reply = results("1", "2") | {
            "paging": {"page": number, "pageSize": 10_000, "totalResults": 6, "totalPages": 3}
        }
        return answer(reply)

    ees.routes[f"{API}/query"] = route
    assert len(query(client, latest_data_set(client, SET), {"filters": {"in": ["a"]}})) == 6


@pytest.mark.parametrize(
    "code",
    [
        "FiltersNotFound",
        "LocationsNotFound",
        "TimePeriodsNotFound",
        "GeographicLevelsNotFound",
        "QueryNoResults",
    ],
)
def test_a_warning_with_status_200_is_an_error(ees, client, code):
    published(ees)
    warning = {"code": code, "message": "One or more could not be found.", "path": "criteria"}
    ees.routes[f"{API}/query"] = lambda *_: answer(results("1") | {"warnings": [warning]})
    with pytest.raises(FetchError, match=f"could not be found.*{code}"):
        query(client, latest_data_set(client, SET), {})


def test_fewer_results_than_the_service_says_are_refused(ees, client):
    published(ees)
    short = results("1")
    short["paging"]["totalResults"] = 2
    ees.routes[f"{API}/query"] = lambda *_: answer(short)
    with pytest.raises(FetchError, match="1 results, and says 2"):
        query(client, latest_data_set(client, SET), {})


def test_an_error_of_a_query_is_said_with_its_code(ees, client):
    published(ees)
    fault = problem(
        400, "One or more validation errors", path="sorts[0].field", code="SortFieldsNotFound"
    )
    ees.routes[f"{API}/query"] = lambda *_: fault
    with pytest.raises(FetchError, match="SortFieldsNotFound"):
        query(client, latest_data_set(client, SET), {})


def test_a_gateway_that_refuses_in_html_is_not_read_as_json(ees, client):
    ees.routes[API] = lambda *_: page(403)
    with pytest.raises(FetchError, match="answers 403[.]"):
        latest_data_set(client, SET)


def test_a_data_set_that_is_superseded_is_followed(ees, client):
    published(ees, status="Deprecated", supersedingDataSetId="second")
    published(ees, "second", title="Newer")
    assert latest_data_set(client, SET).title == "Newer"


def test_a_data_set_that_is_withdrawn_is_refused(ees, client):
    published(ees, status="Withdrawn")
    with pytest.raises(FetchError, match="withdrawn"):
        latest_data_set(client, SET)


def test_data_sets_that_supersede_each_other_end(ees, client):
    published(ees, status="Deprecated", supersedingDataSetId=SET)
    with pytest.raises(FetchError, match="more than 5 times"):
        latest_data_set(client, SET)


def test_ids_of_options_are_looked_up(ees, client):
    published(ees)
    about = {"filters": [{"id": "q8Lrd", "column": "sen", "options": [{"id": "pX2", "label": "EHC plan"}]}], "indicators": [], "timePeriods": []}  # fmt: skip
    ees.routes[f"{API}/meta"] = lambda *_: answer(about)
    assert meta(client, latest_data_set(client, SET)).filters[0].options[0].id == "pX2"
    ees.routes[f"{API}/meta"] = lambda *_: answer({"filters": {}})
    with pytest.raises(FetchError, match="another form"):
        meta(client, latest_data_set(client, SET))


def test_a_file_in_the_public_api_comes_from_there_packed(ees, client):
    ees.publish({"sen_phase.csv": CSV}, MOMENT)
    ees.files[0].api = SET
    published(ees)
    heads = {"Content-Type": "text/csv", "Content-Encoding": "gzip"}
    ees.routes[f"{API}/csv"] = lambda *_: Reply(200, gzip.compress(CSV), heads, how="chunked")
    (about,) = editions(client, "ehc-plans", publication(api=True))
    assert downloads(client, about, api=True) == {"sen_phase.csv": CSV}
    assert f"{API}/csv" in ees.targets()


def test_a_file_that_the_public_api_lost_comes_by_the_list(ees, client):
    ees.publish({"sen_phase.csv": CSV}, MOMENT)
    ees.files[0].api = SET
    (about,) = editions(client, "ehc-plans", publication(api=True))
    assert downloads(client, about, api=True) == {"sen_phase.csv": CSV}
