"""A release: a folder that holds one version of the graph in every form, and never changes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lq_graph.errors import ReleaseError
from lq_graph.text import Texts

MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
CURRENT = "current"  # in a folder of releases, the link to the one that is served


@dataclass(frozen=True)
class DatasetEntry:
    """One dataset of a release: its folder name, its named graph, its title and its number of triples."""

    name: str
    graph: str
    title: Texts
    triples: int


@dataclass(frozen=True)
class Release:
    """An opened release."""

    path: Path
    identifier: str
    base: str
    triples: int
    datasets: tuple[DatasetEntry, ...]

    @property
    def store(self) -> Path:
        """The folder of the Oxigraph store."""
        return self.path / "store"

    @property
    def dump(self) -> Path:
        """The merged, closed graph as Turtle."""
        return self.path / "dump.ttl"

    @property
    def ontology(self) -> Path:
        """The ontology as Turtle."""
        return self.path / "ontology.ttl"

    @property
    def shapes(self) -> Path:
        """The shapes as Turtle."""
        return self.path / "shapes.ttl"

    @property
    def questions(self) -> Path:
        """The folder of competency questions that the release was made with."""
        return self.path / "sparql" / "questions"

    @property
    def views(self) -> Path:
        """The folder of views that the release was made with."""
        return self.path / "sparql" / "views"

    @property
    def checks(self) -> Path:
        """The folder of checks that the release was made with."""
        return self.path / "sparql" / "checks"

    def dataset_file(self, name: str) -> Path:
        """The Turtle file of one dataset."""
        return self.path / "datasets" / f"{name}.ttl"


def open_release(path: Path) -> Release:
    """The release in a folder or behind a link to one; the current release of a folder of releases.

    Raises ReleaseError if the folder is missing, or is not a release of a version that this lq reads.
    """
    path = release_link(path)
    folder = path.resolve()
    if not folder.is_dir():
        raise ReleaseError(f"{path}: there is no release here; make one with: lq build")
    release = release_of(folder, read_manifest(folder))
    if not release.store.is_dir():
        raise _not_a_release(folder, "its store is missing")
    return release


def release_link(path: Path) -> Path:
    """The path itself; in a folder of releases, such as `lq build -o` makes, the link to the current one."""
    current = path / CURRENT
    return current if current.is_symlink() and not (path / MANIFEST).exists() else path


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in a folder; raises ReleaseError if there is none, or not of a version that this lq reads."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise _not_a_release(folder, f"it has no readable {MANIFEST}") from error
    except ValueError as error:
        raise _not_a_release(folder, f"its {MANIFEST} is not valid JSON") from error
    if not isinstance(manifest, dict) or manifest.get("manifest_version") != MANIFEST_VERSION:
        raise _not_a_release(folder, f"its {MANIFEST} is not of version {MANIFEST_VERSION}")
    return manifest


def _not_a_release(folder: Path, reason: str) -> ReleaseError:
    return ReleaseError(f"{folder}: not a release that lq can read, {reason}; make one with: lq build")


def release_of(folder: Path, manifest: dict[str, Any]) -> Release:
    """The release in a folder by its manifest; raises ReleaseError if that lacks something."""
    try:
        datasets = tuple(
            DatasetEntry(entry["name"], entry["graph"], Texts(**entry["title"]), entry["triples"])
            for entry in manifest["datasets"]
        )
        return Release(folder, manifest["id"], manifest["base"], manifest["triples"], datasets)
    except KeyError as error:
        raise _not_a_release(folder, f"its {MANIFEST} lacks {error}") from error
    except (TypeError, AttributeError) as error:
        raise _not_a_release(folder, f"its {MANIFEST} has a value of the wrong kind") from error


def write_manifest(release: Release) -> None:
    """Writes the manifest into the release's folder."""
    manifest = {
        "manifest_version": MANIFEST_VERSION,
        "id": release.identifier,
        "base": release.base,
        "triples": release.triples,
        "datasets": [asdict(entry) for entry in release.datasets],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (release.path / MANIFEST).write_text(text, encoding="utf-8")
