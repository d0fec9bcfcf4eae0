"""The checksums of a release: SHA256SUMS as sha256sum writes and reads it, and the identifier that follows from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from lq_graph.errors import ReleaseError
from lq_graph.releasing.citation import FILES as CITATIONS
from lq_graph.releasing.compressed import COMPRESSED
from lq_graph.releasing.release import MANIFEST

SUMS = "SHA256SUMS"
DUMP = "dump.nq"
CATALOGUE = "catalog."
_DIGEST = 64  # hexadecimal digits of a SHA-256

Sums = Mapping[str, str]  # the SHA-256 of each file by its path below the folder, with slashes


def sums_of(folder: Path) -> Sums:
    """The checksums of all files below a folder, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def sums_text(sums: Sums) -> str:
    """Checksums as `sha256sum` writes them."""
    return "".join(f"{digest}  {name}\n" for name, digest in sums.items())


def parse_sums(text: str) -> Sums:
    """The checksums of a text as `sha256sum` writes it; raises ReleaseError for a line that is none of its lines."""
    sums = {}
    for number, line in enumerate(text.splitlines(), 1):
        digest, mark, name = line.partition("  ")
        if not mark or len(digest) != _DIGEST or not _is_below(name):
            raise ReleaseError(f"{SUMS}:{number}: not a checksum and a path, as sha256sum writes them")
        sums[name] = digest
    return sums


def read_sums(folder: Path) -> Sums:
    """The checksums in a folder; raises ReleaseError if there are none, or none that can be read."""
    try:
        text = (folder / SUMS).read_text(encoding="utf-8")
    except OSError as error:
        raise ReleaseError(f"{folder / SUMS}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ReleaseError(f"{folder / SUMS}: not a text in UTF-8") from error
    return parse_sums(text)


def identifier_of(modified: str, sums: Sums) -> str:
    """The identifier of a release by the day of its last change and the checksums of its files.

    The content decides: the dump, which is canonical, and then every file but those that have the identifier, which are
    the manifest, the catalogue and citations, and compressed ones, whose bytes depend on the version of a library.
    """
    named = frozenset((MANIFEST, *CITATIONS))
    content = {
        name: digest
        for name, digest in sums.items()
        if name not in named and not name.startswith(CATALOGUE) and not name.endswith(COMPRESSED)
    }
    digest = hashlib.sha256((content[DUMP] + sums_text(content)).encode()).hexdigest()
    return f"{modified}-{digest[:8]}"


def differing(sums: Sums, sha256: Callable[[str], str | None]) -> list[str]:
    """The files that are missing or have another checksum; `sha256` gives that of a file, None if it is missing."""
    return [name for name, digest in sums.items() if sha256(name) != digest]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_below(name: str) -> bool:
    """Whether a name is a path below the folder."""
    parts = name.split("/")
    return name != "" and not name.startswith("/") and ".." not in parts and "\0" not in name
