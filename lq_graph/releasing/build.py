"""Builds a release: the checked project as one folder, written beside the others and made current in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from lq_graph.checking.check import Checked
from lq_graph.errors import ReleaseError
from lq_graph.labels import Labels
from lq_graph.reading.query_file import read_query_folder
from lq_graph.releasing.catalogue import OWN_GRAPHS, catalogue_triples, last_modified, question_triples, title_of
from lq_graph.releasing.checksums import SUMS, differing, identifier_of, read_sums, sha256_of, sums_of, sums_text
from lq_graph.releasing.citation import Citation, write_citations
from lq_graph.releasing.compressed import compress_dumps
from lq_graph.releasing.dcat import write_catalogue
from lq_graph.releasing.release import CURRENT, DatasetEntry, Release, open_release, write_manifest
from lq_graph.settings import Settings
from lq_graph.text import Texts
from lq_graph.triples.dataset import Dataset, Triples, canonical, fill_store, nquads, ntriples, turtle

Step = Callable[[str], None]


def build_release(checked: Checked, settings: Settings, releases: Path, step: Step = lambda _: None) -> Release:
    """The release of a checked project, made current in a folder of releases.

    The same content gives the same identifier and the same bytes, but for those of the store. Raises ReleaseError if
    the release cannot be written; the previous one is still current then.
    """
    step("making the release")
    content = content_of(checked, settings)
    with building(releases) as folder:
        _write_files(folder, content, settings)
        sums = sums_of(folder)
        identifier = identifier_of(content.modified, sums)
        release = Release(folder, identifier, settings.names.base, len(content.merged), content.entries)
        write_manifest(release)
        write_catalogue(release, content.dataset.graphs, settings, sums)
        write_citations(citation_of(release, settings, content.merged), folder)
        compress_dumps(folder)
        (folder / SUMS).write_text(sums_text(sums_of(folder)), encoding="utf-8")
        _date_files(folder, content.modified)
        if not _is_complete(releases / identifier):
            shutil.rmtree(releases / identifier, ignore_errors=True)
            step("filling the store")
            fill_store(content.dataset, unmerged=(content.shapes,), path=release.store).flush()
        return open_release(make_current(folder, releases, identifier))


def _write_files(folder: Path, content: Content, settings: Settings) -> None:
    prefixes = settings.names.prefixes
    inferred = settings.names.graph("inferred")
    for name, dataset in (("dump", content.dataset), ("stated", content.dataset.without((inferred,)))):
        merged = dataset.without((content.shapes,)).merged()
        (folder / f"{name}.nq").write_bytes(nquads(dataset))
        (folder / f"{name}.nt").write_bytes(ntriples(merged))
        (folder / f"{name}.ttl").write_bytes(turtle(merged, prefixes))
    (folder / "ontology.ttl").write_bytes(turtle(content.dataset.graph(content.ontology), prefixes))
    (folder / "shapes.ttl").write_bytes(turtle(content.dataset.graph(content.shapes), prefixes))
    for name in OWN_GRAPHS:
        (folder / f"{name}.ttl").write_bytes(turtle(content.dataset.graph(settings.names.graph(name)), prefixes))
    (folder / "datasets").mkdir()
    for entry in content.entries:
        text = turtle(content.dataset.graph(entry.graph), prefixes)
        (folder / "datasets" / f"{entry.name}.ttl").write_bytes(text)
    for name in ("questions", "views", "checks"):
        shutil.copytree(settings.sparql / name, folder / "sparql" / name)


def citation_of(release: Release, settings: Settings, triples: Iterable[Triple]) -> Citation:
    """What a citation of a release says; the publisher is called what some triples call it."""
    name = Labels(settings.names, triples).label(NamedNode(settings.publisher))
    return Citation(
        settings.title,
        settings.about,
        name or Texts(settings.publisher, settings.publisher),
        settings.licence,
        release.identifier,
        release.identifier[: len("2026-12-01")],
        f"{settings.names.release(release.identifier)}/",
    )


def _date_files(folder: Path, modified: str) -> None:
    """Gives files the time of their content, so that Last-Modified and the entity tags of nginx agree in replicas."""
    seconds = datetime.fromisoformat(f"{modified}T00:00:00+00:00").timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (seconds, seconds))


def _is_complete(folder: Path) -> bool:
    """Whether a release is there, with every file as its checksums have it."""
    try:
        sums = read_sums(folder)
        return (folder / "store").is_dir() and not differing(sums, lambda name: sha256_of(folder / name))
    except (OSError, ReleaseError):
        return False


# The content of a release: a checked project with its catalogue and questions, in canonical form.


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
    graphs = {name: names.graph(name) for name in project.dataset_names}
    entries = tuple(
        DatasetEntry(name, graph, title_of(graph, data.graph(graph), names), len(data.graph(graph)))
        for name, graph in graphs.items()
    )
    modified = last_modified([*data.graphs.values(), project.dataset.graph(project.ontology)])
    sizes = [(entry.name, entry.triples) for entry in entries]
    questions = read_query_folder(settings.sparql / "questions")
    dataset = checked.closed.with_graph(names.graph("catalogue"), catalogue_triples(settings, sizes, modified))
    dataset = dataset.with_graph(names.graph("questions"), question_triples(questions, names))
    return Content(canonical(dataset), project.shapes, project.ontology, entries, modified)


# The folder of releases: a release is written beside the others, synced to the disk, and then made current.

_UNFINISHED = ".unfinished"


@contextmanager
def building(releases: Path) -> Iterator[Path]:
    """An empty folder to write a release in; it is removed afterwards unless it was moved away.

    Raises ReleaseError if another build runs in the same folder, or if the disk cannot be written.
    """
    try:
        releases.mkdir(parents=True, exist_ok=True)
        with (releases / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                reason = "another build is at work here; wait for it to end"
                raise ReleaseError(f"{releases}: {reason}") from error
            unfinished = releases / _UNFINISHED
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            try:
                yield unfinished
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        reason = f"{error.filename or releases}: cannot be written ({error.strerror})"
        raise ReleaseError(f"{reason}; the release before, if any, is still current") from error


def make_current(written: Path, releases: Path, identifier: str) -> Path:
    """Moves a release to its name and makes it the current one; the previous one stays in the folder."""
    target = releases / identifier
    if not target.exists():
        for path in (*written.rglob("*"), written):
            _sync(path)
        written.rename(target)
        _sync(releases)
    link = releases / ".next"
    link.unlink(missing_ok=True)
    link.symlink_to(identifier, target_is_directory=True)
    link.replace(releases / CURRENT)  # atomic: at each moment the link leads to a complete release
    _sync(releases)
    return target


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
