"""Which goal system a thing belongs to, and which things are described in a dataset of a goal system only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

from lq_graph.names import LQ, SKOS
from lq_graph.triples.columns import Columns, first, second
from lq_graph.triples.dataset import Dataset
from lq_graph.triples.vocabulary import RDF_TYPE

_GOAL_SYSTEM = NamedNode(f"{LQ}GoalSystem")


def goal_systems(columns: Columns) -> Mapping[str, str]:
    """The goal system of each thing that belongs to one, by their IRIs.

    A goal says so itself (lq:isGoalIn). Whatever is in a concept scheme belongs to the goal system that the scheme is,
    or to the only one that the goals of the scheme are in. A target belongs to the system of its goal, unless a
    document sets it: then it is that document's.
    """
    systems = dict(_statements(columns, f"{LQ}isGoalIn"))
    known = {thing for thing, class_ in _statements(columns, RDF_TYPE.value) if class_ == _GOAL_SYSTEM.value}
    in_scheme = list(_statements(columns, f"{SKOS}inScheme"))
    of_scheme: defaultdict[str, set[str]] = defaultdict(set)
    for thing, scheme in in_scheme:
        if thing in systems:
            of_scheme[scheme].add(systems[thing])
    by_scheme = {scheme: next(iter(found)) for scheme, found in of_scheme.items() if len(found) == 1}
    by_scheme |= {scheme: scheme for scheme in known}
    for thing, scheme in in_scheme:
        if scheme in by_scheme:
            systems.setdefault(thing, by_scheme[scheme])
    set_by_document = {target for target, _ in _statements(columns, f"{LQ}isSetBy")}
    for target, goal in _statements(columns, f"{LQ}isTargetOf"):
        if goal in systems and target not in set_by_document:
            systems.setdefault(target, systems[goal])
    return systems


def of_goal_systems(data: Dataset) -> frozenset[str]:
    """The IRIs of things that are described in datasets with a goal system, and in no other.

    Those are what the publisher of the goals has beside them: its bodies, decisions and target values.
    """
    own: set[str] = set()
    others: set[str] = set()
    for triples in data.graphs.values():
        types = [(each.subject, each.object) for each in triples if each.predicate == RDF_TYPE]
        described = {thing.value for thing, _ in types if isinstance(thing, NamedNode)}
        has_system = any(class_ == _GOAL_SYSTEM for _, class_ in types)
        (others if has_system else own).update(described)
    return frozenset(others - own)


def _statements(columns: Columns, predicate: str) -> Iterator[tuple[str, str]]:
    """Subject and object of each statement with a predicate between two IRIs, in the order of their letters."""
    relation, terms = columns.named(predicate), columns.terms
    found = zip(terms.terms(first(relation)), terms.terms(second(relation)), strict=True)
    yield from sorted((s.value, o.value) for s, o in found if isinstance(s, NamedNode) and isinstance(o, NamedNode))
