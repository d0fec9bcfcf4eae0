"""Web addresses are absolute; an address that is nearly valid gets a suggestion."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from lq_graph.contributing.sheets.cell_text import read_address
from lq_graph.contributing.sheets.problems import CellError


@pytest.mark.parametrize(
    "text", ["https://a.se", "http://a.se/b?c=d#e", "https://a.se/å", "https://a.se:8080/x", "https://a.se/%C3%A5"]
)
def test_an_absolute_address_is_read(text: str) -> None:
    assert read_address(text) == NamedNode(text)


def test_the_scheme_is_read_in_any_case() -> None:
    assert read_address("HTTPS://a.se/X") == NamedNode("https://a.se/X")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("www.a.se", "https://www.a.se"),
        ("a.se/b", "https://a.se/b"),
        ("https://a.se/b c", "https://a.se/b%20c"),
        ("a.se/b c", "https://a.se/b%20c"),
        ("<https://a.se>", "https://a.se"),
        ("”https://a.se”", "https://a.se"),
        ("http//a.se/b", "https://a.se/b"),
        ("htp://a.se", "https://a.se"),
        ("ttps://a.se", "https://a.se"),
        ("https:/a.se", "https://a.se"),
        ("https:a.se", "https://a.se"),
        ("//a.se", "https://a.se"),
        ("ftp://a.se", None),
        ("mailto:x@a.se", None),
        ("x@a.se", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("https://a.se/%zz", None),
        ("https://x:y@a.se/", None),
        ("se sidan", None),
        ("https://a.se/<b>", None),
        ("https://a.se/a\u200bb", None),
    ],
)
def test_what_is_none_is_not_read(text: str, meant: str | None) -> None:
    found = read_address(text)
    assert isinstance(found, CellError), found
    assert found.code == "cell-not-an-address"
    assert (found.suggestion.sv if found.suggestion else None) == meant
    if meant is not None:
        assert read_address(meant) == NamedNode(meant)
