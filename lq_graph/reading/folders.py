"""Which files a project's folders hold; whatever would be left out in silence is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lq_graph.errors import SourceError
from lq_graph.reading.rdf_file import RDF_FORMATS, is_rdf_file

RECORD = "dataset.ttl"
CONTRIBUTION = "contribution"
RESERVED = frozenset({"catalogue", CONTRIBUTION, "inferred", "ontology", "questions", "shapes"})

_PROSE = ".md"


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
