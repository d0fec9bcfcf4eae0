"""Protocol requests are parsed like forms in the standard library, in a fraction of the time."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from lq_graph.web.sparql.endpoint import MAX_FIELDS, parse_query_string

ODD = st.text(alphabet="%0123456789abcdefABCDEFxuNn\\+&=; éß\x00\r\n'\"{}", max_size=40)


@given(st.text())
def test_a_query_comes_as_it_was_meant(text: str) -> None:
    if any(0xD800 <= ord(character) < 0xE000 for character in text):
        return
    assert parse_query_string(urlencode({"query": text}).encode()).text == text


@given(ODD)
def test_odd_escapes_are_read_as_by_the_standard_library(text: str) -> None:
    address = f"query={text.replace('&', '')}".encode()
    try:
        (pair,) = parse_qsl(address.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(HTTPException) as refused:
            parse_query_string(address)
        assert refused.value.status_code == 400
    else:
        assert parse_query_string(address).text == pair[1]


def test_names_are_escaped_too_and_blank_values_are_values() -> None:
    assert parse_query_string(b"&qu%65ry=ASK%20{}&&format=&x").text == "ASK {}"
    assert parse_query_string(b"query=").text == ""


@pytest.mark.parametrize("address", [b"query=%ff", b"query=\xff", b"query=%c3", "query=%C3é".encode()])
def test_what_is_not_utf_8_is_refused(address: bytes) -> None:
    with pytest.raises(HTTPException) as refused:
        parse_query_string(address)
    assert refused.value.status_code == 400


def test_too_many_parameters_are_refused() -> None:
    parse_query_string(b"&".join(b"x=1" for _ in range(MAX_FIELDS)))
    with pytest.raises(HTTPException) as refused:
        parse_query_string(b"&".join(b"x=1" for _ in range(MAX_FIELDS + 1)))
    assert refused.value.status_code == 400


def test_a_backslash_is_only_a_backslash() -> None:
    assert parse_query_string(f"query={quote_plus(chr(92) * 2)}{chr(92)}x41%5Cu0041".encode()).text == r"\\\x41\u0041"
