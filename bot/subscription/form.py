"""The settings of a subscription as a form, and as text that says the same where there are no forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.brief.story import Story
from bot.query.commands import AT, CHANGES, QUIET, WHEN, ZONE
from bot.query.refusals import label
from bot.query.wishes import Wish, word
from bot.query.wording import ours
from bot.reply.model import Block, Field, Fields, Form, Heading, Notice, Paragraph, Plain, Reply
from bot.subscription import telling
from bot.subscription.choosing import choose
from bot.subscription.model import Preferences

MOST = 25  # options of one choice, on both platforms
WRITTEN = frozenset((AT.name, QUIET.name, ZONE.name))  # lines of text; the others are choices


def settings_reply(
    wish: Wish, story: Story, preferences: Preferences, *, follows: bool, place: str, private: bool
) -> Reply:
    """The form, filled in with what holds and with what was typed already."""
    values = _values(wish.options, story, preferences)
    line = Wish(command="subscribe", story=story.slug, options=values).line()
    title = Heading(text=ours(story.brief.title), detail="Settings")
    blocks: list[Block] = [title]
    if not follows:
        blocks.append(_line(f"It is not followed in {place} yet; with these settings it would be:"))
    blocks += [
        Fields(
            rows=tuple((name, (Plain(text=value),)) for _, name, value in telling.rows(preferences, story))
        ),
        _line("To change any of this, type it after the story, for instance:"),
        _line(line),
        Notice(text="Left out, a setting stays as it is."),
    ]
    return Reply(
        kind="answer",
        blocks=tuple(blocks),
        story=story.slug,
        view="settings",
        private=private,
        form=_form(story, preferences, values),
    )


def _values(options: Mapping[str, str], story: Story, preferences: Preferences) -> dict[str, str]:
    """What holds, with what was typed in its place; what cannot be stands where it can be corrected."""
    values = typed(preferences)
    for name, value in options.items():
        chosen = choose({name: value}, preferences, story, "")
        if isinstance(chosen, Preferences):
            values[name] = typed(chosen)[name]
        elif name in WRITTEN:
            values[name] = value
    return values


def typed(preferences: Preferences) -> dict[str, str]:
    """The settings as they are typed."""
    rhythm = preferences.rhythm
    chosen = ", ".join(preferences.speakers) if preferences.wanted == "speakers" else preferences.wanted
    return {
        "when": rhythm.when,
        "at": rhythm.at,
        "changes": chosen,
        "quiet": f"{rhythm.quiet_from}-{rhythm.quiet_to}" if rhythm.quiet_from else "none",
        "zone": rhythm.zone,
    }


def _form(story: Story, preferences: Preferences, values: Mapping[str, str]) -> Form:
    options = tuple(_changes(story, preferences))
    known = {value for value, _ in options}
    chosen = [each.strip() for each in values["changes"].split(",")]
    return Form(
        title="Follow a story",
        command="subscribe",
        arguments=(("story", story.slug),),
        fields=(
            Field(name=WHEN.name, label="How often", value=values["when"], options=WHEN.choices),
            Field(name=AT.name, label="Time of the daily message", value=values["at"], hint="8:00"),
            Field(
                name=CHANGES.name,
                label="Which changes",
                value=",".join(each for each in chosen if each in known),
                options=options,
                most=len(options),
            ),
            Field(name=QUIET.name, label="Quiet hours", value=values["quiet"], hint="22-7, or none"),
            Field(name=ZONE.name, label="Time zone", value=values["zone"], hint="Europe/Berlin"),
        ),
    )


def _changes(story: Story, preferences: Preferences) -> Iterator[tuple[str, str]]:
    """All, corrections, and as many speakers as there is room for: the chosen ones, then who says most."""
    yield "all", "All changes"
    yield "corrections", "Corrections only"
    said = Counter(each.speaker for each in story.statements.values())
    speakers = dict.fromkeys([*preferences.speakers, *(speaker for speaker, _ in said.most_common())])
    known = [each for each in speakers if each in story.entities]
    yield from ((each, label(f"What {story.name(each)} says")) for each in known[: MOST - 2])


def _line(text: str) -> Paragraph:
    return Paragraph(words=(Plain(text=text),))


def settings_line(story: str) -> str:
    """The command in words that opens the settings."""
    return f"/brief {word('settings')} {story}"
