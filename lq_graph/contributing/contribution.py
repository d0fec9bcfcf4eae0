"""Contributions: RDF files, CSV files and workbooks read together, or one thing from a web form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.check import Contribution
from lq_graph.checking.finding import Finding
from lq_graph.contributing.edit import Edit, edit_of
from lq_graph.contributing.forms.changes import CHANGES
from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.form_reader import ClassTree, form_named
from lq_graph.contributing.forms.observations import KnownObservations, is_of_observations, known_observations
from lq_graph.contributing.forms.reference import KnownThings, ProjectForms, Reference, project_forms
from lq_graph.contributing.patch import Patch, applied, changes_of
from lq_graph.contributing.sheets.changes import ChangeReader, changed_and_removed
from lq_graph.contributing.sheets.observations import DERIVED, ObservationRows
from lq_graph.contributing.sheets.problems import CellError, cell_finding, same, suggesting
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.sheets.reconcile import Graph, Reconciler, contradictions
from lq_graph.contributing.sheets.source import OpenSheet, SheetSource, open_sheets
from lq_graph.contributing.sheets.statements import (
    Derived,
    Minting,
    RowSubjects,
    SheetStatements,
    label_column,
    read_statements,
    row_subjects,
)
from lq_graph.contributing.sheets.unseen import row_spans
from lq_graph.contributing.sheets.values import NewThings, ValueReader
from lq_graph.errors import SourceError
from lq_graph.labels import NAMING_PROPERTIES
from lq_graph.reading.position import Place, Position
from lq_graph.reading.project import Project, Replaced
from lq_graph.reading.rdf_file import Source, is_rdf_file, parse_rdf
from lq_graph.text import Texts, folded
from lq_graph.triples.dataset import Triples
from lq_graph.triples.vocabulary import OWL_IMPORTS, RDF_TYPE

_NAMING = frozenset(map(NamedNode, NAMING_PROPERTIES))
_NO_IMPORTS = (
    "owl:imports names another file, and lq fetches nothing; remove it, and contribute that file beside this one"
)


@dataclass(frozen=True)
class ReadContribution:
    """A contribution to a project, read: its RDF files, its sheets, and the findings on how these are filled in.

    `replaced` is what of datasets it replaces, `reasons` are those that it gives for changes.
    """

    project: Project
    documents: tuple[Source, ...]
    sheets: tuple[SheetSource, ...]
    findings: tuple[Finding, ...]
    replaced: Replaced
    reasons: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Its files with their statements."""
        return (*self.documents, *self.sheets)

    @property
    def contribution(self) -> Contribution:
        """The contribution as checking takes it."""
        return Contribution(self.sources, self.findings, self.replaced)

    @property
    def described(self) -> Triples:
        """All that datasets will state of the things and the sources that its sheets describe."""
        things = {triple.subject for sheet in self.sheets for triple in sheet.triples}
        kept = frozenset(triple for triple in self.project.data.merged() if triple.subject in things)
        return (kept - self.edit.removed).union(self.edit.added)

    @cached_property
    def edit(self) -> Edit:
        """What it adds to datasets and removes from them."""
        return edit_of(self.project.data.merged(), self.sources, self.replaced.statements)


def read_contribution(
    project: Project, files: Sequence[tuple[Path, bytes]], class_: str | None = None
) -> ReadContribution:
    """Reads files with their content as a contribution to a project folder.

    `class_` is the class of the things in sheets that do not identify their form. Raises SourceError for a file that
    cannot be read, its subclass Refusal for a sheet, and UnknownName for a class that has no form.
    """
    reader = contribution_reader(project, project_forms(project))
    return reader.read(files, None if class_ is None else form_named(reader.forms, class_))


def contribution_reader(project: Project, known: ProjectForms) -> ContributionReader:
    """The reader of contributions to a project with some forms."""
    tree = ClassTree(project.dataset.graph(project.ontology))
    return ContributionReader(project, known.forms, known.reference, tree, KnownThings(known.reference.columns))


