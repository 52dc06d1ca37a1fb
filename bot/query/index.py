"""A library ready for lookups: the names of all stories and of who speaks in them."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from bot.brief.library import Entry, Library
from bot.brief.story import Story
from bot.query.names import Names, names_of


class Index:
    """One snapshot of the library with its indexes, each built when it is first needed."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @cached_property
    def names(self) -> Names:
        """Slugs, aliases and titles of all stories → slug."""
        return names_of(
            {slug: (slug, *entry.aliases, entry.title) for slug, entry in self.library.entries.items()}
        )

    @cached_property
    def speakers(self) -> Names:
        """Names of speakers over all stories → slug of a story in which they speak."""
        speakers = {slug: entry.speakers for slug, entry in self.library.entries.items()}
        return names_of(speakers, careful=True)

    @cached_property
    def latest(self) -> tuple[Entry, ...]:
        """The stories, those learned of last first."""
        by_slug = sorted(self.library.entries.values(), key=lambda entry: entry.slug)
        return tuple(sorted(by_slug, key=lambda entry: datetime.fromisoformat(entry.at), reverse=True))

    @property
    def only(self) -> str | None:
        """The story that is meant where none is named, if there is just one."""
        slugs = list(self.library.entries)
        return slugs[0] if len(slugs) == 1 else None

    def story(self, slug: str) -> Story:
        return self.library.story(slug)


def speaker_names(story: Story) -> Names:
    """Everybody in the story who can be asked after, by name, alias and id → entity id."""
    return names_of(
        {
            entity.id: (entity.id, entity.name, *entity.aliases)
            for entity in story.brief.entities
            if not entity.withdrawn
        },
        careful=True,
    )
