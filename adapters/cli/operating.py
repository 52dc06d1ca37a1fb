"""The options of the commands for operators."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping

ROLES = ("all", "gateway", "http", "worker")
CHANNEL = "a channel's id, PLATFORM:CHANNEL or PLATFORM:TENANT:CHANNEL"
MOST = 50
LONGEST = 18  # digits; more do not fit into a column


def for_operators(made: Mapping[str, ArgumentParser]) -> None:
    """Declare them; `made` are the parsers by the names of their commands."""
    _starting(made)
    _looking(made)
    _mending(made)


def _starting(made: Mapping[str, ArgumentParser]) -> None:
    made["run"].add_argument(
        "--role",
        choices=ROLES,
        default="all",
        help="the share of this process, where several run on one PostgreSQL; default: all",
    )
    doctor = made["doctor"]
    doctor.add_argument("--offline", action="store_true", help="ask neither platforms nor the store")
    doctor.add_argument("--json", action="store_true", help="an array of objects")
    invite = made["discord-invite"]
    invite.add_argument("--application-id", metavar="ID", help="default: read from DISCORD_TOKEN")
    invite.add_argument("--json", action="store_true", help="an object")
    manifest = made["slack-manifest"]
    manifest.add_argument(
        "--url", metavar="URL", help="the public address of the bot, for HTTP; default: Socket Mode"
    )
    manifest.add_argument("--json", action="store_true", help="on one line, for a program")
    made["migrate"].add_argument("--json", action="store_true", help="an object")


def _looking(made: Mapping[str, ArgumentParser]) -> None:
    deliveries, lanes = made["deliveries"], made["lanes"]
    deliveries.add_argument("--story", metavar="STORY", help="only of this story")
    for command in (deliveries, lanes):
        _place(command)
        command.add_argument("--limit", metavar="N", type=count, default=MOST, help=f"default: {MOST}")
        command.add_argument("--json", action="store_true", help="an array of objects")
    deliveries.add_argument("--state", metavar="STATE", action="append", default=[], help="may be repeated")
    lanes.add_argument("--state", metavar="STATE", help="active or parked")


def _mending(made: Mapping[str, ArgumentParser]) -> None:
    retry, unpark, forget = made["retry"], made["unpark"], made["forget"]
    retry.add_argument("ids", metavar="ID", nargs="*", type=count, help="as onrecord deliveries lists them")
    retry.add_argument("--story", metavar="STORY", help="only of this story")
    _place(retry)
    retry.add_argument("--state", metavar="STATE", action="append", default=[], help="only in this state")
    which = unpark.add_mutually_exclusive_group(required=True)
    which.add_argument("channel", metavar="CHANNEL", nargs="?", help=CHANNEL)
    which.add_argument("--all", action="store_true", help="every place that is paused")
    forget.add_argument("what", metavar="PLATFORM:TENANT[:CHANNEL]", help="such as slack:T024BE7LD")
    forget.add_argument("--yes", action="store_true", help="do not ask")
    for command in (retry, unpark, forget):
        command.add_argument("--json", action="store_true", help="an object")


def _place(command: ArgumentParser) -> None:
    command.add_argument("--channel", metavar="CHANNEL", help=CHANNEL)
    command.add_argument("--platform", metavar="PLATFORM", help="discord, slack or console")


def count(word: str) -> int:
    """A whole number from 1."""
    if not (word.isascii() and word.isdigit() and len(word) <= LONGEST and int(word)):
        raise ArgumentTypeError(f"{word!r} is no whole number from 1")
    return int(word)
