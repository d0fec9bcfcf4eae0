"""Contributions: any mix of RDF files, CSV files and workbooks, read together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.check import Contribution
from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import ClassTree, form_named
from lq_graph.contributing.forms.reference import KnownThings, Reference, project_forms
from lq_graph.contributing.sheets.source import OpenSheet, SheetSource, open_sheet
from lq_graph.contributing.sheets.statements import Minting, RowSubjects, SheetStatements, row_subjects
from lq_graph.contributing.sheets.values import NewThings, ValueReader
from lq_graph.errors import SourceError
from lq_graph.labels import NAMING_PROPERTIES
from lq_graph.reading.position import Place
from lq_graph.reading.project import Project
from lq_graph.reading.rdf_file import Source, is_rdf_file, parse_rdf
from lq_graph.triples.dataset import Triples
from lq_graph.triples.vocabulary import OWL_IMPORTS, RDF_TYPE

# No import in a contribution: what another file says is neither fetched nor taken for said.

_REASON = "owl:imports names another file, and lq fetches nothing; remove it, and contribute that file beside this one"


def refuse_imports(document: Source) -> None:
    """Nothing, if the document imports none; raises SourceError at the first import."""
    for subject, predicate, _ in document.triples:
        if predicate == OWL_IMPORTS and not isinstance(subject, Triple):
            place = document.positions().property(subject, predicate)
            where = (place.line, place.column) if isinstance(place, Place) else ()
            raise SourceError(document.path, _REASON, *where)


# What somebody contributes: any mix of RDF files, CSV files and workbooks, read together.

_NAMING = frozenset(map(NamedNode, NAMING_PROPERTIES))


@dataclass(frozen=True)
class ReadContribution:
    """A contribution that was read: its RDF files, its sheets, and what is wrong in how the sheets are filled in."""

    documents: tuple[Source, ...]
    sheets: tuple[SheetSource, ...]
    findings: tuple[Finding, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """All that it says, file by file."""
        return (*self.documents, *self.sheets)

    @property
    def contribution(self) -> Contribution:
        """The same as checking takes it: what it describes is described anew."""
        return Contribution(self.sources, self.findings, replaces=True)


@dataclass(frozen=True)
class ContributionReader:
    """Reads contributions to one graph, by its forms and with what they may refer to."""

    forms: Mapping[str, Form]
    reference: Reference
    tree: ClassTree
    known: KnownThings

    def read(self, files: Sequence[tuple[Path, bytes]], form: Form | None = None) -> ReadContribution:
        """The files of a contribution, each with its content; `form` is that of sheets which do not say what they are.

        Things may be referred to before and after they are described, and across files. Raises SourceError for an RDF
        file that cannot be parsed or imports another, and Refusal for a sheet that cannot be read or recognised.
        """
        documents = tuple(parse_rdf(path, content) for path, content in files if is_rdf_file(path))
        for document in documents:
            refuse_imports(document)
        sheets = [open_sheet(path, content, self.forms, form) for path, content in files if not is_rdf_file(path)]
        return self.read_opened(documents, sheets)

    def read_opened(self, documents: tuple[Source, ...], sheets: Sequence[OpenSheet]) -> ReadContribution:
        """The same for files that were opened before."""
        new_things = NewThings(self.reference.names)
        self._introduce_described(new_things, documents)
        subjects = self._subjects(sheets)
        for sheet, found in zip(sheets, subjects, strict=True):
            self._introduce_rows(new_things, sheet, found)
        read = [self._read(sheet, found, new_things) for sheet, found in zip(sheets, subjects, strict=True)]
        findings = [each for sheet in sheets for each in sheet.findings(self.reference.names)]
        findings += [each for found in subjects for each in found.findings]
        findings += [each for statements in read for each in statements.findings]
        return ReadContribution(documents, tuple(map(_source, read)), tuple(findings))

    def _subjects(self, sheets: Iterable[OpenSheet]) -> list[RowSubjects]:
        """The subjects of the rows of all sheets; those of one class get their addresses together."""
        minting: dict[str, Minting] = {}
        found = []
        for sheet in sheets:
            form = sheet.recognised.form
            mint = minting.setdefault(form.segment, self._minting(form))
            found.append(row_subjects(sheet.recognised, mint))
        return found

    def _minting(self, form: Form) -> Minting:
        known = self.known
        return Minting(self.reference.names, form.segment, known.has, lambda iri: known.is_a(iri, form.class_))

    def _introduce_described(self, new_things: NewThings, documents: Iterable[Source]) -> None:
        for document in documents:
            labels = _objects(document.triples, _NAMING)
            for thing, classes in _objects(document.triples, {RDF_TYPE}).items():
                above = frozenset(each for class_ in classes for each in self.tree.above(class_))
                new_things.add(thing, above, labels.get(thing, ()))

    def _introduce_rows(self, new_things: NewThings, sheet: OpenSheet, found: RowSubjects) -> None:
        classes = frozenset(self.tree.above(sheet.recognised.form.class_))
        for row, subject in found.by_row.items():
            new_things.add(subject.iri, classes, found.labels[row])

    def _read(self, sheet: OpenSheet, subjects: RowSubjects, new_things: NewThings) -> SheetStatements:
        values = ValueReader(self.reference, new_things, sheet.language)
        statements = SheetStatements(sheet.recognised, subjects, values, self.known.is_a)
        statements.read()
        return statements


def contribution_reader(forms: Mapping[str, Form], reference: Reference, ontology: Triples) -> ContributionReader:
    """The reader of contributions to a graph with an ontology."""
    return ContributionReader(forms, reference, ClassTree(ontology), KnownThings(reference.columns))


def _source(read: SheetStatements) -> SheetSource:
    return SheetSource(read.sheet, read.subjects, read.statements, read.unreadable)


def _objects(triples: Iterable[Triple], predicates: Set[NamedNode]) -> dict[str, list[str]]:
    """What each named subject has as values of some predicates."""
    found: dict[str, list[str]] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if triple.predicate in predicates and isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            found.setdefault(subject.value, []).append(value.value)
    return found


# Files that somebody contributes to a project folder, read with what the project has.


def read_contribution(
    project: Project, files: Sequence[tuple[Path, bytes]], class_: str | None = None
) -> ReadContribution:
    """Files of any mix of RDF, CSV and Excel, each with its content; `class_` says what sheets are about that do not.

    To check it: `check(project.with_contribution(read.sources, replaces=True), checks, paths, read=read.findings)`.
    Raises SourceError for a file that cannot be read, its subclass Refusal for a sheet, and UnknownName for a class
    that has no form.
    """
    said = project_forms(project)
    reader = contribution_reader(said.forms, said.reference, project.dataset.graph(project.ontology))
    return reader.read(files, None if class_ is None else form_named(said.forms, class_))
