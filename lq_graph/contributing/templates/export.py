"""The things of a class that a graph describes, as rows of a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.reference import Reference, instances
from lq_graph.contributing.forms.rows import Row, RowValue, cell_value, in_row_order
from lq_graph.text import Language, sort_key
from lq_graph.triples.columns import Columns, first, restrict, second
from lq_graph.triples.terms import Ids, Term


def exported_rows(form: Form, reference: Reference, stated: Columns, language: Language) -> list[Row]:
    """The things that a graph states to be of a form's class, in the order of their names, as people write them.

    `stated` is the graph without what is inferred from it, so that a row holds nothing that nobody stated. Statements
    that the form does not ask for are left out. Time: about 20 µs a value.
    """
    things = instances(stated, [form.class_])
    by_field = {field.key: _values(stated, field, things) for field in form.own_fields}
    beside = {field.key: _values(stated, field) for field in form.fields if field.describes_value}

    def row_values(field: Field, values: Iterable[Term]) -> tuple[RowValue, ...]:
        """The values of a field in the order of their letters, each with the last value of its companion."""
        companion = form.companion(field)
        found = []
        of_field = (value for value in values if field.language is None or _language(value) == field.language)
        for value in in_row_order(field, of_field, reference, language):
            described = beside[companion.key][value] if companion is not None else []
            description = (
                cell_value(max(described, key=str), companion, reference, language)
                if companion is not None and described
                else None
            )
            found.append(RowValue(cell_value(value, field, reference, language), description))
        return tuple(found)

    rows = [
        Row(thing.value, {field.key: row_values(field, by_field[field.key][thing]) for field in form.own_fields})
        for thing in stated.terms.terms(things)
        if isinstance(thing, NamedNode)
    ]

    def name(row: Row) -> str:
        label = reference.describe(row.iri)
        return row.iri if label is None else label.in_language(language)

    return sorted(rows, key=lambda row: (sort_key(name(row)), row.iri))


def _language(value: Term) -> str | None:
    return value.language if isinstance(value, Literal) else None


def _values(stated: Columns, field: Field, things: Ids | None = None) -> Mapping[Term, list[Term]]:
    """The values of a field's property by the thing that has them, of some things or of all."""
    relation = stated.named(field.predicate)
    pairs = relation if things is None else restrict(relation, things)
    values: defaultdict[Term, list[Term]] = defaultdict(list)
    for thing, value in zip(stated.terms.terms(first(pairs)), stated.terms.terms(second(pairs)), strict=True):
        values[thing].append(value)
    return values
