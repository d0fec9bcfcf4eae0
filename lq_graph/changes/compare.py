"""What changed between two states of a graph: thing by thing, property by property.

Blank nodes get names that both states share, so that the changes are a difference of sets.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, DefaultGraph, NamedNode, Quad, Triple
from pyoxigraph import Dataset as OxigraphDataset

from lq_graph.changes.moves import moved, moves_between
from lq_graph.errors import EngineError
from lq_graph.names import VOID, Names
from lq_graph.triples.dataset import Dataset, Triples
from lq_graph.triples.terms import Term

Thing = NamedNode | BlankNode
IN_DATASET = NamedNode(f"{VOID}inDataset")


class Kind(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class State:
    """One state of a graph: what is stated in it, which of its named graphs are datasets, and the names of its city.

    `datasets` is None where the dataset of a statement is not known, as in a single file.
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
    """What happened to one thing; of one that was added or removed, `properties` has all statements.

    `was` is the address of a thing that moved to another one; it counts as changed.
    """

    thing: Thing
    kind: Kind
    properties: tuple[PropertyChange, ...]
    was: NamedNode | None = None


@dataclass(frozen=True)
class Changes:
    """All changes from one state to another, with the triples of both under shared names of their blank nodes."""

    before: Triples
    after: Triples
    things: tuple[ThingChange, ...]

    def number(self, kind: Kind) -> int:
        """How many things were added, changed or removed."""
        return Counter(change.kind for change in self.things)[kind]

    @property
    def moved(self) -> int:
        """How many things moved to another address."""
        return sum(change.was is not None for change in self.things)


def compare(old: State, new: State) -> Changes:
    """The changes from one state to another; none if their merged graphs are isomorphic and things stay in place.

    The order of statements and the labels of blank nodes do not count. In which dataset a thing is described counts
    where both states have datasets. A thing that moved to another address is compared with what it was, and what names
    it did not change by that. Raises EngineError for triple terms of RDF 1.2, which are not compared.
    """
    in_datasets = old.datasets is not None and new.datasets is not None
    before, after = _statements(old, in_datasets), _statements(new, in_datasets)
    moves = moves_between(before, after)
    changes = changes_between(with_shared_blanks(moved(before, moves)), with_shared_blanks(after))
    if not moves:
        return changes
    changed = {each.thing: each for each in changes.things}
    for was, thing in moves.items():
        changed[thing] = replace(changed.get(thing) or ThingChange(thing, Kind.CHANGED, ()), was=was)
    return replace(changes, things=tuple(sorted(changed.values(), key=lambda change: str(change.thing))))


def changes_between(before: Triples, after: Triples) -> Changes:
    """The changes from one set of triples to another, whose equal blank nodes have equal labels."""
    removed, added = before - after, after - before
    subjects = tuple(frozenset(triple.subject for triple in triples) for triples in (before, after))
    lost, gained = _by_subject(removed), _by_subject(added)
    things = roots(removed | added)
    found = [ThingChange(each, _kind(each, *subjects), tuple(_properties(lost[each], gained[each]))) for each in things]
    return Changes(before, after, tuple(sorted(found, key=lambda change: str(change.thing))))


def _statements(state: State, in_datasets: bool) -> Triples:
    """The statements of a state, with void:inDataset of each thing if `in_datasets`."""
    triples = state.graphs.merged()
    if any(isinstance(triple.object, Triple) for triple in triples):
        raise EngineError("statements about statements, as RDF 1.2 has them, cannot be compared")
    datasets = (state.datasets or ()) if in_datasets else ()
    memberships = {
        Triple(triple.subject, IN_DATASET, NamedNode(name))
        for name in datasets
        for triple in state.graphs.graph(name)
        if isinstance(triple.subject, NamedNode)
    }
    return triples | memberships


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


# Which things changed statements are about: those with addresses, and blank nodes that belong to none of them.


def roots(triples: Iterable[Triple]) -> list[Thing]:
    """The named subjects, and of the blank ones those that no other leads to; of a ring of them, the first by label."""
    links = _links(triples)
    found: list[Thing] = [subject for subject in links if isinstance(subject, NamedNode)]
    reached = _reached(found, links)
    targets = {target for subject, nodes in links.items() for target in nodes if target != subject}
    blanks = [node for node in links if isinstance(node, BlankNode)]
    for blank in sorted(blanks, key=lambda node: (node in targets, str(node))):
        if blank not in reached:
            found.append(blank)
            reached |= _reached([blank], links)
    return found


def _links(triples: Iterable[Triple]) -> Mapping[Thing, list[BlankNode]]:
    links: dict[Thing, list[BlankNode]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, NamedNode | BlankNode):
            links[triple.subject].extend([triple.object] if isinstance(triple.object, BlankNode) else [])
    return links


