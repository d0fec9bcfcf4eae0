"""States of made-up graphs, written as Turtle."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from lq_graph.changes.compare import State
from lq_graph.triples.dataset import Dataset, Triples

PREFIX = "@prefix : <https://example.org/> .\n"


def graph(text: str) -> Triples:
    quads = parse(PREFIX + text, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    return frozenset(quad.triple for quad in quads)


def state(**graphs: str) -> State:
    named = {f"https://example.org/graph/{name}": graph(text) for name, text in graphs.items()}
    return State(Dataset(named), frozenset(named))


def file(text: str) -> State:
    return State(Dataset({"": graph(text)}))
