"""In plain words: what a place is told of a story, and when."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.story import Story
from bot.query.request import Place
from bot.query.wording import DOT, ours
from bot.subscription.model import Preferences, Rhythm

OFTEN = {"instantly": "Instantly", "hourly": "Every hour", "daily": "Once a day"}
ALWAYS = (
    "What is corrected, withdrawn or put on hold comes at once, as one quiet message, also in quiet hours."
)


def where(place: Place) -> str:
    """What to call a place in a sentence."""
    if place.platform == "console":
        return "this chat"
    if place.direct:
        return "this conversation"
    return "this thread" if place.thread else "this channel"


def told(preferences: Preferences, story: Story) -> Iterator[str]:
    """What is told and when, a sentence or two each."""
    if preferences.wanted == "corrections":
        yield "Told here: what is corrected, withdrawn or put on hold, at once and quietly. Nothing else."
        return
    yield f"Told here: {_what(preferences, story)}."
    yield _when(preferences)
    if preferences.rhythm.quiet_from:
        yield f"Nothing of that between {quiet(preferences.rhythm)}; it comes afterwards."
    yield ALWAYS


def _what(preferences: Preferences, story: Story) -> str:
    if preferences.wanted == "all":
        return "all that is new or has changed; mended typing errors wake nobody"
    say = "say" if len(preferences.speakers) > 1 else "says"
    return f"what {speakers(preferences, story)} {say}, and what becomes of it"


def _when(preferences: Preferences) -> str:
    rhythm = preferences.rhythm
    match rhythm.when:
        case "instantly":
            verdicts = "A verdict on a claim: at once. " * (preferences.wanted == "all")
            return (
                f"{verdicts}What bears on a claim or answers a question: within a quarter of an hour. All "
                f"else: in one message a day, at {at(rhythm)}."
            )
        case "hourly":
            return "One message every full hour in which there is anything new."
        case "daily":
            return f"One message a day, at {at(rhythm)}, if there is anything new."


def timed(preferences: Preferences) -> bool:
    """Whether any time of day matters."""
    rhythm = preferences.rhythm
    return preferences.wanted != "corrections" and bool(rhythm.when != "hourly" or rhythm.quiet_from)


def at(rhythm: Rhythm) -> str:
    """When the message of the day comes: at its time, or at the end of the quiet hours around it."""
    return f"{rhythm.quiet_to if _within(rhythm) else rhythm.at} ({rhythm.zone})"


def _within(rhythm: Rhythm) -> bool:
    begin, end = rhythm.quiet_from, rhythm.quiet_to
    if begin == end:
        return False
    return begin <= rhythm.at < end if begin < end else rhythm.at >= begin or rhythm.at < end


def quiet(rhythm: Rhythm) -> str:
    """The quiet hours in words."""
    return f"{rhythm.quiet_from} and {rhythm.quiet_to} ({rhythm.zone})"


def speakers(preferences: Preferences, story: Story) -> str:
    """The names of the chosen speakers."""
    names = [ours(story.name(each)) if each in story.entities else each for each in preferences.speakers]
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else "nobody"


def rows(preferences: Preferences, story: Story) -> tuple[tuple[str, str, str], ...]:
    """Each setting: the option that sets it, what it is called, and what holds."""
    rhythm = preferences.rhythm
    span = f"{rhythm.quiet_from} to {rhythm.quiet_to}" if rhythm.quiet_from else "none"
    return (
        ("when", "How often", OFTEN[rhythm.when]),
        ("at", "Time of the daily message", rhythm.at),
        ("changes", "Which changes", changes(preferences, story)),
        ("quiet", "Quiet hours", span),
        ("zone", "Time zone", rhythm.zone),
    )


def changes(preferences: Preferences, story: Story | None) -> str:
    """Which changes, in a few words."""
    match preferences.wanted:
        case "all":
            return "all"
        case "corrections":
            return "corrections only"
        case "speakers":
            count = len(preferences.speakers)
            return speakers(preferences, story) if story else f"{count} speaker{'s' if count > 1 else ''}"


def short(preferences: Preferences, story: Story | None) -> str:
    """All settings in one line, for a list."""
    rhythm = preferences.rhythm
    if preferences.wanted == "corrections":
        return "corrections only, at once"
    often = f"once a day at {at(rhythm)}" if rhythm.when == "daily" else OFTEN[rhythm.when].lower()
    hours = f"quiet between {quiet(rhythm)}" if rhythm.quiet_from else ""
    which = "all changes" if preferences.wanted == "all" else changes(preferences, story)
    return DOT.join(part for part in (often, which, hours) if part)
