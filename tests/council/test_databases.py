"""hnb.council.readers.database against SQLite, and a PostgreSQL that the tests start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from hnb.cli import main
from hnb.council.files import chunks
from hnb.council.folder import CouncilFolder
from hnb.council.intake import add
from hnb.council.readers.cells import Query
from hnb.domain.errors import HnbError, ParameterError, SourceError
from tests.council.valid import AS_AT, confirm, council, valid

sqlalchemy = pytest.importorskip("sqlalchemy")
SECRET = "hunter2zq"
ROWS = [(1, "00123", date(2024, 4, 2), 12.5, True), (2, None, None, None, False)]
EXPECTED = [["1", "00123", "2024-04-02", "12.5", "true"], ["2", "", "", "", "false"]]


def _run(*words: str | Path, user: str | None) -> None:
    subprocess.run(
        [str(word) for word in words], check=True, capture_output=True, user=user, cwd="/"
    )


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory) -> Iterator[str]:
    """The address of a server that lives as long as these tests."""
    if sys.platform == "win32" or not (shutil.which("initdb") and shutil.which("pg_ctl")):
        pytest.skip("needs initdb and pg_ctl of PostgreSQL on the path")
    pytest.importorskip("psycopg")
    user = "postgres" if os.geteuid() == 0 else None
    home = Path("/tmp") / f"hnb-pg-{os.getpid()}"  # the name of a socket is short
    home.mkdir(mode=0o700)
    try:
        if user:
            shutil.chown(home, user)
        try:
            _run("initdb", "-D", home / "data", "-A", "trust", "-U", "council", user=user)
            options = f"-c listen_addresses='' -c unix_socket_directories={home}"
            _run(
                "pg_ctl",
                "-D",
                home / "data",
                "-o",
                options,
                "-l",
                home / "log",
                "-w",
                "start",
                user=user,
            )
        except (subprocess.CalledProcessError, LookupError, PermissionError) as fault:
            pytest.skip(f"PostgreSQL cannot be started here ({type(fault).__name__})")
        yield f"postgresql+psycopg://council:{SECRET}@/postgres?host={home}"
    finally:
        subprocess.run(
            ["pg_ctl", "-D", str(home / "data"), "-m", "immediate", "stop"],
            check=False, capture_output=True, user=user, cwd="/",
        )  # fmt: skip
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path, monkeypatch) -> Iterator[str]:
    """The address of a database with a table, in the environment alone."""
    if request.param == "sqlite":
        text = f"sqlite:///{tmp_path / 'a.db'}"
    else:
        text = request.getfixturevalue("postgresql")
    engine = sqlalchemy.create_engine(text)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("drop table if exists ledger"))
        connection.execute(
            sqlalchemy.text("create table ledger (a integer, b text, c date, d numeric, e boolean)")
        )
        statement = sqlalchemy.text("insert into ledger values (:a, :b, :c, :d, :e)")
        connection.execute(statement, [dict(zip("abcde", row, strict=True)) for row in ROWS])
    monkeypatch.setenv("HNB_TEST_DATABASE", text)
    yield text
    engine.dispose()


@pytest.mark.parametrize("query", ["ledger", "select * from ledger order by a"])
def test_rows_of_a_database_are_text_like_those_of_a_file(address, query):
    (part,) = chunks(Query("HNB_TEST_DATABASE", query))
    assert list(part.frame.columns) == list("abcde")
    rows = part.frame.to_numpy().tolist()
    booleans = {"1": "true", "0": "false"}  # SQLite has none
    assert [[*row[:4], booleans.get(row[4], row[4])] for row in rows] == EXPECTED


@pytest.mark.parametrize(
    "query", ["no_such_table", "select nothing from nowhere", "delete from ledger"]
)
def test_what_a_database_says_of_a_fault_is_left_out(address, query):
    with pytest.raises(SourceError) as refusal:
        list(chunks(Query("HNB_TEST_DATABASE", query)))
    text = str(refusal.value)
    assert text.startswith("database HNB_TEST_DATABASE: the database did not answer")
    assert SECRET not in text and "sqlite" not in text and "postgres" not in text


def test_write_is_refused_where_the_database_can(postgresql, monkeypatch):
    monkeypatch.setenv("HNB_TEST_DATABASE", postgresql)
    with pytest.raises(SourceError):
        list(chunks(Query("HNB_TEST_DATABASE", "with x as (select 1) select 1 into written")))


@pytest.mark.parametrize(
    "value",
    [
        "",
        f"postgresql+psycopg://me:{SECRET}@127.0.0.1:1/x",
        f"nonsense:{SECRET}",
        f"what://me:{SECRET}@x",
    ],
)
def test_address_that_leads_nowhere_is_not_quoted(monkeypatch, value):
    monkeypatch.setenv("HNB_TEST_DATABASE", value)
    with pytest.raises(HnbError) as refusal:
        list(chunks(Query("HNB_TEST_DATABASE", "ledger")))
    assert SECRET not in str(refusal.value) and "HNB_TEST_DATABASE" in str(refusal.value)
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__


def test_address_in_a_definition_is_refused_and_not_quoted(tmp_path):
    folder = council(tmp_path / "c")
    file = folder.root / "authority.yml"
    file.write_text(
        file.read_text()
        + f"extracts:\n  payments: {{from: ledger, database: 'postgresql://me:{SECRET}@host/x'}}\n"
    )
    with pytest.raises(ParameterError, match="environment variable") as refusal:
        CouncilFolder.open(folder.root)
    assert SECRET not in str(refusal.value)


def test_extract_of_a_database_is_taken_in_by_the_definition(address, tmp_path, capsys):
    folder = council(tmp_path / "c")
    confirm(folder, "schools")
    table = valid("schools")
    frame = pd.DataFrame(table.rows[1:], columns=table.headings)
    engine = sqlalchemy.create_engine(address)
    frame.to_sql("schools", engine, index=False, if_exists="replace")
    engine.dispose()
    file = folder.root / "authority.yml"
    place = f"{{from: schools, database: HNB_TEST_DATABASE, as_at: {AS_AT}}}"
    file.write_text(file.read_text() + f"extracts:\n  schools: {place}\n")
    assert main(["council", "add", "--folder", str(folder.root)]) == 0
    assert "12 accepted" in capsys.readouterr().out
    folder = CouncilFolder.open(folder.root)
    assert len(folder.rows("schools")) == 12
    again = Query("HNB_TEST_DATABASE", "schools")
    with pytest.raises(SourceError, match="was taken in of the same time"):
        add(folder, again, "schools", AS_AT)
