"""The things of a class with what they are called, as an engine tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from lq_graph.names import DCTERMS, RDFS, SKOS
from lq_graph.querying.engine import Engine, Query

_INSTANCES = f"""
SELECT ?thing ?label WHERE {{
  ?thing a ?class .
  OPTIONAL {{ ?thing ?property ?label . FILTER(?property IN (<{SKOS}prefLabel>, <{RDFS}label>, <{DCTERMS}title>)) }}
}}
"""


@dataclass(frozen=True)
class Instance:
    """One thing: its IRI, and its labels in every language."""

    iri: str
    labels: tuple[Literal, ...]

    def label(self, language: str) -> str:
        """What it is called in a language, else in another, else its IRI."""
        found = {each.language: each.value for each in self.labels}
        return found.get(language) or next(iter(found.values()), self.iri)


def instances_of(engine: Engine, class_: str) -> tuple[Instance, ...]:
    """The things of a class, given or inferred, by their IRIs; blank nodes are none.

    Raises QueryError or EngineError if the engine does not tell.
    """
    answer = engine.answer(Query(_INSTANCES, bindings={"class": NamedNode(class_)}, trusted=True))
    rows = parse_query_results(answer.body, QueryResultsFormat.JSON)
    found: dict[str, list[Literal]] = {}
    for row in rows if isinstance(rows, QuerySolutions) else ():
        if isinstance(row["thing"], NamedNode):
            labels = found.setdefault(row["thing"].value, [])
            labels.extend([row["label"]] if isinstance(row["label"], Literal) else [])
    return tuple(Instance(iri, _sorted(labels)) for iri, labels in sorted(found.items()))


def _sorted(labels: Iterable[Literal]) -> tuple[Literal, ...]:
    return tuple(sorted(labels, key=lambda each: (each.language or "", each.value)))
