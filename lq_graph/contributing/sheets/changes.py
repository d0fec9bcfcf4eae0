"""Rows on things that end, are removed, get another name or merge into another, as statements to add and to remove."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.changes import (
    DAY,
    KIND,
    KINDS,
    NAME_EN,
    NAME_SV,
    REASON,
    SUCCESSOR,
    THING,
    ChangeKind,
    change_kind,
)
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.sheets.problems import CellError, Subject, cell_finding, same, shown_place, suggesting
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.sheets.statements import Cells, RowSubjects, Statement, filled_rows
from lq_graph.contributing.sheets.values import Value, ValueReader
from lq_graph.names import DCTERMS, LQ, SKOS
from lq_graph.reading.position import Position
from lq_graph.reading.rdf_file import Source
from lq_graph.text import Texts, nearest
from lq_graph.triples.dataset import Triples

_NAME, _OTHER_NAME = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{SKOS}altLabel")
_LAST_DAY, _REPLACES = NamedNode(f"{LQ}validThrough"), NamedNode(f"{DCTERMS}replaces")
_MOST_USES = 5  # that a finding names
_NEEDS: Mapping[ChangeKind, tuple[Field, ...]] = {
    ChangeKind.ENDS: (DAY,),
    ChangeKind.REMOVED: (REASON,),
    ChangeKind.RENAMED: (NAME_SV,),
    ChangeKind.MERGED: (DAY, SUCCESSOR),
}


@dataclass(frozen=True)
class ReadChanges:
    """The rows of a sheet of changes: what they state and remove, their findings, and the reasons that they give.

    `gone` are the things that are removed, each with the cell that names it.
    """

    subjects: RowSubjects
    statements: list[Statement] = field(default_factory=list)
    removed: set[Triple] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    gone: dict[NamedNode, Position] = field(default_factory=dict)


class ChangeReader:
    """Reads sheets of changes; `stated` is all that datasets state, `label` gives the label of a thing by its IRI."""

    def __init__(self, stated: Triples, label: Callable[[str], Texts | None], values: ValueReader) -> None:
        self._stated = stated
        self._label = label
        self._values = values

    def read(self, sheet: Recognised) -> ReadChanges:
        """What the rows of a sheet change. Things may be removed together that refer to each other."""
        by_row: dict[int, Subject] = {}
        read = ReadChanges(RowSubjects(by_row, {}, {}, ()))
        rows = [_Row(sheet, number, cells, self._values, read) for number, cells in filled_rows(sheet)]
        for row in rows:
            thing = row.value(THING)
            if not isinstance(thing, NamedNode):
                row.report_missing(THING)
                continue
            if thing not in self._about:
                row.report("thing-unknown", THING)
                continue
            row.subject = by_row[row.number] = Subject(thing.value, self._label(thing.value))
            self._apply(row, thing)
        for row in rows:
            self._redirect(row)
        self._report_uses(rows, read)
        return read

    def new_names(self, sheet: Recognised) -> Iterator[tuple[str, Sequence[str]]]:
        """The IRIs of things that the rows of a sheet rename, with their new names; other files may use these."""
        read = ReadChanges(RowSubjects({}, {}, {}, ()))
        for number, cells in filled_rows(sheet):
            row = _Row(sheet, number, cells, self._values, read)
            thing = row.value(THING)
            if isinstance(thing, NamedNode) and row.kind() is ChangeKind.RENAMED:
                yield thing.value, [*filter(None, map(row.text, (NAME_SV, NAME_EN)))]

    def _apply(self, row: _Row, thing: NamedNode) -> None:
        kind = row.kind()
        for needed in _NEEDS[kind] if kind is not None else ():
            row.report_missing(needed)
        if kind is None or any(row.is_empty(needed) for needed in _NEEDS[kind]):
            return
        row.read.reasons.extend(filter(None, [row.text(REASON)]))
        if kind is ChangeKind.REMOVED:
            self._remove(row, thing)
        elif kind is ChangeKind.RENAMED:
            self._rename(row, thing)
        else:
            self._end(row, thing)

    def _end(self, row: _Row, thing: NamedNode) -> None:
        day, successor = row.value(DAY), row.value(SUCCESSOR)
        if day is not None:
            row.replace(self._values_of(thing, _LAST_DAY), Triple(thing, _LAST_DAY, day), DAY)
        if isinstance(successor, NamedNode):
            row.state(Triple(successor, _REPLACES, thing), SUCCESSOR)

    def _rename(self, row: _Row, thing: NamedNode) -> None:
        for each in (NAME_SV, NAME_EN):
            name = row.value(each)
            if not isinstance(name, Literal):
                continue
            old = [triple for triple in self._values_of(thing, _NAME) if _language(triple) == each.language]
            row.replace(old, Triple(thing, _NAME, name), each)
            for triple in old:
                if triple.object != name:
                    row.state(Triple(thing, _OTHER_NAME, triple.object), each)
            row.read.removed.difference_update([Triple(thing, _NAME, name)])
            row.read.removed.update(self._stated & {Triple(thing, _OTHER_NAME, name)})

    def _remove(self, row: _Row, thing: NamedNode) -> None:
        row.read.removed.update(self._about[thing])
        row.read.gone[thing] = row.place(THING)

    def _redirect(self, row: _Row) -> None:
        """Has what refers to a removed thing, and is not removed itself, refer to its successor, if it has one."""
        thing, gone = row.value(THING), row.read.gone
        successor = row.value(SUCCESSOR) if thing in gone else None
        if isinstance(successor, NamedNode):
            for triple in self._uses.get(thing, ()):
                if triple.subject not in gone:
                    row.replace([triple], Triple(triple.subject, triple.predicate, successor), SUCCESSOR)

    def _report_uses(self, rows: Iterable[_Row], read: ReadChanges) -> None:
        """Reports removed things that others refer to, which are not removed with them."""
        for row in rows:
            thing = None if row.subject is None else NamedNode(row.subject.iri)
            if thing is None or not read.removed.issuperset(self._about[thing]):
                continue
            uses = [triple for triple in self._uses.get(thing, ()) if triple not in read.removed]
            users = list(dict.fromkeys(triple.subject for triple in uses))
            if users:
                row.report("thing-is-used", THING, self._named(users))

    def _named(self, users: Sequence[object]) -> Texts:
        named = [user.value for user in users if isinstance(user, NamedNode)]
        words = [self._label(iri) or same(iri) for iri in named[:_MOST_USES]]
        more = len(named) - len(words)
        sv, en = (
            ", ".join(f"{a}{each}{b}" for each in some)
            for some, a, b in (([each.sv for each in words], "”", "”"), ([each.en for each in words], "“", "”"))
        )
        return Texts(f"{sv} och {more} till", f"{en} and {more} more") if more else Texts(sv, en)

    def _values_of(self, thing: NamedNode, predicate: NamedNode) -> list[Triple]:
        return [triple for triple in self._about[thing] if triple.predicate == predicate]

    @cached_property
    def _about(self) -> Mapping[object, list[Triple]]:
        found: defaultdict[object, list[Triple]] = defaultdict(list)
        for triple in self._stated:
            found[triple.subject].append(triple)
        return found

    @cached_property
    def _uses(self) -> Mapping[object, list[Triple]]:
        """The statements that have each thing as a value, in the order of their text."""
        found: defaultdict[object, list[Triple]] = defaultdict(list)
        for triple in self._stated:
            if isinstance(triple.object, NamedNode) and triple.subject != triple.object:
                found[triple.object].append(triple)
        return {thing: sorted(triples, key=str) for thing, triples in found.items()}


class _Row:
    """One row of a sheet of changes."""

    def __init__(self, sheet: Recognised, number: int, cells: Cells, values: ValueReader, read: ReadChanges) -> None:
        self.number = number
        self.read = read
        self.subject: Subject | None = None
        self._sheet = sheet
        self._cells = cells
        self._values = values

    def text(self, field: Field) -> str:
        """The text under a field; empty if there is none."""
        column = self._column(field)
        return self._cells[column].text if column in self._cells else ""

    def is_empty(self, field: Field) -> bool:
        """Whether nothing stands under a field."""
        return not self.text(field)

    def value(self, field: Field) -> Value | None:
        """The value under a field; None if there is none, or if it cannot be read, which is reported."""
        column = self._column(field)
        if column not in self._cells:
            return None
        value = self._values.read(field, self._cells[column])
        if isinstance(value, CellError):
            if field is THING and value.code == "cell-not-in-list":  # what is new cannot be changed
                value = replace(value, code="thing-unknown", advice=None, fault=None)
            self._add(cell_finding(value, self._place(column), self.text(field), field=field, subject=self.subject))
            return None
        return value

    def kind(self) -> ChangeKind | None:
        """What happens; None if nothing is written, or nothing that is known, which is reported."""
        text = self.text(KIND)
        kind = change_kind(text)
        if kind is None:
            near = nearest(text, [each for texts in KINDS.values() for each in (texts.sv, texts.en)]) if text else None
            error = suggesting("change-unknown", near)
            self._add(cell_finding(error, self._place(self._column(KIND)), text, field=KIND, subject=self.subject))
        return kind

    def state(self, triple: Triple, field: Field) -> None:
        """Adds a statement at the cell of a field."""
        self.read.statements.append(Statement(triple, self.number, self._column(field)))

    def replace(self, old: Iterable[Triple], new: Triple, field: Field) -> None:
        """Adds a statement at the cell of a field in the place of others."""
        self.read.removed.update(triple for triple in old if triple != new)
        self.state(new, field)

    def report(self, code: str, field: Field, other: Texts | None = None) -> None:
        """Reports what is wrong with the cell of a field."""
        place = self.place(field)
        words = other or Texts("", "")
        self._add(
            cell_finding(CellError(code), place, self.text(field), field=field, other=words, subject=self.subject)
        )

    def place(self, field: Field) -> Position:
        """Where the cell of a field is."""
        return self._place(self._column(field))

    def report_missing(self, field: Field) -> None:
        """Reports that a cell is empty which is needed here."""
        if self.is_empty(field):
            kind = self.text(KIND)
            self.report("change-lacks", field, same(kind))

    def _add(self, finding: Finding) -> None:
        if finding not in self.read.findings:
            self.read.findings.append(finding)

    def _column(self, field: Field) -> int:
        """The column of a field, 0 if the sheet has none."""
        columns = [number for number, _ in self._sheet.columns_of(field)]
        return columns[0] if columns else 0

    def _place(self, column: int) -> Position:
        return self._sheet.grid.place(self.number, column or min(self._sheet.headers.columns))


def changed_and_removed(
    gone: Mapping[NamedNode, Position], sources: Iterable[Source], stated: Triples, label: Callable[[str], Texts | None]
) -> Iterator[Finding]:
    """The findings on things that sheets of changes remove, and that the contribution states something new of."""
    for source in sources if gone else ():
        for triple in dict.fromkeys(each for each in source.triples if each.subject in gone and each not in stated):
            subject, predicate, value = triple
            positions, place = source.positions(), gone[subject]
            found = positions.value(subject, predicate, value) or positions.subject(subject)
            thing = Subject(subject.value, label(subject.value))
            where = same(f"{place.file.name}, {shown_place(place)}")
            yield cell_finding(CellError("thing-is-removed"), found or place, other=where, subject=thing)


def _language(triple: Triple) -> str | None:
    return triple.object.language if isinstance(triple.object, Literal) else None
