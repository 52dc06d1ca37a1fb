"""Corrections belong to a revision that has been made."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.checks.context import Context
from bot.brief.problems import Problem


def check_corrections(context: Context) -> Iterator[Problem]:
    revision = context.brief.revision
    if context.places.of(revision) == (1, 1):
        return  # it could not be read, and another stands in for it
    for correction in context.brief.corrections:
        if correction.revision > revision.number:
            message = f"correction of revision {correction.revision}, but the brief is at {revision.number}"
            hint = "name the revision that makes the correction, or raise revision.number"
            yield context.problem(correction, "E-CORRECTION-REVISION", message, hint, field="revision")
