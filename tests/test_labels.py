"""The label of a thing is the same in findings, pages, forms, questions and descriptions of changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from lq_graph.changes.compare import State, compare
from lq_graph.changes.description import describe
from lq_graph.contributing.forms.form_reader import ClassTree
from lq_graph.contributing.forms.reference import Reference
from lq_graph.labels import NAMELESS, NAMING_PROPERTIES, Labels, language_name
from lq_graph.names import LQ, OWL, RDF, SKOS, Names
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Query
from lq_graph.querying.parameters import instances_of
from lq_graph.text import Texts
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Dataset
from lq_graph.web.ontology import ontology_of
from lq_graph.web.pages.labels import look_up
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site

NAMES = Names("https://example.org/")
THING, CLASS = NamedNode(NAMES.thing("plan", "x")), NamedNode(f"{LQ}Plan")
SHORT = Texts("id/plan/x", "id/plan/x")


def triples(turtle: str) -> list[Triple]:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in NAMES.prefixes.items())
    return [quad.triple for quad in parse(prefixes + turtle, format=RdfFormat.TURTLE)]


def described(properties: str) -> list[Triple]:
    return [Triple(THING, NamedNode(f"{RDF}type"), CLASS), *triples(f"<{THING.value}> {properties} .")]


def in_findings(graph: list[Triple]) -> Texts:
    return Labels(NAMES, graph).words(THING)


def on_pages(graph: list[Triple]) -> Texts:
    engine = _engine(graph)
    site = cast(Site, SimpleNamespace(ask=lambda text: engine.answer(Query(text, trusted=True)).body))
    labels = look_up(site, [THING])
    return Texts(*(labels.name(THING.value, Links(NAMES, language)).text for language in ("sv", "en")))


def on_the_page_of_the_ontology(graph: list[Triple]) -> Texts:
    ontology = ontology_of(graph)
    return Texts(*(ontology.label(THING.value, Links(NAMES, language)).text for language in ("sv", "en")))


def in_forms_and_templates(graph: list[Triple]) -> Texts | None:
    return Reference(columns_of(graph), NAMES).describe(THING.value)


def as_a_class(graph: list[Triple]) -> Texts:
    name = ClassTree([*graph, Triple(THING, NamedNode(f"{RDF}type"), NamedNode(f"{OWL}Class"))]).name(THING.value)
    return SHORT if name == Texts("x", "x") else name


def in_questions(graph: list[Triple]) -> Texts | None:
    (thing,) = instances_of(_engine(graph), CLASS.value)
    return thing.label


def in_changes(graph: list[Triple]) -> Texts:
    changes = compare(State(Dataset({"": frozenset()})), State(Dataset({"": frozenset(graph)})))
    return Texts(*(describe(changes, NAMES, language).groups[0].entries[0].name for language in ("sv", "en")))


def _engine(graph: list[Triple]) -> EmbeddedEngine:
    store = Store()
    store.extend([Quad(*each) for each in graph])
    return EmbeddedEngine(store)


SURFACES: Mapping[str, Callable[[list[Triple]], Texts | None]] = {
    "findings": in_findings,
    "pages": on_pages,
    "ontology": on_the_page_of_the_ontology,
    "forms and templates": in_forms_and_templates,
    "classes of forms": as_a_class,
    "questions": in_questions,
    "changes": in_changes,
}


def names_given(graph: list[Triple]) -> dict[str, Texts]:
    """What each part of lq calls the thing; lists leave out what has no label, and their callers show its IRI."""
    return {name: call(graph) or SHORT for name, call in SURFACES.items()}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('rdfs:label "A"@en ; skos:prefLabel "B"@en', Texts("B", "B")),
        ('rdfs:label "A" ; skos:prefLabel "B" ; dcterms:title "C" ; foaf:name "D"', Texts("B", "B")),
        ('skos:prefLabel "A"@en, "B"@sv ; lq:shortLabel "C"@sv, "D"@en', Texts("C", "D")),
        ('skos:prefLabel "A"@en, "A"@fr ; lq:shortLabel "C"@sv', Texts("C", "A")),
        ('rdfs:label "A" ; dcterms:title "C" ; foaf:name "D"', Texts("C", "C")),
        ('rdfs:label "A" ; foaf:name "D"', Texts("D", "D")),
        ('dcterms:title "C"@sv ; foaf:name "D"@sv', Texts("C", "C")),
        ('foaf:name "D"', Texts("D", "D")),
        ('skos:prefLabel "B"@sv ; rdfs:label "A"@en', Texts("B", "A")),
        ('skos:prefLabel "B"@sv, "C"@en', Texts("B", "C")),
        ('skos:prefLabel "B"@en, "C"', Texts("B", "B")),
        ('skos:prefLabel "B"@de, "C"', Texts("C", "C")),
        ('skos:prefLabel "B"@de, "C"@fr', Texts("B", "B")),
        ('skos:prefLabel "B"@de ; foaf:name "D"@fr', Texts("B", "B")),
        ('skos:prefLabel "B"@sv-SE, "C"@en-GB', Texts("B", "C")),
        ('skos:prefLabel "B"@sv-SE ; rdfs:label "A"@sv', Texts("B", "B")),
        ('skos:prefLabel "B"@sv-SE, "Z"@sv', Texts("Z", "Z")),
        ('skos:prefLabel "B"@svx, "Z"@en', Texts("Z", "Z")),
        ('skos:prefLabel "B"@sv, "A"@sv', Texts("A", "A")),
        ('skos:prefLabel ""@sv, " "@en ; rdfs:label "A"@en', Texts("A", "A")),
        ('skos:prefLabel "\\u200B\\u00AD"@sv, "\\t\\n" ; rdfs:label "A"@fi', Texts("A", "A")),
        ('skos:prefLabel "  A b "@sv', Texts("A b", "A b")),
        ('skos:prefLabel ""@sv', SHORT),
        ('skos:prefLabel <https://example.org/no-text>', SHORT),
        ('skos:prefLabel [] ; rdfs:label "A"', Texts("A", "A")),
        ('skos:prefLabel 12', Texts("12", "12")),
        ('skos:notation "13"', SHORT),
        ('skos:altLabel "A"@sv', SHORT),
        ('rdfs:comment "A"@sv', SHORT),
    ],
)  # fmt: skip
def test_every_part_of_lq_calls_a_thing_the_same(properties: str, expected: Texts) -> None:
    assert names_given(described(properties)) == dict.fromkeys(SURFACES, expected)


TAGS = st.sampled_from(["sv", "en", "sv-SE", "en-GB", "de", "svx", None])
TEXTS = st.sampled_from(["", " ", "a", "b", "c ", "\u200b", "1"])
OFFERS = st.lists(st.tuples(st.sampled_from([*NAMING_PROPERTIES, f"{SKOS}notation"]), TAGS, TEXTS), max_size=6)


@given(OFFERS)
def test_no_labels_are_so_odd_that_two_parts_differ(offers: list[tuple[str, str | None, str]]) -> None:
    graph = described("a lq:ChainElement") + [
        Triple(THING, NamedNode(name), Literal(text, language=tag) if tag else Literal(text))
        for name, tag, text in offers
    ]
    first, *others = names_given(graph).values()
    assert others == [first] * len(others)
    assert Labels(NAMES, reversed(graph)).words(THING) == first


def test_an_earlier_graph_names_a_thing_alone() -> None:
    now, before = described('rdfs:label "Now"@en'), described('skos:prefLabel "Förut"@sv, "Before"@en')
    assert Labels(NAMES, now, before).label(THING) == Texts("Now", "Now")
    assert Labels(NAMES, [], before).label(THING) == Texts("Förut", "Before")


def test_labels_are_read_when_one_is_asked_for() -> None:
    read = iter(described('skos:prefLabel "A"'))
    labels = Labels(NAMES, read)
    assert next(read).object == CLASS
    assert labels.label(THING) == labels.label(THING) == Texts("A", "A")
    assert not list(read)


def test_what_has_no_label_is_called_by_its_iri_in_short() -> None:
    labels = Labels(NAMES, [])
    assert labels.words(THING) == SHORT
    assert labels.words(NamedNode(f"{LQ}isPartOff")).sv == "lq:isPartOff"
    assert labels.words(NamedNode("https://elsewhere.org/x")).en == "https://elsewhere.org/x"
    assert labels.label(THING) is None


def test_terms_of_other_vocabularies_have_words() -> None:
    assert Labels(NAMES, []).words(NamedNode(f"{SKOS}prefLabel")) == Texts("namn", "name")


def test_texts_are_themselves_and_blank_nodes_have_no_name() -> None:
    assert Labels(NAMES, []).words(Literal("2024")).sv == "2024"
    assert Labels(NAMES, []).words(BlankNode()) == NAMELESS


def test_languages_have_names_and_others_their_tags() -> None:
    assert language_name("EN") == Texts("engelska", "English")
    assert language_name("tlh") == Texts("tlh", "tlh")
