"""Evaluates shapes on a graph, all focus nodes of a shape at once. SHACL §2.1.3 and §3.4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lq_graph.shacl.core.constraints import Property
from lq_graph.shacl.core.data_graph import DataGraph
from lq_graph.shacl.core.model import Constraint, Failures, Scope, Shape, Shapes, Targets
from lq_graph.shacl.core.paths import Path, distinct_ids, identity
from lq_graph.shacl.core.report import Batch, default_messages
from lq_graph.shacl.core.shapes_graph import Node
from lq_graph.triples.columns import Counts, Pairs, first, second, unique_ids
from lq_graph.triples.terms import Ids, Mask

_UNKNOWN, _CONFORMS, _FAILS = 0, 1, 2


class Evaluation:
    """One validation of one graph.

    It also decides which nodes conform to a shape, for the constraints that refer to shapes, and decides it once for
    each node. Memory: one byte a term for each shape that another refers to. SHACL §3.4.
    """

    def __init__(self, shapes: Shapes, data: DataGraph) -> None:
        self._shapes = shapes
        self._data = data
        self._conformance: dict[Node, npt.NDArray[np.int8]] = {}
        self._walked: dict[tuple[Path, int], tuple[Ids, Pairs]] = {}

    def batches(self) -> Iterator[Batch]:
        """The results of every shape on the focus nodes of its targets."""
        for shape in self._shapes.values():
            self._walked.clear()
            yield from self._results(shape, focus_nodes(self._data, shape.targets), None)

    def conforming(self, shape: Node, ids: Ids) -> Mask:
        """For each id, whether its node conforms to a shape."""
        if shape not in self._conformance:
            self._conformance[shape] = np.zeros(len(self._data.terms), np.int8)
        known = self._conformance[shape]
        unknown = known[ids] == _UNKNOWN
        if unknown.any():
            self._decide(self._shapes[shape], distinct_ids(ids[unknown], len(known)), known)
        conforms: Mask = known[ids] == _CONFORMS
        return conforms

    def _decide(self, shape: Shape, focus: Ids, known: npt.NDArray[np.int8]) -> None:
        known[focus] = _CONFORMS
        if shape.deactivated:
            return
        scope = self._scope(shape, focus)
        for constraint in shape.constraints:
            for failures in constraint.failures(scope):
                known[failures.focus] = _FAILS

    def _results(self, shape: Shape, focus: Ids, weights: Counts | None) -> Iterator[Batch]:
        """The results on focus nodes, each as often as the weight of its focus node, or once."""
        if not len(focus) or shape.deactivated:
            return
        scope = self._scope(shape, focus)
        for constraint in shape.constraints:
            if isinstance(constraint, Property):  # its results are those of the property shape on the value nodes
                yield from self._results(self._shapes[constraint.shape], *_value_nodes(scope, weights))
                continue
            for failures in constraint.failures(scope):
                if len(failures.focus):
                    yield self._batch(shape, constraint, _repeated(failures, focus, weights))

    def _scope(self, shape: Shape, focus: Ids) -> Scope:
        if shape.path is None:
            return Scope(shape.node, None, focus, identity(focus), self._data, self)
        key = (shape.path, id(focus))  # shapes on the same array of focus nodes share the pairs of a path
        if key not in self._walked:
            self._walked[key] = (focus, self._data.walk(shape.path, focus))
        return Scope(shape.node, shape.path, focus, self._walked[key][1], self._data, self)

    def _batch(self, shape: Shape, constraint: Constraint, failures: Failures) -> Batch:
        return Batch(
            terms=self._data.terms,
            focus=failures.focus,
            values=failures.values,
            path=failures.path or shape.path,
            component=constraint.component,
            shape=shape.node,
            severity=shape.severity,
            messages=failures.messages or shape.messages or default_messages(constraint.component),
            constraint=failures.constraint,
        )


def _value_nodes(scope: Scope, weights: Counts | None) -> tuple[Ids, Counts | None]:
    """The distinct value nodes, and how often each is a value node of a focus node."""
    if scope.path is None:
        return scope.focus, weights
    values, where = np.unique(scope.values, return_inverse=True)
    each = None if weights is None else _weights(scope.owners, scope.focus, weights)
    if each is None and len(values) == len(scope.values):
        return values, None
    return values, np.bincount(where, each, len(values)).astype(np.int64)


def _repeated(failures: Failures, focus: Ids, weights: Counts | None) -> Failures:
    """The failures, each as often as the weight of its focus node."""
    if weights is None:
        return failures
    times = _weights(failures.focus, focus, weights)
    values = None if failures.values is None else np.repeat(failures.values, times)
    return replace(failures, focus=np.repeat(failures.focus, times), values=values)


def _weights(ids: Ids, focus: Ids, weights: Counts) -> Counts:
    return weights[np.searchsorted(focus, ids)]


def focus_nodes(data: DataGraph, targets: Targets) -> Ids:
    """The distinct focus nodes of targets, sorted by id. SHACL §2.1.3."""
    parts = [data.instances(class_) for class_ in targets.classes]
    if targets.nodes:
        parts.append(unique_ids(data.terms.ids(targets.nodes)))
    for predicates, side in ((targets.subjects_of, first), (targets.objects_of, second)):
        for predicate in predicates:
            relation = data.columns.relation(data.terms.find(predicate))
            parts.append(distinct_ids(side(relation), len(data.terms)))
    if len(parts) == 1:
        return parts[0]
    return distinct_ids(np.concatenate([np.zeros(0, np.int32), *parts]), len(data.terms))
