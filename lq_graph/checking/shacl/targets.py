"""The focus nodes of a shape's targets. SHACL §2.1.3."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.checking.shacl.facts import Facts
from lq_graph.checking.shacl.model import Targets
from lq_graph.checking.shacl.path_walk import distinct_ids
from lq_graph.triples.relation import Pairs, first, second, unique_ids
from lq_graph.triples.terms import Ids


def focus_nodes(facts: Facts, targets: Targets) -> Ids:
    """The distinct focus nodes of targets, sorted by id."""
    parts = list(_parts(facts, targets))
    if len(parts) == 1:
        return parts[0]
    return distinct_ids(np.concatenate([np.zeros(0, np.int32), *parts]), len(facts.terms))


def _parts(facts: Facts, targets: Targets) -> Iterator[Ids]:
    for class_ in targets.classes:
        yield facts.instances(class_)
    if targets.nodes:
        yield unique_ids(facts.terms.ids(targets.nodes))
    for predicate in targets.subjects_of:
        yield distinct_ids(first(_relation(facts, predicate)), len(facts.terms))
    for predicate in targets.objects_of:
        yield distinct_ids(second(_relation(facts, predicate)), len(facts.terms))


def _relation(facts: Facts, predicate: NamedNode) -> Pairs:
    return facts.columns.relation(facts.terms.find(predicate))
