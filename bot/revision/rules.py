"""The change table: for each kind of item, what a change of it is called and how soon it is told."""

from __future__ import annotations

from bot.brief.model import Correction, Event, Statement, SummaryPoint
from bot.revision.labels import HELD, Kind, Label, Notify, Ruling, louder
from bot.revision.pair import Pair

# What readers rely on as the record: they are told when it goes, and when it comes back.
RECORD = frozenset[Kind](("statement", "source", "claim", "fact", "event"))
QUIET = frozenset[Kind](("entity", "term", "correction"))
# What no reader of a reply sees, or what wakes nobody by the table; "*" is every field.
FILED: dict[Kind, frozenset[str]] = {
    "term": frozenset("*"),
    "correction": frozenset("*"),
    "entity": frozenset(("aliases", "type")),
    "source": frozenset(("archive",)),
    "question": frozenset(("near",)),
    "brief": frozenset(("aliases", "topics", "timezone", "language", "slug")),
}
CLASSES: dict[str, tuple[Label, Notify]] = {
    "withdrawn": ("WITHDRAWN", "at once"),
    "corrected": ("CORRECTED", "at once"),
    "clarified": ("CLARIFIED", "digest"),
    "refiled": ("REFILED", "never"),
}
VERDICTS = frozenset(("confirmed", "refuted"))


def rule(pair: Pair, id: str) -> Ruling:
    """What the table says of a changed item."""
    if pair.kind(id) == "correction":
        return _entry(pair, id)
    entry = pair.entry_of.get(id)
    ruling = _named(pair, id, entry) if entry else _content(pair, id)
    state = _state(pair, id)
    return louder(ruling, state) if state else ruling


def _entry(pair: Pair, id: str) -> Ruling:
    added = next((entry for entry in pair.entries if entry.id == id), None)
    if added is None:
        return Ruling("REFILED", "never", "an entry in corrections was edited")
    label, notify = CLASSES[added.class_]
    return Ruling(label, notify, f"{added.class_} in revision {added.revision}")


def _named(pair: Pair, id: str, entry: Correction) -> Ruling:
    """An entry in corrections decides; what still stands cannot have been withdrawn, what is gone was."""
    label, notify = CLASSES[entry.class_]
    why = f"{entry.class_} by {entry.id}"
    if notify == "at once":
        label = "CORRECTED" if id in pair.after.live else "WITHDRAWN"
        return Ruling(label, notify, why, edit=id in pair.before.items)
    return Ruling(label, notify, why, edit=id in pair.before.live and id not in pair.after.live)


def _content(pair: Pair, id: str) -> Ruling:
    shown, known = id in pair.before.live, id in pair.before.items
    match shown, id in pair.after.live:
        case True, True:
            return _reworded(pair.kind(id), frozenset(pair.fields(id)))
        case True, False:
            return _gone(pair, id)
        case False, True:
            return _back(pair.kind(id)) if known else _new(pair, id)
        case _:
            return Ruling("REFILED", "never", "seen neither before nor now")


def _reworded(kind: Kind, fields: frozenset[str]) -> Ruling:
    filed = FILED.get(kind, frozenset())
    if "*" in filed or fields <= filed:
        return Ruling("REFILED", "never", ", ".join(sorted(fields)) or "white space")
    return Ruling("UPDATED", "digest", f"reworded without a correction: {', '.join(sorted(fields))}")


def _gone(pair: Pair, id: str) -> Ruling:
    kind = pair.kind(id)
    if _lost_its_ground(pair, id):
        return Ruling("WITHDRAWN", "at once", "what it rests on was withdrawn", edit=True)
    if kind in RECORD:
        return Ruling("WITHDRAWN", "at once", "withdrawn", edit=True)
    if kind in QUIET:
        return Ruling("REFILED", "never", f"{kind} taken out")
    return Ruling("UPDATED", "digest", f"{kind} taken out")


def _lost_its_ground(pair: Pair, id: str) -> bool:
    """Whether the item went because of others, be it marked as withdrawn or not."""
    item, live = pair.after.items.get(id), pair.after.live
    if item is None or not item.withdrawn:
        return item is not None
    old = pair.before.items[id]
    return isinstance(old, SummaryPoint | Event) and not any(ref in live for ref in old.refs)


def _back(kind: Kind) -> Ruling:
    """Whoever was told that it was withdrawn has to hear that it was not wrong."""
    if kind in RECORD:
        return Ruling("CORRECTED", "at once", "stands again", edit=True)
    if kind in QUIET:
        return Ruling("REFILED", "never", f"{kind} put back")
    return Ruling("UPDATED", "digest", f"{kind} put back")


def _new(pair: Pair, id: str) -> Ruling:
    kind, item = pair.kind(id), pair.item(id)
    if id in pair.answers:  # it is told with its question; in the digest it would come a second time
        return Ruling("NEW", "soon", "answers a question")
    if isinstance(item, Statement):
        party = {item.speaker, item.on_behalf_of} & pair.parties and id not in pair.copies
        return Ruling("NEW", "soon", "by a party to a claim") if party else Ruling("NEW", "digest", "new")
    if kind == "claim" and (state := pair.status(id, now=True)) in {"contested", *VERDICTS}:
        return Ruling("NEW", "soon", f"new, and {state}")
    if kind == "summary":
        return Ruling("UPDATED", "digest", "new in the summary")
    return Ruling("NEW", "never" if kind in QUIET else "digest", "new")


def _state(pair: Pair, id: str) -> Ruling | None:
    """What a claim or a question has come to, by whatever change of whatever item."""
    if pair.has("question", id):
        return _answer(pair.status(id), pair.status(id, now=True))
    if not pair.has("claim", id):
        return None
    was, now, lost = pair.status(id), pair.status(id, now=True), bool(pair.lost_stands(id))
    if was != now and {was, now} & VERDICTS:
        return Ruling("STATUS", "at once", f"{now}, was {was}", edit=lost)
    if was != now and now == "contested":
        return Ruling("STATUS", "soon", f"contested, was {was}", edit=lost)
    if turned := ", ".join(dict.fromkeys(pair.reversals(id))):
        return Ruling("STATUS", "soon", f"{turned} reversed", edit=lost)
    if was != now:
        return Ruling("STATUS", "digest", f"{now}, was {was}", edit=lost)
    return Ruling("UPDATED", "digest", "a position is gone", edit=True) if lost else None


def _answer(was: str, now: str) -> Ruling | None:
    if was == now:
        return None
    return (
        Ruling("NEW", "soon", "answered") if now == "answered" else Ruling("UPDATED", "digest", "open again")
    )


def rule_brief(fields: frozenset[str], was: str, now: str) -> Ruling:
    """What the table says of a change of the brief's own fields; `was` and `now` are its status."""
    if was == now:
        return _reworded("brief", fields)
    if now == "draft":
        return Ruling("REFILED", "never", "a draft again")
    if now == "withdrawn":
        return Ruling("WITHDRAWN", "at once", "the story is withdrawn", edit=True)
    if now == "hold":
        return Ruling("ON HOLD", "at once", "hold placed", edit=was == "withdrawn")
    if was in HELD:
        return Ruling("ON HOLD", "at once", "hold lifted", edit=was == "withdrawn")
    return Ruling("UPDATED", "digest", f"{now}, was {was}")
