"""Commands for whoever writes briefs: new, quote, schema, problems."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import msgspec

from adapters.cli.output import note, paint, say, say_json, shown
from bot.brief.check import brief_files, check
from bot.brief.editing.codes import Explanation, codes, explain, near
from bot.brief.evidence.archive import MAX_BYTES
from bot.brief.evidence.find import NotSearched, Searched, find, sources, text_file
from bot.brief.reserved import RESERVED
from bot.brief.vocabulary import Slug
from bot.config import Settings
from bot.errors import UsageError

FOUND, NOT_FOUND = 0, 1


def new(settings: Settings, slug: str, *, as_json: bool) -> int:
    """Write a commented draft to `<BRIEFS_DIR>/<slug>.yaml` and say how to go on. Never overwrites."""
    from bot.brief.editing.skeleton import skeleton

    _refuse_bad(slug)
    path = settings.briefs_dir / f"{slug}.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton(slug, datetime.now(UTC).date().isoformat()))
    except FileExistsError as error:
        raise UsageError(f"{shown(path)} is there already; it was left as it is") from error
    except OSError as error:
        raise UsageError(f"{shown(path)} was not written: {error.strerror}") from error
    archive = settings.archive_dir / slug / "src-1.txt"
    if as_json:
        say_json({"file": shown(path), "archive": shown(archive)})
        return FOUND
    say(f"{shown(path)} is a draft: it passes check and is not served.")
    say(f"1. Save the article's text as {shown(archive)}.")
    say(f"2. Fill in the brief; onrecord quote --find 'some words' {slug}/src-1.txt gives the exact ones.")
    say("3. onrecord check, then set status: live, then onrecord verify.")
    return FOUND


def quote(settings: Settings, words: str, source: str, *, as_json: bool) -> int:
    """Print the exact words of a source and their paragraph, ready to paste. 0 found, 1 not found."""
    searched = _searched(settings, source)
    if isinstance(searched, NotSearched):
        likely = ", ".join(searched.did_you_mean)
        raise UsageError(f"{searched.message}{f'; did you mean {likely}?' if likely else ''}")
    matches = find(words, searched)
    if as_json:
        say_json(matches)
    elif matches:
        say("\n".join(match.yaml for match in matches).rstrip())
    else:
        note(f"{source} has no words like these")
    return FOUND if matches else NOT_FOUND


def _searched(settings: Settings, source: str) -> tuple[Searched, ...] | NotSearched:
    """What SOURCE means: a text file, here or in the archive; or a brief, by slug or path, and after # or :
    the id of one of its sources."""
    for file in (Path(source), settings.archive_dir / source):
        if file.is_file() and file.suffix != ".yaml":
            with file.open("rb") as opened:
                return text_file(opened.read(MAX_BYTES + 1))
    name, _, id = source.replace(":", "#").partition("#")
    for path in (settings.briefs_dir / f"{name}.yaml", Path(name)):
        if path.is_file() and path.suffix == ".yaml":
            return _sources(settings, path, id or None)
    briefs = (
        [path.stem for path in brief_files([settings.briefs_dir])] if settings.briefs_dir.is_dir() else []
    )
    likely = tuple(get_close_matches(name, briefs, n=3))
    return NotSearched(
        f"{source} is neither a brief, brief#source, nor a text file here or in the archive", likely
    )


def _sources(settings: Settings, path: Path, id: str | None) -> tuple[Searched, ...] | NotSearched:
    """What a brief may quote; while it is being written, it may well have problems."""
    brief = check(path, shown(path)).draft
    if brief is None:
        return NotSearched(f"{shown(path)} cannot be read; mend it first: onrecord check {shown(path)}")
    return sources(brief, settings.archive_dir, id)


def schema(*, modeline: bool) -> int:
    """Print the JSON Schema of a brief, or the comment that makes an editor's YAML tool use it."""
    from bot.brief.editing.schema import FILE_NAME, MODELINE, json_schema

    if modeline:
        say(MODELINE)
        note(f"First line of each brief; the schema goes beside them: onrecord schema > briefs/{FILE_NAME}")
        return FOUND
    import json

    print(json.dumps(json_schema(), indent=2))
    return FOUND


def problems(code: str | None, *, as_json: bool) -> int:
    """Explain one problem code, or list them all."""
    if code is None:
        if as_json:
            say_json(list(codes().values()))
        else:
            for each in codes().values():
                print(f"{paint(each.code, 'bold')}  {each.meaning}")
        return FOUND
    explanation = explain(code)
    if explanation is None:
        likely = ", ".join(near(code))
        raise UsageError(f"there is no problem code {code!r}{f'; did you mean {likely}?' if likely else ''}")
    say_json(explanation) if as_json else _print(explanation)
    return FOUND


def _refuse_bad(slug: str) -> None:
    try:
        msgspec.convert(slug, Slug)
    except msgspec.ValidationError as error:
        rule = "lower-case letters, digits and single hyphens, at most 60, such as nk-russia"
        raise UsageError(f"{slug!r} is no slug: {rule}") from error
    if slug in RESERVED:
        raise UsageError(f"{slug!r} is a word of the commands; choose another slug")


def _print(explanation: Explanation) -> None:
    print(paint(explanation.code, "bold"))
    say(f"{explanation.meaning}\n")
    say("For example:")
    for line in explanation.example.rstrip().splitlines():
        say(f"    {line}")
    say(f"\nWhat to do: {explanation.cure}")
