"""An example of what is written in a field, from what the graph has."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.reference import Reference, instances, values
from lq_graph.contributing.forms.rows import cell_value
from lq_graph.text import Language
from lq_graph.triples.columns import restrict
from lq_graph.triples.terms import Term

_LONGEST = 120  # characters of an example


def example_value(form: Form, field: Field, reference: Reference, language: Language) -> str:
    """The shortest value that a thing of the form's class has for a field, as people write it; empty if there is none.

    A choice has a list to look in, and a truth is yes or no: they need no example. Time: 10 µs a value of the field's
    property.
    """
    if field.kind in ("choice", "truth") or not field.predicate:
        return ""
    columns = reference.columns
    relation = columns.named(field.predicate)
    pairs = relation if field.describes_value else restrict(relation, instances(columns, [form.class_]))
    fitting = (value for value in columns.terms.terms(values(columns, pairs)) if _fits(field, value))
    shortest = min(fitting, key=lambda value: (len(str(value)), str(value)), default=None)
    if shortest is None:
        return ""
    example = str(cell_value(shortest, field, reference, language))
    return example.replace(".", ",") if field.kind == "number" and language == "sv" else example


def _fits(field: Field, value: Term) -> bool:
    """Whether a value is short enough, of the field's kind, and in its language."""
    if len(str(value)) > _LONGEST:
        return False
    if isinstance(value, Literal):
        return field.kind != "address" and (field.language is None or value.language == field.language)
    return field.kind == "address" and isinstance(value, NamedNode)
