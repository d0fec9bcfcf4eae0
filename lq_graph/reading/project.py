"""A project folder: datasets, ontology and shapes, each read into its named graph, and which files belong to it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode, Triple

from lq_graph.errors import SourceError
from lq_graph.names import LQ, Names
from lq_graph.reading.rdf_file import RDF_FORMATS, Source, is_rdf_file, read_rdf_file
from lq_graph.settings import Settings
from lq_graph.triples.dataset import Dataset, Triples
from lq_graph.triples.vocabulary import RDF_TYPE

RECORD = "dataset.ttl"
CONTRIBUTION = "contribution"
RESERVED = frozenset({"catalogue", CONTRIBUTION, "inferred", "ontology", "questions", "shapes"})

_PROSE = ".md"
_HOLDS, _READ = NamedNode(f"{LQ}holdsStatements"), NamedNode(f"{LQ}ReadIntoSource")


@dataclass(frozen=True)
class Replaced:
    """What a contribution replaces: statements of datasets, and the things that it changes where they are described."""

    statements: Triples = frozenset()
    things: frozenset[object] = frozenset()


NOT_REPLACED = Replaced()


@dataclass(frozen=True)
class Project:
    """The named graphs of a project folder, the names of its datasets, and its files."""

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
        """The IRI of the graph of inferred triples."""
        return self.names.graph("inferred")

    @property
    def data(self) -> Dataset:
        """The graphs of the datasets alone."""
        return self.dataset.only(self.names.graph(name) for name in self.dataset_names)

    @cached_property
    def files(self) -> Mapping[NamedNode | BlankNode, tuple[Path, ...]]:
        """The files that describe each subject."""
        return _files_of_subjects(self.sources.values())

    @cached_property
    def readings(self) -> frozenset[str]:
        """The graphs of the datasets that hold what somebody reads into sources."""
        return frozenset(
            name for name, triples in self.data.graphs.items() if Triple(NamedNode(name), _HOLDS, _READ) in triples
        )

    @cached_property
    def records(self) -> Triples:
        """The statements of datasets, but those that a dataset of readings adds to what another dataset describes.

        In a row they would stand among what sources state, and go into the other dataset when the row is sent back.
        """
        others = self.data.without(self.readings).merged()
        described = {triple.subject for triple in others}
        return others.union(each for each in self.data.only(self.readings).merged() if each.subject not in described)

    def with_contribution(self, sources: Sequence[Source], replaced: Replaced = NOT_REPLACED) -> Project:
        """This project with the statements of sources, and without the replaced ones; itself if there are no sources.

        The changed things get their statements in the graph of the dataset that describes them; all others are one more
        dataset.
        """
        if not sources:
            return self
        triples = _union(sources) - replaced.statements
        homes = self._homes(replaced.things)
        graphs: dict[str, Triples] = dict(self.dataset.graphs)
        for name in self.data.graphs if replaced.statements else ():
            graphs[name] = graphs[name] - replaced.statements
        added: dict[str, set[Triple]] = {self.names.graph(CONTRIBUTION): set()}
        for triple in triples:
            added.setdefault(homes.get(triple.subject, self.names.graph(CONTRIBUTION)), set()).add(triple)
        for name, more in added.items():
            graphs[name] = graphs.get(name, frozenset()).union(more)
        names = tuple(dict.fromkeys((*self.dataset_names, CONTRIBUTION)))
        by_path = MappingProxyType({**self.sources, **{source.path: source for source in sources}})
        return Project(self.names, Dataset(MappingProxyType(graphs)), names, by_path)

    def replaced_by(self, documents: Iterable[Source]) -> Replaced:
        """What RDF files replace: the statements on the things that they change, which they do not repeat.

        A file changes a thing if it repeats its classes and at least half of the statements that a file of a dataset
        has on it, as a changed copy does; else it adds to what is there. Of several such files, it replaces the one
        with which it has most in common.
        """
        statements: set[Triple] = set()
        things: set[object] = set()
        for document in documents:
            triples = frozenset(document.triples)
            for subject in {triple.subject for triple in triples if triple.predicate == RDF_TYPE}:
                paths = self.files.get(subject, ()) if isinstance(subject, NamedNode) else ()
                stated = [self._about(path).get(subject, []) for path in paths]
                copied = [some for some in stated if _is_copied(some, triples)]
                if copied:
                    most = max(copied, key=lambda some: len(triples.intersection(some)))
                    statements.update(triple for triple in most if triple not in triples)
                    things.add(subject)
        return Replaced(frozenset(statements), frozenset(things))

    def _about(self, path: Path) -> Mapping[object, list[Triple]]:
        """The statements of a file by their subjects."""
        if path not in self._by_subject:
            about: dict[object, list[Triple]] = {}
            for triple in self.sources[path].triples:
                about.setdefault(triple.subject, []).append(triple)
            self._by_subject[path] = about
        return self._by_subject[path]

    @cached_property
    def _by_subject(self) -> dict[Path, Mapping[object, list[Triple]]]:
        return {}

    def _homes(self, subjects: Set[object]) -> Mapping[object, str]:
        """The graph of the dataset that describes each of some subjects; one of readings only if no other does."""
        homes: dict[object, str] = {}
        for name in sorted(self.data.graphs, key=lambda name: name in self.readings):
            for triple in self.data.graph(name):
                if triple.predicate == RDF_TYPE and triple.subject in subjects:
                    homes.setdefault(triple.subject, name)
        return homes


def _is_copied(stated: Collection[Triple], triples: Triples) -> bool:
    classes = [triple for triple in stated if triple.predicate == RDF_TYPE]
    return bool(classes) and triples.issuperset(classes) and 2 * len(triples.intersection(stated)) >= len(stated)


def read_project(settings: Settings) -> Project:
    """The project of the settings.

    Raises SourceError for the first file that cannot be read, and as dataset_files.
    """
    by_dataset = dataset_files(settings.data)
    graphs: dict[str, list[Source]] = {
        settings.names.graph(name): _read_all(paths) for name, paths in by_dataset.items()
    }
    graphs[settings.names.graph("ontology")] = _read_all(rdf_files(settings.ontology))
    graphs[settings.names.graph("shapes")] = _read_all(rdf_files(settings.shapes))
    sources = {source.path: source for group in graphs.values() for source in group}
    dataset = Dataset(MappingProxyType({name: _union(files) for name, files in graphs.items()}))
    return Project(settings.names, dataset, tuple(by_dataset), MappingProxyType(sources))


def read_documents(project: Project, paths: Iterable[Path]) -> list[Source]:
    """The RDF files among some files and below some folders that are not part of a project already.

    Raises SourceError for the first that cannot be read, and for a folder without any.
    """
    return _read_all(_unread(contributed_files(paths), project.sources))


def _unread(paths: Sequence[Path], known: Iterable[Path]) -> list[Path]:
    """The paths of files that are not among the known ones, by whatever path."""
    read = frozenset(real_paths(known)) if paths else frozenset()
    return [path for path, real in zip(paths, real_paths(paths), strict=True) if real not in read]


def _read_all(paths: Iterable[Path]) -> list[Source]:
    return [read_rdf_file(path) for path in paths]


def _union(files: Iterable[Source]) -> frozenset[Triple]:
    return frozenset(triple for file in files for triple in file.triples)


def _files_of_subjects(sources: Iterable[Source]) -> Mapping[NamedNode | BlankNode, tuple[Path, ...]]:
    files: dict[NamedNode | BlankNode, dict[Path, None]] = {}
    for source in sources:
        for subject in dict.fromkeys(triple.subject for triple in source.triples):
            if isinstance(subject, NamedNode | BlankNode):
                files.setdefault(subject, {})[source.path] = None
    return MappingProxyType({subject: tuple(paths) for subject, paths in files.items()})


# The files of a project.


def dataset_files(data: Path) -> Mapping[str, list[Path]]:
    """The files of each dataset, by the name of its folder.

    Raises SourceError if there is no dataset, if one lacks its record or has a name that lq gives to a graph of its
    own, and for every file or folder that would not be read.
    """
    folders = [entry for entry in _entries(data) if entry.is_dir()]
    if not folders:
        raise SourceError(data, f"there is no dataset here; make a folder with a {RECORD}, see data/README.md")
    for stray in set(_entries(data)) - set(folders):
        raise SourceError(stray, "a file beside the datasets is in none of them; move it into a dataset's folder")
    return {folder.name: _files_of_dataset(folder) for folder in folders}


def rdf_files(folder: Path) -> list[Path]:
    """The RDF files that stand in a folder itself; raises SourceError if there is no such folder."""
    return [entry for entry in _entries(folder) if is_rdf_file(entry)]


def contributed_files(paths: Iterable[Path]) -> list[Path]:
    """The given files, and the RDF files below the given folders; raises SourceError for a folder with none."""
    return [file for path in paths for file in (_files_below(path) if path.is_dir() else [path])]


def _files_of_dataset(folder: Path) -> list[Path]:
    if folder.name in RESERVED:
        raise SourceError(
            folder, "lq gives this name to a graph of its own, a dataset cannot have it; rename the folder"
        )
    entries = _entries(folder)
    if folder / RECORD not in entries:
        raise SourceError(folder, f"the dataset has no {RECORD}; describe it there, as its neighbours do")
    for entry in entries:
        if entry.is_dir():
            raise SourceError(
                entry, "a dataset has no folders in it; move the files up, or make a dataset of their own"
            )
        if not is_rdf_file(entry):
            raise SourceError(entry, f"lq would not read this; a dataset holds {', '.join(RDF_FORMATS)} and {_PROSE}")
    return entries


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise SourceError(folder, "there is no such folder; a project has data/, ontology/ and shapes/ beside lq.toml")
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.suffix != _PROSE)


def _files_below(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and is_rdf_file(path))
    if not files:
        raise SourceError(folder, f"no file here is of a kind that lq reads ({', '.join(RDF_FORMATS)})")
    return files


# Paths behind links.


def real_paths(paths: Iterable[Path]) -> list[str]:
    """The real path of each of some paths, as os.path.realpath has it; a folder of many is looked up once."""
    folders: dict[str, str] = {}
    return [_real(os.fspath(path), folders) for path in paths]


def is_below(real: str, folder: str) -> bool:
    """Whether a real path is another, or lies in it."""
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def _real(path: str, folders: dict[str, str]) -> str:
    folder, name = os.path.split(path)
    if name in {"", os.curdir, os.pardir} or os.path.islink(path):
        return os.path.realpath(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], name)
