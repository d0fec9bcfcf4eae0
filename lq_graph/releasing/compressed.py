"""The RDF files of a release compressed beside themselves, so that no server has to compress them."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import zstandard

COMPRESSED = (".gz", ".zst")
_RDF_SUFFIXES = (".nq", ".nt", ".ttl")
_GZIP_LEVEL, _ZSTD_LEVEL = 6, 9


def compress_dumps(folder: Path) -> None:
    """Writes each RDF file below a folder as gzip and as zstd beside itself."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _RDF_SUFFIXES):
        content = path.read_bytes()
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, _GZIP_LEVEL, mtime=0))
        path.with_name(f"{path.name}.zst").write_bytes(zstandard.compress(content, _ZSTD_LEVEL))


def sha256_of_content(path: Path) -> str | None:
    """The SHA-256 of what a compressed file holds, in hexadecimal; None if it cannot be decompressed."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else zstandard.open(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (EOFError, OSError, zlib.error, zstandard.ZstdError):
        return None
