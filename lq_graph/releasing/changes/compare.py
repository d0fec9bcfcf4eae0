"""What changed between two states of a graph: thing by thing, property by property.

The same model serves `lq diff` and whatever tells of the changes of a release.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode, Triple

from lq_graph.errors import EngineError
from lq_graph.names import VOID, Names
from lq_graph.releasing.changes.blank import with_shared_blanks
from lq_graph.releasing.changes.roots import Thing, roots
from lq_graph.triples.dataset import Dataset, Triples
from lq_graph.triples.terms import Term

IN_DATASET = NamedNode(f"{VOID}inDataset")


class Kind(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class State:
    """One state of a graph: what is stated in it, which of its named graphs are datasets, and the names of its city.

    `datasets` is None where nobody says in which dataset a statement stands, as in a single file.
    """

    graphs: Dataset
    datasets: frozenset[str] | None = None
    names: Names | None = None


@dataclass(frozen=True)
class PropertyChange:
    """The values of one property that a thing lost and gained, each in order of their text."""

    predicate: NamedNode
    removed: tuple[Term, ...]
    added: tuple[Term, ...]


@dataclass(frozen=True)
class ThingChange:
    """What happened to one thing; all that is said of it is in the properties of one that was added or removed."""

    thing: Thing
    kind: Kind
    properties: tuple[PropertyChange, ...]


@dataclass(frozen=True)
class Changes:
    """All changes from one state to another, with the triples of both under shared names of their blank nodes."""

    before: Triples
    after: Triples
    things: tuple[ThingChange, ...]

    def number(self, kind: Kind) -> int:
        """How many things were added, changed or removed."""
        return Counter(change.kind for change in self.things)[kind]


def compare(old: State, new: State) -> Changes:
    """The changes from one state to another; none if their merged graphs are isomorphic and things stay in place.

    The order of statements and the labels of blank nodes do not count. In which dataset a thing is described counts
    where both states say it. Raises EngineError for triple terms of RDF 1.2, which are not compared.
    """
    placed = old.datasets is not None and new.datasets is not None
    return changes_between(_stated(old, placed), _stated(new, placed))


def changes_between(before: Triples, after: Triples) -> Changes:
    """The changes from one set of triples to another, whose equal blank nodes have equal labels."""
    removed, added = before - after, after - before
    subjects = tuple(frozenset(triple.subject for triple in triples) for triples in (before, after))
    lost, gained = _by_subject(removed), _by_subject(added)
    things = roots(removed | added)
    found = [ThingChange(each, _kind(each, *subjects), tuple(_properties(lost[each], gained[each]))) for each in things]
    return Changes(before, after, tuple(sorted(found, key=lambda change: str(change.thing))))


def _stated(state: State, placed: bool) -> Triples:
    triples = state.graphs.merged()
    if any(isinstance(triple.object, Triple) for triple in triples):
        raise EngineError("statements about statements, as RDF 1.2 has them, cannot be compared")
    return with_shared_blanks(triples.union(_places(state)) if placed else triples)


def _places(state: State) -> Iterator[Triple]:
    for name in state.datasets or ():
        graph = NamedNode(name)
        for thing in {triple.subject for triple in state.graphs.graph(name)}:
            if isinstance(thing, NamedNode):
                yield Triple(thing, IN_DATASET, graph)


def _kind(thing: Thing, before: Collection[object], after: Collection[object]) -> Kind:
    if thing not in before:
        return Kind.ADDED
    return Kind.CHANGED if thing in after else Kind.REMOVED


def _by_subject(triples: Iterable[Triple]) -> Mapping[object, list[Triple]]:
    found: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        found[triple.subject].append(triple)
    return found


def _properties(lost: Iterable[Triple], gained: Iterable[Triple]) -> Iterator[PropertyChange]:
    removed, added = _by_predicate(lost), _by_predicate(gained)
    for predicate in sorted({*removed, *added}, key=str):
        yield PropertyChange(predicate, tuple(removed[predicate]), tuple(added[predicate]))


def _by_predicate(triples: Iterable[Triple]) -> Mapping[NamedNode, list[Term]]:
    found: dict[NamedNode, list[Term]] = defaultdict(list)
    for triple in sorted(triples, key=str):
        found[triple.predicate].append(triple.object)  # type: ignore[arg-type]
    return found
