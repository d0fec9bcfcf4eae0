"""What a change of a graph touches: for each shape, the nodes on which it may now have other results.

A constraint's result on a focus node is decided by triples at the ends of ways from the node: the shape's path, and
from a value node on what the constraint reads of it. So each way is walked backwards from the changed triples, over
the graphs before and after together, and what is not reached is as it was. The nodes are never too few, often too many.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pyoxigraph import BlankNode, NamedNode

from lq_graph.checking.shacl.cardinality import MaxCount, MinCount
from lq_graph.checking.shacl.changes import NOTHING, Change, together
from lq_graph.checking.shacl.constraint import Constraint
from lq_graph.checking.shacl.graph import SUBCLASS, TYPE, Node
from lq_graph.checking.shacl.languages import LanguageIn, UniqueLang
from lq_graph.checking.shacl.logic import Counted, Property
from lq_graph.checking.shacl.membership import Closed, HasValue, In
from lq_graph.checking.shacl.model import Shapes, Targets
from lq_graph.checking.shacl.path import Inverse, Path, Predicate, Repeated, Sequence, sparql_text
from lq_graph.checking.shacl.property_pairs import Disjoint, Equals, LessThan
from lq_graph.checking.shacl.qualified import Qualified
from lq_graph.checking.shacl.query_constraints import Select
from lq_graph.checking.shacl.query_reads import Way, ways
from lq_graph.checking.shacl.strings import Matches, MaxLength, MinLength
from lq_graph.checking.shacl.value_range import Range
from lq_graph.checking.shacl.value_type import Class, Datatype, NodeKind
from lq_graph.triples.relation import first, second, unique_ids
from lq_graph.triples.terms import Ids

_OF_VALUES_ALONE = (
    *(Datatype, NodeKind, MinCount, MaxCount, Range, MinLength, MaxLength, Matches),
    *(LanguageIn, UniqueLang, In, HasValue),
)
_SUBCLASSES = Repeated(Inverse(Predicate(SUBCLASS)), "*")


def has_footprint(shapes: Shapes) -> bool:
    """Whether it is known of every constraint of the shapes what it reads."""
    known = (*_OF_VALUES_ALONE, Class, Closed, Counted, Property, Qualified, Equals, Disjoint, LessThan)
    return all(
        type(each) in known or reads(each, shape.path) is not None
        for shape in shapes.values()
        for each in shape.constraints
    )


def reads(constraint: Constraint, path: Path | None) -> frozenset[Way] | None:
    """The ways to all that a query reads, from the focus node; None if they are not known, or it is no query."""
    if not isinstance(constraint, Select):
        return None
    if constraint.constraint.deactivated:
        return frozenset()
    return ways(constraint.constraint.select.query(None if path is None else sparql_text(path)))


class Footprint:
    """The nodes that a change touches, shape by shape, for shapes of which `has_footprint` is true.

    It takes rdfs:subClassOf to be the same before and after.
    """

    def __init__(self, shapes: Shapes, change: Change) -> None:
        self._shapes = shapes
        self._change = change
        self._touched: dict[Node, Ids] = {}

    def touched(self, node: Node) -> Ids:
        """The nodes on which a shape may have other results than before, or to which it may now conform or not."""
        if node not in self._touched:
            shape = self._shapes[node]
            self._touched[node] = NOTHING if shape.deactivated else together(self._parts(node))
        return self._touched[node]

    def retargeted(self, targets: Targets) -> Ids:
        """The nodes that may have become focus nodes of targets, or are none any more."""
        change = self._change
        return together(
            (
                *map(self._typed, targets.classes),
                *(change.touched(Predicate(iri)) for iri in targets.subjects_of),
                *(change.touched(Inverse(Predicate(iri))) for iri in targets.objects_of),
            )
        )

    def _parts(self, node: Node) -> Iterator[Ids]:
        shape = self._shapes[node]
        values = together(self._of_value(constraint) for constraint in shape.constraints)
        if shape.path is None:
            yield values
        else:
            yield self._change.touched(shape.path)
            yield self._change.leading(shape.path, values)
        for constraint in shape.constraints:
            yield self._of_focus(constraint, shape.path)

    def _of_value(self, constraint: Constraint) -> Ids:
        """The value nodes of which a constraint may read something else than before."""
        match constraint:
            case Class(class_):
                return self._typed(class_)
            case Closed(predicates):
                allowed = {self._change.terms.find(predicate) for predicate in predicates}
                return self._subjects(allowed)
            case _:
                return together(map(self.touched, constraint.references))

    def _of_focus(self, constraint: Constraint, path: Path | None) -> Ids:
        """The focus nodes of which a constraint may read something else, but for their value nodes."""
        match constraint:
            case Equals() | Disjoint() | LessThan():
                return self._change.touched(Predicate(constraint.predicate))
            case Select():
                found = reads(constraint, path) or ()
                return together((self._subjects(set()), *(self._change.touched(Sequence(way)) for way in found)))
            case _:
                return NOTHING

    def _subjects(self, but: set[int]) -> Ids:
        """The subjects of changed triples, but for those with some predicates."""
        return together(first(each) for key, each in self._change.relations.items() if key not in but)

    def _typed(self, class_: NamedNode | BlankNode) -> Ids:
        """The nodes with a changed type that is a class or one of its subclasses."""
        changed = self._change.relations.get(self._change.terms.find(TYPE))
        identifier = self._change.terms.find(class_)
        if changed is None or identifier < 0:
            return NOTHING
        classes = self._change.reached(_SUBCLASSES, np.array([identifier], np.int32))
        return unique_ids(first(changed[np.isin(second(changed), classes)]))
