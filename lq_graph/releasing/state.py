"""The states of a graph that can be compared: a project, a git revision, a release, a file."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from lq_graph.changes.compare import State
from lq_graph.errors import SettingsError, SourceError, UnknownName
from lq_graph.names import Names
from lq_graph.reading.project import dataset_files, rdf_files
from lq_graph.reading.query_file import read_query_folder
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.releasing.catalogue import OWN_GRAPHS, catalogue_triples, question_triples, said_by_settings
from lq_graph.releasing.release import Release
from lq_graph.settings import SETTINGS_FILE, Settings
from lq_graph.triples.dataset import Dataset, Triples

NOTHING = State(Dataset(), frozenset())
_FILE = ""


def project_state(settings: Settings) -> State:
    """What a project folder states: datasets, ontology, shapes, settings and questions, as far as it has them.

    Raises SourceError for a file that cannot be read, and for one that would be left out in silence.
    """
    data = settings.data
    has_datasets = data.is_dir() and any(path.is_dir() for path in data.iterdir())
    files = dataset_files(data) if has_datasets else {}
    graphs = {settings.names.graph(name): _union(paths) for name, paths in files.items()}
    terms = {settings.names.graph(each.name): _union(_files(each)) for each in (settings.ontology, settings.shapes)}
    return State(Dataset(graphs | terms | _own_graphs(settings)), frozenset(graphs), settings.names)


def _own_graphs(settings: Settings) -> dict[str, Triples]:
    """What the settings say, and the questions."""
    names, folder = settings.names, settings.sparql / "questions"
    questions = question_triples(read_query_folder(folder), names) if folder.is_dir() else frozenset()
    said = said_by_settings(catalogue_triples(settings, (), ""), names)
    return {names.graph("catalogue"): frozenset(said), names.graph("questions"): questions}


def release_state(release: Release) -> State:
    """What a release states, without what follows: datasets, ontology, shapes, settings and questions."""
    names = Names(release.base)
    graphs = {entry.graph: _union([release.dataset_file(entry.name)]) for entry in release.datasets}
    terms = {names.graph("ontology"): release.ontology, names.graph("shapes"): release.shapes}
    graphs_of_terms = {name: _union([path]) for name, path in terms.items()}
    own = {names.graph(name): _union(_existing(release.path / f"{name}.ttl")) for name in OWN_GRAPHS}
    own[names.graph("catalogue")] = frozenset(said_by_settings(own[names.graph("catalogue")], names))
    return State(Dataset(graphs | graphs_of_terms | own), frozenset(graphs), names)


def file_state(path: Path) -> State:
    """What one file of RDF states."""
    return State(Dataset({_FILE: _union([path])}))


def _existing(path: Path) -> list[Path]:
    return [path] if path.is_file() else []


def _files(folder: Path) -> list[Path]:
    return rdf_files(folder) if folder.is_dir() else []


def _union(paths: Iterable[Path]) -> Triples:
    return frozenset(triple for path in paths for triple in read_rdf_file(path).triples)


# A project folder as it was in a git revision, written to a folder of its own; nothing is checked out.

_NEEDED = (SETTINGS_FILE, "data", "ontology", "shapes", "sparql/questions")
_FILE_MODE = "100"  # links and submodules have others
_ADVICE = "give a revision that git knows, such as HEAD~1 or main, or the path of a folder or a file"


@contextmanager
def revision_folder(root: Path, revision: str) -> Iterator[Path]:
    """A folder with the settings, data, ontology and shapes that a project had in a revision; removed afterwards.

    Raises UnknownName if git knows no such revision of the project, and names the files in other errors after it.
    """
    if revision.startswith("-"):
        raise UnknownName(f"{revision}: not a revision; {_ADVICE}")
    with tempfile.TemporaryDirectory(prefix="lq-") as name:
        folder = Path(name).resolve()
        _write(_blobs(root, revision), root, revision, folder)
        try:
            yield folder
        except SourceError as error:
            raise _named_after(revision, folder, error) from error
        except SettingsError as error:
            raise SettingsError(str(error).replace(f"{folder}/", f"{revision}:")) from error


def _blobs(root: Path, revision: str) -> dict[str, str]:
    """The object of each file by its path from the root."""
    commit = _git(root, revision, ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]).decode().strip()
    listing = _git(root, revision, ["ls-tree", "-r", "-z", commit, "--", *_NEEDED]).decode("utf-8", "surrogateescape")
    entries = (line.partition("\t") for line in listing.split("\0") if line.startswith(_FILE_MODE))
    return {path: described.rpartition(" ")[2] for described, _, path in entries}


def _write(blobs: dict[str, str], root: Path, revision: str, folder: Path) -> None:
    """Writes each file into the folder, but for names that lead out of it."""
    output = _git(root, revision, ["cat-file", "--batch"], "\n".join(blobs.values()).encode()) if blobs else b""
    start = 0
    for name in blobs:
        head = output.index(b"\n", start)
        end = head + 1 + int(output[start:head].rpartition(b" ")[2])
        if ".." not in PurePosixPath(name).parts:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(output[head + 1 : end])
        start = end + 1


def _git(root: Path, revision: str, words: Sequence[str], given: bytes = b"") -> bytes:
    command = ["git", "-C", str(root), *words]
    try:
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise UnknownName(f"{revision}: git, which reads revisions, is not installed; give two folders") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ") or "git knows no such revision"
        raise UnknownName(f"{revision}: {reason}; {_ADVICE}") from error


def _named_after(revision: str, folder: Path, error: SourceError) -> SourceError:
    inside = error.path.is_relative_to(folder)
    path = Path(f"{revision}:{error.path.relative_to(folder)}") if inside else error.path
    return SourceError(path, error.reason, error.line, error.column)