@dataclass(frozen=True)
class ContributionReader:
    """Reads contributions to one project, by its forms and the things that they may refer to."""

    project: Project
    forms: Mapping[str, Form]
    reference: Reference
    tree: ClassTree
    known: KnownThings

    def read(self, files: Sequence[tuple[Path, bytes]], form: Form | None = None) -> ReadContribution:
        """Reads files with their content; `form` is that of sheets which do not identify theirs.

        Things may be referred to before and after they are described, and across files. Raises SourceError for an RDF
        file that cannot be parsed or imports another, and Refusal for a sheet that cannot be read or recognised.
        """
        documents = tuple(parse_rdf(path, content) for path, content in files if is_rdf_file(path))
        for document in documents:
            refuse_imports(document)
        sheets = [
            sheet
            for path, content in files
            if not is_rdf_file(path)
            for sheet in open_sheets(path, content, {**self.forms, CHANGES.segment: CHANGES}, form)
        ]
        return self.read_opened(documents, sheets)

    def read_opened(
        self, documents: tuple[Source, ...], sheets: Sequence[OpenSheet], *, may_repeat: bool = True
    ) -> ReadContribution:
        """The contribution of files that were opened before.

        With `may_repeat`, a row without an address is the thing of its class and name, or the observation of its
        dimensions, if datasets state of that all that the row says: so a file that was merged changes nothing.
        """
        new: set[tuple[int, int]] | None = set() if may_repeat else None
        while True:
            read, other = self._read(documents, sheets, new)
            if new is None or not other:
                return read
            new |= other

    def _read(
        self, documents: tuple[Source, ...], sheets: Sequence[OpenSheet], new: Set[tuple[int, int]] | None
    ) -> tuple[ReadContribution, Set[tuple[int, int]]]:
        """The contribution, and the rows of it, by sheet and number, that were taken to repeat a thing and do not.

        Those of `new` are not taken to; None for all.
        """
        new_things = self._described_in(documents)
        of_things = [sheet for sheet in sheets if sheet.recognised.form is not CHANGES]
        of_changes = [sheet for sheet in sheets if sheet.recognised.form is CHANGES]
        stated, values = self.project.data.merged(), ValueReader(self.reference, new_things, CHANGES, self.class_names)
        changes = ChangeReader(stated, self.reference.describe, values)
        for sheet in of_changes:
            for iri, names in changes.new_names(sheet.recognised):
                new_things.add(iri, self._classes_of(iri), names)
        rows = self._rows(of_things, new_things, new)
        not_repeated: set[tuple[int, int]] = set()
        sources: list[SheetSource] = []
        findings: list[Finding] = []
        reasons: list[str] = []
        gone: dict[NamedNode, Position] = {}
        for number, (sheet, each) in enumerate(zip(of_things, rows, strict=True)):
            recognised, subjects = sheet.recognised, each.subjects
            has_new = not all(self.stated_of(subject.iri) for subject in subjects.by_row.values())
            findings += [*sheet.findings(self.reference.names, has_new, each.derived_properties), *subjects.findings]
            values = ValueReader(self.reference, new_things, recognised.form, self.class_names)
            read = read_statements(recognised, subjects, values, self.known.is_a, sheet.exported)
            reconciler = Reconciler(sheet, Graph(self.reference, self.stated_of, self.tree.above), values)
            removed = reconciler.reconcile(read, subjects)
            differing = self._differing(recognised, read, subjects)
            not_repeated.update((number, row) for row in differing)
            findings += _repeating(recognised, subjects.repeated - differing)
            findings += self._existing(recognised, each)
            findings += [*read.findings, *reconciler.findings]
            if each.observations is not None:
                findings += each.observations.findings
                findings += each.observations.overwritten(subjects, read.statements, removed)
            sources.append(SheetSource(recognised, subjects, read.statements, read.unreadable, removed, sheet.text))
        for sheet in of_changes:
            found = changes.read(sheet.recognised)
            findings += [*sheet.findings(self.reference.names, True, frozenset()), *found.findings]
            reasons += found.reasons
            gone |= found.gone
            removed = frozenset(found.removed)
            sources.append(SheetSource(sheet.recognised, found.subjects, found.statements, {}, removed, sheet.text))
        findings += contradictions(sources, stated)
        patches = {document.path: patch for document in documents if (patch := self._patch(document)) is not None}
        findings += [finding for patch in patches.values() for finding in patch.findings]
        everything = [*sources, *documents]
        findings += changed_and_removed(gone, everything, stated, self.reference.describe)
        by_documents = self.project.replaced_by([each for each in documents if each.path not in patches])
        documents = tuple(patches[each.path].document if each.path in patches else each for each in documents)
        changing: list[Source] = [*sources, *(patch.document for patch in patches.values())]
        removals = [*(each.removed for each in sources), *(patch.removed for patch in patches.values())]
        replaced = Replaced(
            by_documents.statements.union(*removals),
            by_documents.things.union(triple.subject for each in changing for triple in each.triples),
        )
        places = {id(sheet.recognised): place for place, sheet in enumerate(sheets)}
        sources.sort(key=lambda each: places[id(each.sheet)])
        contribution = ReadContribution(
            self.project, documents, tuple(sources), tuple(findings), replaced, tuple(reasons)
        )
        return contribution, not_repeated

    def _differing(self, sheet: Recognised, read: SheetStatements, subjects: RowSubjects) -> frozenset[int]:
        """The rows that were taken to repeat a thing, and say something else of it, or something unreadable."""
        rows: dict[object, list[int]] = {}
        for row in subjects.repeated:
            rows.setdefault(NamedNode(subjects.by_row[row].iri), []).append(row)
        found = {row for row, _ in read.unreadable}
        for triple, row, _ in read.statements:
            if triple.subject in rows and triple not in self.stated_of(triple.subject.value):  # type: ignore[union-attr]
                found.update(each for each in rows[triple.subject] if row in (each, sheet.common[0]))
        return subjects.repeated & found

    def _existing(self, sheet: Recognised, rows: _Rows) -> Iterator[Finding]:
        """The findings on rows of new things that have the name of a thing of the class, or nearly its address."""
        named, id_column, short = self._named_alike(sheet), sheet.id_column, self.reference.names.short
        for row, subject in rows.subjects.by_row.items():
            if row in rows.derived or self.stated_of(subject.iri):
                continue
            cells = sheet.rows[row]
            has_address = id_column is not None and id_column in cells
            if row in named:
                of_names, found = named[row]
                name, place = cells[of_names].text, sheet.grid.place(row, of_names)
                where = place if id_column is None or not has_address else sheet.grid.place(row, id_column)
                error, other = CellError("row-exists"), same(short(found[0]))
                yield replace(cell_finding(error, where, name, other=other, subject=subject), covers=(place,))
            elif id_column is not None and has_address:
                meant = rows.minting.meant(subject.iri, rows.subjects.labels[row])
                if meant is not None:
                    error, place = suggesting("row-id-near-another", short(meant)), sheet.grid.place(row, id_column)
                    yield cell_finding(error, place, cells[id_column].text)

    def _named_alike(self, sheet: Recognised) -> Mapping[int, tuple[int, Sequence[str]]]:
        """The rows with the name of things of the class: the column of the name, and the IRIs of these."""
        column = label_column(sheet, "sv")
        if column is None:
            return {}
        alike = Field("", RDF_TYPE.value, sheet.form.name, sheet.form.name, "choice", classes=(sheet.form.class_,))
        named: dict[int, tuple[int, Sequence[str]]] = {}
        for row, cells in sheet.rows.items():
            text = cells[column].text if column in cells else ""
            found = [each.iri for each in self.reference.find_all(alike, text) if each.label.sv == text] if text else []
            if found:
                named[row] = column, found
        return named

    def _classes_of(self, iri: str) -> frozenset[str]:
        """The classes of a thing that datasets describe, and all above them."""
        types = (each.object for each in self.stated_of(iri) if each.predicate == RDF_TYPE)
        return frozenset(
            above for each in types if isinstance(each, NamedNode) for above in self.tree.above(each.value)
        )

    def _patch(self, document: Source) -> Patch | None:
        """The file applied to the data, if it says what it changes."""
        changes = changes_of(document)
        return None if changes is None else applied(document, changes, self.project.data.merged(), self.reference)

    def stated_of(self, iri: str) -> Sequence[Triple]:
        """What the records of datasets state of a thing."""
        return self._stated.get(iri, ())

    @cached_property
    def _stated(self) -> Mapping[str, list[Triple]]:
        stated: dict[str, list[Triple]] = {}
        for triple in self.project.records:
            if isinstance(triple.subject, NamedNode):
                stated.setdefault(triple.subject.value, []).append(triple)
        return stated

    @cached_property
    def class_names(self) -> Mapping[str, str]:
        """The classes by their names in both languages, folded."""
        forms = self.forms.values()
        return {folded(name): form.class_ for form in forms for name in (form.name.sv, form.name.en)}

    def _rows(
        self, sheets: Sequence[OpenSheet], new_things: NewThings, new: Set[tuple[int, int]] | None
    ) -> list[_Rows]:
        """The subjects of the rows of all sheets, which are added to the new things.

        Rows without an address are taken to repeat a thing, but for those of `new`; none are if it is None. Things of
        one class get their IRIs together. Observations come last, as they may be named after new indicators.
        """
        minting: dict[str, Minting] = {}
        labels: dict[str, Texts] = {}
        found: dict[int, _Rows] = {}
        for place, sheet in sorted(enumerate(sheets), key=lambda each: is_of_observations(each[1].recognised.form)):
            form = sheet.recognised.form
            if form.segment not in minting:
                minting[form.segment] = self._minting(form)
            not_repeating = frozenset(sheet.recognised.rows if new is None else (row for at, row in new if at == place))
            observations = None
            if is_of_observations(form):
                observations = ObservationRows(
                    sheet.recognised,
                    self.observations,
                    ValueReader(self.reference, new_things, form, self.class_names),
                    minting[form.segment],
                    lambda iri: labels.get(iri) or self.reference.describe(iri),
                )
            derived = observations.derived(not_repeating) if observations is not None else {}
            repeated = observations.repeated if observations is not None else self._repeated(sheet.recognised)
            repeated = {row: iri for row, iri in repeated.items() if row not in not_repeating}
            subjects = row_subjects(sheet.recognised, minting[form.segment], derived, repeated)
            above = frozenset(self.tree.above(form.class_))
            for row, subject in subjects.by_row.items():
                new_things.add(subject.iri, above, subjects.labels[row])
                if subject.label is not None:
                    labels[subject.iri] = subject.label
            found[place] = _Rows(subjects, derived, observations, minting[form.segment])
        return [found[place] for place in range(len(sheets))]

    def _repeated(self, sheet: Recognised) -> Mapping[int, str]:
        """The rows without an address that have the name of one thing of their class, with its IRI."""
        id_column = sheet.id_column
        return {
            row: found[0]
            for row, (_, found) in self._named_alike(sheet).items()
            if len(found) == 1 and (id_column is None or id_column not in sheet.rows[row])
        }

    @cached_property
    def observations(self) -> KnownObservations:
        """The observations that datasets state."""
        return known_observations(self._stated)

    def _minting(self, form: Form) -> Minting:
        known = self.known
        return Minting(
            self.reference.names,
            form.segment,
            known.has,
            lambda iri: known.is_a(iri, form.class_),
            lambda: known.things_of(form.class_),
        )

    def _described_in(self, documents: Iterable[Source]) -> NewThings:
        """The things that RDF files describe."""
        new_things = NewThings(self.reference.names)
        for document in documents:
            labels = _objects(document.triples, _NAMING)
            for thing, classes in _objects(document.triples, {RDF_TYPE}).items():
                above = frozenset(each for class_ in classes for each in self.tree.above(class_))
                new_things.add(thing, above, labels.get(thing, ()))
        return new_things


