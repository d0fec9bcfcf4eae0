"""Bodies and forms, split at any byte."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.web.http.body import BodyTooLarge, FormMalformed, MultipartReader, TooManyFields, parse_fields
from web.uploads import MULTIPART, form_of

MOST = 1000


@given(
    st.binary(min_size=1, max_size=200),
    st.text(st.characters(codec="utf-8", exclude_characters='"\\\r\n'), max_size=20),
    st.integers(1, 50),
)
def test_a_file_is_the_same_however_its_form_is_cut(content: bytes, name: str, size: int) -> None:
    body = form_of(name, content, **{"class": "plan"})
    reader = MultipartReader(MULTIPART, MOST)
    for start in range(0, len(body), size):
        reader.take(body[start : start + size])
    (part,) = (each for each in reader.parts if each.name == "file")
    assert reader.is_complete
    assert (bytes(part.content), part.file_name) == (content, name)
    assert (reader.text("class"), reader.text("format")) == ("plan", "")


def test_a_file_over_the_limit_is_refused_before_it_is_complete() -> None:
    reader = MultipartReader(MULTIPART, MOST)
    with pytest.raises(BodyTooLarge):
        reader.take(form_of("a.ttl", b"x" * (MOST + 500))[:-100])


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_form_without_a_boundary_is_malformed(content_type: str) -> None:
    with pytest.raises(FormMalformed):
        MultipartReader(content_type, MOST)


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=20)), max_size=9))
def test_fields_are_those_of_the_standard_library(pairs: list[tuple[str, str]]) -> None:
    text = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    expected: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        expected.setdefault(name, []).append(value)
    assert parse_fields(text.encode(), 100) == expected


@pytest.mark.parametrize("text", ["a=%zz", "a=%", "a=\\x41+b", "a=%5Cx41", "&&a&=b&=", "a=b=c", "a=%u1234"])
def test_odd_escapes_are_read_as_by_the_standard_library(text: str) -> None:
    expected: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        expected.setdefault(name, []).append(value)
    assert parse_fields(text.encode(), 100) == expected


def test_what_is_not_utf_8_or_too_much_is_refused() -> None:
    for octets in (b"a=%ff", b"a=\xff"):
        with pytest.raises(UnicodeDecodeError):
            parse_fields(octets, 100)
    with pytest.raises(TooManyFields):
        parse_fields(b"a=1&" * 101, 100)
