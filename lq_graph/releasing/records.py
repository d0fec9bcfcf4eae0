"""What datasets say of themselves in their DCAT records."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from lq_graph.errors import ReleaseError
from lq_graph.names import DCTERMS
from lq_graph.settings import Texts
from lq_graph.triples.dataset import Triples

_MODIFIED = NamedNode(f"{DCTERMS}modified")
_TITLE = NamedNode(f"{DCTERMS}title")


def last_modified(graphs: Iterable[Triples]) -> str:
    """The latest dcterms:modified in the graphs, as an ISO date: a release is dated by its content, not by a clock.

    Raises ReleaseError if no dataset says when it was modified.
    """
    dates = [
        triple.object.value
        for graph in graphs
        for triple in graph
        if triple.predicate == _MODIFIED and isinstance(triple.object, Literal)
    ]
    if not dates:
        raise ReleaseError("no dataset has dcterms:modified; write it in data/<dataset>/dataset.ttl")
    return max(dates)[:10]


def title_of(graph: str, triples: Triples) -> Texts:
    """The title of a dataset in both languages; where one is missing, the end of its IRI."""
    titles = {
        triple.object.language: triple.object.value
        for triple in triples
        if triple.predicate == _TITLE and triple.subject == NamedNode(graph) and isinstance(triple.object, Literal)
    }
    name = graph.rpartition("/")[2]
    return Texts(sv=titles.get("sv", name), en=titles.get("en", name))
