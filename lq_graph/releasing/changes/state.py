"""The states of a graph that can be compared: a project, a release, a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lq_graph.names import Names
from lq_graph.reading.project import dataset_files, rdf_files
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.releasing.changes.compare import State
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.triples.dataset import Dataset, Triples

NOTHING = State(Dataset(), frozenset())
_FILE = ""


def project_state(settings: Settings) -> State:
    """What a project folder states: its datasets, its ontology and its shapes, as far as it has them.

    Raises SourceError for a file that cannot be read, and for what would be left out in silence.
    """
    data = settings.data
    has_datasets = data.is_dir() and any(path.is_dir() for path in data.iterdir())
    files = dataset_files(data) if has_datasets else {}
    graphs = {settings.names.graph(name): _union(paths) for name, paths in files.items()}
    terms = {settings.names.graph(each.name): _union(_files(each)) for each in (settings.ontology, settings.shapes)}
    return State(Dataset(graphs | terms), frozenset(graphs), settings.names)


def release_state(release: Release) -> State:
    """What a release states, without what follows from it: its datasets, its ontology and its shapes."""
    names = Names(release.base)
    graphs = {entry.graph: _union([release.dataset_file(entry.name)]) for entry in release.datasets}
    terms = {names.graph("ontology"): release.ontology, names.graph("shapes"): release.shapes}
    graphs_of_terms = {name: _union([path]) for name, path in terms.items()}
    return State(Dataset(graphs | graphs_of_terms), frozenset(graphs), names)


def file_state(path: Path) -> State:
    """What one file of RDF states."""
    return State(Dataset({_FILE: _union([path])}))


def _files(folder: Path) -> list[Path]:
    return rdf_files(folder) if folder.is_dir() else []


def _union(paths: Iterable[Path]) -> Triples:
    return frozenset(triple for path in paths for triple in read_rdf_file(path).triples)
