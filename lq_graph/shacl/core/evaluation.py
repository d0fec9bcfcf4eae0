"""Evaluates shapes on a graph, all focus nodes of a shape at once. SHACL §2.1.3 and §3.4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from pyoxigraph import Literal, NamedNode

from lq_graph.shacl.core.data_graph import Facts
from lq_graph.shacl.core.model import Constraint, Failures, Scope, Shape, Shapes, Targets
from lq_graph.shacl.core.paths import Path, distinct_ids, identity
from lq_graph.shacl.core.report import Batch
from lq_graph.shacl.core.shape_constraints import Property
from lq_graph.shacl.core.shapes_graph import Node
from lq_graph.shacl.core.vocabulary import component
from lq_graph.triples.relation import Counts, Pairs, first, second, unique_ids
from lq_graph.triples.terms import Ids, Mask

# What to say of a result when its shape has no message, in both languages.

_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Class": ("Värdet är inte av rätt klass.", "The value is not of the right class."),
        "Datatype": ("Värdet är inte skrivet i rätt datatyp.", "The value is not written in the right datatype."),
        "NodeKind": ("Värdet är inte av rätt slag.", "The value is not of the right kind."),
        "MinCount": ("Det finns för få värden.", "There are too few values."),
        "MaxCount": ("Det finns för många värden.", "There are too many values."),
        "MinExclusive": ("Värdet är för litet.", "The value is too small."),
        "MinInclusive": ("Värdet är för litet.", "The value is too small."),
        "MaxExclusive": ("Värdet är för stort.", "The value is too large."),
        "MaxInclusive": ("Värdet är för stort.", "The value is too large."),
        "MinLength": ("Texten är för kort.", "The text is too short."),
        "MaxLength": ("Texten är för lång.", "The text is too long."),
        "Pattern": ("Texten följer inte mönstret.", "The text does not follow the pattern."),
        "LanguageIn": ("Språket är inte ett av de tillåtna.", "The language is not one of those allowed."),
        "UniqueLang": ("Flera värden har samma språk.", "Several values have the same language."),
        "Equals": ("Värdena är inte desamma.", "The values are not the same."),
        "Disjoint": ("Värdet finns på båda ställena.", "The value is in both places."),
        "LessThan": ("Värdet är inte det mindre.", "The value is not the lesser."),
        "LessThanOrEquals": ("Värdet är större än det får vara.", "The value is greater than it may be."),
        "Not": ("Värdet är av en form som det inte får ha.", "The value has a shape that it must not have."),
        "And": ("Värdet har inte alla former.", "The value does not have all shapes."),
        "Or": ("Värdet har ingen av formerna.", "The value has none of the shapes."),
        "Xone": ("Värdet har inte exakt en av formerna.", "The value does not have exactly one of the shapes."),
        "Node": ("Värdet har inte rätt form.", "The value does not have the right shape."),
        "QualifiedMinCount": ("Det finns för få värden av formen.", "There are too few values of the shape."),
        "QualifiedMaxCount": ("Det finns för många värden av formen.", "There are too many values of the shape."),
        "Closed": ("Egenskapen hör inte hemma här.", "The property does not belong here."),
        "HasValue": ("Ett värde saknas.", "A value is missing."),
        "SPARQL": ("Formens fråga finner ett fel.", "The query of the shape finds a fault."),
        "In": ("Värdet är inte ett av de tillåtna.", "The value is not one of those allowed."),
    }
)
_MESSAGES: Mapping[NamedNode, tuple[Literal, ...]] = MappingProxyType(
    {
        component(name): (Literal(swedish, language="sv"), Literal(english, language="en"))
        for name, (swedish, english) in _TEXTS.items()
    }
)


def default_messages(constraint_component: NamedNode) -> tuple[Literal, ...]:
    """The messages for a constraint component of SHACL Core; none for any other."""
    return _MESSAGES.get(constraint_component, ())


# The focus nodes of a shape's targets. SHACL §2.1.3.


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


# Shapes held against a graph, all focus nodes of a shape at once. SHACL §3.4.

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
