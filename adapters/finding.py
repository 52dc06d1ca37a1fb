"""What `onrecord doctor` finds, whoever looks."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Level = Literal["ok", "warn", "fail"]


class Finding(Struct, frozen=True):
    """One line of the report; its JSON keys are a public interface. `mend` is empty where all is well."""

    level: Level
    about: str
    message: str
    mend: str = ""
