"""Problems on the way out: lines for a person, JSON for a program, annotations for a workflow."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.cli.output import counted, note, paint, say_json
from bot.brief.problems import Problem
from bot.telemetry.escape import one_line


def report(problems: Sequence[Problem], style: str, *, of: int) -> None:
    """Print the problems of `of` briefs in a style: text, json (one array) or github (one line each)."""
    if style == "json":
        say_json(problems)
        return
    for problem in problems:
        print(annotation(problem) if style == "github" else line(problem))
    note(f"{counted(of, 'brief')}, {counted(len(problems), 'problem')}")


def line(problem: Problem) -> str:
    """The problem as it prints itself; on a terminal with the place in bold and the code in red."""
    text = one_line(str(problem))
    place, _, rest = text.partition(" ")
    head, code, tail = rest.partition(problem.code)
    return f"{paint(place, 'bold')} {head}{paint(code, 'red')}{tail}"


def annotation(problem: Problem) -> str:
    """One workflow command (GitHub Actions: workflow commands, setting an error message)."""
    place = f"file={_property(problem.file)},line={problem.line},col={problem.column}"
    item = f"{problem.item}: " if problem.item else ""
    hint = f"; {problem.hint}" if problem.hint else ""
    return f"::error {place},title={_property(problem.code)}::{_data(item + problem.message + hint)}"


def _data(text: str) -> str:
    return one_line(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
