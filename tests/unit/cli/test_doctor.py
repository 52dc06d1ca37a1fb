"""`onrecord doctor` asks whoever must answer, all at once, and says what to mend."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from aiohttp import web

from adapters.cli.doctor import doctor
from adapters.cli.surroundings import Probe, look_round
from adapters.finding import Finding
from adapters.web.app import application
from adapters.web.server import reserve, serving
from bot.config import Secret, Settings
from bot.storage.store import open_store
from bot.telemetry.health import Health
from bot.telemetry.metrics import Metrics

ROOT = Path(__file__).parents[3]
TOKEN = "xoxb-1234-secret"
GOOD = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": "xapp-1"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "var", slack_bot_token=Secret(TOKEN), http_port=0)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"BRIEFS_DIR": str(ROOT / "briefs"), "DATA_DIR": str(tmp_path / "var"), "HTTP_PORT": "0"}


def about(findings: Sequence[Finding], what: str) -> Finding:
    (found,) = [finding for finding in findings if finding.about == what]
    return found


async def fine(settings: Settings) -> Sequence[Finding]:
    return [Finding("ok", "slack", "knows the bot")]


async def silent(settings: Settings) -> Sequence[Finding]:
    await asyncio.Event().wait()
    return []


async def broken(settings: Settings) -> Sequence[Finding]:
    raise RuntimeError(f"cannot read {TOKEN}")


def examined(
    environ: Mapping[str, str], probes: Mapping[str, Probe] | None, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Finding]]:
    """The exit code, and the last finding about each thing."""
    code = doctor(environ, Path("none"), None if probes is None else lambda _: probes, as_json=True)
    found = json.loads(capsys.readouterr().out)
    return code, {each["about"]: Finding(**each) for each in found}


def test_what_the_platforms_say_is_in_the_report(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = examined(environ | GOOD, {"slack": fine}, capsys)
    assert code == 0
    assert found["slack"].message == "knows the bot"
    assert found["platforms"].message == "enabled: Slack over Socket Mode"
    assert found["store"].level == "ok"


def test_offline_asks_nobody(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, found = examined(environ | GOOD, None, capsys)
    assert code == 0
    assert "--offline" in found["platforms"].message
    assert "store" not in found


def test_without_a_platform_there_is_nothing_to_ask(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = examined(environ, {"slack": broken}, capsys)
    assert code == 0
    assert found["platforms"].message == "none is enabled, so onrecord run is a chat right here"


def test_a_contradiction_is_a_finding_and_nobody_is_asked(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = examined(environ | {"SLACK_BOT_TOKEN": TOKEN}, {"slack": broken}, capsys)
    assert code == 1
    assert "SLACK_APP_TOKEN" in found["settings"].message
    assert "slack" not in found


async def test_who_does_not_answer_and_who_breaks_keep_nobody_from_answering(settings: Settings) -> None:
    probes: dict[str, Probe] = {"silent": silent, "broken": broken, "slack": fine}
    findings = await look_round(settings, probes, patience=0.05)
    assert about(findings, "slack").level == "ok"
    assert about(findings, "silent").message == "no answer within 0 s"
    assert about(findings, "broken").message == "RuntimeError: cannot read [secret]"


async def test_a_store_is_looked_at_and_left_as_it_is(settings: Settings) -> None:
    assert "is made when the bot starts" in about(await look_round(settings, {}), "store").message
    async with open_store(settings):
        assert "can be written" in about(await look_round(settings, {}), "store").message
    file = settings.data_dir / "onrecord.db"
    file.unlink()
    file.touch()
    empty = about(await look_round(settings, {}), "store")
    assert (empty.level, empty.message) == ("ok", f"{file} is empty; it is set up when the bot starts")
    async with open_store(settings) as store, store.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE onrecord_schema SET version_num = '0000'")
    assert "newer onrecord" in about(await look_round(settings, {}), "store").message
    file.write_bytes(b"no database" * 1000)
    assert about(await look_round(settings, {}), "store").level == "fail"


async def nothing_here(request: web.Request) -> web.Response:
    return web.json_response(["another program"])


@pytest.fixture
def port() -> int:
    with reserve("127.0.0.1", 0) as taken:
        number = int(taken.getsockname()[1])
    return number


async def test_a_port_is_free_or_ours_or_somebody_elses(port: int, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, http_port=port)
    assert about(await look_round(settings, {}), "port").message == f"{port} on 127.0.0.1 is free"

    async def well() -> bool:
        return True

    async with serving(application(Health(well), Metrics()), reserve("127.0.0.1", port)):
        ours = about(await look_round(settings, {}), "port")
    assert (ours.level, "runs already" in ours.message) == ("ok", True)

    other = web.Application()
    other.router.add_get("/livez", nothing_here)
    runner = web.AppRunner(other)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
    try:
        theirs = about(await look_round(settings, {}), "port")
    finally:
        await runner.cleanup()
    assert (theirs.level, theirs.mend) == ("fail", "HTTP_PORT chooses another one")
