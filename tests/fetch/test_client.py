"""Requests and downloads against a server on this machine whose faults and files are known."""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import replace
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path

import pytest

from hnb.fetch.client import Client
from hnb.fetch.definition import Service
from hnb.fetch.download import download
from hnb.fetch.edition import Edition, FetchError, Missing, RemoteFile
from hnb.fetch.originals import place_of, read_record, record_file, safe_name
from tests.fetch.fake import Fake, Reply, Some, answer, page, problem, ranged
from tests.sources import books

CSV = b"time_period,value\n" + b"202425,1\n" * 2000
MOMENT = "2026-06-25T08:30:00Z"


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def client(fake: Fake, waited: list[float]) -> Client:
    service = Service(
        title="A service",
        kind="ees",
        addresses={"content": fake.address},
        licence="OGL v3.0",
        timeout=2,
    )
    return Client(service, sleep=waited.append)


def edition(fake: Fake, name: str = "requests.csv", **more: object) -> tuple[Edition, RemoteFile]:
    file = RemoteFile("key", name, name, f"{fake.address}/file", MOMENT, **more)
    return Edition("ehc-plans", "Year 2026", "2026", MOMENT, MOMENT, (file,)), file


def left(home: Path) -> list[str]:
    """Files in the cache, but for locks."""
    return sorted(file.name for file in (home / "cache").rglob("*") if file.is_file())


def serve(fake: Fake, *replies: Reply) -> None:
    fake.first["/file"] = list(replies)


# ---- answers in JSON ----


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_an_answer_is_asked_for_again_and_later_each_time(fake, client, waited, status):
    fake.first["/list"] = [problem(status, "busy")] * 2
    fake.routes["/list"] = lambda *_: answer({"a": 1})
    assert client.json(f"{fake.address}/list", Some).model_extra == {"a": 1}
    assert len(fake.asked) == 3 and waited == sorted(waited) and sum(waited) > 0


def test_retry_after_in_seconds_is_waited_for(fake, client, waited):
    fake.first["/list"] = [Reply(429, b"", {"Retry-After": "17"})]
    fake.routes["/list"] = lambda *_: answer({})
    client.json(f"{fake.address}/list", Some)
    assert waited == [17]


def test_retry_after_as_a_day_is_waited_for(fake, client, waited):
    later = formatdate(time.time() + 40, usegmt=True)
    fake.first["/list"] = [Reply(503, b"", {"Retry-After": later})]
    fake.routes["/list"] = lambda *_: answer({})
    client.json(f"{fake.address}/list", Some)
    assert waited == [pytest.approx(40, abs=3)]


def test_a_retry_after_that_cannot_be_read_is_as_if_it_were_not_there(fake, client, waited):
    fake.first["/list"] = [Reply(503, b"", {"Retry-After": "soon"})] * 2
    fake.routes["/list"] = lambda *_: answer({})
    assert client.json(f"{fake.address}/list", Some).model_extra == {}


def test_a_service_that_asks_for_an_hour_is_left_alone(fake, client, waited):
    fake.first["/list"] = [Reply(429, b"", {"Retry-After": "3600"})]
    with pytest.raises(FetchError, match="3,600 seconds"):
        client.json(f"{fake.address}/list", Some)
    assert not waited and len(fake.asked) == 1


def test_a_service_that_stays_busy_is_given_up(fake, client):
    fake.routes["/list"] = lambda *_: problem(503, "Service Unavailable")
    with pytest.raises(FetchError, match="503"):
        client.json(f"{fake.address}/list", Some)
    assert len(fake.asked) == 5


def test_what_a_service_says_is_wrong_is_said(fake, client):
    wrong = problem(
        400, "One or more validation errors", path="indicators", code="IndicatorsNotFound"
    )
    fake.routes["/list"] = lambda *_: wrong
    with pytest.raises(FetchError, match=r"400 \(One or more.*indicators: IndicatorsNotFound"):
        client.json(f"{fake.address}/list", Some)


@pytest.mark.parametrize("status", [403, 404, 429])
def test_the_body_of_a_fault_in_html_is_not_read_as_json(fake, client, status):
    fake.routes["/list"] = lambda *_: page(status, "{]")
    with pytest.raises(FetchError, match=f"answers {status}[.]"):
        client.json(f"{fake.address}/list", Some)


