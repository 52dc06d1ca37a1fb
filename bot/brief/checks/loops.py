"""No item leads back to itself through syndication, restatement or inference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.brief.checks.context import Context
from bot.brief.problems import Problem

_Graph = Mapping[str, Sequence[str]]


def check_loops(context: Context) -> Iterator[Problem]:
    brief = context.brief
    yield from _loops(
        context,
        "syndication_of",
        {source.id: (source.syndication_of,) for source in brief.sources if source.syndication_of},
    )
    yield from _loops(context, "restates", {one.id: one.restates for one in brief.statements})
    yield from _loops(context, "infers_from", {one.id: one.infers_from for one in brief.statements})


def _loops(context: Context, field: str, graph: _Graph) -> Iterator[Problem]:
    for loop in find_loops(graph):
        way = " → ".join((*loop, loop[0]) if len(loop) < 6 else (*loop[:3], "…", loop[-1], loop[0]))
        message = f"{field} leads in a loop: {way}"
        item = context.items[loop[0]]
        yield context.problem(item, "E-LOOP", message, "remove one of these references", field=field)


def find_loops(graph: _Graph) -> Iterator[list[str]]:
    """Yield one loop for each node that closes one, in linear time and without recursion."""
    done: set[str] = set()
    for root in graph:
        if root in done:
            continue
        path = {root: iter(graph[root])}
        while path:
            here, onward = next(reversed(path.items()))
            step = next(onward, None)
            if step is None:
                done.add(here)
                del path[here]
            elif step in path:
                way = list(path)
                yield way[way.index(step) :]
            elif step in graph and step not in done:
                path[step] = iter(graph[step])
