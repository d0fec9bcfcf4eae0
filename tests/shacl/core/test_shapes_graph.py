"""Shapes that SHACL does not allow are refused, with the shape, the triple and the section."""

from __future__ import annotations

import pytest

from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Unsupported
from lq_graph.shacl.validate import validate_columns
from lq_graph.triples.columns import columns_of
from shacl.strategies import triples

PROPERTY = "ex:S sh:targetNode ex:a ; sh:path ex:p ; "
NODE = "ex:S sh:targetNode ex:a ; "
CASES = {
    # paths and shapes
    "ex:S a sh:PropertyShape .": "§2.3",
    "ex:S sh:property ex:T . ex:T sh:minCount 1 .": "§2.3",
    "ex:S sh:path ex:p, ex:q ; sh:minCount 1 .": "§2.3",
    "ex:S sh:path 3 ; sh:minCount 1 .": "§2.3.1",
    "ex:S sh:path ( ex:p ) ; sh:minCount 1 .": "§2.3.1",
    "ex:S sh:path [ sh:alternativePath ( ex:p ) ] ; sh:minCount 1 .": "§2.3.1",
    "ex:S sh:path [ sh:inversePath ex:p ; sh:zeroOrMorePath ex:q ] ; sh:minCount 1 .": "§2.3.1",
    "ex:S sh:path _:p ; sh:minCount 1 . _:p sh:inversePath _:p .": "§2.3.1",
    "ex:S sh:path [ rdf:first ex:p ] ; sh:minCount 1 .": "§1.5",
    "ex:S a sh:NodeShape ; sh:path ex:p .": "§2.2",
    "ex:S sh:node ex:T . ex:T sh:path ex:p .": "§4.7.1",
    NODE + "sh:severity 1 .": "§2.1.4",
    NODE + "sh:message 1 .": "§2.1.5",
    NODE + "sh:deactivated 1 .": "§2.1.6",
    NODE + "sh:deactivated true, false .": "§2.1.6",
    "ex:S sh:targetNode [] .": "§2.1.3.1",
    'ex:S sh:targetClass "C" .': "§2.1.3.2",
    'ex:S sh:targetSubjectsOf "p" .': "§2.1.3.4",
    "ex:S sh:targetObjectsOf [] .": "§2.1.3.5",
    NODE + "sh:minCuont 1 .": "§2.1",
    # components
    NODE + 'sh:class "C" .': "§4.1.1",
    NODE + "sh:datatype xsd:date, xsd:string .": "§4.1.2",
    NODE + "sh:nodeKind sh:Iri .": "§4.1.3",
    NODE + "sh:minCount 1 .": "§4.2.1",
    PROPERTY + 'sh:minCount "one" .': "§4.2.1",
    PROPERTY + 'sh:minCount "one"^^xsd:integer .': "§4.2.1",
    PROPERTY + 'sh:minCount "-+1"^^xsd:integer .': "§4.2.1",
    PROPERTY + "sh:minCount 1, 2 .": "§4.2.1",
    NODE + "sh:maxCount 1 .": "§4.2.2",
    PROPERTY + "sh:maxCount 1.5 .": "§4.2.2",
    NODE + "sh:minExclusive ex:b .": "§4.3.1",
    NODE + "sh:maxInclusive 1, 2 .": "§4.3.4",
    NODE + 'sh:minLength "1" .': "§4.4.1",
    NODE + "sh:maxLength 1, 2 .": "§4.4.2",
    NODE + 'sh:pattern "(" .': "§4.4.3",
    NODE + 'sh:pattern "a" ; sh:flags "y" .': "§4.4.3",
    NODE + "sh:pattern 1 .": "§4.4.3",
    NODE + 'sh:languageIn "en" .': "§4.4.4",
    NODE + "sh:languageIn ( 1 ) .": "§4.4.4",
    NODE + 'sh:languageIn ( "en"^^<http://example.org/#string> ) .': "§4.4.4",
    NODE + "sh:uniqueLang true .": "§4.4.5",
    PROPERTY + "sh:uniqueLang 1 .": "§4.4.5",
    NODE + 'sh:equals "p" .': "§4.5.1",
    NODE + "sh:disjoint [] .": "§4.5.2",
    NODE + "sh:lessThan ex:p .": "§4.5.3",
    PROPERTY + "sh:lessThan 1 .": "§4.5.3",
    NODE + "sh:lessThanOrEquals ex:p .": "§4.5.4",
    NODE + "sh:not 1 .": "§4.6.1",
    NODE + "sh:and ex:T .": "§4.6.2",
    NODE + "sh:or ( 1 ) .": "§4.6.3",
    NODE + "sh:xone [ rdf:first ex:T ] .": "§4.6.4",
    NODE + "sh:node 1 .": "§4.7.1",
    NODE + "sh:property 1 .": "§4.7.2",
    PROPERTY + 'sh:qualifiedValueShape [] ; sh:qualifiedMinCount "1" .': "§4.7.3",
    PROPERTY + "sh:qualifiedValueShape ex:T, ex:U ; sh:qualifiedMinCount 1 .": "§4.7.3",
    PROPERTY + "sh:qualifiedValueShape 1 ; sh:qualifiedMinCount 1 .": "§4.7.3",
    NODE + 'sh:closed "yes" .': "§4.8.1",
    NODE + "sh:closed true ; sh:ignoredProperties ( 1 ) .": "§4.8.1",
    NODE + "sh:closed true ; sh:ignoredProperties ex:p .": "§4.8.1",
    NODE + "sh:in ex:a .": "§4.8.3",
    NODE + "sh:in ( 1 ), ( 2 ) .": "§4.8.3",
    # recursion
    NODE + "sh:node ex:S .": "§3.4.3",
    NODE + "sh:not [ sh:property [ sh:path ex:p ; sh:node ex:S ] ] .": "§3.4.3",
    PROPERTY + "sh:qualifiedValueShape ex:S ; sh:qualifiedMinCount 1 .": "§3.4.3",
    NODE + "sh:or ( ex:T ) . ex:T sh:property [ sh:path ex:p ; sh:xone ( ex:S ) ] .": "§3.4.3",
}
BEYOND = {
    NODE + "sh:rule [] .": "sh:rule",
    NODE + "sh:target [] .": "sh:target",
    NODE + "sh:js [] .": "sh:js",
    NODE + "sh:expression [] .": "sh:expression",
}


