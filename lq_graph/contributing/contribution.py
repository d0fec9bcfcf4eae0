"""Contributions: RDF files, CSV files and workbooks read together, or one thing from a web form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.check import Contribution
from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import ClassTree, form_named
from lq_graph.contributing.forms.reference import KnownThings, Reference, project_forms
from lq_graph.contributing.forms.rows import ID, sheet_columns
from lq_graph.contributing.sheets.recognise import recognise, unrecognised
from lq_graph.contributing.sheets.source import OpenSheet, SheetSource, open_sheet
from lq_graph.contributing.sheets.statements import Minting, RowSubjects, read_statements, row_subjects
from lq_graph.contributing.sheets.values import NewThings, ValueReader
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.contributing.xlsx.grid import Grid, GridCell, tidy
from lq_graph.errors import SourceError
from lq_graph.labels import NAMING_PROPERTIES
from lq_graph.reading.position import Cell, Place
from lq_graph.reading.project import Project
from lq_graph.reading.rdf_file import Source, is_rdf_file, parse_rdf
from lq_graph.reading.text_positions import TextPositions
from lq_graph.text import Language
from lq_graph.triples.dataset import Triples
from lq_graph.triples.vocabulary import OWL_IMPORTS, RDF_TYPE

_NAMING = frozenset(map(NamedNode, NAMING_PROPERTIES))
_NO_IMPORTS = (
    "owl:imports names another file, and lq fetches nothing; remove it, and contribute that file beside this one"
)


@dataclass(frozen=True)
class ReadContribution:
    """A contribution that was read: its RDF files, its sheets, and the findings on how the sheets are filled in."""

    documents: tuple[Source, ...]
    sheets: tuple[SheetSource, ...]
    findings: tuple[Finding, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Its files with their statements."""
        return (*self.documents, *self.sheets)

    @property
    def contribution(self) -> Contribution:
        """The contribution to check; its statements on a thing replace those that are there."""
        return Contribution(self.sources, self.findings, replaces=True)


def read_contribution(
    project: Project, files: Sequence[tuple[Path, bytes]], class_: str | None = None
) -> ReadContribution:
    """Reads files with their content as a contribution to a project folder.

    `class_` is the class of the things in sheets that do not identify their form. To check the contribution:
    `check(project.with_contribution(read.sources, replaces=True), checks, paths, read=read.findings)`.
    Raises SourceError for a file that cannot be read, its subclass Refusal for a sheet, and UnknownName for a class
    that has no form.
    """
    forms = project_forms(project)
    reader = contribution_reader(forms.forms, forms.reference, project.dataset.graph(project.ontology))
    return reader.read(files, None if class_ is None else form_named(forms.forms, class_))


def contribution_reader(forms: Mapping[str, Form], reference: Reference, ontology: Triples) -> ContributionReader:
    """The reader of contributions to a graph with an ontology."""
    return ContributionReader(forms, reference, ClassTree(ontology), KnownThings(reference.columns))


@dataclass(frozen=True)
class ContributionReader:
    """Reads contributions to one graph, by its forms and the things that they may refer to."""

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
        sheets = [open_sheet(path, content, self.forms, form) for path, content in files if not is_rdf_file(path)]
        return self.read_opened(documents, sheets)

    def read_opened(self, documents: tuple[Source, ...], sheets: Sequence[OpenSheet]) -> ReadContribution:
        """The contribution of files that were opened before."""
        subjects = self._subjects(sheets)
        new_things = self._new_things(documents, sheets, subjects)
        findings = [each for sheet in sheets for each in sheet.findings(self.reference.names)]
        findings += [each for found in subjects for each in found.findings]
        sources = []
        for sheet, found in zip(sheets, subjects, strict=True):
            values = ValueReader(self.reference, new_things, sheet.language)
            read = read_statements(sheet.recognised, found, values, self.known.is_a)
            findings += read.findings
            sources.append(SheetSource(sheet.recognised, found, read.statements, read.unreadable, sheet.text))
        return ReadContribution(documents, tuple(sources), tuple(findings))

    def _subjects(self, sheets: Iterable[OpenSheet]) -> list[RowSubjects]:
        """The subjects of the rows of all sheets; things of one class get their IRIs together."""
        minting: dict[str, Minting] = {}
        found = []
        for sheet in sheets:
            form = sheet.recognised.form
            if form.segment not in minting:
                minting[form.segment] = self._minting(form)
            found.append(row_subjects(sheet.recognised, minting[form.segment]))
        return found

    def _minting(self, form: Form) -> Minting:
        known = self.known
        return Minting(self.reference.names, form.segment, known.has, lambda iri: known.is_a(iri, form.class_))

    def _new_things(
        self, documents: Iterable[Source], sheets: Sequence[OpenSheet], subjects: Sequence[RowSubjects]
    ) -> NewThings:
        """The things that the contribution describes, in its documents and then in its rows."""
        new_things = NewThings(self.reference.names)
        for document in documents:
            labels = _objects(document.triples, _NAMING)
            for thing, classes in _objects(document.triples, {RDF_TYPE}).items():
                above = frozenset(each for class_ in classes for each in self.tree.above(class_))
                new_things.add(thing, above, labels.get(thing, ()))
        for sheet, found in zip(sheets, subjects, strict=True):
            above = frozenset(self.tree.above(sheet.recognised.form.class_))
            for row, subject in found.by_row.items():
                new_things.add(subject.iri, above, found.labels[row])
        return new_things


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


