"""What people call the things that findings are about, and the files that describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.names import DCTERMS, RDFS, SKOS
from lq_graph.reading.project import Project

_LABELS = tuple(NamedNode(iri) for iri in (f"{RDFS}label", f"{DCTERMS}title", f"{SKOS}prefLabel"))


@dataclass(frozen=True)
class Subjects:
    """Labels and files by the IRI of a subject."""

    labels: Mapping[str, str]
    paths: Mapping[NamedNode | BlankNode, tuple[Path, ...]]

    def label(self, iri: str) -> str | None:
        """The Swedish label of a thing, or whichever it has; None if it has none."""
        return self.labels.get(iri)

    def files(self, iri: str) -> tuple[Path, ...]:
        """The files that describe a thing."""
        try:
            return self.paths.get(NamedNode(iri), ())
        except ValueError:
            return ()


def subjects_of(project: Project) -> Subjects:
    """The subjects of a project's graphs."""
    labels: dict[str, str] = {}
    for triple in project.dataset.merged():
        subject, label = triple.subject, triple.object
        if triple.predicate not in _LABELS or not isinstance(label, Literal) or not isinstance(subject, NamedNode):
            continue
        if label.language == "sv" or subject.value not in labels:
            labels[subject.value] = label.value
    return Subjects(labels, project.files)