@pytest.mark.parametrize("shapes", CASES)
def test_it_is_refused_with_its_rule(shapes: str) -> None:
    with pytest.raises(IllFormedShapes) as caught:
        validate_columns(columns_of(triples("ex:a ex:p ex:b .")), triples(shapes))
    assert caught.value.section == CASES[shapes]
    assert caught.value.reason
    assert str(caught.value.node) in str(caught.value)


def test_the_message_has_the_shape_the_triple_and_the_rule() -> None:
    with pytest.raises(IllFormedShapes) as caught:
        validate_columns(columns_of([]), triples(PROPERTY + 'sh:minCount "one" .'))
    expected = 'ill-formed shape <http://example.org/S>: sh:minCount "one": must be an xsd:integer (SHACL §4.2.1)'
    assert str(caught.value) == expected


@pytest.mark.parametrize("shapes", BEYOND)
def test_unsupported_constructs_are_refused_and_not_skipped(shapes: str) -> None:
    with pytest.raises(Unsupported, match=BEYOND[shapes].replace("sh:", "shacl#")):
        validate_columns(columns_of([]), triples(shapes))


@pytest.mark.parametrize(
    "shapes",
    [
        "ex:S sh:node ex:S .",  # no target reaches it
        NODE + "sh:node ex:T ; sh:not ex:T . ex:T sh:class ex:C .",  # twice, but not in itself
        NODE + 'rdfs:label "S" ; sh:name "S" ; sh:description "D" ; sh:order 1 ; sh:group ex:g .',
        PROPERTY + "sh:defaultValue 1 ; sh:qualifiedMinCount 1 .",
        "_:p sh:inversePath _:p .",
    ],
)
def test_what_is_allowed_is_not_refused(shapes: str) -> None:
    validate_columns(columns_of([]), triples(shapes))
