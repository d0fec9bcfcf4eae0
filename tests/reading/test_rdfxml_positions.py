"""A triple of RDF/XML is found at the start of the element that makes it, or not at all."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from conftest import ROOT
from lq_graph.names import RDF
from lq_graph.reading.rdf_file import parse_rdf, read_rdf_file
from lq_graph.reading.rdfxml_positions import rdfxml_spans

START = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="https://example.org/" xml:base="https://example.org/b/" xml:lang="sv">\n'


def parsed(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text.encode(), format=RdfFormat.RDF_XML, rename_blank_nodes=True)]


def places(body: str) -> dict[tuple[str, str], str | None]:
    """The line and tag where each triple is found, by the last part of its predicate and by its object."""
    text = f"{START}{body}\n</rdf:RDF>"
    triples = parsed(text)
    spans = rdfxml_spans(text.encode(), triples)
    lines = text.splitlines()
    return {
        (triple.predicate.value.split("/")[-1].split("#")[-1], _text(triple)): each
        and f"{each.object.line}{lines[each.object.line - 1][each.object.column - 1 :][: each.object.length]}"
        for triple, each in zip(triples, spans, strict=True)
    }


def _text(triple: Triple) -> str:
    return str(getattr(triple.object, "value", "")) if not str(triple.object).startswith("_:") else ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<e:T rdf:about="å😀"><e:p>x</e:p></e:T>', {("type", "https://example.org/T"): "2<e:T", ("p", "x"): "2<e:p"}),
        ('<e:T e:q="v"\n e:r="w"/>', {("q", "v"): "2<e:T", ("r", "w"): "2<e:T"}),
        (
            '<e:T rdf:ID="t"><!-- > <e:p> -->\n<e:p rdf:resource="../o"/></e:T>',
            {("p", "https://example.org/o"): "3<e:p"},
        ),
        ('<e:T>\n<e:p><e:U rdf:about="u">\n<e:p/></e:U></e:p></e:T>', {("p", "https://example.org/b/u"): "3<e:p"}),
        ("<e:T>\n<e:p><e:U>\n<e:p>x</e:p></e:U></e:p></e:T>", {("p", "x"): "4<e:p", ("p", ""): "3<e:p"}),
        ('<e:T><e:p rdf:parseType="Resource">\n<e:q>1</e:q></e:p></e:T>', {("p", ""): "2<e:p", ("q", "1"): "3<e:q"}),
        (
            "<rdf:Seq><rdf:li>a</rdf:li>\n<rdf:li>b</rdf:li></rdf:Seq>",
            {("_1", "a"): "2<rdf:li", ("_2", "b"): "3<rdf:li"},
        ),
        ('<e:T><e:p xml:lang="sv-SE"><![CDATA[a<b]]></e:p></e:T>', {("p", "a<b"): "2<e:p"}),
        ('<e:T><e:p rdf:datatype="#d">a&amp;b</e:p></e:T>', {("p", "a&b"): "2<e:p"}),
        (
            '<e:T><e:p rdf:parseType="Collection">\n<e:U rdf:about="u"/></e:p></e:T>',
            {("p", ""): "2<e:p", ("first", "https://example.org/b/u"): "3<e:U"},
        ),
        ('<e:T><e:p rdf:parseType="Literal"><e:q>x</e:q></e:p></e:T>', {("type", "https://example.org/T"): "2<e:T"}),
        (
            '<e:T><e:p e:q="v" rdf:resource="o"/></e:T>',
            {("q", "v"): "2<e:p", ("p", "https://example.org/b/o"): "2<e:p"},
        ),
    ],
)
def test_a_triple_is_found_at_its_element(body: str, expected: dict[tuple[str, str], str]) -> None:
    found = places(body)
    assert {key: found[key] for key in expected} == expected


def test_two_blank_nodes_that_say_the_same_are_not_guessed_at() -> None:
    assert places("<e:T><e:p>x</e:p></e:T><e:T><e:p>x</e:p></e:T>")["p", "x"] is None


def test_the_data_as_rdf_xml_is_found_whole() -> None:
    file = read_rdf_file(ROOT / "data" / "goals-environment" / "goals.ttl")
    output = BytesIO()
    serialize(file.triples, output, RdfFormat.RDF_XML, prefixes={"e": "https://example.org/"})
    content = output.getvalue()
    triples = parse_rdf(Path("goals.rdf"), content).triples
    lines = content.decode().splitlines()
    for triple, each in zip(triples, rdfxml_spans(content, triples), strict=True):
        assert each is not None
        tag = lines[each.object.line - 1][each.object.column - 1 :]
        if triple.predicate != NamedNode(f"{RDF}type"):
            assert tag.split(">")[0].split()[0].endswith(triple.predicate.value.replace("#", "/").split("/")[-1])


@pytest.mark.parametrize("content", [b"<rdf", b"\xff", b"<a xmlns='not an iri '><b/></a>"])
def test_what_is_no_rdf_xml_in_utf_8_has_no_places(content: bytes) -> None:
    triples = parsed(f'{START}<e:T rdf:about="t"/></rdf:RDF>')
    assert rdfxml_spans(content, triples) == [None]
