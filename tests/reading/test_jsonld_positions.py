"""A triple of JSON-LD is found at the key that makes it in its node, or not at all. All examples are made up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.errors import SourceError
from lq_graph.reading.jsonld_positions import jsonld_positions
from lq_graph.reading.position import Place
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.reading.text_positions import TextPositions
from reading.json_writer import Spot
from reading.jsonld_model import Node, Written
from reading.jsonld_writer import Writer, writers

FILE = Path("a.jsonld")
TOP = Place(FILE, 1, 1)
E = {"@vocab": "http://e/"}
T = {**E, "T": {"@context": {"q": "http://t/q", "l": {"@id": "http://t/l", "@type": "@id"}}}}
ODD = [  # forms that the writer does not write
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
    {"@context": E, "@nest": [[[]], [{"p": 1}]]},
    5,
]
S = "http://e/s"
PLACES: dict[str, list[tuple[str | None, ...]]] = {  # where subject, property and value of each triple stand
    '{"@id": "http://e/s", "http://e/p": "o"}': [("{", '"http://e/p"', '"http://e/p"')],
    '{"http://e/p": -1.50e1}': [("{", '"http://e/p"', '"http://e/p"')],
    '{"@context": {"e": "http://e/", "t": "@type"}, "e:p": ["a", "b"], "t": "e:T"}': [
        ("{", '"t"', '"t"'),
        ("{", '"e:p"', '"e:p"'),
        ("{", '"e:p"', '"e:p"'),
    ],
    '{"http://e/p": {"@id": "http://e/o", "http://e/q": true}}': [
        ("{", '"http://e/p"', '"http://e/p"'),
        ('{"@id"', '"http://e/q"', '"http://e/q"'),
    ],
    '{"http://e/p": {\n "http://e/q": []}}': [("{", '"http://e/p"', '"http://e/p"')],
    '{"@reverse": {"http://e/p": {"@id": "http://e/o"}}, "@id": "http://e/s"}': [("{", None, None)],
    '{"http://e/p": {"@list": ["a"]}}': [
        ("{", '"http://e/p"', '"http://e/p"'),
        ('"http://e/p"', None, None),
        ('"http://e/p"', None, None),
    ],
    '{"@context": {"p": "http://e/p"}, "p": 1, "http://e/p": 2}': [("{", '"p"', None), ("{", '"p"', None)],
}
FAULTS = {
    '{"@id": "http://e/s",\n "http://e/p": 1,}': "a.jsonld:2:18: Trailing commas are not allowed",
    '{"http://e/p":\n {"@id": 5}}': "a.jsonld:2:3: @id value must be a string",
    '{"@type": ["http://e/T"], "http://e/p":\n {"@type": ["http://e/T", 5]}}': "a.jsonld:2:3: @type value must be",
    '{"@id": "http://e/s",\n "http://e/p": [{"@value": 1}, {"@value": {}}]}': "a.jsonld:2:33: @value value must be",
    '{"@id": "http://e/s",\n "@reverse": 5}': "a.jsonld:2:2: @reverse value must be a JSON object",
    '[{"@context": {}},\n {"@context": "http://e/c"}]': "a.jsonld:2:3: the context stands at another address",
    '{"@id": "http://e/s", "@id": "http://e/t"}': "a.jsonld: @id is defined twice",
    '{"@context": {"a": "b", "b": "a"}, "a": 1}': "a.jsonld: Cyclic IRI mapping",
}


def parsed(text: str) -> list[Triple]:
    quads = parse(text.encode(), format=RdfFormat.JSON_LD, without_named_graphs=True, rename_blank_nodes=True)
    return [quad.triple for quad in quads]


def located(text: str) -> tuple[list[Triple], TextPositions]:
    triples = parsed(text)
    return triples, jsonld_positions(FILE, text.encode(), triples)


def found(triple: Triple, positions: TextPositions) -> tuple[Place | None, Place | None, Place | None]:
    subject, predicate, value = triple
    return (
        positions.subject(subject),
        positions.property(subject, predicate),
        positions.value(subject, predicate, value),
    )


@given(writers())
def test_every_place_is_that_of_a_key_that_makes_the_triple(writer: Writer) -> None:
    triples, positions = located(writer.text)
    nodes: dict[Node, BlankNode] = {}
    keys: dict[tuple[object, object], list[Place]] = {}
    for triple, said in zip(triples, writer.statements, strict=True):
        assert triple.predicate == said.predicate
        assert is_same(said.subject, triple.subject, nodes)
        assert is_same(said.value.value, triple.object, nodes)
        keys.setdefault((triple.subject, triple.predicate), []).append(place(writer.text, said.key))
    for triple, said in zip(triples, writer.statements, strict=True):
        subject, of_property, of_value = found(triple, positions)
        assert subject is not None
        assert of_property in (None, *keys[triple.subject, triple.predicate]) or is_key_of(triple, of_property, writer)
        assert of_value in (None, place(writer.text, said.key))


@given(writers())
def test_what_a_node_with_an_address_says_with_its_own_keys_is_found(writer: Writer) -> None:
    triples, positions = located(writer.text)
    for triple, said in zip(triples, writer.statements, strict=True):
        is_own = said.predicate.value.rpartition("/")[2] not in {"door", "hasPart"} and not is_of_map(said)
        if said.subject.address and is_own and not writer.has_scopes:
            subject, of_property, _ = found(triple, positions)
            assert subject is not None
            assert of_property is not None


def is_key_of(triple: Triple, place: Place | None, writer: Writer) -> bool:
    """Whether a place is that of a key for the predicate; one before may have no values, as `[null]`."""
    assert place is not None
    line = re.split(r"\r\n|\r|\n", writer.text)[place.line - 1]
    key = json.loads(line[place.column - 1 :][: place.length])
    return re.split("[:/]", key)[-1] == triple.predicate.value.rpartition("/")[2]


def is_of_map(said: Written) -> bool:
    """Whether a type stands at the key of a map by types."""
    return said.predicate.value.endswith("#type") and said.key is said.value.spot


def is_same(said: Node | str | None, term: object, nodes: dict[Node, BlankNode]) -> bool:
    if isinstance(term, Literal):
        return said in (None, term.value)
    if isinstance(term, BlankNode):
        return isinstance(said, Node) and said.address is None and nodes.setdefault(said, term) == term
    return isinstance(said, Node) and said.address == term


def place(text: str, spot: Spot) -> Place:
    before = re.split(r"\r\n|\r|\n", text[: spot.start])
    return Place(FILE, len(before), len(before[-1]) + 1, spot.end - spot.start)


@pytest.mark.parametrize("text", PLACES, ids=range(len(PLACES)))
def test_triples_stand_where_one_would_look_for_them(text: str) -> None:
    triples, positions = located(text)
    assert len(triples) == len(PLACES[text])
    for triple, expected in zip(triples, PLACES[text], strict=True):
        for each, start in zip(found(triple, positions), expected, strict=True):
            assert (each is None) == (start is None)
            assert each is None or text.split("\n")[each.line - 1][each.column - 1 :].startswith(start or "")


@pytest.mark.parametrize("number", range(len(ODD)))
def test_odd_forms_are_found_at_keys_that_may_make_them(number: int) -> None:
    text = json.dumps(ODD[number])
    triples, positions = located(text)
    for triple in triples:
        subject, *others = found(triple, positions)
        assert subject is not None
        assert {text[each.column - 1] for each in others if each} <= {'"'}


def test_an_unnamed_node_that_is_not_found_stands_at_the_key_of_which_it_is_a_value() -> None:
    triples, positions = located('{"@id": "http://e/s",\n "http://e/p": {"@id": "_:b", "http://e/q": 1}}')
    assert positions.subject(triples[0].object) == Place(FILE, 2, 2, 12)  # type: ignore[arg-type]
    triples, positions = located('[{"@id": "_:b",\n "http://e/q": 1}]')
    assert found(triples[0], positions)[0] == TOP


def test_nothing_but_the_file_is_known_where_terms_bring_contexts_along() -> None:
    text = json.dumps({"@context": {**T}, "@id": S, "@type": "T", "q": 1}, indent=1)
    triples, positions = located(text)
    assert {found(triple, positions) for triple in triples} == {(TOP, None, None)}


def test_what_is_no_json_is_found_nowhere() -> None:
    triple = Triple(NamedNode(S), NamedNode("http://e/p"), Literal("o"))
    assert found(triple, jsonld_positions(FILE, b'{"http://e/p": 1,}', [triple])) == (TOP, None, None)


@pytest.mark.parametrize("terms", [10, 2000])
def test_a_chain_of_terms_is_followed_so_far_as_people_write_them(terms: int) -> None:
    chain = {f"t{number}": f"t{number + 1}" for number in range(terms)}
    text = json.dumps({"@context": {**chain, f"t{terms}": "http://e/p"}, "@id": S, "t0": 1})
    ((subject, of_property, _),) = (
        found(triple, positions) for triples, positions in [located(text)] for triple in triples
    )
    assert subject == TOP
    assert (of_property is None) == (terms == 2000)


def test_files_state_where_their_statements_stand() -> None:
    file = parse_rdf(FILE, b'\xef\xbb\xbf{\n  "@id": "http://e/s",\n  "http://e/p": "\xc3\xa5"\n}\n')
    subject, predicate = NamedNode("http://e/s"), NamedNode("http://e/p")
    assert file.positions().subject(subject) == Place(file.path, 1, 1, 1)
    assert file.positions().property(subject, predicate) == Place(file.path, 3, 3, 12)
    assert file.positions().value(subject, predicate, Literal("å")) == Place(file.path, 3, 3, 12)


@pytest.mark.parametrize("text", FAULTS, ids=range(len(FAULTS)))
def test_a_fault_that_the_parser_finds_stands_at_its_key(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_rdf(FILE, text.encode())
    assert str(caught.value).startswith(FAULTS[text])
