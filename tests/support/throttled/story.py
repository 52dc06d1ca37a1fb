"""A story that grows: each revision adds one statement that can be told from every other, or mends one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.brief.library import Library, load
from tests.support import briefs

SLUG = "harbour"
MARKER = re.compile(r"Cargo (\d+) has come")


def marker(revision: int) -> str:
    """The words that a revision adds."""
    return f"Cargo {revision} has come."


def mended(revision: int) -> str:
    """What they are corrected to."""
    return f"Cargo {revision} was sent back."


class Newsroom:
    """A folder of briefs with one story, revised step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = briefs.make_lock(folder / "source")

    def write(self, *steps: str) -> Library:
        """The story after these steps, each a revision: `news`, or `long news`, of which a few fill a
        message, or `mend N` for a correction of the words that revision N added, or `typo`. All of it is
        to be told at once."""
        changes = _content(steps)
        briefs.write(self.folder / "briefs", SLUG, lock=self._lock, **changes)
        library = self.load()
        assert not library.problems, library.problems
        return library

    def load(self) -> Library:
        return load(self.folder / "briefs", self.folder / "source", self.folder / "var")


def told(texts: Sequence[str]) -> list[int]:
    """The revisions whose words a channel was told, in the order and as often as it was."""
    return [int(number) for text in texts for number in dict.fromkeys(MARKER.findall(text))]


def _content(steps: Sequence[str]) -> dict[str, Any]:
    added: dict[int, dict[str, Any]] = {}
    corrections = []
    statements = [briefs.statement(number) for number in range(briefs.STATEMENTS)]
    for number, step in enumerate(steps, start=2):
        match step.split():
            case ["news"]:
                added[number] = _statement(number)
            case ["long", "news"]:
                added[number] = _statement(number)
                added[number]["gist"] += " It was unloaded by hand." * 38
            case ["mend", which]:
                added[int(which)]["gist"] = mended(int(which))
                corrections.append(_entry(number, int(which)))
            case ["typo"]:
                statements[2]["gist"] = statements[2]["gist"].replace(" ", "  ", number)
            case _:
                raise ValueError(step)
    revision = {"number": len(steps) + 1, "at": "2026-03-02T08:00:00Z", "note": "Next.", "notify": "now"}
    return {
        "revision": revision,
        "statements": [*statements, *added.values()],
        **({"corrections": corrections} if corrections else {}),
    }


def _statement(number: int) -> dict[str, Any]:
    said = {"speaker": "ada-lindqvist", "kind": "indirect", "cue": "said", "at": "src-1#p2"}
    return {"id": f"s-new-{number}", "gist": marker(number), **said}


def _entry(number: int, which: int) -> dict[str, Any]:
    texts = {"was": marker(which), "now": mended(which), "class": "corrected", "origin": "brief"}
    return {"id": f"k-{number}", "revision": number, "items": [f"s-new-{which}"], **texts}