def test_a_web_page_with_status_200_in_place_of_json_is_refused(fake, client):
    fake.routes["/list"] = lambda *_: page()
    with pytest.raises(FetchError, match="a web page was sent in place of JSON.*log in"):
        client.json(f"{fake.address}/list", Some)


@pytest.mark.parametrize("body", [b"[1]", b'"a"', b"[" * 100_000], ids=["list", "text", "deep"])
def test_json_of_another_form_is_refused(fake, client, body):
    fake.routes["/list"] = lambda *_: Reply(200, body, {"Content-Type": "application/json"})
    with pytest.raises(FetchError, match="another form|is cut"):
        client.json(f"{fake.address}/list", Some)


def test_json_that_is_cut_is_asked_for_again(fake, client):
    whole = answer({"a": list(range(500))})
    fake.first["/list"] = [replace(whole, cut=100, how="nothing"), replace(whole, cut=100)]
    fake.routes["/list"] = lambda *_: whole
    assert len(client.json(f"{fake.address}/list", Some).a) == 500
    fake.routes["/list"] = lambda *_: replace(whole, cut=100, how="nothing")
    with pytest.raises(FetchError, match="cut, each time"):
        client.json(f"{fake.address}/list", Some)


def test_an_endless_answer_is_stopped(fake, client):
    bomb = gzip.compress(b" " * 30_000_000)
    heads = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    fake.routes["/list"] = lambda *_: Reply(200, bomb, heads)
    with pytest.raises(FetchError, match="more than 20,000,000 bytes"):
        client.json(f"{fake.address}/list", Some)


def test_a_redirect_within_the_service_is_followed(fake, client):
    fake.routes["/list"] = lambda *_: Reply(302, b"", {"Location": "/newer"})
    fake.routes["/newer"] = lambda *_: answer({"newer": True})
    assert client.json(f"{fake.address}/list", Some).model_extra == {"newer": True}


@pytest.mark.parametrize(
    "where", ["https://example.org/list", "http://www.gov.uk/list", "file:///etc/passwd", "ftp://127.0.0.1/a"]
)  # fmt: skip
def test_a_redirect_elsewhere_is_refused(fake, client, where):
    fake.routes["/list"] = lambda *_: Reply(302, b"", {"Location": where})
    with pytest.raises(FetchError, match="sends on to"):
        client.json(f"{fake.address}/list", Some)
    assert len(fake.asked) == 1


def test_a_redirect_in_a_circle_ends(fake, client):
    fake.routes["/list"] = lambda *_: Reply(302, b"", {"Location": "/list"})
    with pytest.raises(FetchError, match="more than 5 times"):
        client.json(f"{fake.address}/list", Some)


def test_a_service_that_is_not_there_is_said(client, fake):
    fake.server.server_close()
    with pytest.raises(FetchError, match="cannot be reached"):
        client.json(f"{fake.address}/list", Some)


