"""Times for people: in the zone of this machine."""

from __future__ import annotations

from datetime import datetime


def local(moment: datetime) -> str:
    """`24 Nov 2026, 10:04:05`, in the zone of this machine."""
    here = moment.astimezone()
    return f"{here.day} {here:%b %Y, %H:%M:%S}"
