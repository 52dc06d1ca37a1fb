"""Which revision of each story is served, where files are bad or two stories want one name."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bot.brief.library.entry import Entry


class Choice(Struct, frozen=True):
    """What is served, by file; and for each file that had to give way, the story that has its name."""

    served: dict[bytes, Entry]
    beaten: dict[bytes, Entry]


def choose(good: Mapping[bytes, Entry], last: Mapping[bytes, Entry]) -> Choice:
    """Decide from the good files as they are now (`good`) and from what was served before (`last`).

    A bad file has no part in `good`: what was served of it stays. A name (slug or alias) belongs to the
    story that had it before and still has it, else to the first file by name; who comes too late is
    served as before, if that takes nothing from others, or not at all.
    """
    wanted = {**last, **good}
    owners = _owners(good, last)
    served: dict[bytes, Entry] = {}
    beaten: dict[bytes, Entry] = {}
    for file, entry in sorted(wanted.items()):
        rival = next((owners[word] for word in sorted(entry.words) if owners[word] != file), None)
        if rival is None:
            served[file] = entry
            continue
        beaten[file] = wanted[rival]
        if file in last and all(owners.get(word, file) == file for word in last[file].words):
            served[file] = last[file]
    return Choice(served, beaten)


def _owners(good: Mapping[bytes, Entry], last: Mapping[bytes, Entry]) -> dict[str, bytes]:
    owners: dict[str, bytes] = {}
    for file in sorted(last):
        kept = last[file].words & good.get(file, last[file]).words
        for word in kept:
            owners.setdefault(word, file)
    for file in sorted(good):
        for word in good[file].words:
            owners.setdefault(word, file)
    return owners
