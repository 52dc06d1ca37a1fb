"""Which news a place wants to be told, at a level; corrections get through every filter."""

from __future__ import annotations

from collections.abc import Iterable

from bot.brief.model import Correction, Statement
from bot.brief.story import Story
from bot.brief.vocabulary import Item
from bot.delivery.course import News
from bot.subscription.model import LEVELS, Level, Preferences, Told


def due_at(level: Level, news: Iterable[News]) -> list[News]:
    """What a message of this level tells: what is due on it and on those before it."""
    return [each for each in news if LEVELS.index(each.level) <= LEVELS.index(level)]


def wanted(news: Iterable[News], preferences: Preferences, before: Story, after: Story) -> list[News]:
    """What a place with these preferences is told of it."""
    if preferences.wanted == "all":
        return list(news)
    chosen = frozenset(preferences.speakers) if preferences.wanted == "speakers" else frozenset()
    return [each for each in news if each.level == "loud" or _said_by(each, chosen, before, after)]


def moved(told: Told, level: Level, revision: int) -> Told:
    """The cursors after a message of this level that goes up to a revision; none goes back."""
    upto = LEVELS[: LEVELS.index(level) + 1]
    ahead = {name: max(getattr(told, name), revision if name in upto else 0) for name in LEVELS}
    return Told(**ahead)


def heard(told: Told, level: Level, revision: int) -> bool:
    """Whether nothing of this level, up to that revision, is left to be told."""
    upto = LEVELS[: LEVELS.index(level) + 1]
    return all(getattr(told, name) >= revision for name in upto)


def _said_by(news: News, speakers: frozenset[str], before: Story, after: Story) -> bool:
    """Whether it is words of one of these speakers, or an entry in corrections about some."""
    both = [story.items.get(news.change.item or "") for story in (before, after)]
    return any(_speaks(item, speakers, before, after) for item in both if item)


def _speaks(item: Item, speakers: frozenset[str], *stories: Story) -> bool:
    match item:
        case Statement(speaker=speaker, on_behalf_of=party):
            return not speakers.isdisjoint((speaker, party))
        case Correction(items=ids):
            named = (story.items.get(id) for story in stories for id in ids)
            return any(_speaks(each, speakers) for each in named if isinstance(each, Statement))
        case _:
            return False
