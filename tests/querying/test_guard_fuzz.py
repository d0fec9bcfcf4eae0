"""The guard compared with the engine's parser: queries that call another server are refused, all others pass.

The parser shows no tree. But a word is a keyword if the query cannot be parsed any more once the word is another one.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from lq_graph.errors import LqError, QueryRefused
from lq_graph.querying.guard import check_query

PREFIXES = "".join(
    f"PREFIX {name}: <http://x/{index}/> "
    for index, name in enumerate(["", "a", "service", "xervice", "SERVICE", "XERVICE", "SerVice", "XerVice"])
)
MENTION = re.compile("service", re.IGNORECASE)
SPELLINGS = st.sampled_from(["service", "SERVICE", "SerVice"])
GAPS = st.sampled_from(["", "", " ", "\n", "\t", "#\n", "# {'\"<\n", "#SERVICE\r", "# >\n", "#<http://h/>{}\r\n"])
MARKS = r"""{ } {} . ; , : ( ) [ ] ^ | / ! - ? \ ' " '' ''' _: <<( )>> FILTER( OPTIONAL{ MINUS{ UNION GRAPH SILENT"""
TERMS = r"""?x ?a<?b a: a:b a:b. <http://h/> <http://h/>{} <#'> <a#b> 'x' '\'' '\u0041' @sv @a- _:b 1 1. 1e0 true a å"""
CLAUSES = ["?a ?b ?c", "FILTER(?a<?b)", "FILTER(?a<'x>')", "BIND(1 AS ?z)", "VALUES ?v {1}"]
PIECES = st.one_of(SPELLINGS, st.sampled_from([*MARKS.split(), *TERMS.split(), *CLAUSES]))
BODIES = st.lists(st.tuples(PIECES, GAPS), min_size=1, max_size=9)
BEFORE = st.sampled_from(["", "?s ?p ?o.", "?s ?p ", "?s a:", "GRAPH ", "{", "FILTER(?a<?b)", "?s ?p 'x'", "?s ?p 1"])
CALLS = st.sampled_from(
    ["<http://h/>{}", " <http://h/> {}", " SILENT?x{}", "a:b{}", ":{}", "\n?x#\n{?s ?p ?o}", "SILENT a:{}"]
)
UPDATES = st.sampled_from(
    ["INSERT DATA {}", "DELETE WHERE {}", "LOAD <http://h/>", "CLEAR ALL", "WITH<a:b>DELETE{}WHERE{}"]
)


def parses(text: str) -> bool:
    """Whether the engine takes the text as a query; it computes nothing until rows are asked for."""
    try:
        Store().query(text)
    except (SyntaxError, ValueError, RuntimeError):
        return False
    return True


def passes(text: str) -> bool:
    try:
        check_query(text)
    except LqError:
        return False
    return True


def calls(text: str, start: int) -> bool:
    """Whether a mention of `service` in a query that parses is the keyword."""
    places = [found.start() for found in MENTION.finditer(text, start)]
    return any(not parses(text[:place] + chr(ord(text[place]) + 5) + text[place + 1 :]) for place in places)


def query_of(before: str, body: list[tuple[str, str]], call: str = "") -> tuple[str, int]:
    written = "".join(piece + gap for piece, gap in body)
    return f"{PREFIXES}SELECT * {{{before}{written}{call}}}", len(PREFIXES)


@settings(max_examples=400, deadline=None)
@given(BEFORE, BODIES)
def test_no_mixture_of_pieces_gets_a_call_by(before: str, body: list[tuple[str, str]]) -> None:
    text, start = query_of(before, body)
    if parses(text) and calls(text, start):
        assert not passes(text)


@settings(max_examples=400, deadline=None)
@given(BEFORE, st.lists(st.tuples(PIECES, GAPS), max_size=3), SPELLINGS, CALLS)
def test_no_call_gets_by_whatever_stands_before_it(
    before: str, body: list[tuple[str, str]], spelling: str, call: str
) -> None:
    text, start = query_of(before, body, spelling + call)
    if parses(text) and calls(text, start):
        assert not passes(text)


@settings(max_examples=400, deadline=None)
@given(BEFORE, BODIES)
def test_a_query_without_a_call_is_refused_only_for_a_name_before_a_brace(
    before: str, body: list[tuple[str, str]]
) -> None:
    text, start = query_of(before, body)
    if parses(text) and not calls(text, start) and not re.search(r"(?i)service[^.}]*\{", text[start:]):
        assert passes(text)


@settings(max_examples=200, deadline=None)
@given(GAPS, st.sampled_from(["", "PREFIX a: <b#c>", "BASE<a:b>", "pReFiX:<a:b>"]), GAPS, UPDATES, st.booleans())
def test_no_update_gets_by(gap: str, prologue: str, second: str, update: str, lower: bool) -> None:
    text = gap + prologue + second + (update.lower() if lower else update)
    assert not parses(text)
    with pytest.raises(QueryRefused, match="read-only"):
        check_query(text)
