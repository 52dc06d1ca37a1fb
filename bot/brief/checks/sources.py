"""Sources: where each can be read, that none is listed twice, and that no path leaves the archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.brief.checks.context import Context
from bot.brief.model import Archive
from bot.brief.parse.reading import shown
from bot.brief.problems import Problem

_DRIVE = re.compile(r"[A-Za-z]:")
_PARAGRAPH = re.compile(r"p[1-9][0-9]{0,5}")


def check_sources(context: Context) -> Iterator[Problem]:
    for source in context.brief.sources:
        if source.archive is None and source.url is None and source.id not in context.flawed:
            message = "the source has neither archive nor url"
            hint = "say where its text is: archive {file, sha256}, or url"
            yield context.problem(source, "E-SOURCE-ORIGIN", message, hint, field="archive")
        if source.archive is not None:
            yield from _archive(context, source.archive)
    yield from _duplicates(context)


def _archive(context: Context, archive: Archive) -> Iterator[Problem]:
    if _leaves(archive.file):
        message = f"{shown(archive.file)} is no path inside the archive folder"
        hint = "write it relative to that folder with forward slashes, like nk-russia/src-1.txt"
        yield context.problem(archive, "E-ARCHIVE-PATH", message, hint, field="file")
    for key in archive.roles:
        if not _PARAGRAPH.fullmatch(key):
            message = f"{shown(key)} is no paragraph"
            hint = "write p and the number of the non-blank line, from p1"
            yield context.problem(archive, "E-PARAGRAPH-ROLE", message, hint, field="roles")


def _leaves(file: str) -> bool:
    path = PurePosixPath(file)
    hostile = "\\" in file or "\0" in file or _DRIVE.match(file)
    return bool(hostile or path.is_absolute() or ".." in path.parts or not path.name or file.endswith("/"))


def _duplicates(context: Context) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for source in context.brief.sources:
        if source.archive is None or source.withdrawn:
            continue
        for field, key in (
            ("sha256", source.archive.sha256),
            ("file", str(PurePosixPath(source.archive.file))),
        ):
            owner = first.setdefault(key, source.id)
            if owner != source.id:
                message = f"{source.id} is the same text as {owner}"
                hint = f"keep one source; let its items name {owner}"
                yield context.problem(source.archive, "E-SOURCE-DUPLICATE", message, hint, field=field)
                break
