"""Misspelt terms of well-known vocabularies are found with the nearest term; terms of others are let be."""

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.rules.vocabularies import term_faults
from lq_graph.names import DCTERMS, RDF, SKOS, XSD
from lq_graph.triples.columns import columns_of

FOCUS, VALUE = NamedNode("https://example.org/id/thing"), Literal("x")


def suggested(predicate: str, value: NamedNode | Literal = VALUE) -> list[str | None]:
    faults = term_faults(columns_of([Triple(FOCUS, NamedNode(predicate), value)]))
    return [fault.suggestion for fault in faults if fault.focus == FOCUS]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (f"{SKOS}prefLable", f"{SKOS}prefLabel"),
        (f"{SKOS}preflabel", f"{SKOS}prefLabel"),
        (f"{DCTERMS}souce", f"{DCTERMS}source"),
        ("http://xmlns.com/foaf/0.1/naem", "http://xmlns.com/foaf/0.1/name"),
        ("http://www.w3.org/ns/org#unitOff", "http://www.w3.org/ns/org#unitOf"),
        ("http://www.w3.org/ns/prov#wasDerivedfrom", "http://www.w3.org/ns/prov#wasDerivedFrom"),
        ("http://purl.org/linked-data/cube#dataset", "http://purl.org/linked-data/cube#dataSet"),
        (
            "http://purl.org/linked-data/sdmx/2009/dimension#refperiod",
            "http://purl.org/linked-data/sdmx/2009/dimension#refPeriod",
        ),
        ("http://www.w3.org/ns/dcat#keywrod", "http://www.w3.org/ns/dcat#keyword"),
        (f"{SKOS}xyzzy", None),
        ("https://www.w3.org/2004/02/skos/core#prefLabel", f"<{SKOS}prefLabel>"),
        ("http://purl.org/dc/terms#source", f"<{DCTERMS}source>"),
    ],
)
def test_a_property_that_its_vocabulary_lacks(wrong: str, right: str | None) -> None:
    assert suggested(wrong) == [right]


def test_a_class_and_a_datatype() -> None:
    assert suggested(f"{RDF}type", NamedNode(f"{SKOS}Concpet")) == [f"{SKOS}Concept"]
    assert suggested(f"{SKOS}note", Literal("x", datatype=NamedNode(f"{XSD}dat"))) == [f"{XSD}date"]


@pytest.mark.parametrize(
    "right",
    [
        f"{SKOS}prefLabel",
        f"{RDF}_1",
        SKOS,
        "https://schema.org/whatever",
        "https://example.org/own#prefLable",
        "http://purl.org/linked-data/sdmx/2009/attribute#nameOfSomeAttribute",
    ],
)
def test_other_terms(right: str) -> None:
    assert suggested(right) == []
