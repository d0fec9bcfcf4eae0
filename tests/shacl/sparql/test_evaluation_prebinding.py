"""Evaluation for all focus nodes at once gives what SHACL's definition of pre-binding gives for each of them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.shacl.core.shapes_graph import Term
from lq_graph.shacl.core.sparql_data import SparqlData, table_of_row
from lq_graph.shacl.sparql.constraints import QueryText, SparqlConstraint
from lq_graph.shacl.sparql.evaluation import row_by_row
from lq_graph.shacl.sparql.query import Group, Query, groups_in
from lq_graph.triples.columns import columns_of

EX = "https://example.org/"
SHAPE = NamedNode(f"{EX}shape")
NODES: list[Term] = [*(NamedNode(f"{EX}{name}") for name in "abcde"), BlankNode("x"), BlankNode("y")]
PREDICATES = [NamedNode(f"{EX}{name}") for name in "pqr"]
VALUES: list[Term] = [*NODES, Literal("one"), Literal(1), Literal(2)]

triples = st.builds(Triple, st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(VALUES))
graphs = st.lists(triples, max_size=14)
near = st.sampled_from(NODES[:3])
close = st.builds(Triple, near, st.sampled_from(PREDICATES), near)  # few nodes, many joins
foci = st.lists(st.sampled_from(VALUES), min_size=1, max_size=5)

variables = st.sampled_from(["$this", "$this", "?value", "?a", "?b", "?c"])
ends = st.one_of(variables, variables, st.sampled_from([":a", ":b", "1"]))
steps = st.sampled_from([":p", ":q", ":r", ":p/:q", "^:p", ":p+", ":q/:r*", ":p|:q", "?e"])
patterns = st.builds("{} {} {} . ".format, variables, steps, ends)
tests = st.one_of(
    st.builds("{} = {}".format, variables, ends),
    st.builds("{} != {}".format, variables, ends),
    st.builds("!BOUND({})".format, variables),
    st.builds("isIRI({}) || BOUND({})".format, variables, variables),
)


def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The group graph patterns that hold others."""
    group = st.builds("{{ {} }} ".format, inner)
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        group,
        st.builds("OPTIONAL {}".format, group),
        st.builds("{} UNION {}".format, group, group),
        st.builds("FILTER EXISTS {}".format, group),
        st.builds("FILTER NOT EXISTS {}".format, group),
        st.builds("FILTER ({} || NOT EXISTS {})".format, tests, group),
        st.builds("{{ SELECT DISTINCT $this ?a WHERE {} }} ".format, group),
        st.builds("{{ SELECT $this (COUNT(?b) AS ?n) WHERE {} GROUP BY $this }} ".format, group),
        st.builds("{{ SELECT $this ?c WHERE {} LIMIT 100 }} ".format, group),
    )


leaves = st.one_of(patterns, patterns, st.builds("FILTER ({}) ".format, tests))
bodies = st.lists(st.recursive(leaves, around, max_leaves=6), min_size=1, max_size=3).map("".join)


def constraint(body: str) -> SparqlConstraint:
    text = QueryText(SHAPE, f"SELECT $this ?value WHERE {{ {body} }}", {"": EX}, "§5.2.1")
    return SparqlConstraint(SHAPE, text, (), False)


def inner_groups(group: Group) -> list[Group]:
    inner = [each for element in group.elements for each in groups_in(element)]
    return [group, *(found for each in inner for found in inner_groups(each))]


def joined_everywhere(query: Query, number: int) -> str:
    """The query with one focus node joined to every group, as SHACL §A defines pre-binding."""
    text = query.text
    places = [group.start for group in inner_groups(query.select.group) if not group.is_subquery]
    for place in sorted(places, reverse=True):
        text = text[:place] + table_of_row(["this"], number).pattern + text[place:]
    return text


def by_definition(body: str, data: SparqlData, focus: list[Term]) -> Counter[tuple[Term, Term | None]]:
    query = constraint(body).select.query(None)
    found: Counter[tuple[Term, Term | None]] = Counter()
    with data.tables(["this"], [(each,) for each in focus], {}, alone=True) as rows:
        for number in range(len(rows)):
            solutions = data.select(joined_everywhere(query, number), query.prefixes)
            found.update((each["this"], each.get("value", each["this"])) for each in solutions)
    return found


@settings(max_examples=150, deadline=None)
@given(graphs, bodies, foci)
def test_all_at_once_is_one_by_one(graph: list[Triple], body: str, focus: list[Term]) -> None:
    data = SparqlData(columns_of(graph), [])
    results = constraint(body).results(data, SHAPE, None, focus)
    assert Counter((each.focus, each.value) for each in results) == by_definition(body, data, focus)


