"""The text of a CSV file, in whatever encoding a spreadsheet wrote it."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

from lq_graph.errors import SourceError
from lq_graph.reading.byte_place import byte_place
from lq_graph.reading.file_kind import refuse_other_kinds

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Decoded(NamedTuple):
    """A text, less its byte order mark, and the name of its encoding."""

    text: str
    encoding: str


def decoded(path: Path, content: bytes) -> Decoded:
    """The text of a content: in UTF-16 if it begins so, in UTF-8 if it can be, else in Windows-1252.

    Raises SourceError, with line and column where it has them, for what is no text, or in neither of them.
    """
    if content.startswith(_UTF_16):
        return Decoded(_utf_16(path, content), "UTF-16")
    refuse_other_kinds(path, content)
    try:
        return Decoded(content.decode("utf-8-sig"), "UTF-8")
    except UnicodeDecodeError:
        return Decoded(_windows_1252(path, content), "Windows-1252")


def _utf_16(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError as error:
        raise SourceError(path, "the text begins in UTF-16 and does not go on so; save it as UTF-8") from error
    if "\x00" in text:
        raise SourceError(path, "a NUL character, which is in no text; remove it")
    return text


def _windows_1252(path: Path, content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        reason = f"the byte 0x{content[error.start]:02X} here is neither UTF-8 nor Windows-1252; save the file as UTF-8"
        raise SourceError(path, reason, *byte_place(content, error.start)) from error
