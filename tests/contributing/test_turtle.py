"""A contribution is written in the canonical form of Turtle."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from contributing.turtle import NAMES, triples
from lq_graph.contributing.turtle import contributed_turtle
from lq_graph.formatting.turtle import formatted
from lq_graph.names import LQ, XSD
from lq_graph.reading.rdf_file import parse_rdf

PATH = Path("a.ttl")
SAID = """
<http://page.example/b> a foaf:Document ; lq:readDate "2026-03-04"^^xsd:date .
<https://example.org/id/plan/ny> a lq:Plan ; skos:prefLabel "Ny"@sv, "New \\"one\\"\\n"@en ; skos:notation "#1", "2" ;
    lq:cost 12.50 ; lq:count 3 ; lq:held true ; lq:odd "5."^^xsd:decimal, "1e3"^^xsd:double ;
    lq:goal <https://example.org/id/goal/1>, <http://goals.example/x(1)>, sdg:13 ;
    dcterms:source <http://page.example/b> .
"""


def test_things_come_first_with_prefixes_of_their_classes() -> None:
    assert contributed_turtle(triples(SAID), NAMES).decode() == (
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
        "@prefix goal: <https://example.org/id/goal/> .\n"
        "@prefix lq: <https://w3id.org/livskvalitet/ns#> .\n"
        "@prefix plan: <https://example.org/id/plan/> .\n"
        "@prefix sdg: <http://metadata.un.org/sdg/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "\n"
        "plan:ny\n"
        "    a lq:Plan ;\n"
        '    skos:prefLabel "Ny"@sv, "New \\"one\\"\\n"@en ;\n'
        '    skos:notation "2", "#1" ;\n'
        "    lq:cost 12.50 ;\n"
        "    lq:count 3 ;\n"
        "    lq:goal <http://goals.example/x(1)>, goal:1, sdg:13 ;\n"
        "    lq:held true ;\n"
        '    lq:odd "1e3"^^xsd:double, "5."^^xsd:decimal ;\n'
        "    dcterms:source <http://page.example/b> .\n"
        "\n"
        "<http://page.example/b>\n"
        "    a foaf:Document ;\n"
        '    lq:readDate "2026-03-04"^^xsd:date .\n'
    )


def test_nothing_to_say_is_nothing() -> None:
    assert contributed_turtle([], NAMES) == b""


IRIS = st.one_of(
    st.sampled_from(["https://example.org/id/plan/a", "https://example.org/id/xsd/a", "http://x.example/ö/-", LQ]),
    st.from_regex(r"https://example\.org/id/[a-z]{1,4}/[a-zA-Z0-9_.~-]{1,6}", fullmatch=True),
).map(NamedNode)
LITERALS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])).map(Literal),
    st.text("ab\"'\\\n\r\t").map(lambda text: Literal(text, language="sv")),
    st.tuples(st.text("0123.e+-", max_size=5), st.sampled_from(["integer", "decimal", "boolean", "date"])).map(
        lambda each: Literal(each[0], datatype=NamedNode(XSD + each[1]))
    ),
)


@given(st.lists(st.builds(Triple, IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=6))
def test_the_text_says_what_the_triples_say_and_lq_fmt_would_change_nothing(said: list[Triple]) -> None:
    content = contributed_turtle(said, NAMES)
    assert set(parse_rdf(PATH, content).triples) == set(said)
    assert formatted(PATH, content) == content
