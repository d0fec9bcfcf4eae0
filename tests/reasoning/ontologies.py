"""Random ontologies of the axioms that are compiled, and random graphs, with few names."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.names import OWL, RDF, RDFS, XSD

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
Axiom = tuple[str, tuple[Term, ...]]

EX = "https://example.org/"
CLASSES = [NamedNode(f"{EX}C{number}") for number in range(5)]
PROPERTIES = [NamedNode(f"{EX}p{number}") for number in range(5)]
THINGS = [NamedNode(f"{EX}i{number}") for number in range(5)]
NODES: list[NamedNode | BlankNode] = [*THINGS, BlankNode("b")]
VALUES: list[NamedNode | BlankNode | Literal] = [
    *NODES,
    Literal("x"),
    Literal("1", datatype=NamedNode(f"{XSD}integer")),
]
TYPE = NamedNode(f"{RDF}type")

classes, properties, things = st.sampled_from(CLASSES), st.sampled_from(PROPERTIES), st.sampled_from(THINGS)
values = st.sampled_from(VALUES)
class_pairs, property_pairs = st.tuples(classes, classes), st.tuples(properties, properties)


def _axioms(names: Iterable[str], arguments: st.SearchStrategy[tuple[Term, ...]]) -> st.SearchStrategy[Axiom]:
    return st.tuples(st.sampled_from(sorted(names)), arguments)


def _tuples(strategy: st.SearchStrategy[NamedNode], most: int = 3) -> st.SearchStrategy[tuple[NamedNode, ...]]:
    return st.lists(strategy, min_size=1, max_size=most).map(tuple)


axioms: st.SearchStrategy[Axiom] = st.one_of(
    _axioms([f"{RDFS}subClassOf", f"{OWL}equivalentClass"], class_pairs),
    _axioms([f"{RDFS}subPropertyOf", f"{OWL}equivalentProperty", f"{OWL}inverseOf"], property_pairs),
    _axioms([f"{RDFS}domain", f"{RDFS}range"], st.tuples(properties, classes)),
    _axioms(
        [
            f"{OWL}{kind}Property"
            for kind in ("Transitive", "Symmetric", "Functional", "InverseFunctional", "Asymmetric", "Irreflexive")
        ],
        st.tuples(properties),
    ),
    _axioms([f"{OWL}propertyChainAxiom"], st.builds(lambda p, steps: (p, *steps), properties, _tuples(properties))),
    _axioms([f"{OWL}intersectionOf", f"{OWL}unionOf"], st.builds(lambda c, e: (c, *e), classes, _tuples(classes))),
    _axioms([f"{OWL}oneOf"], st.builds(lambda c, each: (c, *each), classes, _tuples(things))),
    _axioms([f"{OWL}someValuesFrom", f"{OWL}allValuesFrom"], st.tuples(classes, properties, classes)),
    _axioms([f"{OWL}someValuesFrom"], st.tuples(classes, properties, st.just(NamedNode(f"{OWL}Thing")))),
    _axioms([f"{OWL}hasValue"], st.tuples(classes, properties, values)),
    _axioms([f"{OWL}maxCardinality"], st.tuples(classes, properties, st.sampled_from([Literal(0), Literal(1)]))),
    _axioms([f"{OWL}disjointWith", f"{OWL}complementOf"], class_pairs),
    _axioms([f"{RDFS}subClassOf"], st.tuples(classes, st.just(NamedNode(f"{OWL}Nothing")))),
    _axioms([f"{OWL}propertyDisjointWith"], property_pairs),
    _axioms([f"{OWL}sameAs", f"{OWL}differentFrom"], st.tuples(things, things)),
)
ontologies = st.lists(axioms, max_size=6)
types = st.builds(lambda thing, class_: Triple(thing, TYPE, class_), st.sampled_from(NODES), classes)
links = st.builds(Triple, st.sampled_from(NODES), properties, values)
graphs = st.frozensets(st.one_of(types, links, links), max_size=10)

_IN_LIST = frozenset(f"{OWL}{name}" for name in ("propertyChainAxiom", "intersectionOf", "unionOf", "oneOf"))
_RESTRICTIONS = frozenset(f"{OWL}{name}" for name in ("someValuesFrom", "allValuesFrom", "hasValue", "maxCardinality"))


def triples_of(chosen: Iterable[Axiom]) -> list[Triple]:
    """The axioms as triples, with all classes and properties declared."""
    numbers = count()
    written = [Triple(each, TYPE, NamedNode(f"{OWL}Class")) for each in CLASSES]
    written += [Triple(each, TYPE, NamedNode(f"{OWL}ObjectProperty")) for each in PROPERTIES]
    for iri, arguments in chosen:
        written += _axiom(iri, arguments, numbers)
    return written


def _axiom(iri: str, arguments: tuple[Term, ...], numbers: count[int]) -> list[Triple]:
    subject = arguments[0]
    assert isinstance(subject, NamedNode)
    if len(arguments) == 1:
        return [Triple(subject, TYPE, NamedNode(iri))]
    if iri in _IN_LIST:
        head, cells = list_of(arguments[1:], numbers)
        return [Triple(subject, NamedNode(iri), head), *cells]
    if iri in _RESTRICTIONS:
        node = NamedNode(f"{EX}R{next(numbers)}")
        parts = [(TYPE, NamedNode(f"{OWL}Class")), (NamedNode(f"{OWL}onProperty"), arguments[1])]
        parts += [(NamedNode(iri), arguments[2])]
        equal = Triple(subject, NamedNode(f"{OWL}equivalentClass" if next(numbers) % 3 else f"{RDFS}subClassOf"), node)
        return [*(Triple(node, predicate, value) for predicate, value in parts), equal]
    return [Triple(subject, NamedNode(iri), arguments[1])]


def turtle(text: str) -> frozenset[Triple]:
    """The triples of a Turtle text, with the prefixes of these tests; its blank nodes keep their names."""
    header = f"@prefix : <{EX}> . @prefix owl: <{OWL}> . @prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> . "
    return frozenset(quad.triple for quad in parse(f"{header}@prefix xsd: <{XSD}> . {text}", format=RdfFormat.TURTLE))


def list_of(members: tuple[Term, ...], numbers: count[int]) -> tuple[Node, list[Triple]]:
    """An RDF list: its head and its triples."""
    head: Node = NamedNode(f"{RDF}nil")
    cells: list[Triple] = []
    for member in reversed(members):
        cell = BlankNode(f"l{next(numbers)}")
        cells += [Triple(cell, NamedNode(f"{RDF}first"), member), Triple(cell, NamedNode(f"{RDF}rest"), head)]
        head = cell
    return head, cells
