"""The release that contributions are checked against, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from lq_graph.contributing.contribution import ContributionReader, contribution_reader
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import ClassTree
from lq_graph.contributing.forms.reference import Reference, project_forms
from lq_graph.errors import SourceError
from lq_graph.names import Names
from lq_graph.reading.project import Project
from lq_graph.reading.query_file import QueryFile, read_query_folder
from lq_graph.reading.rdf_file import RdfFile, read_rdf_file
from lq_graph.triples.columns import Columns
from lq_graph.triples.dataset import Dataset


@dataclass(frozen=True)
class SnapshotFiles:
    """The files of a release: its datasets by name, its ontology, its shapes, and its folder of checks."""

    base: str
    datasets: Mapping[str, Path]
    ontology: Path
    shapes: Path
    checks: Path

    def to_json(self) -> str:
        """The paths as JSON, which `snapshot_files` reads."""
        datasets = {name: str(path) for name, path in self.datasets.items()}
        return json.dumps([self.base, datasets, str(self.ontology), str(self.shapes), str(self.checks)])


def snapshot_files(text: str) -> SnapshotFiles:
    """The files in a text of `SnapshotFiles.to_json`."""
    base, datasets, *others = json.loads(text)
    return SnapshotFiles(base, {name: Path(path) for name, path in datasets.items()}, *map(Path, others))


@dataclass(frozen=True)
class ReleaseSnapshot:
    """A project without a folder, its checks, the forms of its classes, and the reader of contributions to it.

    `stated` are the statements that rows of the forms show, without inferred ones.
    """

    project: Project
    checks: tuple[QueryFile, ...]
    forms: Mapping[str, Form]
    reference: Reference
    stated: Columns
    reader: ContributionReader

    @property
    def names(self) -> Names:
        """The IRIs of the graph."""
        return self.project.names

    @property
    def tree(self) -> ClassTree:
        """The classes of the ontology."""
        return self.reader.tree

    def iri(self, address: str) -> str:
        """The IRI of a thing by its address, which may be short."""
        return f"{self.names.base}{address}" if address.startswith("id/") else address


def read_snapshot(files: SnapshotFiles) -> ReleaseSnapshot:
    """The snapshot of a release, with the choices of all fields computed. Time: about 0.6 s for 15,000 triples.

    Raises SourceError if a file of it cannot be read, or if it has no checks.
    """
    checks = read_query_folder(files.checks)
    if not checks:
        raise SourceError(files.checks, "the release has no checks; make it anew with: lq build")
    names = Names(files.base)
    paths = {names.graph(name): path for name, path in files.datasets.items()}
    paths |= {names.graph("ontology"): files.ontology, names.graph("shapes"): files.shapes}
    read: dict[str, RdfFile] = {graph: read_rdf_file(path) for graph, path in paths.items()}
    dataset = Dataset(MappingProxyType({graph: frozenset(file.triples) for graph, file in read.items()}))
    sources = MappingProxyType({each.path: each for each in read.values()})
    project = Project(names, dataset, tuple(files.datasets), sources)
    made = project_forms(project)
    reader = contribution_reader(project, made)
    for form in made.forms.values():
        for field in form.fields:
            made.reference.choices(field)  # which it caches
    return ReleaseSnapshot(project, checks, made.forms, made.reference, made.stated, reader)
