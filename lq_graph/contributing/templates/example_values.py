"""Examples of what is written in a field, from what the graph says of things of the class."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.instances import instances, values
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import restrict
from lq_graph.triples.terms import Term

_LONGEST = 120


def example_value(columns: Columns, class_: str, field: Field) -> Term | None:
    """The shortest value that a thing of a class has for a field, None if none has or all are long.

    A choice has a list to look in, and a truth is yes or no: they need no example.
    """
    if field.kind in ("choice", "truth"):
        return None
    relation = columns.named(field.predicate)
    said = relation if field.describes_value else restrict(relation, instances(columns, [class_]))
    fitting = [value for value in columns.terms.terms(values(columns, said)) if _fits(value, field)]
    return min(fitting, key=lambda value: (len(str(value)), str(value)), default=None)


def _fits(value: Term, field: Field) -> bool:
    if len(str(value)) > _LONGEST:
        return False
    if isinstance(value, Literal):
        return field.kind != "address" and (field.language is None or value.language == field.language)
    return field.kind == "address" and isinstance(value, NamedNode)