@dataclass(frozen=True)
class _Rows:
    """The subjects of the rows of a sheet and their minting, what they get, and its observations if it has any."""

    subjects: RowSubjects
    derived: Mapping[int, Derived]
    observations: ObservationRows | None
    minting: Minting

    @property
    def derived_properties(self) -> frozenset[str]:
        """The properties that its rows need not give."""
        if self.observations is None:
            return frozenset()
        of_all_rows = [frozenset(each.values) for each in self.derived.values()]
        return DERIVED.union(frozenset.intersection(*of_all_rows) if of_all_rows else ())


def _repeating(sheet: Recognised, rows: Collection[int]) -> Iterator[Finding]:
    """The finding on the rows of a sheet that change nothing, at the first of them."""
    if rows:
        numbers = sorted(rows)
        place = sheet.grid.place(numbers[0], min(sheet.rows[numbers[0]].keys() & sheet.headers.columns.keys()))
        yield cell_finding(CellError("rows-repeat"), place, other=same(row_spans(numbers)))


def refuse_imports(document: Source) -> None:
    """Raises SourceError at the first owl:imports of a document: lq neither fetches a file nor ignores an import."""
    for subject, predicate, _ in document.triples:
        if predicate == OWL_IMPORTS and not isinstance(subject, Triple):
            place = document.positions().property(subject, predicate)
            where = (place.line, place.column) if isinstance(place, Place) else ()
            raise SourceError(document.path, _NO_IMPORTS, *where)


def _objects(triples: Iterable[Triple], predicates: Set[NamedNode]) -> dict[str, list[str]]:
    """The values of some predicates, by subject; of IRIs and literals only."""
    found: dict[str, list[str]] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if triple.predicate in predicates and isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            found.setdefault(subject.value, []).append(value.value)
    return found
