"""Problems on the way out cannot pretend to be something else."""

from __future__ import annotations

from adapters.cli.report import annotation, line
from bot.brief.problems import Problem

PROBLEM = Problem(
    file="briefs/a,b:c.yaml",
    line=3,
    column=7,
    item="s-one",
    code="E-QUOTE-NOT-FOUND",
    message="100% not\nthere\x1b[2J",
    hint="look: again, please",
)


def test_an_annotation_is_one_workflow_command() -> None:
    assert annotation(PROBLEM) == (
        "::error file=briefs/a%2Cb%3Ac.yaml,line=3,col=7,title=E-QUOTE-NOT-FOUND"
        "::s-one: 100%25 not%0Athere\\x1b[2J; look: again, please"
    )


def test_a_line_is_one_line_without_escapes() -> None:
    text = line(PROBLEM)
    assert text.isprintable()
    assert text.startswith("briefs/a,b:c.yaml:3:7 s-one E-QUOTE-NOT-FOUND: 100% not\\nthere")
