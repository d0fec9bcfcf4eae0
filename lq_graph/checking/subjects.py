"""The things that findings are about: their labels, and the files that describe them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from pathlib import Path as FilePath

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.checking.suggestions import first_predicate
from lq_graph.labels import Labels
from lq_graph.reading.position import Position, Positions
from lq_graph.reading.project import Project
from lq_graph.reading.rdf_file import Source
from lq_graph.shacl.core.paths import Inverse, Predicate
from lq_graph.text import Texts
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE

# Where the files of a project say what a finding is about.

_SURPLUS = frozenset({"MaxCount", "QualifiedMaxCount", "UniqueLang"})


class Mentions:
    """The statements of sources by their subjects; positions are made for those files alone that hold a finding."""

    def __init__(self, sources: Mapping[FilePath, Source]) -> None:
        self._sources = sources
        self._positions: dict[FilePath, Positions] = {}
        self._statements: dict[FilePath, dict[Term, list[Triple]]] = {}

    def placed(self, finding: Finding, among: Sequence[FilePath]) -> Finding:
        """The finding with the place to mend it at, in one of some files; as it is where none of them says anything."""
        if finding.position is not None or finding.focus is None:
            return finding
        sources = [self._sources[path] for path in among if path in self._sources]
        for is_exact, find in self._searches(finding):
            for source in sources:
                position = find(source, finding, finding.focus)
                if position is not None:
                    return replace(finding, position=position, is_exact=is_exact)
        return finding

    def files_with(self, value: Term, among: Iterable[FilePath]) -> list[FilePath]:
        """The files, of some, in which a term is a value."""
        return [path for path in among if any(each.object == value for each in self._sources[path].triples)]

    def _searches(self, finding: Finding) -> Iterable[tuple[bool, Callable[[Source, Finding, Term], Position | None]]]:
        """How to look for a place, from the most exact to the least: value, property, then the thing."""
        yield from ((True, find) for find in (self._value, self._surplus))
        yield (finding.value is None, self._property)
        yield from ((False, find) for find in (self._described, self._mentioned))

    def _value(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        if finding.value is None:
            return None
        if isinstance(finding.path, Inverse) and isinstance(finding.path.path, Predicate):
            return self._of(source).value(finding.value, finding.path.path.iri, focus)
        if isinstance(finding.path, Predicate):
            return self._of(source).value(focus, finding.path.iri, finding.value)
        return self._said(source, focus, finding.value)

    def _said(self, source: Source, focus: Term, other: Term) -> Position | None:
        """Where a focus node has another term as a value, or uses it as a property."""
        for triple in self._about(source, focus):
            if triple.object == other:
                return self._of(source).value(focus, triple.predicate, other)
            if triple.predicate == other:
                return self._of(source).property(focus, triple.predicate)
        return None

    def _surplus(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the second value of a property stands, if there are too many."""
        if finding.component not in _SURPLUS or not isinstance(finding.path, Predicate):
            return None
        predicate = finding.path.iri
        said: list[Term] = [each.object for each in self._about(source, focus) if each.predicate == predicate]  # type: ignore[misc]
        values = [each for each in dict.fromkeys(said) if _is_in(each, finding.language)]
        return self._of(source).value(focus, predicate, values[1]) if len(values) > 1 else None

    def _property(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        if finding.path is None:
            return None
        return self._of(source).property(focus, first_predicate(finding.path), finding.language)

    def _described(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the focus node begins, in a file that says what it is."""
        is_typed = any(triple.predicate == RDF_TYPE for triple in self._about(source, focus))
        return self._mentioned(source, finding, focus) if is_typed else None

    def _mentioned(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the focus node begins, or else where another thing has it as a value."""
        positions = self._of(source)
        by = next((each for each in source.triples if each.object == focus), None)
        elsewhere = positions.value(by.subject, by.predicate, focus) if by else None  # type: ignore[arg-type]
        return positions.subject(focus) or elsewhere

    def _about(self, source: Source, focus: Term) -> list[Triple]:
        if source.path not in self._statements:
            by_subject: dict[Term, list[Triple]] = {}
            for triple in source.triples:
                by_subject.setdefault(triple.subject, []).append(triple)  # type: ignore[arg-type]
            self._statements[source.path] = by_subject
        return self._statements[source.path].get(focus, [])

    def _of(self, source: Source) -> Positions:
        if source.path not in self._positions:
            self._positions[source.path] = source.positions()
        return self._positions[source.path]


def _is_in(value: Term, language: str | None) -> bool:
    return language is None or (isinstance(value, Literal) and value.language == language)


# The things that findings are about: what people call them, and the files that describe them.


@dataclass(frozen=True)
class Subjects:
    """The labels of things, and `files`, the function from a thing to the files that describe it."""

    labels: Labels
    files: Callable[[Term], tuple[Path, ...]]

    def label(self, term: Term) -> Texts | None:
        """What people call a thing, None if nobody says."""
        return self.labels.label(term)


def subjects_of(project: Project) -> Subjects:
    """The subjects of a project's graphs; labels and files are read when a finding first asks for one."""
    triples = (triple for graph in project.dataset.graphs.values() for triple in graph)

    def files(term: Term) -> tuple[Path, ...]:
        return project.files.get(term, ()) if isinstance(term, NamedNode | BlankNode) else ()

    return Subjects(Labels(project.names, triples), files)