# A proposal: one thing as a web form describes it.

_KEYS, _VALUES = 1, 2  # the rows of the sheet
_FILE, _UNASKED_FILE = Path("/contribution/form"), Path("/contribution/kept")


@dataclass(frozen=True)
class Proposal:
    """A web form that was filled in: the keys of its inputs in the order of their columns, and their statements."""

    form: Form
    keys: tuple[str, ...]
    read: ReadContribution
    unasked: UnaskedStatements

    @cached_property
    def thing(self) -> NamedNode:
        """The thing that is described."""
        return NamedNode(next(iter(self.read.sheets[0].subjects.by_row.values())).iri)

    @property
    def contribution(self) -> Contribution:
        """The proposal as checking takes it."""
        return Contribution((*self.read.sources, self.unasked), self.read.findings, replaces=True)

    def triples(self, stated: Triples) -> Triples:
        """The statements to add: all on the thing, and those on others, such as sources, that are not there yet."""
        proposed = [*self.read.sheets[0].triples, *self.unasked.triples]
        return frozenset(each for each in proposed if each.subject == self.thing or each not in stated)

    def key(self, finding: Finding) -> str:
        """The key of the input that a finding concerns; empty if it concerns the thing as a whole."""
        position = finding.position
        if not isinstance(position, Cell) or position.file != _FILE:
            return ""
        is_of_all = finding.path is None and position == self.read.sheets[0].positions().subject(self.thing)
        return "" if is_of_all else self.keys[position.column - 1]


def read_proposal(
    reader: ContributionReader, form: Form, values: Mapping[str, str], stated: Triples, language: Language
) -> Proposal:
    """Reads the inputs of a form, by the keys of their columns, as the one row of a sheet.

    `stated` are the statements of datasets on the same thing. Raises Refusal if none of the inputs belongs to the form.
    """
    keys = tuple(dict.fromkeys([ID, *(column.key for column in sheet_columns(form)), *values]))
    cells = {place: GridCell(text) for place, key in enumerate(keys, 1) if (text := tidy(values.get(key, "")))}
    rows = {_KEYS: {place: GridCell(key) for place, key in enumerate(keys, 1)}, _VALUES: cells}
    grid = Grid(_FILE, "", rows, lambda row, column: Cell(_FILE, "", row, column))
    recognised = recognise(grid, {form.segment: form}, form.class_)
    if recognised is None or not cells:
        raise unrecognised(_FILE)
    read = reader.read_opened((), [OpenSheet(recognised, TemplateIdentity(language=language))])
    return Proposal(form, keys, read, UnaskedStatements(tuple(_unasked(form, stated))))


@dataclass(frozen=True)
class UnaskedStatements:
    """The statements on a thing that its form does not ask for, which a proposal leaves as they are."""

    triples: tuple[Triple, ...]
    path: Path = _UNASKED_FILE
    text: None = None

    def positions(self) -> TextPositions:
        """No positions: the statements are not in the form."""
        return TextPositions({}, {}, {})


def _unasked(form: Form, stated: Triples) -> Iterator[Triple]:
    for triple in stated:
        language = triple.object.language if isinstance(triple.object, Literal) else None
        asked = (
            field.predicate == triple.predicate.value and field.language in (None, language)
            for field in form.own_fields
        )
        if not any(asked):
            yield triple
