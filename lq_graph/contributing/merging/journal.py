"""The journal of files that are being replaced, so that a merge that was killed can be undone.

It is written, and on disk, before the first file is replaced, and removed after the last one: as long as it is there,
all files go back to what they were. A lock tells a merge that was killed from one that is running.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from lq_graph.errors import MergeError
from lq_graph.text import Texts

JOURNAL = ".merge.json"  # in the folder of the datasets
STAGING = ".merge-"  # how the names of folders of new contents begin

_RUNNING = Texts(
    "{data}: en annan sammanslagning pågår. Vänta tills den är klar, och kör kommandot igen.",
    "{data}: another merge is running. Wait until it has ended, and run the command again.",
)
_EDITED = Texts(
    "{path}: en tidigare sammanslagning avbröts, och sedan dess har filen ändrats. Inget är skrivet. Återställ filen, "
    "till exempel med git checkout, eller ta bort {journal} om alla filer är som de ska.",
    "{path}: an earlier merge was interrupted, and the file was changed after that. Nothing was written. Restore the "
    "file, such as with git checkout, or remove {journal} if all files are as they should be.",
)
_NOT_RESTORED = Texts(
    "{path}: en tidigare sammanslagning avbröts, och filen går inte att återställa ({reason}).",
    "{path}: an earlier merge was interrupted, and the file cannot be restored ({reason}).",
)


@dataclass(frozen=True)
class Entry:
    """A file that is replaced: its path, that of its old content, and the SHA-256 of both; None for no file."""

    target: str
    old: str | None
    old_hash: str | None
    new_hash: str | None


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Keeps other merges from a folder of datasets; raises MergeError if one is running there."""
    handle = os.open(data, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MergeError(_RUNNING, data=data) from error
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(handle)


def begin(data: Path, entries: Iterable[Entry], staged: Iterable[Path]) -> None:
    """Writes the journal, on disk, before the first file is replaced; raises OSError if it cannot be written."""
    content = {"files": [asdict(each) for each in entries], "staged": list(map(str, staged))}
    new = data / f"{JOURNAL}.new"
    try:
        with new.open("w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.rename(new, data / JOURNAL)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def end(data: Path) -> None:
    """Removes the journal: the files are as they should be."""
    with suppress(FileNotFoundError):
        os.unlink(data / JOURNAL)


def restore_interrupted(data: Path) -> int:
    """Undoes a merge that was killed; the number of files that are restored, 0 if none was replaced.

    Raises MergeError, and restores nothing, if a file is neither as it was nor as the merge wrote it, or if a merge is
    running.
    """
    if not data.is_dir():
        return 0
    with locked(data):
        restored = _restore(data, data / JOURNAL) if (data / JOURNAL).exists() else 0
        for folder in data.glob(f"*/{STAGING}*"):
            shutil.rmtree(folder, ignore_errors=True)
    return restored


def _restore(data: Path, journal: Path) -> int:
    content = json.loads(journal.read_text(encoding="utf-8"))
    entries = [Entry(**each) for each in content["files"]]
    replaced = []
    for each in entries:
        now = hash_of(Path(each.target))
        if now == each.new_hash:
            replaced.append(each)
        elif now != each.old_hash:
            raise MergeError(_EDITED, path=each.target, journal=journal)
    for each in replaced:
        try:
            if each.old is not None:
                os.replace(each.old, each.target)
            else:
                os.unlink(each.target)
        except OSError as error:
            raise MergeError(_NOT_RESTORED, path=each.target, reason=error.strerror or error) from error
    for folder in content["staged"]:
        shutil.rmtree(folder, ignore_errors=True)
    end(data)
    return len(replaced)


def hash_of(path: Path) -> str | None:
    """The SHA-256 of a file in hexadecimal; None if there is no file."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
