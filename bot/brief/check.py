"""Every check of a brief's file that needs neither its sources nor the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from msgspec import Struct

from bot.brief.checks.basis import check_basis
from bot.brief.checks.claims import check_claims
from bot.brief.checks.context import Context
from bot.brief.checks.corrections import check_corrections
from bot.brief.checks.header import check_header
from bot.brief.checks.identity import check_identity
from bot.brief.checks.loops import check_loops
from bot.brief.checks.marks import check_marks
from bot.brief.checks.names import check_names
from bot.brief.checks.references import check_references
from bot.brief.checks.sources import check_sources
from bot.brief.checks.statements import check_statements
from bot.brief.checks.withdrawn import check_withdrawn
from bot.brief.model import Brief
from bot.brief.parse import Parsed, parse
from bot.brief.parse.nodes import read_bounded
from bot.brief.parse.places import Places
from bot.brief.parse.reading import MAX_PROBLEMS
from bot.brief.problems import Problem
from bot.errors import UsageError

LOCK = ".lock.yaml"

_CHECKS: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    check_identity,
    check_header,
    check_references,
    check_names,
    check_sources,
    check_basis,
    check_statements,
    check_claims,
    check_corrections,
    check_loops,
    check_marks,
    check_withdrawn,
)


class Checked(Struct, frozen=True):
    """One file after its checks: a brief, or the problems in the order of their lines.

    `draft` is what could be made of the file in any case, for whoever wants to look further into it.
    """

    file: str
    brief: Brief | None
    problems: tuple[Problem, ...]
    places: Places
    draft: Brief | None = None


def check(path: Path, shown: str) -> Checked:
    """Read and check one file, called `shown` in its problems. Never raises for what the file holds."""
    try:
        data = read_bounded(path)
    except OSError as error:
        message = f"cannot be read: {error.strerror or type(error).__name__}"
        problem = Problem(file=shown, line=1, column=1, code="E-FILE-UNREADABLE", message=message)
        return Checked(shown, None, (problem,), Places(shown))
    return check_bytes(data, shown)


def check_bytes(data: bytes, shown: str) -> Checked:
    """Check a brief at hand; the name in `shown` must be the slug's. Never raises for what the data holds."""
    parsed = parse(data, shown)
    problems = in_order([*parsed.problems, *_beyond_shape(parsed)])
    return Checked(shown, None if problems else parsed.brief, problems, parsed.places, parsed.brief)


def check_together(checked: Sequence[Checked]) -> tuple[Problem, ...]:
    """The slugs and aliases of all these briefs that another brief has taken before."""
    owners: dict[str, str] = {}
    problems = []
    for file, brief in ((one, one.brief) for one in checked):
        names = () if brief is None else (brief.slug, *brief.aliases)
        for number, name in enumerate(names):
            owner = owners.setdefault(name, file.file)
            if brief is None or owner == file.file:
                continue
            field, index = ("aliases", number - 1) if number else ("slug", None)
            message = f"{name} is taken by {owner}"
            problem = file.places.problem(
                brief, "E-SLUG-TAKEN", message, "choose another", field=field, index=index
            )
            problems.append(problem)
    return tuple(problems)


def brief_files(paths: Sequence[Path]) -> list[Path]:
    """The briefs at these paths; a folder means its *.yaml but for locks. UsageError: a path is missing."""
    return list(dict.fromkeys(chain.from_iterable(map(_files, paths))))


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return sorted(filter(_is_brief, path.glob("*.yaml")))
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    return (path,)


def _is_brief(file: Path) -> bool:
    """Not a lock, not a folder, nor what an editor leaves behind (.#story.yaml)."""
    return not (file.name.endswith(LOCK) or file.name.startswith(".") or file.is_dir())


def _beyond_shape(parsed: Parsed) -> list[Problem]:
    if parsed.brief is None:
        return []
    flawed = frozenset(problem.item for problem in parsed.problems if problem.item)
    context = Context(parsed.brief, parsed.places, parsed.broken_ids, flawed)
    found = chain.from_iterable(check(context) for check in _CHECKS)
    # What could not be read at all need not be told a second time for what it then lacks.
    told = {(problem.line, problem.column) for problem in parsed.problems}
    new = list(islice((one for one in found if (one.line, one.column) not in told), MAX_PROBLEMS + 1))
    if len(new) > MAX_PROBLEMS:
        message = f"more than {MAX_PROBLEMS:,} problems"
        new[-1] = parsed.places.problem(parsed.brief, "E-PROBLEMS", message, "mend the first ones first")
    return new


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of their places in the file."""
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column, problem.code)))
