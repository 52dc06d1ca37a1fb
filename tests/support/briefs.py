"""Valid briefs of an invented story, as many as wanted, with their source and their evidence lock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bot.brief.check import check
from bot.brief.evidence import verify

SPEAKERS = {
    "ada-lindqvist": "Ada Lindqvist",
    "tomas-brandt": "Tomas Brandt",
    "ines-okafor": "Ines Okafor",
    "pilots-union": "Harbour Pilots’ Union",
    "rescue-service": "Norrhamn Rescue Service",
    "yusuf-dahl": "Yusuf Dahl",
}
STATEMENTS = 24
SOURCE = "norrhamn.txt"


def _words(number: int) -> tuple[str, str, str | None, str]:
    """(kind, the source's paragraph, the quoted words, the gist) of a statement."""
    speaker = list(SPEAKERS)[number % len(SPEAKERS)]
    name = SPEAKERS[speaker]
    if number % 3 == 0:
        words = f"Berth {number} belongs to the town and it will be dredged before the ice comes"
        return "direct", f"“{words},” {name} said.", words, f"{name} said berth {number} will be dredged."
    if number % 3 == 1:
        words = f"not one crane at berth {number - 1} is safe"
        text = f"{name} said on Monday that “{words}” and that the work had to wait."
        return "mixed", text, words, f"{name} said “{words}”, so that the work at the berth must wait."
    gist = f"{name} said the dredging of berth {number - 2} might be paid for by the county."
    return "indirect", gist, None, gist


def article() -> bytes:
    """The source: a headline, then one paragraph for each statement."""
    paragraphs = [_words(number)[1] for number in range(STATEMENTS)]
    return "\n\n".join(
        ["Norrhamn argues over its harbour", *paragraphs, "The harbour opened in 1871."]
    ).encode()


def brief(slug: str, **changes: Any) -> str:
    """A brief as YAML; `changes` replace its top-level keys."""
    content: dict[str, Any] = {
        "schema": "brief/1",
        "slug": slug,
        "title": f"Norrhamn argues over its harbour ({slug})",
        "language": "en",
        "status": "live",
        "topics": ["harbours", "dredging"],
        "revision": {"number": 1, "at": "2026-03-02T08:00:00Z", "note": "First version."},
        "summary": [
            {"id": f"b-{number}", "text": _words(number)[3], "refs": [f"s-{number}"]} for number in range(3)
        ],
        "sources": [_source()],
        "entities": [
            {
                "id": id,
                "type": "organisation" if "-union" in id or "-service" in id else "person",
                "name": name,
            }
            for id, name in SPEAKERS.items()
        ],
        "statements": [statement(number) for number in range(STATEMENTS)],
        "claims": [_claim(number) for number in range(0, STATEMENTS, 3)],
        "facts": [
            {
                "id": "f-opened",
                "text": "The harbour opened in 1871.",
                "voice": "reporter",
                "at": f"src-1#p{STATEMENTS + 2}",
            }
        ],
        "timeline": [
            {
                "id": "t-opened",
                "text": "The harbour opens.",
                "when": {"text": "1871", "edtf": "1871"},
                "refs": ["f-opened"],
            }
        ],
        "glossary": [
            {
                "id": "g-dredge",
                "term": "dredging",
                "text": "Digging out the ground under water.",
                "basis": "editor",
            }
        ],
        "open_questions": [{"id": "q-cost", "text": "What will the dredging cost?", "near": ["s-2"]}],
    }
    return yaml.safe_dump(content | changes, allow_unicode=True, sort_keys=False)


def write(folder: Path, slug: str, *, lock: bytes | None = None, **changes: Any) -> Path:
    """Write a brief; with its lock, if one is given."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{slug}.yaml"
    path.write_text(brief(slug, **changes), encoding="utf-8")
    if lock is not None:
        path.with_suffix(".lock.yaml").write_bytes(lock)
    return path


def write_archive(archive: Path) -> Path:
    """Put the source into the archive folder."""
    archive.mkdir(parents=True, exist_ok=True)
    path = archive / SOURCE
    path.write_bytes(article())
    return path


def make_lock(scratch: Path) -> bytes:
    """The lock that fits every brief written here with its statements as they are."""
    write_archive(scratch)
    path = write(scratch, "norrhamn")
    checked = check(path, path.name)
    assert checked.brief is not None, [str(problem) for problem in checked.problems]
    verified = verify(checked.brief, checked.places, shown=path.name, archive=scratch, lock=None)
    assert verified.lock is not None, [str(problem) for problem in verified.problems]
    return verified.lock


def write_many(folder: Path, lock: bytes, count: int) -> list[str]:
    """Write `count` briefs with their locks; their slugs."""
    slugs = [f"harbour-{number:04}" for number in range(1, count + 1)]
    for slug in slugs:
        write(folder, slug, lock=lock)
    return slugs


def _source() -> dict[str, Any]:
    return {
        "id": "src-1",
        "type": "article",
        "headline": "Norrhamn argues over its harbour",
        "published": {"edtf": "2026-03-02", "basis": "editor"},
        "archive": {
            "file": SOURCE,
            "sha256": hashlib.sha256(article()).hexdigest(),
            "roles": {"p1": "headline"},
        },
    }


def statement(number: int) -> dict[str, Any]:
    kind, _, words, gist = _words(number)
    speaker = list(SPEAKERS)[number % len(SPEAKERS)]
    statement = {"id": f"s-{number}", "speaker": speaker, "kind": kind, "cue": "said", "gist": gist}
    return statement | {"at": f"src-1#p{number + 2}"} | ({"quoted": [words]} if words else {})


def _claim(number: int) -> dict[str, Any]:
    return {
        "id": f"c-{number}",
        "proposition": f"Berth {number} will be dredged before winter.",
        "type": "prediction",
        "positions": list(_positions(number)),
    }


def _positions(number: int) -> Iterable[dict[str, Any]]:
    for statement, stance in ((number, "asserts"), (number + 1, "denies"), (number + 2, "doubts")):
        speaker = list(SPEAKERS)[statement % len(SPEAKERS)]
        yield {"by": speaker, "stance": stance, "statements": [f"s-{statement}"]}