def test_requests_to_one_host_are_a_pause_apart(fake):
    service = Service(
        title="S", kind="ees", addresses={"content": "https://one.example"}, licence="x", pause=3
    )
    now, waits = [0.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    client = Client(service, sleep=sleep, clock=lambda: now[0])
    for host in ("one.example", "one.example", "two.example"):
        client._wait(host)
    now[0] += 2
    client._wait("one.example")
    assert waits == [3, 1]


def test_proxies_and_certificates_are_those_of_the_machine(fake, client, monkeypatch):
    import truststore

    adapter = client._session.get_adapter("https://www.gov.uk")
    context = adapter.poolmanager.connection_pool_kw["ssl_context"]
    through = adapter.proxy_manager_for("http://proxy.example:8080")
    assert isinstance(context, truststore.SSLContext)
    assert isinstance(through.connection_pool_kw["ssl_context"], truststore.SSLContext)
    monkeypatch.setenv("https_proxy", "http://proxy.example:8080")
    settings = client._session.merge_environment_settings(
        "https://www.gov.uk", {}, True, None, None
    )
    assert settings["proxies"]["https"] == "http://proxy.example:8080"


# ---- files ----


def test_a_file_is_kept_as_it_was_sent_with_its_record(fake, client, home):
    fake.routes["/file"] = lambda *_: ranged(CSV, {}, "one", "text/csv")
    path = download(client, *edition(fake))
    record = json.loads(record_file(path).read_text())
    assert path.read_bytes() == CSV and len(left(home)) == 2
    assert record["sha256"] == sha256(CSV).hexdigest() and record["etag"] == '"one"'
    assert record["address"] == f"{fake.address}/file" and record["licence"] == "OGL v3.0"
    assert record["updated"] == MOMENT and record["fetched"] > "2026"


def test_a_file_that_is_here_is_asked_for_by_its_tag_and_not_sent_again(fake, client, home):
    fake.routes["/file"] = lambda query, headers, body: ranged(CSV, headers, "one", "text/csv")
    first = download(client, *edition(fake))
    assert download(client, *edition(fake)) == first
    assert fake.asked[1][2]["If-None-Match"] == '"one"'


def test_a_file_that_is_here_is_asked_for_by_its_time(fake, client, home):
    then = "Thu, 25 Jun 2026 08:30:00 GMT"

    def route(query, headers, body):
        is_same = headers.get("If-Modified-Since") == then
        return Reply(304 if is_same else 200, b"" if is_same else CSV, {"Last-Modified": then})

    fake.routes["/file"] = route
    download(client, *edition(fake))
    assert download(client, *edition(fake)).read_bytes() == CSV


def test_an_original_that_was_changed_here_is_sent_again(fake, client, home):
    fake.routes["/file"] = lambda query, headers, body: ranged(CSV, headers, "one", "text/csv")
    path = download(client, *edition(fake))
    path.write_bytes(CSV.replace(b"1", b"2"))
    assert read_record(path) is None
    assert download(client, *edition(fake)).read_bytes() == CSV


def test_a_file_that_was_cut_goes_on_from_where_it_was(fake, client, home):
    serve(fake, replace(ranged(CSV, {}, "one", "text/csv"), cut=5000))
    fake.routes["/file"] = lambda query, headers, body: ranged(CSV, headers, "one", "text/csv")
    assert download(client, *edition(fake)).read_bytes() == CSV
    start = int(fake.asked[1][2]["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= 5000 and fake.asked[1][2]["If-Range"] == '"one"'


def test_a_file_that_was_replaced_meanwhile_is_begun_anew(fake, client, home):
    newer = CSV.replace(b"1", b"7")
    serve(fake, replace(ranged(CSV, {}, "one", "text/csv"), cut=5000))
    fake.routes["/file"] = lambda query, headers, body: ranged(newer, headers, "two", "text/csv")
    assert download(client, *edition(fake)).read_bytes() == newer


def test_a_part_without_a_strong_tag_is_begun_anew(fake, client, home):
    weak = {"ETag": 'W/"one"', "Content-Type": "text/csv"}
    serve(fake, Reply(200, CSV, weak, cut=5000))
    fake.routes["/file"] = lambda *_: Reply(200, CSV, weak)
    assert download(client, *edition(fake)).read_bytes() == CSV
    assert "Range" not in fake.asked[1][2]


def test_another_part_than_the_one_asked_for_is_not_put_behind_the_first(fake, client, home):
    wrong = {"Content-Range": f"bytes 0-{len(CSV) - 1}/{len(CSV)}", "ETag": '"one"'}
    serve(fake, replace(ranged(CSV, {}, "one", "text/csv"), cut=5000), Reply(206, CSV, wrong))
    fake.routes["/file"] = lambda query, headers, body: ranged(CSV, headers, "one", "text/csv")
    assert download(client, *edition(fake)).read_bytes() == CSV


@pytest.mark.parametrize("how", ["length", "chunked"])
def test_a_file_that_is_always_cut_is_refused_and_leaves_nothing(fake, client, home, how):
    fake.routes["/file"] = lambda *_: Reply(
        200, CSV, {"Content-Type": "text/csv"}, cut=5000, how=how
    )
    with pytest.raises(FetchError, match="4 times"):
        download(client, *edition(fake))
    assert not left(home) and len(fake.asked) == 4


def test_a_file_cut_at_the_end_of_a_line_is_refused_whatever_its_length_says(fake, client, home):
    cut = CSV[: CSV.rindex(b"\n", 0, 5000) + 1]
    fake.routes["/file"] = lambda *_: Reply(200, cut, {"Content-Type": "text/csv"})
    with pytest.raises(FetchError, match="rows, and the service counts 2,000"):
        download(client, *edition(fake, rows=2000))
    assert not left(home)


def test_a_part_that_nobody_asked_for_is_no_whole_file(fake, client, home):
    cut = CSV[: CSV.rindex(b"\n", 0, 5000) + 1]
    says = {"Content-Range": f"bytes 0-{len(cut) - 1}/{len(CSV)}"}
    fake.routes["/file"] = lambda *_: Reply(206, cut, says)
    with pytest.raises(FetchError, match=f"of {len(CSV):,} bytes were sent, 4 times"):
        download(client, *edition(fake))
    assert not left(home)


def test_a_proxy_that_cannot_be_reached_is_said_to_be_one(fake, client, home, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")
    with pytest.raises(FetchError, match="through the proxy"):
        download(client, *edition(fake))


def test_a_file_that_is_cut_without_length_is_refused_by_its_rows(fake, client, home):
    cut = CSV[: CSV.rindex(b"\n", 0, 5000) + 1]
    fake.routes["/file"] = lambda *_: Reply(200, cut, how="nothing")
    with pytest.raises(FetchError, match="rows, and the service counts 2,000"):
        download(client, *edition(fake, rows=2000))
    assert not left(home)
    fake.routes["/file"] = lambda *_: Reply(200, CSV, how="nothing")
    assert download(client, *edition(fake, rows=2000)).read_bytes() == CSV


def test_a_file_that_ends_in_a_line_without_length_is_refused(fake, client, home):
    fake.routes["/file"] = lambda *_: Reply(200, CSV[:5003], how="nothing")
    with pytest.raises(FetchError, match="in the middle of a line"):
        download(client, *edition(fake))
    assert not left(home)


def test_gzip_that_is_whole_is_unpacked_and_that_which_is_cut_refused(fake, client, home):
    heads = {"Content-Encoding": "gzip", "Content-Type": "text/csv"}
    packed = gzip.compress(CSV)
    fake.routes["/file"] = lambda *_: Reply(200, packed[:-9], heads)
    with pytest.raises(FetchError, match="gzip has no end"):
        download(client, *edition(fake))
    assert not left(home)
    fake.routes["/file"] = lambda *_: Reply(200, packed + gzip.compress(CSV), heads)
    assert download(client, *edition(fake)).read_bytes() == CSV * 2


def test_gzip_with_a_wrong_byte_is_refused(fake, client, home):
    packed = bytearray(gzip.compress(CSV))
    packed[len(packed) // 2] ^= 255
    fake.routes["/file"] = lambda *_: Reply(200, bytes(packed), {"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="damaged"):
        download(client, *edition(fake))
    assert not left(home)


ZIP = books.packed({"data/requests.csv": CSV, "data/caseload.csv": CSV}, level=0)


@pytest.mark.parametrize("size", [100, len(ZIP) // 2, len(ZIP) - 1, len(ZIP) - 30])
def test_a_zip_that_was_cut_is_refused(fake, client, home, size):
    fake.routes["/file"] = lambda *_: Reply(200, ZIP[:size], how="nothing")
    with pytest.raises(FetchError, match="cut or damaged"):
        download(client, *edition(fake, "release.zip"))
    assert not left(home)


def test_a_zip_with_a_damaged_member_is_refused(fake, client, home):
    damaged = bytearray(ZIP)
    damaged[len(CSV) // 2] ^= 255
    fake.routes["/file"] = lambda *_: Reply(200, bytes(damaged), how="nothing")
    with pytest.raises(FetchError, match="is damaged"):
        download(client, *edition(fake, "release.zip"))
    assert not left(home)


@pytest.mark.parametrize("name", ["requests.csv", "release.zip", "block.ods"])
@pytest.mark.parametrize("status", [200, 403])
def test_a_web_page_in_place_of_a_file_is_refused(fake, client, home, name, status):
    fake.routes["/file"] = lambda *_: page(status)
    with pytest.raises(FetchError, match="a web page was sent|answers 403"):
        download(client, *edition(fake, name))
    assert not left(home)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("requests.csv", b'{"title": "fault"}'),
        ("requests.csv", ZIP),
        ("release.zip", CSV),
        ("a.csv", b""),
    ],
)
def test_something_else_in_place_of_a_file_is_refused(fake, client, home, name, body):
    fake.routes["/file"] = lambda *_: Reply(200, body, {"Content-Type": "text/csv"})
    with pytest.raises(FetchError, match="sent"):
        download(client, *edition(fake, name))
    assert not left(home)


def test_a_file_that_is_gone_is_missing(fake, client, home):
    with pytest.raises(Missing, match="404"):
        download(client, *edition(fake))
    assert not left(home)


def limited(fake: Fake, **limits: float) -> Client:
    addresses = {"content": fake.address}
    return Client(
        Service(title="S", kind="ees", addresses=addresses, licence="x", **limits),
        sleep=lambda _: None,
    )


@pytest.mark.parametrize("how", ["length", "nothing", "chunked"])
def test_a_file_that_is_too_large_is_stopped(fake, home, how):
    fake.routes["/file"] = lambda *_: Reply(200, CSV, {"ETag": '"one"'}, how=how)
    with pytest.raises(FetchError, match="1,000"):
        download(limited(fake, largest=1000), *edition(fake))


def test_a_bomb_of_gzip_or_zip_is_stopped(fake, home):
    zeros = b"0" * 50_000_000
    fake.routes["/file"] = lambda *_: Reply(200, gzip.compress(zeros), {"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="more than 1,000,000 bytes"):
        download(limited(fake, largest=1_000_000), *edition(fake))
    fake.routes["/file"] = lambda *_: Reply(200, books.packed({"a.csv": zeros}))
    with pytest.raises(FetchError, match="more than 1,000,000 bytes"):
        download(limited(fake, largest=1_000_000), *edition(fake, "release.zip"))
    assert not left(home)


def test_a_service_that_falls_silent_in_a_file_is_given_up(fake, home):
    fake.routes["/file"] = lambda *_: Reply(200, CSV, pause=0.5)
    with pytest.raises(FetchError, match="4 times"):
        download(limited(fake, timeout=0.1), *edition(fake))
    assert not left(home)


def test_a_service_that_trickles_is_given_up(fake, home):
    fake.routes["/file"] = lambda *_: Reply(200, CSV, pause=0.001)
    with pytest.raises(FetchError, match="not sent within"):
        download(limited(fake, deadline=0.05), *edition(fake))
    assert not left(home)


def test_stopping_leaves_no_file_that_could_be_taken_for_whole(fake, client, home):
    def stop(done: int, whole: int | None) -> None:
        raise KeyboardInterrupt

    fake.routes["/file"] = lambda query, headers, body: ranged(CSV, headers, "one", "text/csv")
    with pytest.raises(KeyboardInterrupt):
        download(client, *edition(fake), stop)
    assert left(home) == ["requests.csv.part", "requests.csv.part.list.json"]
    assert download(client, *edition(fake)).read_bytes() == CSV
    assert len(left(home)) == 2


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.csv", "passwd.csv"), ("C:\\a\\b.csv", "b.csv"), ("a/b.ods", "b.ods"),
        ("...", "file"), ("", "file"), ("a\x00b\x1b.csv", "a_b_.csv"), (f"{'n' * 300}.csv", f"{'n' * 100}.csv"),
    ],
)  # fmt: skip
def test_a_name_from_a_service_stays_in_its_folder(name, safe):
    assert safe_name(name) == safe


def test_a_corrected_file_is_kept_next_to_the_first(home):
    file = RemoteFile("key", "a.csv", "a", "", MOMENT)
    about = Edition("ehc-plans", "Year 2026", "../2026", MOMENT, MOMENT, (file,))
    later = replace(file, updated="2026-06-25T14:00:00Z")
    assert place_of(about, file) != place_of(about, later)
    assert place_of(about, file).is_relative_to(home / "cache")
