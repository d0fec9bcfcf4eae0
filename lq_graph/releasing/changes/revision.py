"""A project folder as it was in a git revision, written to a folder of its own; nothing is checked out."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from lq_graph.errors import SettingsError, SourceError, UnknownName
from lq_graph.settings import SETTINGS_FILE

_NEEDED = (SETTINGS_FILE, "data", "ontology", "shapes")
_FILE_MODE = "100"  # links and submodules have others
_ADVICE = "give a revision that git knows, such as HEAD~1 or main, or the path of a folder or a file"


@contextmanager
def revision_folder(root: Path, revision: str) -> Iterator[Path]:
    """A folder with the settings, data, ontology and shapes that a project had in a revision; gone afterwards.

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
    """Writes each file into the folder; a name that leads out of it is left alone."""
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
        said = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ") or "git knows no such revision"
        raise UnknownName(f"{revision}: {said}; {_ADVICE}") from error


def _named_after(revision: str, folder: Path, error: SourceError) -> SourceError:
    inside = error.path.is_relative_to(folder)
    path = Path(f"{revision}:{error.path.relative_to(folder)}") if inside else error.path
    return SourceError(path, error.reason, error.line, error.column)
