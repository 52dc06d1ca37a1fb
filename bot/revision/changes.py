"""The changes from one snapshot of a brief to another, item by item."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from bot.brief.model import Brief, Correction
from bot.revision.labels import KINDS, LABELS, Kind, Label, Notify, Ruling
from bot.revision.pair import Pair
from bot.revision.rules import rule, rule_brief
from bot.revision.texts import brief_line, line

# What gets through whatever an editor or a reader has asked for.
LOUD = frozenset[Label](("WITHDRAWN", "CORRECTED", "ON HOLD"))
HEADER = ("title", "status", "slug", "aliases", "language", "timezone", "topics")


class Change(Struct, frozen=True, kw_only=True):
    """One changed item. Its JSON keys are a public interface.

    `item` is null where the brief itself changed; `edit`: whether posts that carried the item (of the
    brief: any post of the story) have to be edited; `correction` is the id of the entry that decided the
    label; `was` and `now` are one line of text each, null where the item was or is not to be seen; `why`
    gives the reason for the label in a few words.
    """

    label: Label
    item: str | None
    kind: Kind
    notify: Notify
    edit: bool
    correction: str | None
    was: str | None
    now: str | None
    why: str


def diff(old: Brief | None, new: Brief) -> tuple[Change, ...]:
    """The net changes between two snapshots, any number of revisions apart; the gravest first.

    What was never published (None, or a draft) is a baseline: nothing has changed since.
    """
    if old is None or old.status == "draft":
        return ()
    pair = Pair(old, new)
    changed = [_change(pair, id) for id in pair.ids if pair.changed(id)]
    return tuple(sorted([*_header(old, new), *changed], key=_rank))


def announced(changes: Iterable[Change], notify: str) -> tuple[Change, ...]:
    """The changes of one revision as its editor wants them told (`revision.notify`: auto, none, now).

    Nothing makes a withdrawal, a correction or a hold wait, and nothing makes a typo wake anybody.
    """
    asked: dict[str, Notify] = {"none": "never", "now": "at once"}
    return tuple(
        change
        if notify not in asked or change.label in LOUD or change.notify == "never"
        else replace(change, notify=asked[notify])
        for change in changes
    )


def _header(old: Brief, new: Brief) -> list[Change]:
    fields = tuple(name for name in HEADER if getattr(old, name) != getattr(new, name))
    if not fields:
        return []
    ruling = rule_brief(frozenset(fields), old.status, new.status)
    return [_made(ruling, None, "brief", None, brief_line(old, fields), brief_line(new, fields))]


def _change(pair: Pair, id: str) -> Change:
    fields = pair.fields(id) if id in pair.before.live and id in pair.after.live else ()
    fields = (*fields, "positions") if pair.restood(id) and "positions" not in fields else fields
    was, now = line(pair.before, id, fields), line(pair.after, id, fields)
    entry, item = pair.entry_of.get(id), pair.item(id)
    if isinstance(item, Correction) and item in pair.entries:
        entry, was, now = item, item.was, item.now
    return _made(rule(pair, id), id, pair.kind(id), entry, was, now)


def _made(
    ruling: Ruling, item: str | None, kind: Kind, entry: Correction | None, was: str | None, now: str | None
) -> Change:
    return Change(
        label=ruling.label,
        item=item,
        kind=kind,
        notify=ruling.notify,
        edit=ruling.edit,
        correction=entry.id if entry else None,
        was=was,
        now=now,
        why=ruling.why,
    )


def _rank(change: Change) -> tuple[int, int]:
    return LABELS.index(change.label), KINDS.index(change.kind)
