"""Kinds of files, by their names and by their contents; content of another kind than the name states is refused."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from lq_graph.errors import SourceError
from lq_graph.reading.text_positions import byte_place

_SHEET_SUFFIXES = frozenset({".xlsx", ".csv", ".tsv", ".xls", ".xlsm", ".xlsb", ".ods"})
_SAMPLE = 1_000
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or another ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a file packed with gzip"),
    (b"\x28\xb5\x2f\xfd", "a file packed with zstd"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_KINDS_OF_TEXT = (
    (re.compile(rb"\s*+(?:<!doctype\s+html|<html)", re.IGNORECASE), "a web page (HTML)", ()),
    (re.compile(rb"\s*+<(?:\?xml|[\w-]+:RDF)\s"), "RDF/XML", (".rdf",)),
    (re.compile(rb'\s*+(?:\{\s*+"|\[\s*+\{\s*+")'), "JSON", (".jsonld",)),
    (re.compile(rb"\s*+(?:#[^\n]*+\n\s*+)*+(?:@prefix|@base|PREFIX|BASE)\s"), "Turtle", (".ttl", ".trig")),
)


def is_sheet_file(path: Path) -> bool:
    """Whether the name of a file ends as that of a workbook or a CSV file, also of a kind that is then refused."""
    return path.suffix.lower() in _SHEET_SUFFIXES


def refuse_other_kinds(path: Path, content: bytes) -> None:
    """Raises SourceError, with a place where it has one, for a content that cannot be text in UTF-8."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise _looks_like(path, kind)
    if content.startswith(_UTF_16) or _is_utf_16(content[:_SAMPLE]):
        raise SourceError(path, "the text is in UTF-16; save it as UTF-8", 1, 1)
    nul = content.find(b"\x00")
    if nul >= 0:
        raise SourceError(path, "a NUL byte, which is in no text; remove it", *byte_place(content, nul))


def other_kind(path: Path, content: bytes) -> SourceError | None:
    """The error for a content that cannot be parsed because it is of another kind than its name states, or None."""
    for pattern, kind, suffixes in _KINDS_OF_TEXT:
        if pattern.match(content) and path.suffix.lower() not in suffixes:
            return _looks_like(path, kind)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return not_utf_8(path, content, error)
    return None


def not_utf_8(path: Path, content: bytes, error: UnicodeDecodeError) -> SourceError:
    """The error for a content that cannot be decoded, at the first wrong byte."""
    byte = content[error.start]
    sign = bytes([byte]).decode("cp1252", "ignore")
    known = f", in Windows-1252 the sign {sign}" if sign.isprintable() and sign else ""
    reason = f"the byte 0x{byte:02X} here is not UTF-8{known}; save the file as UTF-8"
    return SourceError(path, reason, *byte_place(content, error.start))


def _is_utf_16(sample: bytes) -> bool:
    """Whether every other byte is NUL, as in a text of mostly Latin letters."""
    return len(sample) > 1 and any(set(sample[start::2]) == {0} and 0 not in sample[1 - start :: 2] for start in (0, 1))


def _looks_like(path: Path, kind: str) -> SourceError:
    advice = f"give it the ending of what it is, or export it as {path.suffix}"
    return SourceError(path, f"it looks like {kind}, whatever its name; {advice}", 1, 1)
