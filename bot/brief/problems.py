"""What is wrong with a file, where, and what to do about it."""

from __future__ import annotations

from msgspec import Struct


class Problem(Struct, frozen=True, kw_only=True):
    """One finding. Its JSON keys are a public interface; `line` and `column` count from 1.

    `code` is stable and explained by `onrecord problems CODE`; `item` is the id of the item concerned,
    null where there is none; `hint` says what to do and may be empty.
    """

    file: str
    line: int
    column: int
    item: str | None = None
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        item = f" {self.item}" if self.item else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}{item} {self.code}: {self.message}{hint}"
