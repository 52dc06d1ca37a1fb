"""Faults: what cannot be answered by a value. A docstring is the message's first words."""

from __future__ import annotations


class OnrecordError(Exception):
    """Something that the person at the keyboard can mend; shown as one line, without a stack trace."""


class UsageError(OnrecordError):
    """Wrong usage: an unknown option, a path that does not exist, a setting out of range."""


class StoreError(OnrecordError):
    """The store cannot be read or written."""


class RowError(StoreError):
    """The store works, and does not take what it was given: to give it again is no use."""
