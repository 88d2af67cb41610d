"""Pages of GOV.UK (content items as their schema describes them) and of the statistics office."""

from __future__ import annotations

from datetime import date

import pytest

from hnb.fetch.client import Client
from hnb.fetch.definition import services
from hnb.fetch.edition import FetchError, NoEdition
from hnb.fetch.pages import govuk_editions, ons_editions
from tests.fetch.fake import Fake, answer, problem, services_file

TODAY = date(2026, 11, 29)
MOMENT = "2026-03-26T09:30:05+00:00"
DSG = "/api/content/government/publications/dedicated-schools-grant-dsg-2026-to-2027"
MEDIA = "https://assets.publishing.service.gov.uk/media/65a"


@pytest.fixture
def client(fake: Fake, home, waits, monkeypatch) -> dict[str, Client]:
    file = services_file(home, govuk=fake.address, ons=fake.address)
    monkeypatch.setenv("HNB_SERVICES", str(file))
    return {name: Client(service) for name, service in services().services.items()}


def item(path: str = DSG, **more: object) -> dict[str, object]:
    said = {"base_path": path.removeprefix("/api/content"), "title": "DSG: 2026 to 2027", "document_type": "guidance",
            "public_updated_at": MOMENT, "details": {"attachments": [], "body": ""}}  # fmt: skip
    return said | more


def attachment(name: str, size: int = 1_234_567) -> dict[str, object]:
    return {
        "attachment_type": "file",
        "url": f"{MEDIA}/{name}",
        "title": f"All of {name}",
        "file_size": size,
    }


def ask(client: dict[str, Client], name: str = "dsg"):
    return govuk_editions(client["govuk"], name, services().publications[name], TODAY)


def test_the_page_of_each_year_is_asked_for_and_one_that_is_not_out_yet_is_none(fake, client):
    attachments = [attachment("Dedicated_schools_grant_2026.ods"), attachment("technical-note.pdf")]
    fake.routes[DSG] = lambda *_: answer(item(details={"attachments": attachments}))
    (about,) = ask(client)
    assert [target[-12:] for target in fake.targets()] == [
        "2024-to-2025",
        "2025-to-2026",
        "2026-to-2027",
        "2027-to-2028",
    ]
    (file,) = about.files
    assert (file.name, file.size, file.updated) == (
        "Dedicated_schools_grant_2026.ods",
        "1.2 MB",
        MOMENT,
    )
    assert "dsg_blocks" in file.tables and about.day == date(2026, 3, 26)


def test_tables_that_the_text_links_to_are_found(fake, client):
    body = f'<p>See <a href="{MEDIA}/dedicated-schools-grant.ods">the <b>allocations</b></a> and <a href="/help">help</a>.</p>'
    documents = [f'<section><a href="{MEDIA}/dedicated-schools-grant-2.ods">Second</a></section>']
    fake.routes[DSG] = lambda *_: answer(item(details={"body": body, "documents": documents}))
    assert [file.title for file in ask(client)[0].files] == ["the", "Second"]


def test_a_page_that_is_withdrawn_or_gone_is_none(fake, client):
    fake.routes[DSG] = lambda *_: answer(item(withdrawn_notice={"explanation": "old"}))
    fake.routes[DSG.replace("2026-to-2027", "2025-to-2026")] = lambda *_: problem(410, "Gone")
    with pytest.raises(NoEdition, match="none of its pages"):
        ask(client)


def test_of_a_collection_the_page_that_changed_last_is_taken(fake, client):
    collection = "/api/content/government/collections/gdp-deflators-at-market-prices-and-money-gdp"
    documents = [
        {
            "base_path": f"/government/statistics/gdp-{month}",
            "public_updated_at": f"2026-{month}-01T00:00:00Z",
        }
        for month in ("03", "09", "06")
    ]
    links = {"links": {"documents": documents}, "document_type": "document_collection"}
    # as the schema of a collection has them: one that is withdrawn, and one of another site
    documents.append({"base_path": "/old", "public_updated_at": "2026-10-01", "withdrawn": True})
    documents.append({"base_path": None, "public_updated_at": "2026-11-01T00:00:00Z"})
    fake.routes[collection] = lambda *_: answer(item(collection, **links))
    for month in ("03", "06"):
        older = f"/api/content/government/statistics/gdp-{month}"
        fake.routes[older] = lambda *_, older=older: answer(item(older))
    newest = "/api/content/government/statistics/gdp-09"
    attachments = {"attachments": [attachment("GDP_Deflators_Qtrly.xlsx")]}
    fake.routes[newest] = lambda *_: answer(item(newest, details=attachments))
    assert [file.name for file in ask(client, "deflators")[0].files] == ["GDP_Deflators_Qtrly.xlsx"]
    fake.routes[collection] = lambda *_: answer(item(collection, **links | {"links": {}}))
    with pytest.raises(FetchError, match="names no pages"):
        ask(client, "deflators")


