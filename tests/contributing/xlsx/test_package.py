"""A workbook file is opened within limits."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from tracemalloc import get_traced_memory, start, stop

import pytest

from contributing.workbooks import PATH, repacked, workbook
from lq_graph.contributing.xlsx.package import LARGEST, open_package
from lq_graph.errors import Refusal

CONTENT = workbook({"A1": "x"})


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


@contextmanager
def using_less_than(most: int) -> Iterator[None]:
    """Fails if what is done in it uses so many bytes of memory or more."""
    start()
    try:
        yield
        assert get_traced_memory()[1] < most
    finally:
        stop()


def test_a_part_is_read_as_it_was_written() -> None:
    package = open_package(PATH, repacked(CONTENT, {"xl/more.xml": b"<more/>" * 400_000}))
    assert package.read("xl/more.xml") == b"<more/>" * 400_000
    assert len(list(package.chunks("xl/more.xml"))) == 3


def test_a_file_over_ten_megabytes_is_not_opened() -> None:
    with pytest.raises(Refusal, match="larger than 10 MB") as refused:
        open_package(PATH, bytes(LARGEST + 1))
    assert "större än 10 MB" in refused.value.texts.sv


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = zipped(("[Content_Types].xml", b"<x/>"), *((f"xl/{n}.xml", bytes(50_000_000)) for n in range(3)))
    begun = process_time()
    with using_less_than(5_000_000), pytest.raises(Refusal, match="unreasonably large"):
        open_package(PATH, bomb)
    assert process_time() - begun < 0.5


def test_many_parts_are_a_bomb_too() -> None:
    with pytest.raises(Refusal, match="unreasonably large"):
        open_package(PATH, zipped(*((f"{number}.xml", b"") for number in range(2_001))))


def test_a_part_that_is_larger_than_it_says_is_never_inflated_beyond_that() -> None:
    honest = zipped(("[Content_Types].xml", b"<x/>"), ("xl/lie.xml", bytes(100_000_000)))
    size = struct.pack("<I", 100_000_000)
    assert honest.count(size) == 2
    package = open_package(PATH, honest.replace(size, struct.pack("<I", 10)))
    with using_less_than(5_000_000), pytest.raises(Refusal, match="damaged"):
        package.read("xl/lie.xml")


@pytest.mark.parametrize(
    "name", ["../evil.xml", "xl/../../evil.xml", "/etc/passwd", "C:evil.xml", "xl\\evil.xml", "XL/WORKBOOK.XML"]
)
def test_a_part_whose_name_leads_out_or_is_there_twice_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="damaged"):
        open_package(PATH, repacked(CONTENT, {name: b"<x/>"}))


def test_an_encrypted_or_strangely_packed_part_is_refused() -> None:
    lzma = zipped(("[Content_Types].xml", b"<x/>"), method=zipfile.ZIP_LZMA)
    encrypted = bytearray(CONTENT)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(signature) + offset] |= 1
    for content in (lzma, bytes(encrypted)):
        with pytest.raises(Refusal, match="damaged"):
            open_package(PATH, content)


@pytest.mark.parametrize("end", [10, 200, -len(CONTENT) // 2, -5], ids=["begin", "head", "half", "all but the end"])
def test_half_a_file_is_refused(end: int) -> None:
    with pytest.raises(Refusal, match="damaged"):
        open_package(PATH, CONTENT[:end])


def test_a_part_with_flipped_bits_is_refused_when_it_is_read() -> None:
    content = bytearray(zipped(("[Content_Types].xml", b"<x/>"), ("a.xml", b"abc" * 100), method=zipfile.ZIP_STORED))
    content[content.index(b"abcabc")] ^= 1
    with pytest.raises(Refusal, match="damaged"):
        open_package(PATH, bytes(content)).read("a.xml")


def test_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="damaged"):
        open_package(PATH, CONTENT).read("xl/none.xml")
