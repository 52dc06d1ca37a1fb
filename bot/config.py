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

# Names that this program may come to read; set already, they are nobody's mistake.
RESERVED = (
    *("DATABASE_URL", "HTTP_HOST", "HTTP_PORT"),
    *("DISCORD_TOKEN", "DISCORD_API_URL", "DISCORD_GATEWAY_URL"),
    *("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"),
)
_SECRET = re.compile("TOKEN|SECRET|PASSWORD|KEY|DATABASE_URL")

Folder = Annotated[Path, Meta(description="the path of a folder")]
Level = Annotated[
    Literal["debug", "info", "warning", "error"], Meta(description="debug, info, warning or error")
]
Format = Annotated[Literal["text", "json"], Meta(description="text or json")]


class Settings(Struct, frozen=True, kw_only=True):
    """Every setting with its default. The field's name in capitals is its name in the environment."""

    briefs_dir: Folder = Path("briefs")
    archive_dir: Folder = Path("archive")
    data_dir: Folder = Path("var")
    log_level: Level = "warning"
    log_format: Format = "text"


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
        return msgspec.convert(word, kind, strict=False, dec_hook=_path)
    except (msgspec.ValidationError, ValueError) as error:
        shown = "(not shown)" if _SECRET.search(name) else f"'{one_line(value)}'"
        raise UsageError(f"{name} is {shown}; allowed: {_allowed(kind)}") from error


def _path(kind: type, value: Any) -> Any:
    if not str(value).isprintable():
        raise ValueError("a control character in a path")
    return kind(value)


def _allowed(kind: Any) -> str:
    return " ".join(
        meta.description for meta in kind.__metadata__ if isinstance(meta, Meta) and meta.description
    )
