"""Each kind of footprint finds the focus node of a change whose subject is another node, and not all focus nodes."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from checking.shacl.strategies import triples
from checking.shacl.test_incremental import DECLARED, checked, rows
from lq_graph.checking.shacl.path import Inverse, Path, Predicate
from lq_graph.checking.shacl.query_reads import ways
from lq_graph.checking.shacl.sparql_reader import read_query
from lq_graph.checking.shacl.vocabulary import sh
from lq_graph.names import RDF

OTHERS = "\n".join(f"ex:o{n} a ex:F ; ex:p ex:o{n} ." for n in range(50))
SHAPE = "ex:S sh:targetNode {others} ; sh:targetNode ex:f ; {text} .".replace(
    "{others}", ", ".join(f"ex:o{n}" for n in range(50))
)
AGAINST_ALL = "sh:nodeKind sh:Literal"  # so that all focus nodes have results that must be kept

KINDS = {  # data, what is taken away from or added to it, and the shape of ex:f, which is no subject of the change
    "inverse": (
        "ex:x ex:r ex:f .",
        "ex:x ex:r ex:f .",
        "sh:property [ sh:path [ sh:inversePath ex:r ] ; sh:minCount 1 ]",
    ),
    "sequence": (
        "ex:f ex:r ex:x . ex:x ex:q 1 .",
        "ex:x ex:q 1 .",
        "sh:property [ sh:path ( ex:r ex:q ) ; sh:minCount 1 ]",
    ),
    "first of a sequence": (
        "ex:x ex:r ex:f . ex:x ex:q 1 .",
        "ex:x ex:r ex:f .",
        "sh:property [ sh:path ( [ sh:inversePath ex:r ] ex:q ) ; sh:minCount 1 ]",
    ),
    "inverse of a sequence": (
        "ex:x ex:r ex:y . ex:y ex:q ex:f .",
        "ex:x ex:r ex:y .",
        "sh:property [ sh:path [ sh:inversePath ( ex:r ex:q ) ] ; sh:minCount 1 ]",
    ),
    "alternative": (
        "ex:x ex:r ex:f .",
        "ex:x ex:r ex:f .",
        "sh:property [ sh:path [ sh:alternativePath ( ex:q [ sh:inversePath ex:r ] ) ] ; sh:minCount 1 ]",
    ),
    "zero or more": (
        "ex:f ex:r ex:x . ex:x ex:r ex:y . ex:y ex:r ex:z .",
        "ex:y ex:r ex:z .",
        "sh:property [ sh:path [ sh:zeroOrMorePath ex:r ] ; sh:minCount 4 ]",
    ),
    "one or more": (
        "ex:f ex:r ex:x . ex:x ex:r ex:y .",
        "ex:x ex:r ex:y .",
        "sh:property [ sh:path [ sh:oneOrMorePath ex:r ] ; sh:hasValue ex:y ]",
    ),
    "zero or one": (
        "ex:f ex:r ex:x . ex:x ex:q ex:y .",
        "ex:x ex:q ex:y .",
        "sh:property [ sh:path ( ex:r [ sh:zeroOrOnePath ex:q ] ) ; sh:minCount 2 ]",
    ),
    "class of a value": (
        "ex:f ex:r ex:x . ex:x a ex:C .",
        "ex:x a ex:C .",
        "sh:property [ sh:path ex:r ; sh:class ex:C ]",
    ),
    "subclass of a value": (
        "ex:f ex:r ex:x . ex:x a ex:D . ex:D rdfs:subClassOf ex:C .",
        "ex:x a ex:D .",
        "sh:property [ sh:path ex:r ; sh:class ex:C ]",
    ),
    "closed value": (
        "ex:f ex:r ex:x . ex:x ex:q 1 .",
        "ex:x ex:q 1 .",
        "sh:property [ sh:path ex:r ; sh:node [ sh:closed true ] ]",
    ),
    "pair of a value": (
        "ex:f ex:r ex:x . ex:x ex:r 1 ; ex:q 1 .",
        "ex:x ex:q 1 .",
        "sh:property [ sh:path ex:r ; sh:node [ sh:property [ sh:path ex:r ; sh:equals ex:q ] ] ]",
    ),
    "order of a value": (
        "ex:f ex:r ex:x . ex:x ex:r 1 ; ex:q 1 .",
        "ex:x ex:q 1 .",
        "sh:property [ sh:path ex:r ; sh:property [ sh:path ex:r ; sh:lessThan ex:q ] ]",
    ),
    "qualified": (
        "ex:f ex:r ex:x . ex:x ex:q 1 .",
        "ex:x ex:q 1 .",
        "sh:property [ sh:path ex:r ; sh:qualifiedMinCount 1 ;"
        " sh:qualifiedValueShape [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] ]",
    ),
    "siblings": (
        "ex:f ex:r ex:x . ex:x ex:q 1 .",
        "ex:x ex:q 1 .",
        "sh:property [ sh:path ex:r ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true ;"
        " sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ] , [ sh:path ex:r ; sh:qualifiedMaxCount 9 ;"
        " sh:qualifiedValueShape [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] ]",
    ),
    **{
        word: (
            "ex:f ex:r ex:x . ex:x ex:q 1 .",
            "ex:x ex:q 1 .",
            f"sh:property [ sh:path ex:r ; sh:{word} {listed} ]",
        )
        for word, listed in (
            ("not", "[ sh:property [ sh:path ex:q ; sh:maxCount 0 ] ]"),
            ("and", "( [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] )"),
            ("or", "( [ sh:class ex:C ] [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] )"),
            ("xone", "( [ sh:class ex:C ] [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] )"),
        )
    },
    "property of an inverse": (
        "ex:x ex:r ex:f .",
        "ex:x ex:r ex:f .",
        "sh:property [ sh:path [ sh:inversePath ex:r ] ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
    ),
    "query of a value": (
        "ex:f ex:r ex:x . ex:x ex:q ex:y . ex:y ex:q 1 .",
        "ex:y ex:q 1 .",
        "sh:property [ sh:path ex:r ; sh:node [ sh:sparql [ sh:prefixes ex: ; sh:select"
        " 'SELECT $this WHERE { $this ex:q ?y . ?y ex:q 1 }' ] ] ]",
    ),
    "query": (
        "ex:f ex:r ex:x . ex:x ex:q ex:y . ex:y ex:q 1 .",
        "ex:y ex:q 1 .",
        "sh:sparql [ sh:prefixes ex: ; sh:select"
        " 'SELECT $this ?value WHERE { $this ex:r ?value FILTER NOT EXISTS { ?value ex:q ?y . ?y ex:q 1 } }' ]",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("added", [True, False])
def test_the_focus_node_is_found(kind: str, added: bool) -> None:
    data, part, shape = KINDS[kind]
    said = triples(f"{DECLARED} {SHAPE.format(text=f'{AGAINST_ALL} ; {shape}')}")
    with_it = triples(f"{OTHERS} {data}")
    pair = (with_it - triples(part), with_it) if added else (with_it, with_it - triples(part))
    found, expected = checked(*pair, said)
    back, other = checked(pair[1], pair[0], said)
    assert rows(found.report) == rows(expected)
    assert rows(back.report) == rows(other)
    assert rows(expected) != rows(other)
    assert (found.rechecked, found.full) == (1, False)


FORMS = "ex:S sh:targetSubjectsOf ex:p ; sh:sparql [ sh:prefixes ex: ; sh:select 'SELECT $this ?value {{ {} }}' ] ."


@pytest.mark.parametrize("other", ["ex:q", "ex:r"])
def test_a_literal_that_a_query_gives_back_in_several_forms_is_the_focus_nodes_own(other: str) -> None:
    before = triples('ex:f ex:p 1 . ex:g ex:p "1"^^xsd:decimal , "1.0"^^xsd:decimal .')
    said = triples(DECLARED + FORMS.format("$this ex:p ?value OPTIONAL { $this ex:q ?other }"))
    second = before | triples(f'ex:f {other} "01"^^xsd:integer .')
    third = second | triples("ex:f ex:q 5 .")
    for pair in ((before, second), (second, before), (second, third)):
        found, expected = checked(*pair, said)
        assert rows(found.report) == rows(expected)
        assert not found.full


TARGETS = {
    "class": ("ex:x a ex:C .", "sh:targetClass ex:C"),
    "subclass": ("ex:x a ex:D .", "sh:targetClass ex:C"),
    "subjects": ("ex:x ex:r ex:y .", "sh:targetSubjectsOf ex:r"),
    "objects": ("ex:y ex:r ex:x .", "sh:targetObjectsOf ex:r"),
}


@pytest.mark.parametrize("kind", TARGETS)
def test_new_focus_nodes_are_checked_and_old_ones_forgotten(kind: str) -> None:
    part, target = TARGETS[kind]
    known = triples("ex:D rdfs:subClassOf ex:C . ex:o a ex:C . ex:o1 ex:r ex:o1 .")
    said = triples(f"ex:S {target} ; sh:property [ sh:path ex:q ; sh:minCount 1 ] .")
    for pair in ((known, known | triples(part)), (known | triples(part), known)):
        found, expected = checked(*pair, said)
        assert rows(found.report) == rows(expected)
        assert found.rechecked <= 1
        assert not found.full


P, Q, A = Predicate(sh("p")), Predicate(sh("q")), Predicate(NamedNode(f"{RDF}type"))
PROVEN: dict[str, set[tuple[Path, ...]]] = {
    "$this sh:p ?a": {(P,)},
    "$this sh:p ?a . ?a sh:q 1, true, 'x'@en ; a sh:X": {(P,), (P, Q), (P, A)},
    "?a sh:q ?b . $this sh:p ?a": {(P,), (P, Q)},
    "$this sh:p 1 . ?a sh:q $this": {(P,), (Inverse(Q),)},
    "$this sh:p ?a OPTIONAL { ?a sh:q ?b }": {(P,), (P, Q)},
    "FILTER EXISTS { ?a sh:q ?b } $this sh:p ?a .": {(P,), (P, Q)},
    "$this sh:p ?a . FILTER (?a < 2 || NOT EXISTS { ?a sh:q '}' })": {(P,), (P, Q)},
    "FILTER (1 = 2)": set(),
}
UNPROVEN = (
    "$this sh:p ?a . ?b sh:q ?c",  # not joined
    "?a sh:q $this",  # the focus node may be a literal
    "$this sh:p ?a . ?b sh:q ?a",  # ?a may be one
    "OPTIONAL { ?a sh:q ?b } $this sh:p ?a",  # ?a is not yet bound
    "$this sh:p ?a OPTIONAL { $this sh:q ?b OPTIONAL { ?a sh:q ?c } }",  # ?a is not in scope
    "$this ?p ?a",
    "$this sh:p/sh:q ?a",
    "$this sh:p* ?a",
    "$this sh:p ?a . BIND (?a AS ?b)",
    "{ $this sh:p ?a } UNION { ?a sh:p ?b }",
    "$this sh:p [ sh:q 1 ]",
    "$this sh:p ?a . { SELECT $this ?a WHERE { ?a sh:q ?b } }",
    "$this sh:p ?a . ?a sh:q ?value",  # the form of ?value would depend on all literals
    "$this sh:p ?a FILTER (NOW() > ?a)",
    r"$this <http://www.w3.org/ns/shacl#\u0070> ?a",
)


@pytest.mark.parametrize("pattern", PROVEN)
def test_the_ways_of_a_query_are_proven(pattern: str) -> None:
    assert ways(read_query(f"SELECT $this WHERE {{ {pattern} }}", {"sh": sh("").value})) == frozenset(PROVEN[pattern])


@pytest.mark.parametrize("pattern", UNPROVEN)
def test_other_queries_have_no_ways(pattern: str) -> None:
    assert ways(read_query(f"SELECT $this WHERE {{ {pattern} }}", {"sh": sh("").value})) is None


def test_queries_over_several_solutions_have_no_ways() -> None:
    for text in ("SELECT $this {} LIMIT 1", "SELECT $this (COUNT(?a) AS ?n) {} GROUP BY $this", "ASK {}"):
        query = text.format("{ $this <p:> ?a }") if "{}" in text else text
        assert ways(read_query(query, {})) is None
    assert ways(read_query("PREFIX a: <p:> SELECT $this { $this a: ?a }", {})) is None
