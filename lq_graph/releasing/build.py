"""`lq build`: from the project folder to a release that can be served."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from lq_graph.checking.check import Checked
from lq_graph.releasing.content import Content, content_of
from lq_graph.releasing.folder import building, publish
from lq_graph.releasing.release import Release, open_release, write_manifest
from lq_graph.settings import Settings
from lq_graph.triples.dataset import content_hash, fill_store, nquads, turtle

SUMS = "SHA256SUMS"
Step = Callable[[str], None]


def build_release(checked: Checked, settings: Settings, releases: Path, step: Step = lambda _: None) -> Release:
    """The release of a checked project, made current in a folder of releases.

    The same content gives the same identifier and the same bytes, but for those of the store. Raises ReleaseError if
    the release cannot be written; the one before stays current.
    """
    step("making the release")
    content = content_of(checked, settings)
    with building(releases) as folder:
        _write_files(folder, content, settings)
        sums = _write_sums(folder)
        identifier = f"{content.modified}-{_short_hash(content, sums)}"
        release = Release(folder, identifier, settings.names.base, len(content.merged), content.entries)
        if not _is_whole(releases / identifier):
            shutil.rmtree(releases / identifier, ignore_errors=True)
            step("filling the store")
            fill_store(content.dataset, unmerged=(content.shapes,), path=release.store).flush()
            write_manifest(release)
        return open_release(publish(folder, releases, identifier))


def _write_files(folder: Path, content: Content, settings: Settings) -> None:
    prefixes = settings.names.prefixes
    (folder / "dump.ttl").write_bytes(turtle(content.merged, prefixes))
    (folder / "dump.nq").write_bytes(nquads(content.dataset))
    (folder / "ontology.ttl").write_bytes(turtle(content.dataset.graph(content.ontology), prefixes))
    (folder / "shapes.ttl").write_bytes(turtle(content.dataset.graph(content.shapes), prefixes))
    (folder / "datasets").mkdir()
    for entry in content.entries:
        text = turtle(content.dataset.graph(entry.graph), prefixes)
        (folder / "datasets" / f"{entry.name}.ttl").write_bytes(text)
    for name in ("questions", "views", "checks"):
        shutil.copytree(settings.sparql / name, folder / "sparql" / name)


def _write_sums(folder: Path) -> str:
    lines = [f"{_sha256(path)}  {path.relative_to(folder)}\n" for path in sorted(folder.rglob("*")) if path.is_file()]
    text = "".join(lines)
    (folder / SUMS).write_text(text, encoding="utf-8")
    return text


def _is_whole(folder: Path) -> bool:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        return (folder / "store").is_dir() and all(_holds(folder, *line.split("  ", 1)) for line in lines)
    except OSError:
        return False


def _holds(folder: Path, digest: str, name: str) -> bool:
    return _sha256(folder / name) == digest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _short_hash(content: Content, sums: str) -> str:
    return hashlib.sha256((content_hash(content.dataset) + sums).encode()).hexdigest()[:8]
