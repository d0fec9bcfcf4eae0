"""The things of a class that a graph describes, as rows of a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.reference import Reference, instances
from lq_graph.contributing.forms.rows import Row, RowValue, cell_value
from lq_graph.text import Language, sort_key
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import first, restrict, second
from lq_graph.triples.terms import Ids, Term


def exported_rows(form: Form, reference: Reference, stated: Columns, language: Language) -> list[Row]:
    """The things that a graph states to be of a form's class, in the order of their names, as people write them.

    `stated` is the graph without what follows from it, so that nothing is said in a row that nobody has said. What a
    form does not ask for is left out. Time: about 20 µs a value.
    """
    things = instances(stated, [form.class_])
    by_field = {field.key: _values(stated, field, things) for field in form.own_fields}
    writer = _Writer(form, reference, stated, language)
    rows = [
        Row(thing.value, {field.key: writer.said(field, by_field[field.key][thing]) for field in form.own_fields})
        for thing in stated.terms.terms(things)
        if isinstance(thing, NamedNode)
    ]
    return sorted(rows, key=lambda row: (_name(row, reference, language), row.iri))


class _Writer:
    def __init__(self, form: Form, reference: Reference, stated: Columns, language: Language) -> None:
        self._form = form
        self._reference = reference
        self._language: Language = language
        self._beside = {field.key: _values(stated, field) for field in form.fields if field.describes_value}

    def said(self, field: Field, values: Iterable[Term]) -> tuple[RowValue, ...]:
        """The values of a field in the order of their letters, each with what describes it."""
        fitting = (value for value in values if _is_in_language(value, field))
        said = (RowValue(self._written(value, field), self._describing(value, field)) for value in fitting)
        return tuple(sorted(said, key=lambda each: sort_key(str(each.value))))

    def _written(self, value: Term, field: Field) -> str | int | float:
        return cell_value(value, field, self._reference, self._language)

    def _describing(self, value: Term, field: Field) -> str | int | float | None:
        companion = self._form.companion(field)
        found = [] if companion is None else self._beside[companion.key][value]
        return None if companion is None or not found else self._written(min(found, key=str), companion)


def _values(stated: Columns, field: Field, things: Ids | None = None) -> Mapping[Term, list[Term]]:
    relation = stated.named(field.predicate)
    pairs = relation if things is None else restrict(relation, things)
    values: defaultdict[Term, list[Term]] = defaultdict(list)
    for thing, value in zip(stated.terms.terms(first(pairs)), stated.terms.terms(second(pairs)), strict=True):
        values[thing].append(value)
    return values


def _is_in_language(value: Term, field: Field) -> bool:
    return field.language is None or (isinstance(value, Literal) and value.language == field.language)


def _name(row: Row, reference: Reference, language: Language) -> tuple[tuple[int, int, str], ...]:
    label = reference.describe(row.iri)
    return sort_key(row.iri if label is None else label.in_language(language))
