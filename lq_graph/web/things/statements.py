"""The statements around a thing, each with its graph and with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

from lq_graph.names import LQ, class_segment
from lq_graph.reading.query_file import read_query_file
from lq_graph.web.pages.graphs import Basis
from lq_graph.web.pages.labels import BATCH, Term
from lq_graph.web.pages.site import Site

_CLASSES = "SELECT ?thing ?class { ?thing a ?class } ORDER BY ?class"
_ALL_LINKS = """
SELECT ?graph ?subject ?predicate ?object WHERE {
  { GRAPH ?graph { ?thing ?predicate ?object } BIND(?thing AS ?subject) }
  UNION { GRAPH ?graph { ?subject ?predicate ?thing } BIND(?thing AS ?object) }
}
"""
_DESCRIBED = f"""
SELECT DISTINCT ?subject WHERE {{{{
  VALUES ?subject {{{{ {{}} }}}}
  GRAPH ?graph {{{{ ?subject ?predicate ?object }}}}
  ?graph <{LQ}holdsStatements> <{LQ}StatedBySource>
}}}}
"""


@dataclass(frozen=True)
class Statement:
    """A triple in a named graph, and what it rests on."""

    subject: NamedNode | BlankNode
    predicate: NamedNode
    object: Term
    graph: str
    basis: Basis

    @property
    def triple(self) -> Triple:
        """The triple without its graph."""
        return Triple(self.subject, self.predicate, self.object)

    @property
    def quad(self) -> Quad:
        """The triple in its graph."""
        return Quad(self.subject, self.predicate, self.object, NamedNode(self.graph))


def statements_near(site: Site, thing: NamedNode) -> list[Statement]:
    """The statements that the view of any thing selects, each once; without a view every one with the thing.

    Raises QueryError or EngineError if the engine does not answer.
    """
    return _selected(site, thing, [_views(site).get("thing")])


def statements_of_document(site: Site, thing: NamedNode) -> list[Statement]:
    """The statements that the document of a thing has: those near it, and those of the views of its classes.

    A class has a view whether a source states it of the thing or it follows. Raises as statements_near does.
    """
    rows = parse_query_results(site.ask(_CLASSES, {"thing": thing}), QueryResultsFormat.JSON)
    classes = [row["class"] for row in rows] if isinstance(rows, QuerySolutions) else []
    segments = [class_segment(each.value) for each in classes if isinstance(each, NamedNode)]
    views = _views(site)
    own = [views[each] for each in dict.fromkeys(segments) if each in views and each != "thing"]
    return _selected(site, thing, [views.get("thing"), *own])


def without_derived(statements: Iterable[Statement]) -> list[Statement]:
    """The statements that nobody derived."""
    return [each for each in statements if each.basis is not Basis.DERIVED]


def for_triples(site: Site, statements: Sequence[Statement]) -> list[Triple]:
    """The triples for a format that cannot tell graphs apart: nothing derived, and no reading that looks stated.

    A reading stays if its record is one, such as a link that names its kind, who asserts it and why. A reading of
    which a source describes the subject is left out, as it would stand among what the source states. Raises as
    statements_near does.
    """
    described = _described(site, {each.subject for each in statements if each.basis is Basis.READ})
    kept = {
        each.triple
        for each in statements
        if each.basis in (Basis.STATED, Basis.OTHER) or (each.basis is Basis.READ and each.subject not in described)
    }
    return sorted(kept, key=str)


def _described(site: Site, subjects: Iterable[NamedNode | BlankNode]) -> set[Term]:
    """Those of some subjects that a source describes."""
    ordered, found = sorted(each.value for each in subjects if isinstance(each, NamedNode)), set[Term]()
    for start in range(0, len(ordered), BATCH):
        values = " ".join(str(NamedNode(each)) for each in ordered[start : start + BATCH])
        rows = parse_query_results(site.ask(_DESCRIBED.format(values)), QueryResultsFormat.JSON)
        found.update(row["subject"] for row in (rows if isinstance(rows, QuerySolutions) else ()))
    return found


def _views(site: Site) -> Mapping[str, Path]:
    return {path.stem: path for path in site.release.views.glob("*.rq")}


def _selected(site: Site, thing: NamedNode, views: Iterable[Path | None]) -> list[Statement]:
    """What the views select, each statement once and sorted; nothing of the shapes, which are about data."""
    found: dict[Statement, None] = {}
    for view in views:
        answer = site.ask(read_query_file(view).text if view else _ALL_LINKS, {"thing": thing})
        found.update(dict.fromkeys(_statements(site, answer)))
    return sorted(found, key=lambda each: (each.graph, str(each.triple)))


def _statements(site: Site, answer: bytes) -> Iterator[Statement]:
    rows, shapes = parse_query_results(answer, QueryResultsFormat.JSON), site.names.graph("shapes")
    for row in rows if isinstance(rows, QuerySolutions) else ():
        graph, subject, predicate, value = (row[name] for name in ("graph", "subject", "predicate", "object"))
        if not isinstance(graph, NamedNode) or not isinstance(predicate, NamedNode) or graph.value == shapes:
            continue
        if isinstance(subject, NamedNode | BlankNode) and value is not None:
            basis = site.bases.basis(graph.value, subject.value)
            yield Statement(subject, predicate, value, graph.value, basis)
