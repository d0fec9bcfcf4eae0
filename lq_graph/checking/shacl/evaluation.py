"""Shapes held against a graph, all focus nodes of a shape at once. SHACL §3.4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lq_graph.checking.shacl.constraint import Constraint, Failures, Scope
from lq_graph.checking.shacl.facts import Facts
from lq_graph.checking.shacl.graph import Node
from lq_graph.checking.shacl.logic import Property
from lq_graph.checking.shacl.model import Shape, Shapes
from lq_graph.checking.shacl.path import Path
from lq_graph.checking.shacl.path_walk import distinct_ids, identity
from lq_graph.checking.shacl.result import Batch
from lq_graph.checking.shacl.targets import focus_nodes
from lq_graph.checking.shacl.words import default_messages
from lq_graph.triples.relation import Counts, Pairs
from lq_graph.triples.terms import Ids, Mask

_UNKNOWN, _CONFORMS, _FAILS = 0, 1, 2


class Evaluation:
    """One validation of one graph.

    What is learnt of a node's conformance to a shape is kept, one byte a term for each shape that another refers to.
    """

    def __init__(self, shapes: Shapes, facts: Facts) -> None:
        self._shapes = shapes
        self._facts = facts
        self._verdicts: dict[Node, npt.NDArray[np.int8]] = {}
        self._walked: dict[tuple[Path, int], tuple[Ids, Pairs]] = {}

    def batches(self) -> Iterator[Batch]:
        """The results of every shape on the focus nodes of its targets."""
        for shape in self._shapes.values():
            yield from self.results(shape.node, focus_nodes(self._facts, shape.targets))

    def results(self, node: Node, focus: Ids) -> Iterator[Batch]:
        """The results of one shape on some distinct, sorted focus nodes."""
        self._walked.clear()
        yield from self._checked(self._shapes[node], focus, None)

    def conforming(self, shape: Node, ids: Ids) -> Mask:
        """For each id, whether its node conforms to a shape."""
        if shape not in self._verdicts:
            self._verdicts[shape] = np.zeros(len(self._facts.terms), np.int8)
        verdicts = self._verdicts[shape]
        unknown = verdicts[ids] == _UNKNOWN
        if unknown.any():
            self._judge(self._shapes[shape], distinct_ids(ids[unknown], len(verdicts)), verdicts)
        conforms: Mask = verdicts[ids] == _CONFORMS
        return conforms

    def _judge(self, shape: Shape, focus: Ids, verdicts: npt.NDArray[np.int8]) -> None:
        verdicts[focus] = _CONFORMS
        if shape.deactivated:
            return
        scope = self._scope(shape, focus)
        for constraint in shape.constraints:
            for failures in constraint.failures(scope):
                verdicts[failures.focus] = _FAILS

    def _checked(self, shape: Shape, focus: Ids, weights: Counts | None) -> Iterator[Batch]:
        """The results on focus nodes, each as often as its weight says, or once."""
        if not len(focus) or shape.deactivated:
            return
        scope = self._scope(shape, focus)
        for constraint in shape.constraints:
            if isinstance(constraint, Property):
                yield from self._checked(self._shapes[constraint.shape], *_passed_on(scope, weights))
                continue
            for failures in constraint.failures(scope):
                if len(failures.focus):
                    yield self._batch(shape, constraint, _repeated(failures, focus, weights))

    def _scope(self, shape: Shape, focus: Ids) -> Scope:
        pairs = identity(focus) if shape.path is None else self._walk(shape.path, focus)
        return Scope(shape.node, shape.path, focus, pairs, self._facts, self)

    def _walk(self, path: Path, focus: Ids) -> Pairs:
        """The path from focus nodes; shapes on the same array of focus nodes share it."""
        key = (path, id(focus))
        if key not in self._walked:
            self._walked[key] = (focus, self._facts.walk(path, focus))
        return self._walked[key][1]

    def _batch(self, shape: Shape, constraint: Constraint, failures: Failures) -> Batch:
        return Batch(
            terms=self._facts.terms,
            focus=failures.focus,
            values=failures.values,
            path=failures.path or shape.path,
            component=constraint.component,
            shape=shape.node,
            severity=shape.severity,
            messages=failures.messages or shape.messages or default_messages(constraint.component),
            constraint=failures.constraint,
        )


def _passed_on(scope: Scope, weights: Counts | None) -> tuple[Ids, Counts | None]:
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
