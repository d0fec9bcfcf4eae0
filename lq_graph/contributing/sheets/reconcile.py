"""What the rows of a sheet change of things that datasets describe: the values of its own columns, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.forms.rows import cell_value, in_row_order, is_value_of
from lq_graph.contributing.sheets.problems import CellError, Subject, cell_finding, same, shown_place
from lq_graph.contributing.sheets.source import OpenSheet, SheetSource
from lq_graph.contributing.sheets.statements import RowSubjects, SheetStatements, Statement
from lq_graph.contributing.sheets.values import ValueReader
from lq_graph.contributing.xlsx.grid import GridCell, tidy
from lq_graph.names import XSD
from lq_graph.text import LANGUAGES, Texts
from lq_graph.triples.dataset import Triples
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE, XSD_BOOLEAN

Stated = Callable[[str], Sequence[Triple]]  # the statements that datasets have of a thing, by its IRI
_NUMBERS = frozenset(NamedNode(f"{XSD}{name}") for name in ("decimal", "integer", "nonNegativeInteger", "double"))
_TRUTHS = {"1": "true", "0": "false"}


@dataclass(frozen=True)
class Graph:
    """What rows are compared with: what datasets state of a thing, and the classes above one, with the class itself."""

    reference: Reference
    stated: Stated
    above: Callable[[str], Iterable[str]]


class Reconciler:
    """Compares the rows of one sheet with what datasets state of their things."""

    def __init__(self, sheet: OpenSheet, graph: Graph, values: ValueReader) -> None:
        self.findings: list[Finding] = []
        self._sheet = sheet.recognised
        self._language = sheet.language
        self._exported = sheet.exported
        self._graph = graph
        self._values = values

    def reconcile(self, read: SheetStatements, subjects: RowSubjects) -> frozenset[Triple]:
        """The statements that the rows remove; those that they repeat are written in `read` as they are stated.

        A row changes the values that its sheet has columns for. Of several values of a property, the first column shows
        the first in the order in which they are exported, and so on; an empty cell removes the value that it shows, and
        one that cannot be read changes nothing, nor does any cell of a row that repeats a thing. In an export, only
        cells that differ from the exported ones change anything; if the data have changed since, too, that is a
        finding.
        """
        same: dict[Triple, Triple] = {}
        removed: set[Triple] = set()
        outdated: set[Triple] = set()
        rows = _by_subject(read.statements)
        for number, subject in subjects.by_row.items():
            node = NamedNode(subject.iri)
            stated = self._graph.stated(subject.iri)
            if not stated:
                continue
            same.update(self._same_classes(node, stated))
            given = rows.get(node, ())
            exported = self._exported.get(subject.iri)
            for field in self._sheet.form.own_fields:
                now = [each for each in stated if is_value_of(field, each)]
                then = None if exported is None else self._then(node, field, exported)
                shown = self._shown(field, stated) if then is None else _restated(then, now)
                values = [each for each in given if is_value_of(field, each)]
                found = dict(_pairs(values, [*shown, *(each for each in now if each not in shown)]))
                same.update((new, old) for new, old in found.items() if new != old)
                if (number, field.key) not in read.unreadable and number not in subjects.repeated:
                    removed.update(old for old in shown if old not in found.values())
                if then is not None:
                    outdated.update(self._outdated((number, subject), field, values, then, now))
        read.statements[:] = [
            each._replace(triple=same.get(each.triple, each.triple))
            for each in read.statements
            if each.triple not in outdated
        ]
        return frozenset(removed)

    def _then(self, node: NamedNode, field: Field, exported: Mapping[str, GridCell]) -> list[Triple] | None:
        """The statements of a field that the columns of the sheet showed when it was exported; None if unreadable."""
        cells = (exported.get(column.key) for _, column in self._sheet.columns_of(field))
        values = [self._values.read(field, cell) for cell in cells if cell is not None]
        if any(isinstance(value, CellError) for value in values):
            return None
        predicate = NamedNode(field.predicate)
        return [Triple(node, predicate, value) for value in values if not isinstance(value, CellError)]

    def _outdated(
        self,
        row: tuple[int, Subject],
        field: Field,
        given: Sequence[Triple],
        then: Sequence[Triple],
        now: Sequence[Triple],
    ) -> Iterator[Triple]:
        """The values of a row that were exported and have changed since, which are not written back.

        If somebody changed the cell too, the two changes contradict each other.
        """
        unchanged = dict(_pairs(given, then))
        gone = [each for each in then if not any(True for _ in _pairs([each], now))]
        came = [each for each in now if not any(True for _ in _pairs([each], then))]
        yield from (new for new, old in unchanged.items() if old in gone)
        columns = self._sheet.columns_of(field)
        if not columns or not (gone or came):
            return
        is_changed = len(unchanged) < len(given) or len(set(unchanged.values())) < len(then)
        agrees = all(any(True for _ in _pairs([each], now)) for each in given)
        code = "changed-by-others" if is_changed and not agrees and (gone or field.most == 1) else "changed-since"
        names = [self._words(field, some) for some in (then, now)]
        sv, en = (f"{old or '–'} → {new or '–'}" for old, new in zip(*names, strict=True))
        other = Texts(sv, en)
        number, subject = row
        place = self._sheet.grid.place(number, columns[0][0])
        self.findings.append(cell_finding(CellError(code), place, field=field, other=other, subject=subject))

    def _words(self, field: Field, triples: Iterable[Triple]) -> tuple[str, str]:
        values = [triple.object for triple in triples]
        sv, en = (
            ", ".join(str(cell_value(value, field, self._graph.reference, language)) for value in values)  # type: ignore[arg-type]
            for language in LANGUAGES
        )
        return sv, en

    def _same_classes(self, node: NamedNode, stated: Iterable[Triple]) -> Iterator[tuple[Triple, Triple]]:
        """The class of the form, which a thing of a class below it has already."""
        form = self._sheet.form.class_
        for triple in stated:
            is_class = triple.predicate == RDF_TYPE and isinstance(triple.object, NamedNode)
            if is_class and form in self._graph.above(triple.object.value):  # type: ignore[union-attr]
                yield Triple(node, RDF_TYPE, NamedNode(form)), triple

    def _shown(self, field: Field, stated: Iterable[Triple]) -> list[Triple]:
        """The statements of a field that the columns of the sheet show."""
        columns = {column.number or 1 for _, column in self._sheet.columns_of(field)}
        if not columns:
            return []
        of_field: dict[Term, Triple] = {each.object: each for each in stated if is_value_of(field, each)}  # type: ignore[misc]
        in_order = in_row_order(field, of_field, self._graph.reference, self._language)
        return [of_field[value] for place, value in enumerate(in_order, 1) if place in columns]


def _by_subject(statements: Iterable[Statement]) -> Mapping[object, list[Triple]]:
    found: dict[object, list[Triple]] = {}
    for each in statements:
        found.setdefault(each.triple.subject, []).append(each.triple)
    return found


def _restated(then: Iterable[Triple], now: Sequence[Triple]) -> list[Triple]:
    """The statements of an export that are still stated, as they are."""
    return list(dict(_pairs(then, now)).values())


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
