"""`onrecord doctor`: looks at everything that must be right, and says what to mend."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from adapters.cli.checking import Outcome, check_all, held, hold
from adapters.cli.delivering import choices
from adapters.cli.output import Colour, counted, paint, say_json, shown, with_progress
from adapters.enabled import contradictions, enabled
from adapters.finding import Finding, Level
from bot.config import Settings, names, read_env_file, read_settings
from bot.errors import OnrecordError
from bot.telemetry.escape import one_line

if TYPE_CHECKING:
    from adapters.cli.surroundings import Probe

Probes = Callable[[Settings], "Mapping[str, Probe]"]  # by the platform's name
COLOURS: dict[Level, Colour] = {"ok": "green", "warn": "yellow", "fail": "red"}
HEALTHY, ILL = 0, 1


def doctor(environ: Mapping[str, str], env_file: Path, probes: Probes | None, *, as_json: bool) -> int:
    """Print a finding a line; without `probes`, nothing beyond this machine's files is asked.

    0 if nothing fails (a warning is no failure), 1 if something does.
    """
    findings = list(examine(environ, env_file, probes))
    if as_json:
        say_json(findings)
    else:
        for finding in findings:
            mend = f"; {finding.mend}" if finding.mend else ""
            level = paint(f"{finding.level:4}", COLOURS[finding.level])
            print(f"{level} {finding.about}: {one_line(finding.message + mend)}")
    return ILL if any(finding.level == "fail" for finding in findings) else HEALTHY


def examine(environ: Mapping[str, str], env_file: Path, probes: Probes | None) -> Iterator[Finding]:
    """All findings; without readable settings there is nothing further to look at."""
    try:
        settings = read_settings(environ, env_file)
        strange = list(_strange_names(read_env_file(env_file)))
    except OnrecordError as error:
        yield Finding("fail", "settings", str(error), "correct it in the environment or in .env")
        return
    origin = f"the environment and {env_file}" if env_file.exists() else "the environment; there is no .env"
    yield Finding("ok", "settings", f"read from {origin}")
    yield from strange
    yield _data(settings.data_dir)
    yield from _briefs(settings)
    yield _archive(settings.archive_dir)
    yield _libyaml()
    yield from _platforms(settings, probes)


def _platforms(settings: Settings, probes: Probes | None) -> Iterator[Finding]:
    """What is enabled; unless offline, also whether it would work."""
    wrong = list(contradictions(settings))
    for sentence in wrong:
        yield Finding(
            "fail", "settings", sentence, "docs/discord.md and docs/slack.md say which token is which"
        )
    if wrong:
        return
    named = tuple(enabled(settings).named())
    if not named:
        mend = "set DISCORD_TOKEN or SLACK_BOT_TOKEN to be on a platform"
        yield Finding("ok", "platforms", "none is enabled, so onrecord run is a chat right here", mend)
        return
    yield Finding("ok", "platforms", f"enabled: {', '.join(named)}")
    yield from choices(settings, enabled(settings))
    if probes is None:
        yield Finding("ok", "platforms", "not asked, because of --offline")
        return
    from adapters.cli.surroundings import look_round

    yield from asyncio.run(look_round(settings, probes(settings)))


def _strange_names(given: Iterable[str]) -> Iterator[Finding]:
    """Names in `.env` that look like a setting mistyped. Other programs' names are none of our business."""
    for name in given:
        near = get_close_matches(name.upper(), names(), n=1, cutoff=0.75)
        if near and name not in names():
            yield Finding("warn", "settings", f"{name} in .env is no setting", f"did you mean {near[0]}?")


def _data(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return Finding("ok", "data", f"{shown(folder)} can be written")
    except OSError as error:
        message = f"{shown(folder)} cannot be written: {error.strerror}"
        return Finding("fail", "data", message, "DATA_DIR must name a folder that you may write to")


def _briefs(settings: Settings) -> Iterator[Finding]:
    try:
        outcomes = check_all(settings, [settings.briefs_dir])
    except OnrecordError as error:
        yield Finding("fail", "briefs", str(error), "BRIEFS_DIR must name the folder of the briefs")
        return
    if not outcomes:
        mend = "onrecord new SLUG starts one"
        yield Finding("warn", "briefs", f"there are none in {shown(settings.briefs_dir)}", mend)
    for outcome in with_progress(outcomes, "Verifying"):
        yield _brief(hold(settings, outcome))


def _brief(outcome: Outcome) -> Finding:
    file, brief = outcome.checked.file, outcome.checked.brief
    if outcome.problems:
        mend = f"onrecord verify {file} lists them"
        level: Level = "warn" if brief and brief.status == "draft" else "fail"
        return Finding(level, "briefs", f"{file} has {counted(len(outcome.problems), 'problem')}", mend)
    return Finding("ok", "briefs", f"{file} is sound, {held(outcome.verified) if outcome.verified else ''}")


def _archive(folder: Path) -> Finding:
    if folder.is_dir():
        return Finding("ok", "archive", f"{shown(folder)} is there")
    message = f"{shown(folder)} is not here; evidence locks stand in for it"
    return Finding("warn", "archive", message, "to write or change quotes, put the sources' texts there")


def _libyaml() -> Finding:
    from yaml import __with_libyaml__

    if __with_libyaml__:
        return Finding("ok", "yaml", "read by libyaml")
    return Finding("warn", "yaml", "PyYAML is without libyaml, loading is slower", "install PyYAML's wheel")
