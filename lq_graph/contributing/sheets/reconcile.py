"""What the rows of a sheet change of things that datasets describe: the values of its own columns, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.forms.rows import in_row_order, is_value_of
from lq_graph.contributing.sheets.problems import CellError, Subject, cell_finding, same, shown_place
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.sheets.source import SheetSource
from lq_graph.contributing.sheets.statements import RowSubjects, SheetStatements, Statement
from lq_graph.contributing.xlsx.grid import tidy
from lq_graph.names import XSD
from lq_graph.text import Language
from lq_graph.triples.dataset import Triples
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE, XSD_BOOLEAN

Stated = Callable[[str], Sequence[Triple]]  # the statements that datasets have of a thing, by its IRI
_NUMBERS = frozenset(NamedNode(f"{XSD}{name}") for name in ("decimal", "integer", "nonNegativeInteger", "double"))
_TRUTHS = {"1": "true", "0": "false"}


class Reconciler:
    """Compares the rows of one sheet with what datasets state of their things.

    `stated` gives the statements on a thing, `above` the classes above a class with the class itself, and `language` is
    that of the sheet.
    """

    def __init__(
        self,
        sheet: Recognised,
        reference: Reference,
        language: Language,
        stated: Stated,
        above: Callable[[str], Iterable[str]],
    ) -> None:
        self._sheet = sheet
        self._reference = reference
        self._language = language
        self._stated = stated
        self._above = above

    def reconcile(self, read: SheetStatements, subjects: RowSubjects) -> frozenset[Triple]:
        """The statements that the rows remove; those that they repeat are written in `read` as they are stated.

        A row changes the values that its sheet has columns for. Of several values of a property, the first column shows
        the first in the order in which they are exported, and so on; an empty cell removes the value that it shows, and
        one that cannot be read changes nothing.
        """
        same: dict[Triple, Triple] = {}
        removed: set[Triple] = set()
        rows = _by_subject(read.statements)
        for number, subject in subjects.by_row.items():
            node = NamedNode(subject.iri)
            stated = self._stated(subject.iri)
            if not stated:
                continue
            same.update(self._same_classes(node, stated))
            given = rows.get(node, ())
            for field in self._sheet.form.own_fields:
                shown = self._shown(field, stated)
                values = [each for each in given if is_value_of(field, each)]
                found = dict(_pairs(values, [*shown, *_others(field, stated, shown)]))
                same.update((new, old) for new, old in found.items() if new != old)
                if (number, field.key) not in read.unreadable:
                    removed.update(old for old in shown if old not in found.values())
        if same:
            read.statements[:] = [each._replace(triple=same.get(each.triple, each.triple)) for each in read.statements]
        return frozenset(removed)

    def _same_classes(self, node: NamedNode, stated: Iterable[Triple]) -> Iterator[tuple[Triple, Triple]]:
        """The class of the form, which a thing of a class below it has already."""
        form = self._sheet.form.class_
        for triple in stated:
            is_class = triple.predicate == RDF_TYPE and isinstance(triple.object, NamedNode)
            if is_class and form in self._above(triple.object.value):  # type: ignore[union-attr]
                yield Triple(node, RDF_TYPE, NamedNode(form)), triple

    def _shown(self, field: Field, stated: Iterable[Triple]) -> list[Triple]:
        """The statements of a field that the columns of the sheet show."""
        columns = {column.number or 1 for _, column in self._sheet.columns_of(field)}
        if not columns:
            return []
        of_field: dict[Term, Triple] = {each.object: each for each in stated if is_value_of(field, each)}  # type: ignore[misc]
        in_order = in_row_order(field, of_field, self._reference, self._language)
        return [of_field[value] for place, value in enumerate(in_order, 1) if place in columns]


def _by_subject(statements: Iterable[Statement]) -> Mapping[object, list[Triple]]:
    found: dict[object, list[Triple]] = {}
    for each in statements:
        found.setdefault(each.triple.subject, []).append(each.triple)
    return found


def _others(field: Field, stated: Iterable[Triple], shown: Sequence[Triple]) -> list[Triple]:
    return [each for each in stated if is_value_of(field, each) and each not in shown]


def _pairs(new: Iterable[Triple], old: Sequence[Triple]) -> Iterator[tuple[Triple, Triple]]:
    """Each new statement that has the meaning of an old one, with that one; the same statement goes before others."""
    meanings: dict[object, Triple] = {}
    for triple in reversed(old):
        meanings[_meaning(triple.object)] = triple
    for triple in new:
        found = triple if triple in old else meanings.get(_meaning(triple.object))
        if found is not None:
            yield triple, found


def _meaning(value: object) -> object:
    """What a value is compared by: a text without the space around it, a number by its value."""
    if not isinstance(value, Literal):
        return value
    if value.language:
        return tidy(value.value), value.language
    if value.datatype in _NUMBERS:
        try:
            return Decimal(value.value)
        except InvalidOperation:
            return value
    text = _TRUTHS.get(value.value, value.value) if value.datatype == XSD_BOOLEAN else tidy(value.value)
    return text, value.datatype


# Sheets that contradict each other.


def contradictions(sheets: Sequence[SheetSource], stated: Triples) -> Iterator[Finding]:
    """The findings on values that differ from what another sheet gives the same thing, of properties with one value."""
    first: dict[tuple[object, str, str | None], tuple[SheetSource, Statement]] = {}
    for sheet in sheets:
        single = {each.predicate: each for each in sheet.sheet.form.own_fields if each.most == 1}
        for statement in sheet.statements:
            subject, predicate, value = statement.triple
            each = single.get(predicate.value)
            if each is None or statement.triple in stated or not is_value_of(each, statement.triple):
                continue
            language = value.language if isinstance(value, Literal) else None
            other, earlier = first.setdefault((subject, predicate.value, language), (sheet, statement))
            if other is not sheet and earlier.triple != statement.triple:
                place = sheet.sheet.grid.place(statement.row, statement.column)
                where = other.sheet.grid.place(earlier.row, earlier.column)
                named = same(f"{other.path.name}, {shown_place(where)}")
                error, text = CellError("cell-says-otherwise"), _shown(value)
                yield cell_finding(error, place, text, field=each, other=named, subject=Subject(subject.value))


def _shown(value: object) -> str:
    return value.value if isinstance(value, Literal | NamedNode) else str(value)
