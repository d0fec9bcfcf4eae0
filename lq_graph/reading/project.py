"""A project folder, read whole: datasets, ontology and shapes, each in its named graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode, Triple

from lq_graph.errors import SourceError
from lq_graph.names import Names
from lq_graph.reading.rdf_file import RDF_FORMATS, RdfFile, is_rdf_file, read_rdf_file
from lq_graph.settings import Settings
from lq_graph.triples.dataset import Dataset

CONTRIBUTION = "contribution"
RESERVED = frozenset({"catalogue", CONTRIBUTION, "inferred", "ontology", "questions", "shapes"})
RECORD = "dataset.ttl"


@dataclass(frozen=True)
class Project:
    """What a project folder says: its graphs, the names of its datasets, and the files of each subject."""

    names: Names
    dataset: Dataset
    dataset_names: tuple[str, ...]
    files: Mapping[NamedNode | BlankNode, tuple[Path, ...]]

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


def read_project(settings: Settings, extra: Sequence[Path] = ()) -> Project:
    """The project of the settings, and with it the extra files and folders as one more dataset.

    Extra paths inside a dataset's folder are part of that dataset already and are not read twice. Raises SourceError
    for the first file that cannot be read, and if a folder that must be there is missing.
    """
    by_dataset = {folder.name: _dataset_files(folder) for folder in _dataset_folders(settings.data)}
    contribution = [path for path in _extra_files(extra) if not path.resolve().is_relative_to(settings.data)]
    if contribution:
        by_dataset[CONTRIBUTION] = contribution
    graphs = {settings.names.graph(name): _read_all(paths) for name, paths in by_dataset.items()}
    graphs[settings.names.graph("ontology")] = _read_all(_rdf_files(settings.ontology))
    graphs[settings.names.graph("shapes")] = _read_all(_rdf_files(settings.shapes))
    return Project(settings.names, _dataset(graphs), tuple(by_dataset), _files_of_subjects(graphs.values()))


def _dataset_folders(data: Path) -> list[Path]:
    _must_be_folder(data)
    return sorted(folder for folder in data.iterdir() if folder.is_dir() and not folder.name.startswith("."))


def _dataset_files(folder: Path) -> list[Path]:
    if folder.name in RESERVED:
        raise SourceError(
            folder, "a dataset cannot have this name, lq gives it to a graph of its own; rename the folder"
        )
    if not (folder / RECORD).is_file():
        raise SourceError(folder, f"the dataset has no {RECORD}; describe it there, as its neighbours do")
    return _rdf_files(folder)


def _rdf_files(folder: Path) -> list[Path]:
    _must_be_folder(folder)
    return sorted(path for path in folder.iterdir() if is_rdf_file(path))


def _must_be_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise SourceError(folder, "there is no such folder; a project has data/, ontology/ and shapes/ beside lq.toml")


def _extra_files(paths: Iterable[Path]) -> list[Path]:
    return [each for path in paths for each in (_files_below(path) if path.is_dir() else [path])]


def _files_below(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and is_rdf_file(path))
    if not files:
        raise SourceError(folder, f"no file here is of a kind that lq reads ({', '.join(RDF_FORMATS)})")
    return files


def _read_all(paths: Iterable[Path]) -> list[RdfFile]:
    return [read_rdf_file(path) for path in paths]


def _dataset(graphs: Mapping[str, list[RdfFile]]) -> Dataset:
    return Dataset(MappingProxyType({name: _union(files) for name, files in graphs.items()}))


def _union(files: Iterable[RdfFile]) -> frozenset[Triple]:
    return frozenset(triple for file in files for triple in file.triples)


def _files_of_subjects(graphs: Iterable[list[RdfFile]]) -> Mapping[NamedNode | BlankNode, tuple[Path, ...]]:
    files: dict[NamedNode | BlankNode, dict[Path, None]] = {}
    for file in (file for group in graphs for file in group):
        for triple in file.triples:
            if isinstance(triple.subject, NamedNode | BlankNode):
                files.setdefault(triple.subject, {})[file.path] = None
    return MappingProxyType({subject: tuple(paths) for subject, paths in files.items()})
