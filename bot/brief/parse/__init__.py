"""From a file's bytes to a brief, or to everything that is wrong with it."""

from bot.brief.parse.document import Parsed, parse

__all__ = ["Parsed", "parse"]
