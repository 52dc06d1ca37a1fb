"""The bridge of Aldmoor, an invented story that goes on for nine revisions, as an editor writes them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from bot.brief.check import check
from bot.brief.evidence import verify

SLUG, TITLE = "bridge", "The Aldmoor bridge stays closed"
Content = dict[str, Any]

ARTICLES = {
    "bridge-1.txt": (
        "Aldmoor closes its bridge",
        "The third pier has “a crack as wide as a hand”, Kofi Osei said.",
        "The bridge is “safe for cars and for nothing heavier”, Vera Lind said.",
        "Tomas Berg said a barge had hit the pier.",
        "The bridge was closed on Monday.",
    ),
    "bridge-2.txt": (
        "The crack in Aldmoor’s bridge grows",
        "The crack “grows by the day whenever it rains”, Kofi Osei said.",
        "The bridge opens on 1 May.",
        "Aldmoor “will not wait for a new pier”, Vera Lind said.",
    ),
}
BASELINE, PARTY, ANSWERED, CORRECTED, WITHDRAWN, HELD, MEANWHILE, SERVED, TYPO = range(1, 10)
WAS, NOW = "“safe for cars”", "“safe for cars and for nothing heavier”"
RAINS = "“grows by the day whenever it rains”"
GROWS, MAY, NEW_PIER = "“grows by the day”", "The bridge opens on 1 May.", "“will not wait for a new pier”"


def content(number: int) -> Content:
    """The brief in this revision, as it stands in its file."""
    base: Content = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    base["sources"][0]["archive"]["sha256"] = _sha256("bridge-1.txt")
    for revision in range(PARTY, number + 1):
        base["revision"] = {"number": revision, "at": f"2026-03-{revision + 1:02}T07:30:00Z"}
        _STEPS[revision](base)
    return base


def write(briefs: Path, archive: Path, number: int) -> Path:
    """Write this revision with its archived articles and its evidence lock, as an editor would leave them."""
    draft = archive.parent / "written" / f"{SLUG}.yaml"
    for folder in (briefs, archive, draft.parent):
        folder.mkdir(parents=True, exist_ok=True)
    for name in ARTICLES:
        if not (archive / name).exists():
            (archive / name).write_bytes(_article(name))
    draft.write_text(yaml.safe_dump(content(number), allow_unicode=True, sort_keys=False), encoding="utf-8")
    path = briefs / f"{SLUG}.yaml"
    path.with_suffix(".lock.yaml").write_bytes(_lock(draft, archive))
    return draft.replace(path)


def _lock(path: Path, archive: Path) -> bytes:
    checked = check(path, path.name)
    assert checked.brief is not None, [str(problem) for problem in checked.problems]
    verified = verify(checked.brief, checked.places, shown=path.name, archive=archive, lock=None)
    assert verified.lock is not None, [str(problem) for problem in verified.problems]
    return verified.lock


def _article(name: str) -> bytes:
    return "\n\n".join(ARTICLES[name]).encode()


def _sha256(name: str) -> str:
    return hashlib.sha256(_article(name)).hexdigest()


def _party(brief: Content) -> None:
    """A party to the claim speaks again."""
    brief["sources"].append({
        "id": "src-2", "type": "article", "headline": "The crack in Aldmoor’s bridge grows",
        "archive": {"file": "bridge-2.txt", "sha256": _sha256("bridge-2.txt"), "roles": {"p1": "headline"}},
        "published": {"edtf": "2026-03-03", "basis": "editor"},
    })  # fmt: skip
    said = {"id": "s-grows", "speaker": "kofi-osei", "kind": "mixed", "cue": "said", "at": "src-2#p2"}
    gist = f"Kofi Osei said that the crack {GROWS}."
    brief["statements"].append({**said, "gist": gist, "quoted": ["grows by the day"]})


def _answered(brief: Content) -> None:
    """What was open is known."""
    brief["facts"].append({"id": "f-may", "text": MAY, "voice": "reporter", "at": "src-2#p3"})
    brief["open_questions"][0]["answered_by"] = ["f-may"]


def _corrected(brief: Content) -> None:
    """Quotes had been cut short."""
    safe, grows = brief["statements"][1], brief["statements"][3]
    safe |= {"quoted": [NOW.strip("“”")], "gist": f"Vera Lind said that the bridge is {NOW}."}
    grows |= {"quoted": [RAINS.strip("“”")], "gist": f"Kofi Osei said that the crack {RAINS}."}
    brief["summary"][1]["text"] = f"Vera Lind says that the bridge is {NOW}."
    entry = {"id": "k-safe", "revision": CORRECTED, "class": "corrected"}
    words = {"items": ["s-safe", "b-safe", "s-grows"], "was": "Half a sentence", "now": "The whole sentence"}
    brief["corrections"] = [{**entry, **words, "origin": "brief"}]


def _withdrawn(brief: Content) -> None:
    """Somebody never said it."""
    brief["statements"][2]["withdrawn"] = True
    entry = {"id": "k-barge", "revision": WITHDRAWN, "items": ["s-barge"], "class": "withdrawn"}
    words = {"was": "Tomas Berg said a barge had hit the pier.", "now": None, "origin": "source"}
    brief["corrections"].append({**entry, **words})


def _held(brief: Content) -> None:
    brief["status"] = "hold"
    brief["revision"]["note"] = "The town asks us to check the second article."


def _meanwhile(brief: Content) -> None:
    """News while it is held."""
    brief["revision"]["note"] = "The town asks us to check the second article."
    said = {"id": "s-wait", "speaker": "vera-lind", "kind": "mixed", "cue": "said", "at": "src-2#p4"}
    gist = f"Vera Lind said that Aldmoor {NEW_PIER}."
    brief["statements"].append({**said, "gist": gist, "quoted": ["will not wait for a new pier"]})


def _served(brief: Content) -> None:
    brief["status"] = "live"
    brief["revision"]["note"] = "The second article is right."


def _typo(brief: Content) -> None:
    brief["glossary"][0]["text"] = "What carries a bridge in the water."


_STEPS = {
    PARTY: _party,
    ANSWERED: _answered,
    CORRECTED: _corrected,
    WITHDRAWN: _withdrawn,
    HELD: _held,
    MEANWHILE: _meanwhile,
    SERVED: _served,
    TYPO: _typo,
}
