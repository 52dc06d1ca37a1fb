"""Settings: from the environment and `.env`, typed, read once by whoever starts the program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin

import msgspec
from msgspec import Meta, Struct

from bot.errors import UsageError
from bot.telemetry.escape import one_line

_SECRET = re.compile("TOKEN|SECRET|PASSWORD|KEY|DATABASE_URL")


class Secret:
    """A value that shows itself only when asked to: neither `repr` nor a log tells it."""

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        if not value.isprintable() or " " in value:
            raise ValueError("a space or a control character")
        self._value = value

    def reveal(self) -> str:
        """The value itself, to be handed to the library that needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(…)" if self._value else "Secret()"


NOTHING = Secret()

Folder = Annotated[Path, Meta(description="the path of a folder")]
Level = Annotated[
    Literal["debug", "info", "warning", "error"], Meta(description="debug, info, warning or error")
]
Format = Annotated[Literal["text", "json"], Meta(description="text or json")]
Switch = Annotated[bool, Meta(description="true or false")]
Port = Annotated[int, Meta(ge=0, le=65535, description="a port from 1 to 65535, or 0 for none")]
Host = Annotated[str, Meta(pattern=r"^[^\s/]+$", description="a host name or an IP address")]
Token = Annotated[Secret, Meta(description="a token without spaces")]
Address = Annotated[
    str, Meta(pattern="^(https?|wss?)://[^\\s]+$", description="an address such as https://…")
]
Database = Annotated[
    Secret, Meta(description="sqlite:///path/to/file or postgresql://user:password@host/name")
]


Rate = Annotated[float, Meta(ge=0.1, le=1000, description="messages a second, from 0.1 to 1000")]
Days = Annotated[int, Meta(ge=0, le=3650, description="a number of days from 0 to 3650")]
Policy = Annotated[Literal["anyone", "creators", "admins"], Meta(description="anyone, creators or admins")]


class Settings(Struct, frozen=True, kw_only=True):
    """Every setting with its default. The field's name in capitals is its name in the environment."""

    briefs_dir: Folder = Path("briefs")
    archive_dir: Folder = Path("archive")
    data_dir: Folder = Path("var")
    log_level: Level = "warning"
    log_format: Format = "text"
    log_words: Switch = False
    watch: Switch = True
    grace_days: Days = 30
    database_url: Database = NOTHING
    http_host: Host = "127.0.0.1"
    http_port: Port = 8080
    discord_token: Token = NOTHING
    discord_api_url: Address = "https://discord.com/api/v10"
    discord_gateway_url: Address = "wss://gateway.discord.gg/"
    discord_rate: Rate = 49.0
    slack_bot_token: Token = NOTHING
    slack_app_token: Token = NOTHING
    slack_signing_secret: Token = NOTHING
    slack_api_url: Address = "https://slack.com/api/"
    slack_rate: Rate = 4.0
    slack_subscribe: Policy = "anyone"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that is set: none of them may stand in a log or a message."""
        every = (getattr(self, name) for name in self.__struct_fields__)
        return tuple(value.reveal() for value in every if isinstance(value, Secret) and value)


def names() -> tuple[str, ...]:
    """The settings' names as they stand in the environment and in `.env`."""
    return tuple(name.upper() for name in Settings.__struct_fields__)


def read_settings(environ: Mapping[str, str], env_file: Path) -> Settings:
    """Read the settings; the environment wins over `env_file`, an empty value means the default.

    Raises UsageError with one clear sentence on a wrong value.
    """
    given = read_env_file(env_file) | dict(environ)
    values = {
        field.name: _convert(name, given[name], field.type)
        for name, field in zip(names(), msgspec.structs.fields(Settings), strict=True)
        if given.get(name)
    }
    return Settings(**values)


def read_env_file(path: Path) -> dict[str, str]:
    """The names and values of a `.env` file; a missing file is an empty one.

    Raises UsageError if the file cannot be read as UTF-8 text, or a line of it as a setting.
    """
    if not path.exists():
        return {}
    from io import StringIO

    from dotenv.parser import parse_stream

    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    # dotenv_values would leave out what it cannot read, and a setting would silently be the default.
    lines = list(parse_stream(StringIO(text)))
    for line in lines:
        if line.error:
            raise UsageError(
                f"{path}, line {line.original.line}: not NAME=value, or a quotation mark too few"
            )
    return {line.key: line.value or "" for line in lines if line.key}


def _convert(name: str, value: str, kind: Any) -> Any:
    """One value as its type; `kind` is the annotation of the field, which says in words what is allowed."""
    word = value.lower() if get_origin(kind.__origin__) is Literal else value
    try:
        return msgspec.convert(word, kind, strict=False, dec_hook=_made)
    except (msgspec.ValidationError, ValueError) as error:
        shown = "(not shown)" if _SECRET.search(name) else f"'{one_line(value)}'"
        raise UsageError(f"{name} is {shown}; allowed: {_allowed(kind)}") from error


def _made(kind: type, value: Any) -> Any:
    """A path or a secret."""
    if not str(value).isprintable():
        raise ValueError("a control character")
    return kind(value)


def _allowed(kind: Any) -> str:
    return " ".join(
        meta.description for meta in kind.__metadata__ if isinstance(meta, Meta) and meta.description
    )
