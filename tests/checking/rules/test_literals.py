"""Values that their datatype does not have are found; those of datatypes that RDF does not know are let be."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.rules.literals import literal_faults
from lq_graph.names import RDF, XSD
from lq_graph.triples.columns import columns_of

FOCUS, PREDICATE = NamedNode("https://example.org/id/thing"), NamedNode("https://example.org/p")


def faults(text: str, datatype: str) -> list[str]:
    value = Literal(text, datatype=NamedNode(datatype))
    found = literal_faults(columns_of([Triple(FOCUS, PREDICATE, value), Triple(FOCUS, PREDICATE, Literal("x"))]))
    return [str(each.value) for each in found if (each.focus, each.predicate) == (FOCUS, PREDICATE)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("abc", "integer"),
        ("1.5", "integer"),
        ("2024-02-30", "date"),
        ("2024-13", "gYearMonth"),
        ("24", "gYear"),
        ("1,5", "decimal"),
        (" 1", "integer"),
        ("sant", "boolean"),
        ("7 år", "duration"),
        ("2024-01-01", "dateTime"),
    ],
)
def test_a_value_that_its_datatype_does_not_have(text: str, name: str) -> None:
    assert faults(text, XSD + name) == [f'"{text}"^^<{XSD}{name}>']


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2024-02-29", f"{XSD}date"),
        ("01.50", f"{XSD}decimal"),
        ("P7Y", f"{XSD}duration"),
        ("anything", "https://example.org/own"),
        ("<b", f"{RDF}HTML"),
    ],
)
def test_other_values_are_right(text: str, datatype: str) -> None:
    assert faults(text, datatype) == []
