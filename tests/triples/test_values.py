"""Values have the order of SPARQL and XML Schema, in pairs and in columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from lq_graph.triples.terms import Term, Terms
from lq_graph.triples.values import INCOMPARABLE, Values, compare
from triples import value_strategies as some
from triples.value_strategies import typed

STORE = Store()
SAME_KIND = st.one_of(
    *(
        st.tuples(kind, kind)
        for kind in (
            some.integers | some.decimals,
            some.doubles | some.floats,
            some.integers | some.doubles,
            some.integers | some.floats,
            some.strings,
            some.dates,
            some.date_times,
            some.times,
            some.years,
            some.year_months,
            some.months,
            some.month_days,
            some.days,
            some.durations,
        )
    )
)
ILL_FORMED = [typed("one", "integer"), typed("2024-02-30", "date"), typed("300", "byte"), typed(" 1", "integer")]
WITHOUT_ORDER: list[Term] = [
    *ILL_FORMED,
    NamedNode("https://example.org/a"),
    BlankNode("b"),
    Literal("a", language="sv"),
    typed("AB", "hexBinary"),
    typed("a", "token"),
    typed("NaN", "double"),
]


def in_oxigraph(a: Literal, b: Literal) -> int | None:
    """The order as SPARQL's own operators have it in Oxigraph, which lacks that of booleans."""
    answer = STORE.query(f"SELECT ({a} < {b} AS ?l) ({a} = {b} AS ?e) ({a} > {b} AS ?g) {{}}")
    assert isinstance(answer, QuerySolutions)
    row = next(answer)
    found = [order for order, term in zip((-1, 0, 1), row, strict=True) if getattr(term, "value", None) == "true"]
    return found[0] if found else None


@given(SAME_KIND)
def test_one_order_is_that_of_oxigraph(pair: tuple[Literal, Literal]) -> None:
    a, b = pair
    assert compare(a, b) == in_oxigraph(a, b)


@given(some.literals, some.literals)
def test_order_turns_round(a: Literal, b: Literal) -> None:
    there, back = compare(a, b), compare(b, a)
    assert there == (None if back is None else -back)


@given(st.lists(some.literals | st.sampled_from(WITHOUT_ORDER), min_size=1, max_size=12))
@example([typed("16777217", "integer"), typed("16777216", "float"), typed("1" + "0" * 400, "integer")])
@example([typed("1e39", "double"), typed("1" + "0" * 39, "integer"), typed("INF", "float"), typed("-INF", "float")])
@example([typed("0.10000000149011612", "decimal"), typed("0.1", "float"), typed("0.1", "decimal")])
@example([typed("2000-01-01T00:00:00.1", "dateTime"), typed("2000-01-01T14:00:00.1Z", "dateTime")])
@example(
    [typed("9" * 300 + "-01-01", "date"), typed("9" * 300 + "-01-01Z", "date"), typed("9" * 301 + "-01-01", "date")]
)
def test_a_column_has_the_order_of_its_terms(nodes: list[Term]) -> None:
    terms = Terms()
    ids = terms.ids(nodes)
    a, b = np.repeat(ids, len(ids)), np.tile(ids, len(ids))
    expected = [compare(x, y) for x in nodes for y in nodes]
    values = Values(terms)
    assert values.compare_pairs(a, b).tolist() == [INCOMPARABLE if order is None else order for order in expected]
    for bound in nodes:
        orders = [INCOMPARABLE if order is None else order for order in (compare(node, bound) for node in nodes)]
        assert values.compare_pairs(ids, terms.ids([bound])).tolist() == orders


def test_values_follow_a_dictionary_that_grows() -> None:
    terms = Terms()
    values = Values(terms)
    for low, high in (("1", "2"), ("3", "4")):
        ids = terms.ids([typed(low, "integer")]), terms.ids([typed(high, "integer")])
        assert values.compare_pairs(*ids).tolist() == [-1]
    assert len(values.compare_pairs(terms.ids([]), terms.ids([typed("4", "integer")]))) == 0


@pytest.mark.parametrize("node", WITHOUT_ORDER, ids=str)
def test_what_has_no_order_has_none_with_itself(node: Term) -> None:
    assert compare(node, node) is None
    assert compare(node, typed("1", "integer")) is None


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (typed("0.1", "decimal"), typed("0.10", "decimal"), 0),
        (typed("0.1000000000000000000000000001", "decimal"), typed("0.1", "decimal"), 1),
        (typed("9" * 5000, "integer"), typed("9" * 5000 + ".1", "decimal"), -1),
        (typed("9007199254740993", "integer"), typed("9007199254740992", "integer"), 1),
        (typed("9007199254740993", "integer"), typed("9007199254740992", "double"), 0),
        (typed("16777217", "integer"), typed("16777216", "float"), 0),
        (typed("0.1", "float"), typed("0.1", "double"), 1),
        (typed("1.000000059604644775390626", "float"), typed("1.00000011920928955078125", "float"), 0),
        (typed("-0", "double"), typed("0", "double"), 0),
        (typed("1", "unsignedByte"), typed("2", "long"), -1),
        (typed("1", "boolean"), typed("true", "boolean"), 0),
        (typed("false", "boolean"), typed("1", "boolean"), -1),
        (Literal("\uff5e"), Literal("\U0001f600"), -1),
        (typed("2024-12-31T24:00:00", "dateTime"), typed("2025-01-01T00:00:00", "dateTime"), 0),
        (typed("24:00:00", "time"), typed("00:00:00", "time"), 0),
        (typed("2024-01-01T00:00:00", "dateTime"), typed("2024-01-01T14:00:00Z", "dateTime"), None),
        (typed("2024-01-01T00:00:00", "dateTime"), typed("2024-01-01T14:00:00.001Z", "dateTime"), -1),
        (typed("2024-01-01T00:00:00Z", "dateTimeStamp"), typed("2024-01-01T01:00:00+01:00", "dateTime"), 0),
        (typed("2024-01-01", "date"), typed("2024-01-01T00:00:00", "dateTime"), None),
        (typed("--02-29", "gMonthDay"), typed("--03-01", "gMonthDay"), -1),
        (typed("-0001", "gYear"), typed("0000", "gYear"), -1),
        (typed("9" * 4001, "gYear"), typed("2000", "gYear"), None),
        (typed("P1M", "duration"), typed("P30D", "duration"), None),
        (typed("P1M", "yearMonthDuration"), typed("P32D", "dayTimeDuration"), -1),
        (typed("PT36H", "dayTimeDuration"), typed("P1DT12H", "duration"), 0),
        (typed("9" * 4001, "duration"), typed("P1D", "duration"), None),
    ],
)
def test_orders_to_the_letter(a: Literal, b: Literal, expected: int | None) -> None:
    assert compare(a, b) == expected
