"""Where to correct what a finding is about: the value, else the property, else the thing, in its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Literal, Triple

from lq_graph.checking.finding import Finding
from lq_graph.reading.position import Position, Positions
from lq_graph.reading.rdf_file import Source
from lq_graph.shacl.core.paths import Inverse, Predicate, first_predicate
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE

_SURPLUS = frozenset({"MaxCount", "QualifiedMaxCount", "UniqueLang"})


class Places:
    """The places of findings in sources; a source's positions are read when the first finding is looked up in it."""

    def __init__(self, sources: Mapping[Path, Source]) -> None:
        self._sources = sources
        self._positions: dict[Path, Positions] = {}
        self._statements: dict[Path, dict[Term, list[Triple]]] = {}

    def located(self, finding: Finding, among: Sequence[Path]) -> Finding:
        """The finding with its place in one of some files; unchanged if it has one, or if none states its focus node.

        The searches go from the most exact to the least, each through all files before the next begins.
        """
        focus = finding.focus
        if finding.position is not None or focus is None:
            return finding
        searches: tuple[tuple[bool, Callable[[Source, Finding, Term], Position | None]], ...] = (
            (True, self._value),
            (True, self._surplus),
            (finding.value is None, self._property),
            (False, self._described),
            (False, self._mentioned),
        )
        sources = [self._sources[path] for path in among if path in self._sources]
        for is_exact, search in searches:
            for source in sources:
                position = search(source, finding, focus)
                if position is not None:
                    return replace(finding, position=position, is_exact=is_exact)
        return finding

    def files_with(self, value: Term, among: Iterable[Path]) -> list[Path]:
        """The files, of some, in which a term is a value."""
        return [path for path in among if any(each.object == value for each in self._sources[path].triples)]

    def _value(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the offending value stands; without a path, with whatever predicate it does."""
        value, positions = finding.value, self._of(source)
        if value is None:
            return None
        if isinstance(finding.path, Inverse) and isinstance(finding.path.path, Predicate):
            return positions.value(value, finding.path.path.iri, focus)
        if isinstance(finding.path, Predicate):
            return positions.value(focus, finding.path.iri, value)
        for triple in self._about(source, focus):
            if triple.object == value:
                return positions.value(focus, triple.predicate, value)
            if triple.predicate == value:
                return positions.property(focus, triple.predicate)
        return None

    def _surplus(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the second value of a property stands, if there are too many."""
        if finding.component not in _SURPLUS or not isinstance(finding.path, Predicate):
            return None
        values = dict.fromkeys(
            each.object
            for each in self._about(source, focus)
            if each.predicate == finding.path.iri and _is_in_language(each.object, finding.language)
        )
        second = next(iter([*values][1:]), None)
        return None if second is None else self._of(source).value(focus, finding.path.iri, second)  # type: ignore[arg-type]

    def _property(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        if finding.path is None:
            return None
        return self._of(source).property(focus, first_predicate(finding.path), finding.language)

    def _described(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the focus node begins, in a file that states its class."""
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


def _is_in_language(value: object, language: str | None) -> bool:
    return language is None or (isinstance(value, Literal) and value.language == language)
