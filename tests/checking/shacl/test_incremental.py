"""What is checked again after a change gives the report of a full run, and is little if the change is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import Triple

from checking.shacl.strategies import (
    CLASSES,
    GRAPHS,
    LITERALS,
    NODES,
    PREDICATES,
    SHAPES,
    one_of,
    property_shapes,
    triples,
)
from lq_graph.checking.shacl.incremental import Recheck, recheck
from lq_graph.checking.shacl.report import Report
from lq_graph.checking.shacl.result import Result
from lq_graph.checking.shacl.validate import validate
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.terms import Terms

EDITS = st.lists(
    st.one_of(
        st.builds("{} {} {} .".format, one_of(*NODES), one_of(*PREDICATES), one_of(*NODES, *LITERALS)),
        st.builds("{} a {} .".format, one_of(*NODES), one_of(*CLASSES)),
    ),
    max_size=3,
).map("\n".join)
PATTERNS = st.builds(
    "{} ex:{} {} . ".format,
    st.sampled_from(["$this", "$this", "?value", "?a", "?b"]),
    st.sampled_from("pqr"),
    st.sampled_from(["$this", "?value", "?value", "?a", "?b", "ex:a", "2"]),
)
TESTS = st.sampled_from(["?value = 2", "!BOUND(?a)", "?a != ?b", "isLiteral(?value)"]).map("FILTER ({}) ".format)


def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        inner.map("OPTIONAL {{ {} }} ".format),
        inner.map("FILTER EXISTS {{ {} }} ".format),
        inner.map("FILTER NOT EXISTS {{ {} }} ".format),
        inner.map("FILTER (?value = 2 || NOT EXISTS {{ {} }}) ".format),
    )


BODIES = st.lists(st.recursive(st.one_of(PATTERNS, PATTERNS, TESTS), around, max_leaves=4), min_size=1, max_size=3)
QUERIES = BODIES.map(
    lambda parts: (
        "sh:sparql [ sh:prefixes ex: ; sh:message 'Nej {?value}' ;"
        f" sh:select 'SELECT $this ?value WHERE {{ $this ex:p ?value . {''.join(parts)} }}' ]"
    )
)
ASKING = st.builds(
    "ex:S sh:targetSubjectsOf {} ; {} . ex:T sh:targetObjectsOf {} ; {} {} ] .".format,
    st.sampled_from(PREDICATES),
    QUERIES,
    st.sampled_from(PREDICATES),
    st.sampled_from(["sh:node [", "sh:not [", "sh:property [ sh:path [ sh:inversePath ex:q ] ; "]),
    QUERIES,
)
SHARED = st.builds(
    "{} ex:S0 sh:property ex:P . ex:T sh:targetObjectsOf ex:p ; sh:property ex:P, ex:Q ."
    " ex:P {} ; sh:property ex:Q . ex:Q {} .".format,
    SHAPES,
    property_shapes(1),
    property_shapes(0),
)
DECLARED = 'ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .\n'


def rows(report: Report) -> Counter[Result]:
    return Counter(report.results())


def edited(before: Iterable[Triple], edit: str, removed: frozenset[int]) -> frozenset[Triple]:
    kept = [triple for number, triple in enumerate(sorted(before, key=str)) if number not in removed]
    return frozenset(kept) | triples(edit)


def checked(before: Iterable[Triple], after: Iterable[Triple], shapes: Iterable[Triple]) -> tuple[Recheck, Report]:
    """The recheck of a change, and the report of a full run."""
    terms = Terms()
    old, new = columns_of(before, terms), columns_of(after, terms)
    return recheck(old, shared(old, new), shapes, validate(old, shapes)), validate(new, shapes)


def shared(old: Columns, new: Columns) -> Columns:
    same = {key for key, each in new.relations.items() if each.tolist() == old.relation(key).tolist()}
    return Columns(new.terms, {key: old.relation(key) if key in same else each for key, each in new.relations.items()})


def compared(data: str, edit: str, removed: frozenset[int], shapes: str) -> None:
    before, said = triples(data), triples(shapes)
    found, expected = checked(before, edited(before, edit, removed), said)
    event("full" if found.full else "part")
    event("other results" if rows(validate(columns_of(before), said)) != rows(expected) else "same results")
    assert rows(found.report) == rows(expected)


REMOVED = st.frozensets(st.integers(0, 12), max_size=3)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(GRAPHS, EDITS, REMOVED, SHAPES)
def test_a_recheck_gives_the_results_of_a_full_run(data: str, edit: str, removed: frozenset[int], shapes: str) -> None:
    compared(data, edit, removed, shapes)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(GRAPHS, EDITS, REMOVED, ASKING)
def test_queries_that_are_proven_give_the_results_of_a_full_run(
    data: str, edit: str, removed: frozenset[int], shapes: str
) -> None:
    compared(data, edit, removed, DECLARED + shapes)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(GRAPHS, EDITS, REMOVED, SHARED)
def test_results_that_several_shapes_give_are_counted_as_often(
    data: str, edit: str, removed: frozenset[int], shapes: str
) -> None:
    compared(data, edit, removed, shapes)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(GRAPHS, st.lists(EDITS, min_size=2, max_size=4), SHARED)
def test_a_recheck_of_a_recheck_is_as_good(data: str, edits: list[str], shapes: str) -> None:
    terms, said = Terms(), triples(shapes)
    graph = columns_of(triples(data), terms)
    report = validate(graph, said)
    for edit in edits:
        changed = graph | columns_of(triples(edit), terms)
        graph, report = changed, recheck(graph, changed, said, report).report
    assert rows(report) == rows(validate(graph, said))


FAR = "\n".join(f"ex:n{n} a ex:C ; ex:p ex:n{n + 1} ; ex:q {n} ." for n in range(1000))
CHAIN = "ex:S sh:targetClass ex:C ; sh:property [ sh:path ( ex:p ex:p ) ; sh:minCount 1 ; sh:class ex:C ] ."


def test_an_edit_far_away_is_not_looked_for_everywhere() -> None:
    before = triples(FAR)
    found, expected = checked(before, before - triples("ex:n500 ex:p ex:n501 ."), triples(CHAIN))
    assert rows(found.report) == rows(expected)
    assert (found.rechecked, found.full) == (2, False)  # ex:n500 and the one before it


def test_nothing_is_checked_where_no_shape_reads() -> None:
    before = triples(FAR)
    found, expected = checked(before, before | triples("ex:n5 ex:unread 1 ."), triples(CHAIN))
    assert rows(found.report) == rows(expected)
    assert (found.rechecked, found.full) == (0, False)


def test_a_change_of_classes_is_a_full_run() -> None:
    before = triples(FAR)
    found, expected = checked(before, before | triples("ex:D rdfs:subClassOf ex:C . ex:x a ex:D ."), triples(CHAIN))
    assert found.full
    assert rows(found.report) == rows(expected)


def test_graphs_with_dictionaries_of_their_own_are_a_full_run() -> None:
    before, after = triples(FAR), triples("ex:x a ex:C .")
    said = triples(CHAIN)
    old, new = columns_of(before), columns_of(after)
    assert recheck(old, new, said, validate(old, said)).full
    assert recheck(new, new, said, validate(old, said)).full


def test_terms_of_the_shapes_that_no_graph_had_are_known() -> None:
    shapes = "ex:S sh:targetNode ex:f ; sh:property [ sh:path ex:p ; sh:maxExclusive 7.5 ; sh:not [ sh:in ( 8 ) ] ] ."
    terms, said = Terms(), triples(shapes)
    nothing, something = columns_of([], terms), columns_of(triples("ex:f ex:p 8 ."), terms)
    found = recheck(nothing, something, said, Report(()))  # the report of an engine without columns
    assert rows(found.report) == rows(validate(something, said))
    assert (len(found.report), found.rechecked) == (2, 1)


def test_what_only_pyshacl_knows_is_a_full_run() -> None:
    target = "sh:target [ a sh:SPARQLTarget ; sh:prefixes ex: ; sh:select 'SELECT ?this WHERE { ?this a ex:D }' ]"
    found, expected = checked(
        triples("ex:x a ex:C ."), triples("ex:y a ex:C ."), triples(f"{DECLARED} {CHAIN} ex:S {target} .")
    )
    assert found.full
    assert len(found.report) == len(expected) == 1