TRICKY = (
    "?value :p ?a { ?value :q ?b OPTIONAL { ?b :r $this } }",
    "?value :p ?a { ?value :q ?b OPTIONAL { ?c :r ?b FILTER($this = ?c) } FILTER(!BOUND(?c)) }",
    "{ { $this :p ?value } UNION { ?value :q ?a } FILTER(!BOUND(?this) || ?this = ?value || ?this = :a) }",
    "{ { $this :p ?value } UNION { ?a :q ?value } FILTER($this != ?value) }",
    "$this :p ?value FILTER NOT EXISTS { ?a :q ?b . ?b :r ?c FILTER(?value = ?c) }",
    "$this :p ?value FILTER NOT EXISTS { $this :q ?b . ?b :r ?c FILTER(?value != ?c) }",
    "$this :p ?value FILTER NOT EXISTS { $this :q ?b . ?b ?e ?d OPTIONAL { ?value :q ?d } FILTER(?value != ?d) }",
    "$this :p ?value FILTER NOT EXISTS { $this ?e ?b OPTIONAL { ?b :q ?value } }",
    "$this :p ?value FILTER EXISTS { $this ?e ?b OPTIONAL { ?b :q ?value } FILTER(!BOUND(?value)) }",
    "$this :p ?value OPTIONAL { ?value :q ?a } FILTER EXISTS { $this :p ?b . ?b ?e ?a }",
    "$this :p ?value OPTIONAL { ?value :q ?a } FILTER NOT EXISTS { $this :p ?b . ?b ?e ?a }",
    "OPTIONAL { $this :p ?value } FILTER EXISTS { ?b :q ?value . ?b :p ?c }",
    "$this :p ?value FILTER NOT EXISTS { ?value :q ?b FILTER NOT EXISTS { ?b :r ?c . ?c :p $this } }",
    "$this :p ?value FILTER EXISTS { ?a :q ?b . FILTER NOT EXISTS { ?b ?e ?c . ?c ?d ?value } }",
    "$this :p ?value FILTER NOT EXISTS { ?a :q ?b . ?b :p ?d FILTER NOT EXISTS { ?b ?e ?c . ?c :p ?value } }",
    "$this :p ?value FILTER NOT EXISTS { $this :q ?b . { SELECT $this ?b { $this ?e ?b } LIMIT 1 } }",
    "$this :p ?value FILTER NOT EXISTS { $this :q ?b { SELECT $this (COUNT(?value) AS ?b) { ?value :q $this } "
    "GROUP BY $this } }",
    "$this :p ?value FILTER NOT EXISTS { { $this :q ?b FILTER(?value != ?b) } ?b :r ?d . ?d ?e ?value }",
    "$this :p ?value FILTER EXISTS { { $this :q ?b FILTER(?value = ?b) } ?b :r ?d . ?d ?e ?value }",
    "$this :p ?value FILTER EXISTS { ?b :q ?a . ?a :r ?d { ?d :p ?value } UNION { ?d :r ?c } }",
    "$this :p ?value FILTER NOT EXISTS { ?b :q ?value . ?b :p ?d { SELECT $this (MIN(?z) AS ?c) "
    "{ ?z :r $this } GROUP BY $this } FILTER(?c = ?d) }",
    "BIND(IF(BOUND($this), $this, 1) AS ?value) { BIND($this AS ?a) FILTER(isIRI(?a)) }",
    "{ SELECT $this (COUNT(?a) AS ?value) { ?a :p ?b FILTER(?b = $this) } GROUP BY $this HAVING(COUNT(*) > 1) }",
)


@pytest.mark.parametrize("body", TRICKY)
@settings(max_examples=40, deadline=None)
@given(graph=st.sets(close, min_size=6, max_size=14))
def test_all_at_once_is_one_by_one_where_it_is_tricky(graph: set[Triple], body: str) -> None:
    data, focus = SparqlData(columns_of(graph), []), NODES[:3]
    results = constraint(body).results(data, SHAPE, None, focus)
    assert Counter((each.focus, each.value) for each in results) == by_definition(body, data, focus)


@settings(max_examples=60, deadline=None)
@given(graphs, bodies, foci)
def test_what_is_left_out_of_the_store_changes_nothing(graph: list[Triple], body: str, focus: list[Term]) -> None:
    columns, query = columns_of(graph), constraint(body)
    whole = query.results(SparqlData(columns, []), SHAPE, None, focus)
    some = SparqlData(columns, [], query.predicates(None))
    assert Counter(query.results(some, SHAPE, None, focus)) == Counter(whole)


def test_a_limit_is_for_each_focus_node() -> None:
    assert row_by_row(constraint("$this :p ?value } LIMIT 1 #").select.query(None), ["this"])
    assert not row_by_row(constraint("$this :p ?value").select.query(None), ["this"])
