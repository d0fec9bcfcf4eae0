"""Decodes a text whose encoding nothing states, as spreadsheets on any system save it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from lq_graph.errors import SourceError
from lq_graph.reading.file_kind import refuse_other_kinds
from lq_graph.reading.text_positions import byte_place

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SAMPLE = 1_000  # bytes
_OF_ONE_BYTE = (  # in this order if they are equally likely
    ("cp1252", "Windows-1252"),
    ("mac_roman", "Mac OS Roman"),
    ("cp850", "code page 850"),
)
_SWEDISH = re.compile(r"(?<=[^\W\d_])(?:[åäö](?=[^\W\d_])|å(?![^\W\d_]))|(?<=[A-ZÅÄÖ])[ÅÄÖ](?=[A-ZÅÄÖ])")
_DECODED_TWICE = re.compile("[ÂÃ][\u0080-\u00bf\u0152-\u2122]")
_OF_CP1252 = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}


class Decoded(NamedTuple):
    """A text without a byte order mark, and the name of its encoding."""

    text: str
    encoding: str


def decoded(path: Path, content: bytes) -> Decoded:
    """The text of a content.

    It is in UTF-16 if it begins with its mark, or if nearly every other byte is NUL; in UTF-8 if it can be; else in the
    one of Windows-1252, Mac OS Roman and code page 850 in which most letters of Swedish words are Swedish. A text in
    UTF-8 that was once decoded as Windows-1252 is put right. Raises SourceError, with line and column where it has
    them, for what is no text, or in none of these.
    """
    utf_16 = next((name for mark, name in _UTF_16.items() if content.startswith(mark)), None) or _utf_16_without_mark(
        content
    )
    if utf_16 is not None:
        return Decoded(_utf_16(path, content, utf_16), "UTF-16")
    refuse_other_kinds(path, content)
    try:
        return Decoded(_decoded_once(content.decode("utf-8-sig")), "UTF-8")
    except UnicodeDecodeError:
        return _of_one_byte(path, content)


def _utf_16(path: Path, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SourceError(path, "the text begins in UTF-16 and does not go on so; save it as UTF-8") from error
    if "\x00" in text:
        raise SourceError(path, "a NUL character, which is in no text; remove it")
    return text


def _utf_16_without_mark(content: bytes) -> str | None:
    """The encoding of a text of mostly Latin letters in UTF-16; None for another content."""
    sample = content[:_SAMPLE]
    halves = (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2]))
    return next((name for name, high, low in halves if 0 not in low and 4 * high.count(0) > 3 * len(high)), None)


def _of_one_byte(path: Path, content: bytes) -> Decoded:
    texts = []
    for codec, name in _OF_ONE_BYTE:
        try:
            texts.append(Decoded(content.decode(codec), name))
        except UnicodeDecodeError:
            continue
    likely = max(texts, key=_swedish_letters)
    if _swedish_letters(likely) or likely.encoding == _OF_ONE_BYTE[0][1]:
        return likely
    start = next(place for place, byte in enumerate(content) if byte in b"\x81\x8d\x8f\x90\x9d")
    reason = f"the byte 0x{content[start]:02X} here is neither UTF-8 nor Windows-1252; save the file as UTF-8"
    raise SourceError(path, reason, *byte_place(content, start))


def _swedish_letters(text: Decoded) -> int:
    """How many Swedish letters stand where words have them; in other encodings their bytes are other signs."""
    return sum(1 for _ in _SWEDISH.finditer(text.text))


def _decoded_once(text: str) -> str:
    """A text whose UTF-8 was decoded as Windows-1252 and saved, such as `pÃ¥`, as it was; any other as it is."""
    if not _DECODED_TWICE.search(text):
        return text
    try:
        return text.translate(_OF_CP1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