def _reached(start: Iterable[Thing], links: Mapping[Thing, list[BlankNode]]) -> set[Thing]:
    reached: set[Thing] = set(start)
    waiting = list(reached)
    while waiting:
        for node in links.get(waiting.pop(), ()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached


# Blank nodes under names that two states of a graph share: each is named by the canonical form of its component.
#
# A component is the statements that are connected by blank nodes. A name depends on nothing else, so that a change in
# one component renames no blank node in another, as the labels of RDFC-1.0 for the whole graph would. Graphs that are
# isomorphic become equal sets, and no others do.


def with_shared_blanks(triples: Triples) -> Triples:
    """The triples with blank nodes renamed; equal for two graphs if and only if they are isomorphic. RDFC-1.0.

    Raises EngineError for blank nodes so alike that to distinguish them could take factorial time.
    """
    with_blanks = [triple for triple in triples if any(blanks_of(triple))]
    renamed: set[Triple] = set()
    copies: Counter[str] = Counter()
    for component in _components(with_blanks):
        labelled = _canonical(component)
        digest = hashlib.sha256("\n".join(sorted(map(str, labelled))).encode()).hexdigest()[:24]
        copies[digest] += 1
        prefix = f"b{digest}x{copies[digest]}"
        for triple in labelled:
            renamed.add(_with_names(triple, {each: BlankNode(prefix + each.value) for each in blanks_of(triple)}))
    return (triples - frozenset(with_blanks)) | renamed


def repeated_with_blanks(triples: Iterable[Triple], stated: Triples) -> Triples:
    """The triples with blank nodes that others state of blank nodes of their own, with all that is linked to them."""
    with_blanks = [triple for triple in triples if any(blanks_of(triple))]
    if not with_blanks:
        return frozenset()
    known = with_shared_blanks(stated)
    components = map(frozenset, _components(with_blanks))
    return frozenset(triple for each in components if with_shared_blanks(each) <= known for triple in each)


def blanks_of(triple: Triple) -> Iterator[BlankNode]:
    """The blank nodes among the subject and the object of a triple."""
    return (term for term in (triple.subject, triple.object) if isinstance(term, BlankNode))


def _components(triples: Iterable[Triple]) -> Iterable[list[Triple]]:
    """The triples in groups that share no blank node with each other."""
    found: dict[BlankNode, list[Triple]] = {}
    for triple in triples:
        joined = [triple]
        for group in {id(group): group for blank in blanks_of(triple) if (group := found.get(blank))}.values():
            joined = _merged(joined, group, found)
        found.update(dict.fromkeys(blanks_of(triple), joined))
    return {id(group): group for group in found.values()}.values()


def _merged(one: list[Triple], other: list[Triple], found: dict[BlankNode, list[Triple]]) -> list[Triple]:
    """Both groups in the larger of the two lists."""
    small, large = sorted((one, other), key=len)
    large.extend(small)
    found.update((blank, large) for triple in small for blank in blanks_of(triple))
    return large


def _canonical(component: Sequence[Triple]) -> list[Triple]:
    """The triples of a component with labels that depend on its form alone."""
    classes = alike(component)
    if all(len(nodes) == 1 for nodes in classes):
        names = {node: BlankNode(f"c{number}") for number, nodes in enumerate(classes) for node in nodes}
        return [_with_names(triple, names) for triple in component]
    if is_hard(component, classes):
        raise EngineError(
            "blank nodes that are linked to each other in the same way cannot be told apart in reasonable time; "
            "give the things addresses of their own"
        )
    dataset = OxigraphDataset(
        Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in component
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


def _with_names(triple: Triple, names: Mapping[BlankNode, BlankNode]) -> Triple:
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    subject = names[subject] if isinstance(subject, BlankNode) else subject
    return Triple(subject, predicate, names[value] if isinstance(value, BlankNode) else value)


# Which blank nodes look alike: classes by the statements about them and about their neighbours (colour refinement).

Classes = Sequence[Sequence[BlankNode]]

_FEW = 7  # nodes that RDFC-1.0 distinguishes by trying all their orders, in less than a second
_IN_A_ROW = 2  # neighbours alike: chains and rings, which it walks


def alike(component: Sequence[Triple]) -> Classes:
    """The blank nodes of a component in classes that colour refinement cannot divide, in an order of their form."""
    colours = dict.fromkeys(_neighbours(component), "")
    number = 0
    while len(set(colours.values())) > number:
        number = len(set(colours.values()))
        colours = _refined(component, colours)
    classes: dict[str, list[BlankNode]] = defaultdict(list)
    for node, colour in colours.items():
        classes[colour].append(node)
    return [classes[colour] for colour in sorted(classes)]


def is_hard(component: Sequence[Triple], classes: Classes) -> bool:
    """Whether RDFC-1.0 could take a time that grows with the factorial of the number of alike nodes."""
    tied = {node: number for number, nodes in enumerate(classes) for node in nodes if len(nodes) > 1}
    if len(tied) <= _FEW:
        return False
    neighbours = _neighbours(component)
    return any(sum(other in tied for other in neighbours[node]) > _IN_A_ROW for node in tied)


def _refined(component: Iterable[Triple], colours: Mapping[BlankNode, str]) -> dict[BlankNode, str]:
    about: dict[BlankNode, list[str]] = {node: [] for node in colours}
    for subject, predicate, value in component:
        if isinstance(subject, BlankNode):
            about[subject].append(f"> {predicate} {_shown(value, subject, colours)}")
        if isinstance(value, BlankNode):
            about[value].append(f"< {predicate} {_shown(subject, value, colours)}")
    return {node: _digest([colours[node], *sorted(lines)]) for node, lines in about.items()}


def _shown(term: object, seen_from: BlankNode, colours: Mapping[BlankNode, str]) -> str:
    if term == seen_from:
        return "itself"
    return colours[term] if isinstance(term, BlankNode) else str(term)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _neighbours(component: Iterable[Triple]) -> Mapping[BlankNode, Counter[BlankNode]]:
    neighbours: dict[BlankNode, Counter[BlankNode]] = defaultdict(Counter)
    for subject, _, value in component:
        for one, other in ((subject, value), (value, subject)):
            if isinstance(one, BlankNode):
                neighbours[one].update([other] if isinstance(other, BlankNode) and other != one else [])
    return neighbours
