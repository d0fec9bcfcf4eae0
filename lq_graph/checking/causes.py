"""Findings on things outside a contribution: the place in it that each follows from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.checking.finding import Finding
from lq_graph.reading.position import Position, Positions
from lq_graph.reading.project import Project
from lq_graph.reading.query_file import QueryFile
from lq_graph.reading.rdf_file import Source
from lq_graph.shacl.core.paths import first_predicate
from lq_graph.text import Texts
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE

_FARTHEST = 3  # statements between a focus node and the changed thing that its finding follows from
_LOCAL_NAME = re.compile(r"(?<=[a-z]:)[A-Za-z]\w*")
_FOLLOWS = Texts("Det följer av det som ändras här.", "It follows from what is changed here.")


def gravest_of_each_place(findings: Iterable[Finding]) -> list[Finding]:
    """Of findings that follow from changes, the gravest in each place: they have one cause, and go with it."""
    found: dict[object, Finding] = {}
    for each in findings:
        key = each if each.position is None else each.position
        if key not in found or each.severity > found[key].severity:
            found[key] = each
    return [*found.values()]


class Causes:
    """The changes of a contribution, as causes of findings on what it does not describe.

    `before` is the project without the contribution, `after` with it, `files` are those of the contribution, and
    `checks` the queries that found what is wrong: what they ask about is looked for first.
    """

    def __init__(self, before: Project, after: Project, files: Collection[Path], checks: Iterable[QueryFile]) -> None:
        self._before, self._after = before, after
        self._asked = {check.name: frozenset(_LOCAL_NAME.findall(check.text)) for check in checks}
        self._sources = [after.sources[path] for path in files if path not in before.sources]
        self._positions: dict[Path, Positions] = {}

    def is_described(self, finding: Finding, files: Collection[Path]) -> bool:
        """Whether one of some files is the project's own, or changes the focus node: a row may only repeat it."""
        return any(path in self._before.sources for path in files) or (bool(files) and finding.focus in self._changes)

    def at_change(self, finding: Finding) -> Finding:
        """The finding of a check at the changed value that it asks about, if it is at a value that stays as it was."""
        changes = self._changes.get(finding.focus, [])
        asked = [each for each in changes if self._is_asked(each, finding)]
        path = None if finding.path is None else first_predicate(finding.path)
        is_of_source = finding.position is not None and finding.position.file not in self._before.sources
        if not is_of_source or path is None or not asked or any(each.predicate in (path, RDF_TYPE) for each in changes):
            return finding
        position = next((place for each in asked for place in self._of_sources(each)), None)
        return finding if position is None else replace(finding, position=position)

    def located(self, finding: Finding, own: Iterable[Finding]) -> Finding | None:
        """The finding at the nearest change to its focus node, with a sentence on that; None if it repeats another.

        `own` are the findings on what the contribution describes: of a ring or a pair of things, one finding is enough,
        and what follows from a value that is wrong itself is none.
        """
        compared = (finding.focus, finding.value, finding.beside)
        for subject in self._nearest(finding):
            about = [each for each in own if each.focus == subject]
            if any(each.code == finding.code or (each.value is not None and each.value in compared) for each in about):
                return None
            position = next(self._places(subject, finding), None)
            if position is not None:
                fault = Texts(f"{finding.fault.sv} {_FOLLOWS.sv}", f"{finding.fault.en} {_FOLLOWS.en}")
                return replace(finding, position=position, fault=fault)
        return finding

    def _places(self, subject: object, finding: Finding) -> Iterator[Position]:
        for triple in self._in_order(self._changes[subject], finding):
            yield from self._of_sources(triple)

    def _of_sources(self, triple: Triple) -> Iterator[Position]:
        for source in self._sources:
            yield from self._place(source, triple)

    def _place(self, source: Source, triple: Triple) -> Iterator[Position]:
        """Where a source states a triple; where it would, if the triple is removed; where it has the subject."""
        if source.path not in self._positions:
            self._positions[source.path] = source.positions()
        positions, (subject, predicate, value) = self._positions[source.path], triple
        language = value.language if isinstance(value, Literal) else None
        for position in (
            positions.value(subject, predicate, value),
            positions.property(subject, predicate, language),
            positions.subject(subject),
        ):
            if position is not None:
                yield position

    def _nearest(self, finding: Finding) -> list[object]:
        """The changed things by their distance from what a finding compares, then from its focus node.

        First come those that changes say the focus node of, such as a class.
        """
        named: list[object] = [each for each in (finding.beside, finding.value) if each in self._changes]
        named += (
            subject
            for subject, triples in self._changes.items()
            if any(finding.focus in (triple.predicate, triple.object) for triple in triples)
        )
        seen: set[Term] = {finding.focus} if finding.focus is not None else set()
        ring = list(seen)
        compared = {each for node in ring for each in self._neighbours.get(node, ())}  # such as the class it counts

        def asked(subject: object) -> bool:
            return any(self._is_asked(triple, finding) for triple in self._changes[subject])

        for _ in range(_FARTHEST):
            ring = [each for node in ring for each in self._neighbours.get(node, ()) if each not in seen]
            seen.update(ring)
            changed = [each for each in ring if each in self._changes]
            named += sorted(changed, key=lambda each: (self._classes[each].isdisjoint(compared), not asked(each)))
        return list(dict.fromkeys([*named, *self._changes]))

    def _in_order(self, changes: Iterable[Triple], finding: Finding) -> Sequence[Triple]:
        path = None if finding.path is None else first_predicate(finding.path)

        def distance(triple: Triple) -> tuple[bool, ...]:
            is_type, is_asked = triple.predicate == RDF_TYPE, self._is_asked(triple, finding)
            return triple.object != finding.focus, triple.predicate != path, not is_asked, is_type

        return sorted(changes, key=distance)

    def _is_asked(self, triple: Triple, finding: Finding) -> bool:
        """Whether the check of a finding asks about the property of a triple."""
        local = triple.predicate.value.replace("#", "/").rpartition("/")[2]
        return local in self._asked.get(finding.code, ()) and triple.predicate != RDF_TYPE

    @cached_property
    def _changes(self) -> Mapping[object, list[Triple]]:
        """The triples that the contribution adds or removes, by their subjects, in the order of its files."""
        before, after = self._before.data.merged(), self._after.data.merged()
        found: defaultdict[object, list[Triple]] = defaultdict(list)
        for source in self._sources:
            for triple in source.triples:
                if triple not in before:
                    found[triple.subject].append(triple)
        for triple in sorted(before - after, key=str):
            found[triple.subject].append(triple)
        return found

    @cached_property
    def _classes(self) -> Mapping[object, set[object]]:
        found: defaultdict[object, set[object]] = defaultdict(set)
        for triple in self._after.data.merged():
            if triple.predicate == RDF_TYPE and triple.subject in self._changes:
                found[triple.subject].add(triple.object)
        return found

    @cached_property
    def _neighbours(self) -> Mapping[Term, list[Term]]:
        """The things that each thing is linked with, in either direction, before or after; a class links nothing."""
        found: defaultdict[Term, list[Term]] = defaultdict(list)
        for triple in self._before.data.merged() | self._after.data.merged():
            subject, value = triple.subject, triple.object
            if (
                triple.predicate != RDF_TYPE
                and isinstance(value, NamedNode)
                and isinstance(subject, NamedNode | BlankNode)
            ):
                found[subject].append(value)
                found[value].append(subject)
        return found
