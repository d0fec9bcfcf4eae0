"""A project folder, read whole: datasets, ontology and shapes, each in its named graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode, Triple

from lq_graph.names import RDF, Names
from lq_graph.reading.folders import CONTRIBUTION, contributed_files, dataset_files, rdf_files
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.reading.real_paths import real_paths
from lq_graph.reading.source import Source
from lq_graph.settings import Settings
from lq_graph.triples.dataset import Dataset, Triples

_TYPE = NamedNode(f"{RDF}type")


@dataclass(frozen=True)
class Project:
    """What a project folder says: its graphs, the names of its datasets, its files, and those of each subject."""

    names: Names
    dataset: Dataset
    dataset_names: tuple[str, ...]
    sources: Mapping[Path, Source]

    @property
    def ontology(self) -> str:
        """The IRI of the ontology's graph."""
        return self.names.graph("ontology")

    @property
    def shapes(self) -> str:
        """The IRI of the shapes' graph."""
        return self.names.graph("shapes")

    @property
    def inferred(self) -> str:
        """The IRI of the graph of what reasoning adds."""
        return self.names.graph("inferred")

    @property
    def data(self) -> Dataset:
        """The graphs of the datasets alone."""
        return self.dataset.only(self.names.graph(name) for name in self.dataset_names)

    @cached_property
    def files(self) -> Mapping[NamedNode | BlankNode, tuple[Path, ...]]:
        """The files that describe each subject."""
        return _files_of_subjects(self.sources.values())

    def with_contribution(self, sources: Sequence[Source], replaces: bool = False) -> Project:
        """This project with sources as one more dataset, itself if there are none.

        `replaces` if things that the sources give a class are described anew: what datasets said of them is left out.
        """
        if not sources:
            return self
        anew = _described(sources) if replaces else frozenset()
        graphs = {name: _without(self.dataset.graph(name), anew) for name in self.dataset.graphs}
        name = self.names.graph(CONTRIBUTION)
        dataset = Dataset(MappingProxyType({**graphs, name: graphs.get(name, frozenset()) | _union(sources)}))
        names = tuple(dict.fromkeys((*self.dataset_names, CONTRIBUTION)))
        by_path = MappingProxyType({**self.sources, **{source.path: source for source in sources}})
        return Project(self.names, dataset, names, by_path)


def read_project(settings: Settings, extra: Sequence[Path] = ()) -> Project:
    """The project of the settings, and with it the extra files and folders as one more dataset.

    An extra file that is part of a dataset already is not read twice. Raises SourceError for the first file that cannot
    be read, and for what dataset_files refuses.
    """
    by_dataset = dict(dataset_files(settings.data))
    contribution = _unread(contributed_files(extra), chain.from_iterable(by_dataset.values()))
    graphs: dict[str, list[Source]] = {
        settings.names.graph(name): _read_all(paths) for name, paths in by_dataset.items()
    }
    graphs[settings.names.graph("ontology")] = _read_all(rdf_files(settings.ontology))
    graphs[settings.names.graph("shapes")] = _read_all(rdf_files(settings.shapes))
    sources = {source.path: source for group in graphs.values() for source in group}
    project = Project(settings.names, _dataset(graphs), tuple(by_dataset), MappingProxyType(sources))
    return project.with_contribution(_read_all(contribution))


def _unread(paths: Sequence[Path], known: Iterable[Path]) -> list[Path]:
    """The paths of files that are not among the known ones, by whatever path."""
    read = frozenset(real_paths(known)) if paths else frozenset()
    return [path for path, real in zip(paths, real_paths(paths), strict=True) if real not in read]


def _read_all(paths: Iterable[Path]) -> list[Source]:
    return [read_rdf_file(path) for path in paths]


def _dataset(graphs: Mapping[str, list[Source]]) -> Dataset:
    return Dataset(MappingProxyType({name: _union(files) for name, files in graphs.items()}))


def _union(files: Iterable[Source]) -> frozenset[Triple]:
    return frozenset(triple for file in files for triple in file.triples)


def _described(sources: Iterable[Source]) -> frozenset[object]:
    return frozenset(triple.subject for source in sources for triple in source.triples if triple.predicate == _TYPE)


def _without(triples: Triples, subjects: frozenset[object]) -> Triples:
    return frozenset(each for each in triples if each.subject not in subjects) if subjects else triples


def _files_of_subjects(sources: Iterable[Source]) -> Mapping[NamedNode | BlankNode, tuple[Path, ...]]:
    files: dict[NamedNode | BlankNode, dict[Path, None]] = {}
    for source in sources:
        for subject in dict.fromkeys(triple.subject for triple in source.triples):
            if isinstance(subject, NamedNode | BlankNode):
                files.setdefault(subject, {})[source.path] = None
    return MappingProxyType({subject: tuple(paths) for subject, paths in files.items()})
