"""What Slack sends, read without trust: who asked what, where, and how they can be answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from adapters.desk import Door
from adapters.slack.ids import carries, ours
from adapters.slack.modal import handed_in
from adapters.slack.translate import command, words
from bot.query.grammar import names_command
from bot.query.request import Place

Payload = Mapping[str, Any]
HOME = "home"
# Slack docs: message event, "Message subtypes": those of what people write themselves.
WRITTEN = (None, "", "file_share", "me_message", "thread_broadcast")
_ID = re.compile(r"[\w.:-]{1,64}")


class Myself(Struct, frozen=True):
    """The bot as `auth.test` introduces it: workspace, user and bot id, and in words; `scopes` are those of
    the token, none where Slack does not tell."""

    team: str
    user: str
    bot: str
    name: str = ""
    scopes: frozenset[str] = frozenset()


class Arrival(Struct, frozen=True, kw_only=True):
    """A request from Slack. `line` is None for a button or menu that is not, or no longer, ours.

    `url` is the `response_url`; `message` the id of the message that was clicked on, `whispered` whether only
    the clicker sees that, `lasting` whether the bot can change it later; `exists` whether the thread is there
    already; `surface` is where a click was; `trigger` opens a form. A form that was handed in is a `command`
    with its `arguments`.
    """

    place: Place
    user: str
    line: str | None
    door: Door
    url: str = ""
    message: str = ""
    whispered: bool = False
    lasting: bool = True
    exists: bool = False
    surface: Literal["message", "home"] = "message"
    trigger: str = ""
    command: str | None = None
    arguments: Mapping[str, str] = {}


def from_command(body: Payload, me: Myself) -> Arrival:
    """A slash command."""
    place = _place(me, told(body, "channel_id"))
    line = command(_text(body.get("text")), me.user)
    return Arrival(
        place=place,
        user=told(body, "user_id"),
        line=line,
        door="command",
        url=_text(body.get("response_url")),
        trigger=told(body, "trigger_id"),
    )


def from_event(event: Payload, me: Myself) -> Arrival | None:
    """A mention, or a direct message; None for what a bot wrote, and what is no message of a person."""
    user, channel, message = told(event, "user"), told(event, "channel"), told(event, "ts")
    written = event.get("subtype") in WRITTEN and not event.get("bot_id") and user not in ("", me.user)
    direct = channel.startswith("D")
    if not (written and channel and message) or (event.get("type") == "message" and not direct):
        return None
    thread = told(event, "thread_ts")
    return Arrival(
        place=_place(me, channel, thread or ("" if direct else message)),
        user=user,
        line=words(_text(event.get("text")), me.user),
        door="direct" if direct else "mention",
        message=message,
        exists=bool(thread),
    )


def from_opening(event: Payload, me: Myself) -> Arrival | None:
    """Somebody looks at the app's home; None for its other tabs."""
    user = told(event, "user")
    if event.get("tab") != HOME or not user:
        return None
    place = _at_home(me, told(event, "channel"), user)
    return Arrival(place=place, user=user, line="/brief list", door="home", surface="home")


def from_click(body: Payload, action: Payload, me: Myself) -> Arrival:
    """A button, menu or overflow, on a message or in the home."""
    container, message = _part(body, "container"), _part(body, "message")
    user = told(_part(body, "user"), "id")
    door: Door = "button" if action.get("type") == "button" else "menu"
    line, trigger = _chosen(action), told(body, "trigger_id")
    if container.get("type") == "view":
        place = _at_home(me, told(_part(body, "view"), "private_metadata"), user)
        return Arrival(place=place, user=user, line=line, door=door, surface="home", trigger=trigger)
    clicked = told(container, "message_ts") or told(message, "ts")
    channel = told(container, "channel_id") or told(_part(body, "channel"), "id")
    thread = told(container, "thread_ts") or told(message, "thread_ts")
    return Arrival(
        # The first message of a thread names itself as the thread, but stands in the channel.
        place=_place(me, channel, "" if thread == clicked else thread),
        user=user,
        line=line,
        door=door,
        trigger=trigger,
        url=_text(body.get("response_url")),
        message=clicked,
        whispered=container.get("is_ephemeral") is True,
        # Posted by a response_url rather than by the bot's own user.
        lasting=message.get("subtype") != "bot_message",
    )


def from_submission(body: Payload, me: Myself) -> Arrival:
    """A form that was handed in; its answer goes where it was opened, or to the person themselves."""
    user, form = told(_part(body, "user"), "id"), handed_in(_part(body, "view"))
    if form is None or not _ID.fullmatch(form.state.channel) or not _ID.fullmatch(form.state.thread or "-"):
        return Arrival(place=_place(me, user), user=user, line=None, door="form")
    return Arrival(
        place=_place(me, form.state.channel, form.state.thread),
        user=user,
        line="",
        door="form",
        surface="home" if form.state.home else "message",
        exists=True,
        command=form.state.command,
        arguments=form.arguments,
    )


def told(part: Payload, key: str) -> str:
    """An id; "" where there is none, or none that Slack would give."""
    value = part.get(key)
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def _chosen(action: Payload) -> str | None:
    """The command on a button or option, if we can have put it there."""
    value = action.get("value") or _part(action, "selected_option").get("value")
    known = isinstance(value, str) and value.startswith("/") and carries(value) and names_command(value)
    return value if known and ours(action.get("action_id")) else None


def _at_home(me: Myself, channel: str, user: str) -> Place:
    """The home belongs to somebody's own conversation with the bot; whom Slack also knows by their id."""
    return _place(me, channel if channel.startswith("D") else user)


def _place(me: Myself, channel: str, thread: str = "") -> Place:
    direct = channel.startswith("D")
    return Place(platform="slack", tenant=me.team, channel=channel, thread=thread, direct=direct)


def _part(body: Payload, key: str) -> Payload:
    value = body.get(key)
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
