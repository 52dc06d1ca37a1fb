"""From the options of an operator's command to what it does."""

from __future__ import annotations

from argparse import Namespace

from adapters.cli.filters import read_parking, read_which
from adapters.cli.places import read_place
from bot.config import Settings


def operate(settings: Settings, options: Namespace) -> int:
    """Run `deliveries`, `lanes`, `retry`, `unpark` or `forget`; the exit code. Raises UsageError."""
    match options.command:
        case "deliveries":
            from adapters.cli.queue import deliveries

            which = read_which((), options.story, options.channel, options.state, options.platform)
            return deliveries(settings, which, options.limit, as_json=options.json)
        case "lanes":
            from adapters.cli.queue import lanes

            where = read_place(options.channel, options.platform)
            parking = read_parking(options.state)
            return lanes(settings, where, parking, options.limit, as_json=options.json)
        case "retry":
            from adapters.cli.mending import retry

            chosen = options.story, options.channel, options.state, options.platform
            return retry(settings, read_which(options.ids, *chosen), as_json=options.json)
        case "unpark":
            from adapters.cli.mending import unpark

            return unpark(settings, read_place(options.channel), as_json=options.json)
        case _:
            from adapters.cli.forgetting import forget

            return forget(settings, options.what, sure=options.yes, as_json=options.json)