def moved_to(destination: str):
    """A page that has moved, as the content store answers of it: with status 200."""
    said = {"title": None, "document_type": "redirect", "schema_name": "redirect", "details": None,
            "redirects": [{"path": "/old", "type": "exact", "destination": destination}]}  # fmt: skip
    return lambda *_: answer(item(**said))


def test_a_page_that_has_moved_is_followed(fake, client):
    elsewhere = "/api/content/government/publications/dsg"
    fake.routes[DSG] = moved_to(f"{elsewhere.removeprefix('/api/content')}#tables")
    files = {"attachments": [attachment("dedicated_schools_grant.ods")]}
    fake.routes[elsewhere] = lambda *_: answer(item(elsewhere, details=files))
    assert [file.name for file in ask(client)[0].files] == ["dedicated_schools_grant.ods"]


@pytest.mark.parametrize(
    "destination", ["https://example.org/dsg", DSG.removeprefix("/api/content")]
)
def test_a_page_that_has_moved_elsewhere_or_to_itself_is_refused(fake, client, destination):
    fake.routes[DSG] = moved_to(destination)
    with pytest.raises(FetchError, match=f"it has moved to {destination}.*a page of GOV.UK"):
        ask(client)


@pytest.mark.parametrize("key", ["base_path", "public_updated_at"])
def test_a_page_of_another_form_is_refused(fake, client, key):
    fake.routes[DSG] = lambda *_: answer(
        {name: value for name, value in item().items() if name != key}
    )
    with pytest.raises(FetchError, match=f"another form .{key}: Field required"):
        ask(client)


OFFICE = "/peoplepopulationandcommunity/populationandmigration/populationestimates/datasets/estimatesofthepopulationforenglandandwales"


def office(fake: Fake, client: dict[str, Client], *years: int | str):
    uris = [{"uri": f"{OFFICE}/mid{year}"} for year in years]
    fake.routes[f"{OFFICE}/data"] = lambda *_: answer({"datasets": uris})
    return ons_editions(client["ons"], "population", services().publications["population"])


def test_the_newest_edition_of_the_statistics_office_is_found(fake, client):
    for year in (2023, 2024, 2025):
        said = {
            "releaseDate": f"{year + 1}-07-15T08:30:00.000Z",
            "title": "Estimates",
            "edition": f"Mid-{year}",
        }
        page = {"description": said, "downloads": [{"file": f"mye{year % 100}tablesew.xlsx"}]}
        fake.routes[f"{OFFICE}/mid{year}/data"] = lambda *_, page=page: answer(page)
    (about,) = office(fake, client, 2023, 2025, 2024)
    assert (about.release, about.files[0].name) == ("Mid-2025", "mye25tablesew.xlsx")
    assert about.files[0].address.endswith(f"/file?uri={OFFICE}/mid2025/mye25tablesew.xlsx")
    assert about.files[0].tables == ("population",)


def edition(fake: Fake, name: str, day: str, **download: str) -> None:
    """An edition of the statistics office, with one file."""
    page = {"description": {"releaseDate": day, "title": "E"}, "downloads": [download]}
    fake.routes[f"{OFFICE}/mid{name}/data"] = lambda *_: answer(page)


def test_the_newest_of_editions_named_as_they_are_is_found(fake, client):
    series = "2011tomid2024detailedtimeserieseditionofthisdataset"
    older = [f"{year}2023localauthorityboundaries" for year in (2022, 2023)]
    newest, later = "20242023localauthorityboundaries", "2025-09-01T08:30:00.000Z"
    for name in (*older, series):
        edition(fake, name, later, file="myebtablesenglandwales20112024.xlsx")
    edition(fake, newest, "2025-07-30T08:30:00.000Z", file="mye24tablesew.xlsx")
    (about,) = office(fake, client, *older, series, newest)
    (file,) = about.files
    assert (file.name, file.tables) == ("mye24tablesew.xlsx", ("population",))


def test_a_file_that_the_statistics_office_keeps_by_its_address_is_found(fake, client):
    edition(fake, "2025", "2026-07-15", uri=f"{OFFICE}/mid2025/mye25tablesew.xlsx")
    (about,) = office(fake, client, 2025)
    (file,) = about.files
    assert file.name == "mye25tablesew.xlsx"
    assert file.address == f"{fake.address}/downloads-new{OFFICE}/mid2025/mye25tablesew.xlsx"


def test_a_page_of_the_statistics_office_of_another_form_is_refused(fake, client):
    with pytest.raises(FetchError, match="lists no editions"):
        office(fake, client)
    fake.routes[f"{OFFICE}/mid2025/data"] = lambda *_: answer({"description": {}})
    with pytest.raises(FetchError, match="another form .description.releaseDate"):
        office(fake, client, 2025)
