"""DATABASE_URL: which are taken, and that none of them shows its password."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest

from bot.config import Secret, Settings
from bot.errors import OnrecordError, UsageError
from bot.storage.address import Server, SqliteFile, find_database
from bot.storage.store import open_store
from tests.support.postgres import Postgres


def at(url: str) -> Settings:
    return Settings(data_dir=Path("var"), database_url=Secret(url))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", "var/onrecord.db"),
        ("sqlite:///there/x.db", "there/x.db"),
        ("sqlite:////srv/x.db", "/srv/x.db"),
    ],
)
def test_a_file_is_named_from_here_or_from_the_root(url: str, path: str) -> None:
    assert find_database(at(url)) == SqliteFile(Path(path), ours=not url)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgresql://ann:pw@db.example.org/bot", "db.example.org/bot"),
        ("postgres://ann:p%40w@db.example.org:5433/bot?sslmode=require", "db.example.org:5433/bot"),
        ("postgresql://ann:pw@[::1]/bot", "::1/bot"),
        ("postgresql://ann:pw@/bot?host=/run/postgresql", "/run/postgresql/bot"),
        ("postgresql:///bot", "localhost/bot"),
    ],
)
def test_a_server_is_shown_by_host_port_and_name(url: str, where: str) -> None:
    assert find_database(at(url)) == Server(Secret(url), where)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ann:s3cret@host/bot",
        "s3cret",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///x.db?s3cret",
        "postgresql://ann:s3cret/x@host/bot",
        "postgresql://ann:12#s3cret@host/bot",
        "postgresql://ann:12?s3cret@host/bot",
        "postgresql://ann:12@s3cret@host/bot",
        "postgresql://ann:s3cret@host:port/bot",
        "postgresql://[s3cret/bot",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_unseen(url: str) -> None:
    with pytest.raises(UsageError, match="allowed: sqlite:///path") as refused:
        find_database(at(url))
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:s3cret@127.0.0.1:1/bot",
        "postgresql://ann:s3cret@nowhere.invalid/bot",
        "postgresql://ann:s3cret@127.0.0.1:1/bot?sslmode=s3cret",
        "postgresql://ann:s3cret@127.0.0.1:1/bot?sslmode=verify-full&sslrootcert=/s3cret",
        "postgresql://ann@127.0.0.1:1/bot?password=s3cret",
    ],
)
async def test_no_fault_shows_the_password(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(OnrecordError) as fault:
        async with open_store(at(url)):
            pass
    assert "s3cret" not in "".join(traceback.format_exception(fault.value)) + caplog.text


async def test_an_option_that_no_server_knows_is_a_wrong_address() -> None:
    with pytest.raises(UsageError, match="cannot be read; allowed"):
        async with open_store(at("postgresql://ann:pw@127.0.0.1:1/bot?sslmode=perhaps")):
            pass


async def test_a_server_that_refuses_shows_no_password_either(
    postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = at(postgres.address("postgres", user="nobody", password="s3" + "cret"))
    with pytest.raises(OnrecordError) as fault:
        async with open_store(settings):
            pass
    assert "s3cret" not in "".join(traceback.format_exception(fault.value)) + caplog.text
