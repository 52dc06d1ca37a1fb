"""What lets the bot in, printed for a person or for a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from adapters.main import main

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("words", [[], ["--url", "https://bot.example.org"]])
def test_the_manifest_is_the_same_for_people_and_programs(words: list[str], capsys: Capture) -> None:
    assert main(["slack-manifest", *words]) == 0
    out, err = capsys.readouterr()
    assert main(["slack-manifest", *words, "--json"]) == 0
    manifest = json.loads(capsys.readouterr().out)
    assert yaml.safe_load(out) == manifest
    assert "api.slack.com" in err
    assert manifest["settings"]["socket_mode_enabled"] is (not words)


def test_an_address_that_slack_cannot_call_is_one_line(capsys: Capture) -> None:
    assert main(["slack-manifest", "--url", "http://localhost"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A folder without `.env`, and no token."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    return monkeypatch


def test_the_link_is_of_the_application_that_the_token_belongs_to(
    environ: pytest.MonkeyPatch, capsys: Capture
) -> None:
    environ.setenv("DISCORD_TOKEN", "MTIzNDU2Nzg5MDEyMzQ1Njc4.abc.secret-part")
    assert main(["discord-invite"]) == 0
    out, err = capsys.readouterr()
    assert "client_id=123456789012345678&" in out
    assert "secret-part" not in out + err
    assert main(["discord-invite", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"url": out.strip()}


def test_a_link_can_be_had_without_a_token(environ: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert main(["discord-invite", "--application-id", "42"]) == 0
    assert "client_id=42&" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["--application-id", "me"], ["--application-id", "٤٢"]])
def test_without_an_id_there_is_no_link_but_one_line(
    words: list[str], environ: pytest.MonkeyPatch, capsys: Capture
) -> None:
    environ.setenv("DISCORD_TOKEN", "no-token")
    assert main(["discord-invite", *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), "--application-id" in err) == ("", 1, True)
