"""What a contribution adds and removes, given what datasets state."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode

from lq_graph.contributing.edit import edit_of
from lq_graph.reading.rdf_file import RdfFile, parse_rdf

Q = NamedNode("urn:q")
TURTLE = '<urn:a> <urn:p> 1 ; <urn:q> [ <urn:r> "{}" ; <urn:s> ( 1 2 ) ], [ <urn:r> "b" ] .'


def read(text: str) -> RdfFile:
    return parse_rdf(Path("x.ttl"), text.encode())


def test_blank_nodes_with_the_same_statements_are_no_change() -> None:
    stated = frozenset(read(TURTLE.format("a")).triples)
    assert not edit_of(stated, [read(TURTLE.format("a"))], frozenset())
    assert not edit_of(stated, [read(TURTLE.format("a"))], frozenset(each for each in stated if each.predicate == Q))
    added = edit_of(stated, [read(TURTLE.format("c"))], frozenset()).added
    assert len(added) == 7  # those of the first blank node and its list, and none of the second
    assert len(edit_of(frozenset(), [read(TURTLE.format("a"))], frozenset()).added) == 10
