"""Fingerprints of queries, and the memo of slow ones."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.querying.workers import fingerprint

ONE = 'SELECT ?s { ?s <urn:p#a> ?label FILTER(CONTAINS(?label, "one")) } LIMIT 10'


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?s { ?s <urn:p#a> ?label FILTER(CONTAINS(?label, "t\\"wo")) } LIMIT 10',
        "SELECT ?s { ?s <urn:p#a> ?label FILTER(CONTAINS(?label, '')) } LIMIT 3",
        "SELECT ?s { ?s <urn:p#a> ?label FILTER(CONTAINS(?label, '''\"#\n''')) } LIMIT 3.5e7",
        '  SELECT ?s # "\n{ ?s\t<urn:p#a> ?label FILTER(CONTAINS(?label, "one")) } LIMIT 10 # 7',
    ],
)
def test_queries_that_differ_in_literals_and_comments_are_alike(text: str) -> None:
    assert fingerprint(text) == fingerprint(ONE)


@pytest.mark.parametrize(
    "text",
    [
        ONE.replace("#a", "#b"),
        ONE.replace("?s", "?s1"),
        ONE.replace("?label, ", "?label9, "),
        ONE.replace("CONTAINS", "STRSTARTS"),
        ONE.replace("LIMIT 10", ""),
        ONE + " OFFSET 10",
    ],
)
def test_other_queries_are_not(text: str) -> None:
    assert fingerprint(text) != fingerprint(ONE)


@given(st.text(alphabet="\"'\\<>#0 \na:?"))
def test_any_text_has_one(text: str) -> None:
    assert fingerprint(text) == fingerprint(f"# first\n {text}")


@pytest.mark.parametrize("part", ['\\"', '"', "'", "<", "<a", "#", '""', "'''\"", "1", "a1", "\\", " "])
def test_no_text_takes_long(part: str) -> None:
    start = process_time()
    fingerprint((part * 10_000)[:10_000])
    assert process_time() - start < 0.5
