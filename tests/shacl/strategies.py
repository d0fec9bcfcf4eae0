"""Small random graphs and shapes that together use all of SHACL Core."""

from __future__ import annotations

from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse

PREFIXES = """@prefix ex: <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = ("ex:a", "ex:b", "ex:c", "_:x", "_:y")
IRIS = NODES[:3]
PREDICATES = ("ex:p", "ex:q", "ex:r")
CLASSES = ("ex:C", "ex:D", "ex:E")
NUMBERS = ("1", "2", "3", "2.0", "2.5", '"02"^^xsd:integer', '"2"^^xsd:decimal', "2.0e0")
TEXTS = ('"a"', '"ab"', '"abc"', '""', '"a"@en', '"b"@en', '"c"@en-gb', '"a"@sv')
TYPED = ("true", "false", '"2024-02-30"^^xsd:date', '"2024-02-28"^^xsd:date', '"x"^^xsd:integer', '"300"^^xsd:byte')
LITERALS = NUMBERS + TEXTS + TYPED


def triples(text: str) -> frozenset[Triple]:
    """The triples of Turtle with the prefixes of these tests."""
    return frozenset(quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE))


def one_of(*terms: str) -> st.SearchStrategy[str]:
    return st.sampled_from(terms)


def some(items: st.SearchStrategy[str], least: int = 0, most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(items, min_size=least, max_size=most, unique=True)


def listed(items: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[str]:
    return some(items, least).map(lambda members: f"( {' '.join(members)} )")


STATEMENTS = st.one_of(
    st.tuples(one_of(*NODES), one_of(*PREDICATES), one_of(*NODES, *LITERALS)),
    st.tuples(one_of(*NODES), one_of(*PREDICATES), one_of(*LITERALS)),
    st.tuples(one_of(*NODES), st.just("a"), one_of(*CLASSES)),
    st.sampled_from([("ex:D", "rdfs:subClassOf", "ex:C"), ("ex:E", "rdfs:subClassOf", "ex:D")]),
)
GRAPHS = st.lists(STATEMENTS, min_size=4, max_size=24).map(lambda rows: "\n".join(f"{' '.join(row)} ." for row in rows))

DENSE = st.lists(
    st.tuples(one_of("ex:a", "_:x"), one_of("ex:p", "ex:q"), one_of("ex:a", "ex:b", *NUMBERS, *TEXTS)), min_size=4
).map(lambda rows: "\n".join(f"{' '.join(row)} ." for row in rows))
ANY_PATHS = st.recursive(
    one_of(*PREDICATES),
    lambda inner: st.one_of(
        st.tuples(one_of("inverse", "zeroOrMore", "oneOrMore", "zeroOrOne"), inner).map(
            lambda pair: f"[ sh:{pair[0]}Path {pair[1]} ]"
        ),
        st.lists(inner, min_size=2, max_size=3).map(lambda members: f"( {' '.join(members)} )"),
        st.lists(inner, min_size=2, max_size=3).map(lambda members: f"[ sh:alternativePath ( {' '.join(members)} ) ]"),
    ),
    max_leaves=4,
)
PATHS = st.one_of(one_of(*PREDICATES), ANY_PATHS)
KINDS = one_of("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
DATATYPES = one_of(*(f"xsd:{name}" for name in ("integer", "decimal", "string", "date", "boolean", "byte", "double")))


def said(word: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, str]]:
    return values.map(lambda value: (word, value))


ANYWHERE = (
    said("class", one_of(*CLASSES)),
    said("datatype", st.one_of(DATATYPES, st.just("rdf:langString"))),
    said("nodeKind", KINDS.map(lambda kind: f"sh:{kind}")),
    *(said(word, one_of(*NUMBERS)) for word in ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")),
    *(said(word, one_of("1", "2")) for word in ("minLength", "maxLength")),
    said("pattern", one_of('"a"', '"^.$"', '"B"', '"org"')),
    said("languageIn", listed(one_of('"en"', '"sv"', '"en-GB"', '"*"'))),
    said("equals", one_of(*PREDICATES)),
    said("disjoint", one_of(*PREDICATES)),
    said("hasValue", one_of(*IRIS, *LITERALS)),
    said("in", listed(one_of(*IRIS, *CLASSES, *LITERALS))),
)
PROPERTY_ONLY = (
    *(said(word, one_of("0", "1", "2")) for word in ("minCount", "maxCount")),
    said("uniqueLang", one_of("true", "false")),
    *(said(word, one_of(*PREDICATES)) for word in ("lessThan", "lessThanOrEquals")),
)
ALONE = {
    "uniqueLang": said("uniqueLang", st.just("true")),
    "maxCount": said("maxCount", one_of("0", "1")),
    "minCount": said("minCount", one_of("2", "3")),
    "disjoint": said("disjoint", one_of("ex:p", "ex:q")),
    "equals": said("equals", one_of("ex:p", "ex:q")),
    "lessThan": said("lessThan", one_of("ex:p", "ex:q")),
    "lessThanOrEquals": said("lessThanOrEquals", one_of("ex:p", "ex:q")),
    "minLength": said("minLength", one_of("1", "2", "3")),
    "maxLength": said("maxLength", one_of("0", "1", "2")),
    "pattern": said("pattern", one_of('"A" ; sh:flags "i"', '"^b"', '"a.c" ; sh:flags "s"')),
    "languageIn": said("languageIn", listed(one_of('"en"', '"EN-GB"', '"*"', '"s"'))),
    **{word: said(word, one_of(*NUMBERS)) for word in ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")},
}
ASIDE = (
    said("severity", one_of("sh:Info", "sh:Warning", "ex:Odd")),
    said("message", one_of('"Nej."@sv', '"No."@en')),
    said("deactivated", one_of("true", "false", "false")),
)


def bracketed(constraints: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return constraints.map(lambda text: f"[ {text} ]")


def body(choices: tuple[st.SearchStrategy[tuple[str, str]], ...], least: int = 1) -> st.SearchStrategy[str]:
    pairs = st.lists(st.one_of(*choices), min_size=least, max_size=3, unique_by=lambda pair: pair[0])
    return pairs.map(lambda said: " ; ".join(f"sh:{word} {value}" for word, value in said))


def nested(depth: int) -> tuple[st.SearchStrategy[tuple[str, str]], ...]:
    """The constraints that refer to shapes, which may have constraints of that kind in turn."""
    if not depth:
        return ()
    nodes, properties = bracketed(node_shapes(depth - 1)), bracketed(property_shapes(depth - 1))
    either = st.one_of(nodes, properties)
    return (
        said("not", either),
        said("node", nodes),
        said("property", properties),
        *(
            said(word, st.lists(either, min_size=1, max_size=2).map(lambda each: f"( {' '.join(each)} )"))
            for word in ("and", "or", "xone")
        ),
    )


def closed(pair: tuple[str, list[str]]) -> str:
    return f"sh:closed {pair[0]} ; sh:ignoredProperties ( {' '.join(pair[1])} )"


def qualified(parts: tuple[str, str, str, str]) -> str:
    shape, least, most, disjoint = parts
    counts = f"sh:qualifiedMinCount {least} ; sh:qualifiedMaxCount {most}"
    return f"sh:qualifiedValueShape {shape} ; {counts} ; sh:qualifiedValueShapesDisjoint {disjoint}"


def joined(parts: tuple[str, str]) -> str:
    return " ; ".join(part for part in parts if part)


@st.composite
def node_shapes(draw: st.DrawFn, depth: int) -> str:
    closing = st.one_of(st.just(""), st.tuples(st.just("true"), some(one_of("rdf:type", *PREDICATES))).map(closed))
    return joined((draw(body((*ANYWHERE, *ASIDE, *nested(depth)))), draw(closing)))


@st.composite
def property_shapes(draw: st.DrawFn, depth: int) -> str:
    inner = bracketed(node_shapes(0))
    counts = st.tuples(inner, one_of("0", "1"), one_of("0", "1", "2"), one_of("true", "false")).map(qualified)
    extra = draw(st.one_of(st.just(""), counts))
    constraints = joined((draw(body((*ANYWHERE, *PROPERTY_ONLY, *PROPERTY_ONLY, *ASIDE, *nested(depth)))), extra))
    return f"sh:path {draw(PATHS)} ; {constraints}"


TARGETS = st.one_of(
    said("targetClass", one_of(*CLASSES)),
    said("targetNode", one_of(*IRIS, "ex:nowhere", "2", '"a"@en')),
    said("targetSubjectsOf", one_of(*PREDICATES)),
    said("targetObjectsOf", one_of(*PREDICATES)),
).map(lambda pair: f"sh:{pair[0]} {pair[1]}")


def shape_text(rows: list[tuple[list[str], str]]) -> str:
    return "\n".join(f"ex:S{number} {' ; '.join(targets)} ; {text} ." for number, (targets, text) in enumerate(rows))


SHAPES = st.lists(
    st.tuples(some(TARGETS, 1, 2), st.one_of(node_shapes(2), property_shapes(2))), min_size=1, max_size=2
).map(shape_text)
