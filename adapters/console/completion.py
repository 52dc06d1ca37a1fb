"""Completion of what is typed in the local chat, as the core offers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document


class LineCompleter(Completer):
    """Offers whole lines; in the menu stands what is new in each."""

    def __init__(self, complete: Callable[[str], list[str]]) -> None:
        self._complete = complete

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        typed = document.text_before_cursor
        head = typed.rpartition(" ")[0]
        for line in self._complete(typed):
            shown = line.removeprefix(f"{head} ") if head else line
            yield Completion(line, start_position=-len(typed), display=shown)
