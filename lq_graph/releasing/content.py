"""The content of a release: a checked project with its catalogue and questions, in canonical form."""

from __future__ import annotations

from dataclasses import dataclass

from lq_graph.checking.check import Checked
from lq_graph.reading.query_file import read_query_folder
from lq_graph.releasing.catalogue import catalogue_triples
from lq_graph.releasing.questions import question_triples
from lq_graph.releasing.records import last_modified, title_of
from lq_graph.releasing.release import DatasetEntry
from lq_graph.settings import Settings
from lq_graph.triples.dataset import Dataset, Triples, canonical


@dataclass(frozen=True)
class Content:
    """Every graph of a release; `merged` are the triples of its default graph."""

    dataset: Dataset
    shapes: str
    ontology: str
    entries: tuple[DatasetEntry, ...]
    modified: str

    @property
    def merged(self) -> Triples:
        """The triples of all graphs but the shapes."""
        return self.dataset.without((self.shapes,)).merged()


def content_of(checked: Checked, settings: Settings) -> Content:
    """The content of the release of a checked project."""
    project, names = checked.project, settings.names
    data = project.data
    entries = tuple(_entry(name, names.graph(name), data) for name in project.dataset_names)
    modified = last_modified([*data.graphs.values(), project.dataset.graph(project.ontology)])
    sizes = [(entry.name, entry.triples) for entry in entries]
    questions = read_query_folder(settings.sparql / "questions")
    dataset = checked.closed.with_graph(names.graph("catalogue"), catalogue_triples(settings, sizes, modified))
    dataset = dataset.with_graph(names.graph("questions"), question_triples(questions, names))
    return Content(canonical(dataset), project.shapes, project.ontology, entries, modified)


def _entry(name: str, graph: str, data: Dataset) -> DatasetEntry:
    triples = data.graph(graph)
    return DatasetEntry(name, graph, title_of(graph, triples), len(triples))
