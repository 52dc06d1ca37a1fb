"""What is gathered while one brief is read: problems, places, and the ids of what had to be set aside."""

from __future__ import annotations

from collections.abc import Sequence

from bot.brief.parse.nodes import Node
from bot.brief.parse.places import Places
from bot.brief.problems import Problem

MAX_PROBLEMS = 1000


class Reading:
    """One pass over one file; `item` is the id of the item that is being read."""

    def __init__(self, file: str) -> None:
        self.places = Places(file)
        self.problems: list[Problem] = []
        self.broken_ids: set[str] = set()
        self.item: str | None = None

    def report(self, node: Node, code: str, message: str, hint: str = "") -> None:
        if len(self.problems) > MAX_PROBLEMS:
            return
        if len(self.problems) == MAX_PROBLEMS:
            code, message = "E-PROBLEMS", f"more than {MAX_PROBLEMS:,} problems"
            hint = "mend the first ones first"
        self.problems.append(
            Problem(
                file=self.places.file,
                line=node.line,
                column=node.column,
                item=self.item,
                code=code,
                message=message,
                hint=hint,
            )
        )

    @property
    def full(self) -> bool:
        """Whether enough was reported."""
        return len(self.problems) > MAX_PROBLEMS

    def set_aside(self, node: Node) -> None:
        """Remember the ids in a part that could not be built: whoever refers to them is not to blame."""
        for key, (_, value) in node.entries.items():
            if key == "id" and value.kind == "scalar":
                self.broken_ids.add(value.text)
            self.set_aside(value)
        for element in node.elements:
            self.set_aside(element)


def shown(text: str) -> str:
    """A stranger's text for a message: in straight quotes, short, with nothing invisible in it."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def found(node: Node) -> str:
    """What stands there, in words."""
    if node.kind == "scalar":
        return shown(node.text) if node.text else "nothing"
    return f"a {node.kind}"


def nearest(text: str, choices: Sequence[str]) -> str | None:
    """The choice that was probably meant, if one is near."""
    from rapidfuzz import fuzz, process  # heavy, and only needed once something is wrong

    best = process.extractOne(text[:100].lower(), choices, scorer=fuzz.ratio, score_cutoff=65)
    return best[0] if best else None
