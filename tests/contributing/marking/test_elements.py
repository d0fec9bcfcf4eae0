"""A part is edited only at the positions of its elements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributing.workbooks import PATH
from lq_graph.contributing.marking.elements import (
    Element,
    edited,
    escaped,
    in_utf8,
    outline,
    with_attributes,
    with_child,
)
from lq_graph.errors import Refusal

CONTENT = (
    '<?xml version="1.0"?>\n<x:å xmlns:x="u" a="1>2"><!-- <x:b/> --><x:b/><x:b c=\'d"\'>t<x:e /></x:b ></x:å>'.encode()
)


def raw(element: Element | None) -> bytes:
    assert element is not None
    return CONTENT[element.start : element.end]


def test_elements_are_found_by_their_path() -> None:
    root = outline(PATH, CONTENT)
    assert (root.local, root.prefix, root.is_empty_tag) == ("å", "x:", False)
    assert [raw(each) for each in root.all("b")] == [b"<x:b/>", b"<x:b c='d\"'>t<x:e /></x:b >"]
    assert raw(root.first("b", "e")) == b"<x:e />"
    assert root.first("none") is None
    second = list(root.all("b"))[1]
    assert CONTENT[second.inner : second.inner_end] == b"t<x:e />"
    assert dict(second.attributes) == {"c": 'd"'}


def test_a_child_is_put_last_also_into_an_empty_tag() -> None:
    root = outline(PATH, CONTENT)
    edits = [with_child(CONTENT, each, b"<new/>") for each in root.all("b")]
    assert edited(CONTENT, edits).endswith("<x:b><new/></x:b><x:b c='d\"'>t<x:e /><new/></x:b ></x:å>".encode())


def test_attributes_are_set_or_replaced() -> None:
    assert with_attributes(b"<a b=\"1\" c = '2'/>", b="3", c="4") == b'<a b="3" c="4"/>'
    assert with_attributes(b"<a>t</a>", b='"&<') == b'<a b="&quot;&amp;&lt;">t</a>'
    assert with_attributes(b'<a ab="1">', b="2") == b'<a ab="1" b="2">'


def test_edits_at_one_place_come_in_their_order() -> None:
    assert edited(b"abc", [(1, 2, b"X"), (1, 1, b"1"), (1, 1, b"2"), (3, 3, b"!")]) == b"a12Xc!"


def test_a_part_is_made_utf_8() -> None:
    assert in_utf8('<?xml version="1.0" encoding="utf-16"?><å/>'.encode("utf-16")).endswith("<å/>".encode())
    assert in_utf8(b"\xef\xbb\xbf<a/>") == b"<a/>"


def test_what_is_no_xml_is_refused() -> None:
    for content in (b"<a>", b"<!DOCTYPE a><a/>"):
        with pytest.raises(Refusal):
            outline(PATH, content)


@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    assert outline(PATH, f"<a>{escaped(text)}</a>".encode()).local == "a"
