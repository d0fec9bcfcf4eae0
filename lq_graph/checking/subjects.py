"""The things that findings are about: what people call them, and the files that describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode

from lq_graph.checking.labels import Labels, labels_of
from lq_graph.checking.later import Later
from lq_graph.reading.project import Project
from lq_graph.settings import Texts
from lq_graph.triples.terms import Term


@dataclass(frozen=True)
class Subjects:
    """Labels and files by subject."""

    labels: Labels
    paths: Mapping[NamedNode | BlankNode, tuple[Path, ...]]

    def label(self, term: Term) -> Texts | None:
        """What people call a thing, None if nobody says."""
        return self.labels.label(term)

    def files(self, term: Term) -> tuple[Path, ...]:
        """The files that describe a thing."""
        return self.paths.get(term, ()) if isinstance(term, NamedNode | BlankNode) else ()


def subjects_of(project: Project) -> Subjects:
    """The subjects of a project's graphs."""
    triples = (triple for graph in project.dataset.graphs.values() for triple in graph)
    return Subjects(labels_of(triples, project.names), Later(lambda: project.files))
