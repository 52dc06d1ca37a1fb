"""The command `onrecord`: reads the settings, hands over to a command, turns faults into one line."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli.arguments import command_line, read_arguments
from bot.config import Settings, read_settings
from bot.errors import OnrecordError
from bot.telemetry.escape import one_line

if TYPE_CHECKING:
    from adapters.cli.surroundings import Probe

ENV_FILE = Path(".env")
DONE, USAGE, INTERRUPTED, BROKEN_PIPE = 0, 2, 130, 141  # the last two as a shell reports SIGINT and SIGPIPE


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Only what the person can mend is caught and said."""
    _ready_streams()
    try:
        code = _run(sys.argv[1:] if words is None else words)
        sys.stdout.flush()
    except OnrecordError as error:
        print(f"onrecord: {one_line(str(error))}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `onrecord … | head`: nobody reads any more, also not what is still buffered
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return code


def _run(words: Sequence[str]) -> int:
    options = read_arguments(words)
    if options.version:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        return DONE
    if options.command is None:
        command_line().print_help()
        return DONE
    return _dispatch(options)


def _dispatch(options: Namespace) -> int:
    """Hand over to the command; its module, which may be heavy, is imported only now."""
    match options.command:
        case "say":
            from adapters.cli.reader import say

            return say(_started(), options.line, form=options.form, story=options.story)
        case "run":
            from adapters.runner import run

            return run(_started(), options.role)
        case "doctor":
            from adapters.cli.doctor import doctor

            return doctor(os.environ, ENV_FILE, None if options.offline else _probes, as_json=options.json)
        case "migrate":
            from adapters.cli.migrating import migrate

            return migrate(_started(), as_json=options.json)
        case "slack-manifest" | "discord-invite":
            return _invite(options)
        case "deliveries" | "lanes" | "retry" | "unpark" | "forget":
            from adapters.cli.operations import operate

            return operate(_settings(), options)
        case "check" | "diff" | "verify" | "history" | "publish":
            return _revise(options)
        case _:
            return _assist(options)


def _revise(options: Namespace) -> int:
    """What an editor does with briefs that are written."""
    match options.command:
        case "check":
            from adapters.cli.guarding import check

            return check(_settings(), options.paths, options.format, options.against)
        case "verify":
            from adapters.cli.checking import verify

            return verify(_settings(), options.paths, options.format, write=not options.check)
        case "diff":
            from adapters.cli.revising import diff

            told = {"since": options.since, "form": options.form, "as_json": options.json}
            return diff(_settings(), options.what, options.against, **told)
        case "history":
            from adapters.cli.publishing import history

            return history(_settings(), options.story, as_json=options.json)
        case _:
            from adapters.cli.publishing import publish

            return publish(_started(), options.stories, as_json=options.json)


def _invite(options: Namespace) -> int:
    """What an operator needs in order to let the bot in."""
    from adapters.cli.inviting import discord_invite, slack_manifest

    if options.command == "slack-manifest":
        return slack_manifest(options.url, as_json=options.json)
    return discord_invite(_settings(), options.application_id, as_json=options.json)


def _probes(settings: Settings) -> dict[str, Probe]:
    from adapters.platforms import probes

    return probes(settings)


def _assist(options: Namespace) -> int:
    from adapters.cli import editor

    match options.command:
        case "new":
            return editor.new(_settings(), options.slug, as_json=options.json)
        case "quote":
            return editor.quote(_settings(), options.find, options.source, as_json=options.json)
        case "schema":
            return editor.schema(modeline=options.modeline)
        case _:
            return editor.problems(options.code, as_json=options.json)


def _settings() -> Settings:
    return read_settings(os.environ, ENV_FILE)


def _started() -> Settings:
    """The settings, and the logs that they ask for."""
    from bot.telemetry.logs import configure

    settings = _settings()
    configure(settings.log_level, settings.log_format, secrets=settings.secrets)
    return settings


def _ready_streams() -> None:
    """A closed stream is an empty one. A terminal shows what it can and the rest as escapes, but what goes to
    a program is UTF-8 whatever the locale: JSON has no other encoding (RFC 8259, section 8.1)."""
    sys.stdin = sys.stdin or TextIOWrapper(BytesIO())
    sys.stdout = sys.stdout or StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
