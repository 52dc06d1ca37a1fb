"""All briefs as one immutable snapshot, kept up with the folder they stand in."""

from bot.brief.library.entry import Entry
from bot.brief.library.gather import Progress
from bot.brief.library.snapshot import Library, announce, load, reload

__all__ = ["Entry", "Library", "Progress", "announce", "load", "reload"]
