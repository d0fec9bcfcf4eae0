"""Every triple of a JSON-LD file is found where it is written, or not at all. All examples are made up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.reading.jsonld_positions import jsonld_spans
from lq_graph.reading.position import Place, Span, Spans
from lq_graph.reading.rdf_file import parse_rdf
from reading.json_writer import Spot
from reading.jsonld_said import Node, Written
from reading.jsonld_writer import Writer, writers

E = {"@vocab": "http://e/"}
T = {**E, "T": {"@context": {"q": "http://t/q", "l": {"@id": "http://t/l", "@type": "@id"}}}}
ODD = [  # forms that the writer does not write; each says what its name says
    {"@id": "http://e/s", "http://e/p": [[1], [[2]]]},
    {"@id": "rel", "http://e/p": {"@id": "rel", "http://e/q": {"http://e/r": 1}}},
    {"@context": E, "@id": "http://in valid/", "p": {"q": 1}, "l": {"@list": [1]}},
    {"@context": E, "@id": "http://e/s", "_:p": {"@type": "A", "q": {"@list": [{"r": 1}]}}, "in valid": {"q": 1}},
    {"@context": E, "@id": "_:a", "p": [{"@id": "_:b"}, {"@id": "_:a"}, {"@id": "_:not valid"}, {}], "@type": "_:c"},
    {"@context": E, "p": [{"@value": None}, {"@language": "sv"}, {"@value": "x", "@language": "sv_SE"}, "y"]},
    {"@context": {**E, "@language": "sv_SE"}, "p": ["x", {"@value": "y"}, 1], "l": {"@list": ["x", "y"]}},
    {"@context": {**E, "l": {"@container": "@list"}}, "l": ["a", ["b", []], {"@list": ["c"]}, None]},
    {"@context": {**E, "l": {"@container": "@list"}}, "l": {"q": 1}},
    {"@context": {**E, "l": {"@container": "@list"}}, "@graph": [{"l": "a"}, {"l": []}, {"l": {"@value": None}}]},
    {"@context": {**E, "m": {"@container": "@language"}}, "m": {"sv": ["a", None], "no_t": "a", "en": "a"}},
    {"@context": {**E, "m": {"@container": ["@id", "@set"]}}, "m": {"_:b": [{"q": 1}, {"q": 2}], "rel": {"q": 3}}},
    {"@context": {**E, "m": {"@container": "@type", "@type": "@vocab"}}, "m": {"T": ["a", "b"], "@none": {"q": 1}}},
    {"@context": {**E, "m": {"@container": "@index", "@index": "p", "@type": "@id"}}, "m": {"a": "http://e/o"}},
    {"@context": {**E, "m": {"@type": "@json"}}, "m": [None], "n": {"@value": {"a": 1}, "@type": "@json"}},
    {"@context": {**E, "m": {"@type": "@id"}}, "m": ["http://e/o", "rel", "_:b", 1, True, "@no", {"q": 1}]},
    {"@context": {**E, "m": {"@type": "@vocab"}, "t": "http://t/t"}, "m": ["t", "u", "http://e/o", 1]},
    {"@context": {**E, "m": {"@type": "@none"}, "@language": "sv"}, "m": ["t", 1]},
    {
        "@context": [{"p": "http://no/"}, None, {"@vocab": "http://e/"}],
        "p": {"@context": None, "http://e/q": 1, "r": 2},
    },
    {"@context": [{"@base": "http://b/x/"}, {"@base": "y/", "@vocab": "#"}], "@id": "s", "p": {"@id": "../t"}},
    {
        "@context": {"a": "b:c", "b": "http://e/", "d": "a", "b:f": {"@type": "@id"}},
        "a": 1,
        "d": 2,
        "b:f": "http://e/o",
    },
    {"@context": {"a": {"@id": "http://e/x", "@prefix": True}, "b": "http://e/x"}, "a:y": 1, "b:y": {"@id": "a:z"}},
    {"@context": {**E, "n": None, "a": {"@id": None}, "@version": 1.1}, "n": 1, "a": {"p": 2}, "@none": 3, "@odd": 4},
    {"@context": {**E, "@type": {"@container": "@set"}, "b": "@type", "a": "@type"}, "b": ["B", "A"], "a": "C"},
    {"@context": T, "@type": "T", "q": {"q": 1}, "l": {"@list": ["http://e/o"]}, "p": {"@id": "http://e/o"}},
    {"@context": {**T, "U": {"@context": {"q": "http://u/q"}}}, "@type": ["U", "T"], "q": 1},
    {"@context": {**E, "T": {"@context": {"@propagate": True, "q": "http://t/q"}}}, "@type": "T", "p": {"q": 1}},
    {"@context": {**E, "p": {"@context": {"@propagate": False, "q": "http://t/q"}}}, "p": {"q": 1, "r": {"q": 2}}},
    {"@context": {**E, "p": {"@type": "@id", "@context": {"@base": "http://b/"}}}, "p": ["x", {"@id": "y"}]},
    {"@context": E, "p": 1, "@nest": [{"@id": "http://e/s", "@type": ["B", "A"], "q": {"r": 1}}, [{"q": 2}]], "z": 3},
    {"@context": {**E, "r": {"@reverse": "http://e/p", "@type": "@id"}}, "@id": "http://e/s", "r": ["http://e/o", {}]},
    {"@context": {**E, "r": {"@reverse": "http://e/p"}}, "@reverse": {"r": {"@id": "http://e/o", "q": 1}}},
    {"@context": {**E, "r": {"@reverse": "http://e/p", "@container": "@index"}}, "r": {"a": {"q": 1}, "b": [{}]}},
    {"@context": E, "@included": [{"@id": "http://e/s", "p": {"q": 1}}, [{"p": 2}]]},
    {"@context": {**E, "@direction": "rtl", "@language": "ar"}, "p": ["a", {"@value": "b", "@direction": "ltr"}]},
    {"@context": E, "@graph": {"@id": "http://e/s", "p": {"@set": ["a", ["b"], {"@set": "c"}], "@index": "i"}}},
    [[{"@context": E, "p": 1}], "text", 1, None, {"@set": [{"http://e/p": 2}]}, {"@list": [{"http://e/p": 3}]}],
    {"@context": E, "@id": "http://e/s", "@graph": [], "p": 1},
    5,
]
PLACES = {
    '{"@id": "http://e/s", "http://e/p": "o"}': [('"http://e/s"', '"http://e/p"', '"o"')],
    '{"http://e/p": -1.50e1}': [("{", '"http://e/p"', "-1.50e1")],
    '{"http://e/p": {"@language": "sv", "@value": "å"}}': [("{", '"http://e/p"', '"å"')],
    '{"@type": "http://e/T"}': [("{", '"@type"', '"http://e/T"')],
    '{"http://e/p": {"@id": "http://e/o", "http://e/q": true}}': [
        ("{", '"http://e/p"', '"http://e/o"'),
        ('"http://e/o"', '"http://e/q"', "true"),
    ],
    '{"http://e/p": {\n "http://e/q": []}}': [("{", '"http://e/p"', "{")],
    '{"@reverse": {"http://e/p": {"@id": "http://e/o"}}, "@id": "http://e/s"}': [
        ('"http://e/o"', '"http://e/p"', '"http://e/s"')
    ],
    '{"http://e/p": {"@list": ["a", "b"]}}': [
        ("{", '"http://e/p"', "{"),
        ('"a"', '"@list"', '"a"'),
        ('"a"', '"@list"', '"b"'),
        ('"b"', '"@list"', '"b"'),
        ('"b"', '"@list"', "{"),
    ],
}


def parsed(text: str) -> list[Triple]:
    quads = parse(text.encode(), format=RdfFormat.JSON_LD, without_named_graphs=True, rename_blank_nodes=True)
    return [quad.triple for quad in quads]


@given(writers())
def test_every_triple_is_found_where_it_was_written(writer: Writer) -> None:
    triples = parsed(writer.text)
    nodes: dict[Node, BlankNode] = {}
    for triple, said in zip(triples, writer.statements, strict=True):
        assert triple.predicate == said.predicate
        assert is_same(said.subject, triple.subject, nodes)
        assert is_same(said.value.value, triple.object, nodes)
    assert jsonld_spans(writer.text.encode(), triples) == [spans(writer.text, said) for said in writer.statements]


def is_same(said: Node | str | None, term: object, nodes: dict[Node, BlankNode]) -> bool:
    if isinstance(term, Literal):
        return said in (None, term.value)
    if isinstance(term, BlankNode):
        return isinstance(said, Node) and said.address is None and nodes.setdefault(said, term) == term
    return isinstance(said, Node) and said.address == term


def spans(text: str, said: Written) -> Spans:
    return Spans(span(text, said.subject.spot), span(text, said.key), span(text, said.value.spot))


def span(text: str, spot: Spot) -> Span:
    before = re.split(r"\r\n|\r|\n", text[: spot.start])
    return Span(len(before), len(before[-1]) + 1, spot.end - spot.start)


@pytest.mark.parametrize("text", PLACES)
def test_terms_stand_where_one_would_look_for_them(text: str) -> None:
    found = jsonld_spans(text.encode(), parsed(text))
    lines = text.split("\n")
    written = [
        [lines[line - 1][column - 1 : column - 1 + length] for line, column, length in each or ()] for each in found
    ]
    assert [tuple(each) for each in written] == PLACES[text]


@pytest.mark.parametrize("document", ODD, ids=lambda document: re.sub(r"\W+", " ", json.dumps(document))[:60])
def test_odd_forms_are_found_too(document: object) -> None:
    text = json.dumps(document)
    assert None not in jsonld_spans(text.encode(), parsed(text))


def test_what_does_not_go_together_is_found_by_addresses_where_those_are_enough() -> None:
    text = '{"@id": "http://e/s", "http://e/p": {"@id": "http://e/o"}, "http://e/q": ["a", "b"], "@type": "http://e/T"}'
    found = dict(zip(parsed(text), jsonld_spans(text.encode(), parsed(text)), strict=True))
    turned = list(reversed(parsed(text)))
    by_addresses = jsonld_spans(text.encode(), turned)
    assert by_addresses == [None if isinstance(each.object, Literal) else found[each] for each in turned]
    assert by_addresses.count(None) == 2


def test_what_is_no_json_is_found_nowhere() -> None:
    triple = Triple(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("o"))
    assert jsonld_spans(b'{"http://e/p": 1,}', [triple]) == [None]


def test_depth_is_no_matter() -> None:
    text = '{"http://e/p": {"@list": [' * 300 + "]}}" * 300
    triples = parsed(text)
    assert len(triples) == 898
    assert None not in jsonld_spans(text.encode(), triples)


def test_a_chain_of_terms_is_followed_to_its_end() -> None:
    terms = {f"t{number}": f"t{number + 1}" for number in range(2000)}
    text = json.dumps({"@context": {**terms, "t2000": "http://e/p"}, "t0": 1})
    assert None not in jsonld_spans(text.encode(), parsed(text))


def test_files_tell_where_their_statements_stand() -> None:
    file = parse_rdf(Path("a.jsonld"), b'\xef\xbb\xbf{\n  "@id": "http://e/s",\n  "http://e/p": "\xc3\xa5"\n}\n')
    subject, predicate = NamedNode("http://e/s"), NamedNode("http://e/p")
    assert file.positions().subject(subject) == Place(file.path, 2, 10, 12)
    assert file.positions().property(subject, predicate) == Place(file.path, 3, 3, 12)
    assert file.positions().value(subject, predicate, Literal("å")) == Place(file.path, 3, 17, 3)
