"""The catalogue and the questions as linked data."""

from __future__ import annotations

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, Store, parse

from lq_graph.errors import ReleaseError
from lq_graph.names import DCTERMS, Names
from lq_graph.releasing.catalogue import last_modified, title_of
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.text import Texts


@pytest.fixture(name="store")
def _store(release: Release) -> Store:
    return Store.read_only(str(release.store))


def test_every_dataset_can_be_downloaded(store: Store, release: Release) -> None:
    for entry in release.datasets:
        ask = f"""PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX void: <http://rdfs.org/ns/void#>
            ASK {{ ?catalogue a dcat:Catalog ; dcat:dataset <{entry.graph}> .
                   <{entry.graph}> dcat:distribution/dcat:downloadURL ?file ; void:triples {entry.triples} }}"""
        found = store.query(ask)
        assert isinstance(found, QueryBoolean)
        assert bool(found), entry.name
        assert release.dataset_file(entry.name).is_file()


def test_examples_are_found_by_asking_the_endpoint(store: Store, settings: Settings) -> None:
    rows = store.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?q WHERE { ?q a sh:SPARQLExecutable ; sh:select ?text ; rdfs:comment ?sv, ?en
        FILTER(LANG(?sv) = "sv" && LANG(?en) = "en") }"""
    )
    assert isinstance(rows, QuerySolutions)
    assert len(list(rows)) == len(list((settings.sparql / "questions").glob("*.rq")))


def test_a_release_without_a_date_says_where_to_write_it() -> None:
    with pytest.raises(ReleaseError, match=r"write it in data/<dataset>/dataset\.ttl"):
        last_modified([frozenset()])


@pytest.mark.parametrize(
    ("properties", "title"),
    [
        ('dcterms:title "Städer"@sv, "Cities"@en', Texts("Städer", "Cities")),
        ('dcterms:title "Städer"@sv', Texts("Städer", "Städer")),
        ('dcterms:description "Städer"@sv', Texts("cities", "cities")),
    ],
)
def test_a_dataset_is_called_as_everything_else_is(properties: str, title: Texts) -> None:
    graph = "https://example.org/graph/cities"
    turtle = f"@prefix dcterms: <{DCTERMS}> . <{graph}> {properties} ."
    triples = frozenset(quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))
    assert title_of(graph, triples, Names("https://example.org/")) == title
