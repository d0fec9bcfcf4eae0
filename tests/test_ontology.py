"""The ontology, its worked examples and its alignments follow their rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import owlrl
import pyshacl
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Literal, Node

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "ontology" / "examples"
ALIGNMENTS = ROOT / "ontology" / "alignments.ttl"
VOCABULARY_TERMS = ROOT / "tests" / "data" / "vocabulary-terms.txt"

ONTOLOGY_IRI = URIRef("https://w3id.org/livskvalitet/ns")
LQ = Namespace(f"{ONTOLOGY_IRI}#")
# The property with which owlrl states each contradiction that it finds.
OWLRL_ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
FIRST_LINE = "# Made-up example: not a fact about any city."
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty)


@cache
def ontology() -> Graph:
    """The ontology alone."""
    return Graph().parse(ROOT / "ontology" / "lq.ttl")


@cache
def alignments() -> Graph:
    """The links from our terms to other vocabularies."""
    return Graph().parse(ALIGNMENTS)


@cache
def examples() -> Graph:
    """All worked examples in one graph."""
    return parsed_together(example_files())


@cache
def shapes() -> Graph:
    """All shapes in one graph."""
    return parsed_together(sorted((ROOT / "shapes").glob("*.ttl")))


def parsed_together(paths: list[Path]) -> Graph:
    """One graph of all the files; no files at all is an error."""
    assert paths, "no files to read"
    union = Graph()
    for path in paths:
        union.parse(path)
    return union


def example_files() -> list[Path]:
    """The example files, sorted by name."""
    return sorted(EXAMPLES.glob("*.ttl"))


def defined(*kinds: URIRef) -> list[URIRef]:
    """The terms of our own that the ontology declares as one of the kinds, sorted."""
    found = {term for kind in kinds for term in ontology().subjects(RDF.type, kind)}
    return sorted(term for term in found if isinstance(term, URIRef) and term in LQ)


def all_terms() -> list[URIRef]:
    """Every class, property and named individual of the ontology, annotation properties among them."""
    return defined(OWL.Class, *PROPERTY_KINDS, OWL.AnnotationProperty, OWL.NamedIndividual)


def own_iris(graph: Graph) -> set[URIRef]:
    """Every IRI in our own namespace that the graph mentions anywhere."""
    return {node for triple in graph for node in triple if isinstance(node, URIRef) and node in LQ}


def short(term: URIRef) -> str:
    """The name of a term without its namespace."""
    return term.removeprefix(str(LQ))


def kebab(term: URIRef) -> str:
    """The name of a class as file names spell it, such as `focus-area`."""
    return re.sub(r"(?<!^)([A-Z])", r"-\1", short(term)).lower()


def languages(term: URIRef, predicate: URIRef) -> list[str | None]:
    """The languages of the values of a predicate, sorted, one entry for each value."""
    values = ontology().objects(term, predicate)
    return sorted((value.language for value in values if isinstance(value, Literal)), key=str)


def closed(graph: Graph) -> Graph:
    """The graph with everything that OWL RL concludes from it."""
    copy = Graph() + graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(copy)
    return copy


@cache
def closed_examples() -> Graph:
    """The worked examples with all that follows from the ontology and the alignments."""
    return closed(ontology() + alignments() + examples())


def contradictions(reasoned: Graph) -> list[str]:
    """What OWL RL found contradictory in a graph that it closed, in words."""
    return sorted(str(message) for message in reasoned.objects(None, OWLRL_ERROR))


def test_version_iri_ends_in_the_version() -> None:
    version = ontology().value(ONTOLOGY_IRI, OWL.versionInfo)
    assert ontology().value(ONTOLOGY_IRI, OWL.versionIRI) == URIRef(f"{ONTOLOGY_IRI}/{version}")


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition], ids=["label", "definition"])
def test_every_term_has_one_text_in_each_language(predicate: URIRef) -> None:
    wrong = [short(term) for term in all_terms() if languages(term, predicate) != ["en", "sv"]]
    assert not wrong


def test_every_class_has_one_example_text_in_each_language() -> None:
    assert not [short(term) for term in defined(OWL.Class) if languages(term, SKOS.example) != ["en", "sv"]]


def test_every_term_says_which_ontology_defines_it() -> None:
    homes = {term: ontology().value(term, RDFS.isDefinedBy) for term in all_terms()}
    assert not [short(term) for term, home in homes.items() if home != ONTOLOGY_IRI]


@pytest.mark.parametrize("term", defined(OWL.Class), ids=short)
def test_every_class_has_a_worked_example(term: URIRef) -> None:
    path = EXAMPLES / f"{kebab(term)}.ttl"
    types = set(Graph().parse(path).objects(None, RDF.type))
    assert types & set(ontology().transitive_subjects(RDFS.subClassOf, term)), f"{path.name}: no instance"


def test_every_example_is_of_a_class() -> None:
    assert {path.stem for path in example_files()} == {kebab(term) for term in defined(OWL.Class)}


@pytest.mark.parametrize("path", example_files(), ids=lambda path: path.stem)
def test_example_says_that_it_is_made_up(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith(f"{FIRST_LINE}\n")
    subjects = set(Graph().parse(path).subjects())
    assert all(str(subject).startswith(("https://example.org/", str(LQ))) for subject in subjects)


@pytest.mark.parametrize("path", example_files(), ids=lambda path: path.stem)
def test_example_describes_everything_it_names(path: Path) -> None:
    graph = Graph().parse(path)
    named = {node for node in graph.objects() if str(node).startswith("https://example.org/")}
    assert named <= set(graph.subjects())


def test_examples_satisfy_all_shapes_as_they_are_written() -> None:
    conforms, _, report = pyshacl.validate(examples() + ontology(), shacl_graph=shapes(), advanced=True)
    assert conforms, report


def test_examples_satisfy_all_shapes_with_all_that_follows() -> None:
    conforms, _, report = pyshacl.validate(closed_examples(), shacl_graph=shapes(), advanced=True)
    assert conforms, report


def test_examples_use_only_defined_terms() -> None:
    assert not own_iris(examples()) - set(all_terms())


def test_ontology_uses_only_defined_terms() -> None:
    assert not own_iris(ontology()) - set(all_terms())


def test_alignments_use_only_defined_terms() -> None:
    assert not own_iris(alignments()) - set(all_terms())


def verified_terms() -> set[URIRef]:
    """The terms of other vocabularies that somebody has looked up, from the committed list."""
    lines = VOCABULARY_TERMS.read_text(encoding="utf-8").splitlines()
    return {URIRef(line) for line in lines if line and not line.startswith("#")}


def aligned_terms() -> set[Node]:
    """The terms of other vocabularies that the alignments link to or from."""
    return {*alignments().subjects(), *alignments().objects()} - own_iris(alignments())


def test_aligned_terms_are_exactly_the_verified_ones() -> None:
    assert aligned_terms() == verified_terms()


def test_alignments_give_no_domain_range_or_equivalence() -> None:
    assert set(alignments().predicates()) <= {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso}


def test_no_class_or_property_becomes_a_concept() -> None:
    """What has a mapping property or a hierarchy of SKOS is a skos:Concept. SKOS Reference §8.3, §10.3."""
    relations = {SKOS[name] for name in ("semanticRelation", "broader", "narrower", "related", "inScheme")}
    relations |= {SKOS[f"{name}Match"] for name in ("close", "exact", "related", "broad", "narrow")}
    terms = set(defined(OWL.Class, *PROPERTY_KINDS))
    both = ontology() + alignments()
    assert [(s, p, o) for s, p, o in both if p in relations and (s in terms or o in terms)] == []


def test_every_object_property_reads_from_its_object_too() -> None:
    wrong = [short(term) for term in defined(OWL.ObjectProperty) if languages(term, LQ.inverseLabel) != ["en", "sv"]]
    assert not wrong


def test_inverse_properties_read_alike() -> None:
    pairs = list(ontology().subject_objects(OWL.inverseOf))
    assert pairs
    unlike = [pair for one, other in pairs for pair in ((one, other), (other, one)) if not _reads_as(*pair)]
    assert unlike == []


def _reads_as(one: Node, other: Node) -> bool:
    """Whether a property is called what its inverse is read as from object to subject."""
    return set(ontology().objects(one, RDFS.label)) == set(ontology().objects(other, LQ.inverseLabel))


def test_examples_and_alignments_contradict_nothing() -> None:
    assert not contradictions(closed_examples())


def test_a_direction_that_is_a_goal_is_a_contradiction() -> None:
    wrong = Graph() + ontology()
    wrong.add((URIRef("https://example.org/x"), RDF.type, LQ.Direction))
    wrong.add((URIRef("https://example.org/x"), RDF.type, LQ.Goal))
    assert "ns#Goal" in "".join(contradictions(closed(wrong)))


def question_texts() -> Iterator[str]:
    """The text of each question without its comment lines."""
    for path in sorted((ROOT / "sparql" / "questions").glob("*.rq")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def test_every_class_and_property_is_asked_about() -> None:
    asked = {name for text in question_texts() for name in re.findall(r"\blq:(\w+)", text)}
    withdrawn = set(ontology().subjects(OWL.deprecated))
    kept = [short(term) for term in defined(OWL.Class, *PROPERTY_KINDS) if term not in withdrawn]
    unasked = [name for name in kept if name not in asked]
    assert not unasked, f"no question uses {', '.join(unasked)}"
