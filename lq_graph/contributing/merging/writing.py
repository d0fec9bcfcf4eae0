"""Writes several files together: after an error all of them are as they were, and after a kill they can be restored."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from lq_graph.contributing.merging.contents import Contents, old_content
from lq_graph.contributing.merging.journal import JOURNAL, STAGING, Entry, begin, end, hash_of, locked
from lq_graph.errors import MergeError
from lq_graph.reading.project import Project
from lq_graph.text import Texts

_MODE_OF_NEW = 0o644

_CHANGED = Texts(
    "{path}: filen har ändrats medan bidraget lästes. Inget är skrivet. Kör kommandot igen.",
    "{path}: the file was changed while the contribution was read. Nothing was written. Run the command again.",
)
_NOT_WRITTEN = Texts(
    "{path}: filen går inte att skriva ({reason}). Alla filer är som de var.",
    "{path}: the file cannot be written ({reason}). All files are as they were.",
)


@dataclass(frozen=True)
class _Replacement:
    """A file, its new content beside it, and a link to its old content; None where there is none."""

    target: Path
    new: Path | None
    old: Path | None


def write_together(contents: Contents, project: Project) -> None:
    """Writes files with their new contents, and removes those that have none.

    All new contents are on disk, beside their files, before the first file is replaced. Raises MergeError, and leaves
    all files as they were, if one cannot be written, if one is not as it was when the project was read, and if another
    merge is writing.
    """
    if contents:
        data = next(iter(contents)).parent.parent
        with locked(data):
            _write(contents, project, data)


def _write(contents: Contents, project: Project, data: Path) -> None:
    replaced: list[_Replacement] = []
    path = Path()
    with ExitStack() as stack:
        staging = _Staging(stack)
        try:
            replacements = []
            for path, content in contents.items():
                if _read(path) != old_content(project, path):
                    raise MergeError(_CHANGED, path=path)
                replacements.append(_prepared(path.resolve(), content, staging))
            path = data / JOURNAL
            begin(data, map(_entry, replacements), staging.folders)
            for each in replacements:
                path = each.target
                replaced.append(each)
                _replace(each)
            _sync_folders(each.target.parent for each in replacements)
            end(data)
        except BaseException as error:
            for each in reversed(replaced):
                _restore(each)
            end(data)
            if isinstance(error, OSError):
                raise MergeError(_NOT_WRITTEN, path=path, reason=error.strerror or error) from error
            raise


class _Staging:
    """A folder beside the files of each folder, until they are replaced; its name is that of no dataset's file."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._folders: dict[Path, Path] = {}

    @property
    def folders(self) -> Sequence[Path]:
        """The folders that it has made."""
        return tuple(self._folders.values())

    def path(self, target: Path, name: str) -> Path:
        """A path at which there is nothing, on the file system of a file."""
        if target.parent not in self._folders:
            folder = tempfile.TemporaryDirectory(prefix=STAGING, dir=target.parent, ignore_cleanup_errors=True)
            self._folders[target.parent] = Path(self._stack.enter_context(folder))
        return self._folders[target.parent] / f"{target.name}.{name}"


def _read(path: Path) -> bytes | None:
    """The content of a file as the project has it, without a byte order mark; None if there is no file."""
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except FileNotFoundError:
        return None


def _prepared(target: Path, content: bytes | None, staging: _Staging) -> _Replacement:
    """Writes a content beside its file, and links the old one, so that to restore it needs no space."""
    mode, old, new = _MODE_OF_NEW, None, None
    if target.exists():
        mode, old = target.stat().st_mode & 0o7777, staging.path(target, "old")
        _link(target, old)
    if content is not None:
        new = staging.path(target, "new")
        with new.open("xb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
    return _Replacement(target, new, old)


def _link(target: Path, link: Path) -> None:
    """A second name for a file; a copy of it on a file system that has no links."""
    try:
        os.link(target, link)
    except OSError:
        shutil.copy2(target, link)


def _entry(each: _Replacement) -> Entry:
    old, new = (None if path is None else hash_of(path) for path in (each.old, each.new))
    return Entry(str(each.target), None if each.old is None else str(each.old), old, new)


def _replace(each: _Replacement) -> None:
    if each.new is not None:
        each.new.replace(each.target)
    else:
        each.target.unlink()


def _restore(each: _Replacement) -> None:
    if each.old is not None:
        each.old.replace(each.target)
    elif each.new is not None and not each.new.exists():  # it was renamed
        each.target.unlink()


def _sync_folders(folders: Iterable[Path]) -> None:
    """Makes the new names in some folders last."""
    for folder in dict.fromkeys(folders):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
