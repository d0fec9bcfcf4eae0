"""What people call things."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from lq_graph.checking.labels import NAMELESS, labels_of
from lq_graph.names import LQ, RDFS, SKOS, Names
from lq_graph.text import Texts

EX = "https://example.org/"
TEXT = f"""
@prefix ex: <{EX}id/plan/> . @prefix rdfs: <{RDFS}> . @prefix skos: <{SKOS}> .
ex:both skos:prefLabel "Bägge"@sv, "Both"@en .
ex:swedish skos:prefLabel "Bara svenska"@sv .
ex:plain rdfs:label "Naken" .
ex:german rdfs:label "Deutsch"@de .
ex:two rdfs:label "Etikett"@sv, "Label"@en ; skos:prefLabel "Namn"@sv .
"""
LABELS = labels_of((quad.triple for quad in parse(TEXT, format=RdfFormat.TURTLE)), Names(EX))


def words(name: str) -> Texts:
    return LABELS.words(NamedNode(f"{EX}id/plan/{name}"))


def test_each_language_has_its_own_label_and_else_the_other() -> None:
    assert words("both") == Texts("Bägge", "Both")
    assert words("swedish") == Texts("Bara svenska", "Bara svenska")


def test_a_label_without_a_language_or_in_another_one_will_do() -> None:
    assert words("plain") == Texts("Naken", "Naken")
    assert words("german") == Texts("Deutsch", "Deutsch")


def test_the_plain_label_goes_before_the_preferred_one_in_the_same_language() -> None:
    assert words("two") == Texts("Etikett", "Label")


def test_what_has_no_label_is_called_by_its_address_in_short() -> None:
    assert words("unknown").sv == "id/plan/unknown"
    assert LABELS.words(NamedNode(f"{LQ}isPartOff")).sv == "lq:isPartOff"
    assert LABELS.words(NamedNode("https://elsewhere.org/x")).en == "https://elsewhere.org/x"
    assert LABELS.label(NamedNode(f"{EX}id/plan/unknown")) is None


def test_terms_of_other_vocabularies_have_words() -> None:
    assert LABELS.words(NamedNode(f"{SKOS}prefLabel")) == Texts("benämning", "label")


def test_texts_are_themselves_and_blank_nodes_have_no_name() -> None:
    assert LABELS.words(Literal("2024")).sv == "2024"
    assert LABELS.words(BlankNode()) == NAMELESS
