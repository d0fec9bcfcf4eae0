"""Constraint components declared with SPARQL. SHACL §6."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pyoxigraph import Literal, NamedNode

from lq_graph.names import SH
from lq_graph.shacl.core.model import Constraint, Failures, Plain, Scope
from lq_graph.shacl.core.paths import Path, Predicate, sparql_text
from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Node, Reader, ShapesGraph, Term
from lq_graph.shacl.core.sparql_data import SHAPES_GRAPH, Bindings, SparqlData
from lq_graph.shacl.core.vocabulary import PATH, TRUE, component, sh
from lq_graph.shacl.sparql.constraint import SparqlConstraint, evaluate_constraint, select_of, sparql_constraints_of
from lq_graph.shacl.sparql.evaluation import Evaluation, SparqlResult, messages_of
from lq_graph.shacl.sparql.query import Names
from lq_graph.shacl.sparql.restrictions import Text
from lq_graph.triples.terms import Terms

# Constraint components declared with SPARQL. SHACL §6.

_RESERVED = frozenset({"this", "shapesGraph", "currentShape", "path", "PATH", "value"})
_NAME = re.compile(r"[^/#:]*\Z")
_VARIABLE = re.compile(r"\w+")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a component: its predicate, which also names its variable. SHACL §6.2.2."""

    predicate: NamedNode
    optional: bool

    @property
    def name(self) -> str:
        """The local name, which is that of the variable."""
        found = _NAME.search(self.predicate.value)
        return found[0] if found else ""


@dataclass(frozen=True)
class Validator:
    """A query that validates: a SELECT of violations, or an ASK for each value. SHACL §6.2.3."""

    node: Node
    text: Text
    ask: bool
    messages: tuple[Literal, ...]


@dataclass(frozen=True)
class SparqlComponent:
    """A SPARQL-based constraint component."""

    node: NamedNode
    parameters: tuple[Parameter, ...]
    for_nodes: Validator | None
    for_properties: Validator | None
    label: tuple[Literal, ...]

    def validator(self, path: str | None) -> Validator | None:
        """The validator for node shapes (no path) or property shapes; None if the component has none for them."""
        return self.for_nodes if path is None else self.for_properties

    def needs_values(self, path: str | None) -> bool:
        """Whether the pairs of focus node and value are asked for, and not only the focus nodes."""
        validator = self.validator(path)
        return validator is not None and validator.ask

    def predicates(self, path: str | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        validator = self.validator(path)
        return frozenset() if validator is None else validator.text.query(path).predicates


def components_of(graph: ShapesGraph) -> list[SparqlComponent]:
    """The constraint components that a shapes graph declares with SPARQL; raises IllFormedShapes as §6.2 demands."""
    nodes = [node for node in graph.instances(sh("ConstraintComponent")) if isinstance(node, NamedNode)]
    return [_component(graph, node) for node in nodes if not node.value.startswith(SH)]


def applications(component: SparqlComponent, graph: ShapesGraph, shape: Node) -> list[dict[str, Term]]:
    """The values of the parameters for each constraint of a component in a shape; none if a mandatory one lacks.

    Raises IllFormedShapes if a component of several parameters has more than one value for one of them. SHACL §6.2.1.
    """
    values = {each.name: graph.objects(shape, each.predicate) for each in component.parameters}
    if any(not values[each.name] for each in component.parameters if not each.optional):
        return []
    if not any(values.values()):
        return []
    if len(values) > 1 and (many := [name for name, found in values.items() if len(found) > 1]):
        raise IllFormedShapes(shape, f"several values for {many[0]} of {component.node}", "§6.2.1")
    given = {name: found for name, found in values.items() if found}
    return [dict(zip(given, row, strict=True)) for row in product(*given.values())]


def evaluate_component(
    component: SparqlComponent,
    bindings: Bindings,
    data: SparqlData,
    shape: Node,
    path: str | None,
    *,
    focus: Sequence[Term],
    pairs: Sequence[tuple[Term, Term]],
) -> list[SparqlResult]:
    """The violations of one constraint of a component; the pairs are of focus nodes and their value nodes.

    Nothing if the component has no validator for shapes of this kind, as SHACL §6.3 has it. Raises EngineError as
    `evaluate_constraint` does.
    """
    validator = component.validator(path)
    if validator is None or not focus:
        return []
    constants = {**bindings, "shapesGraph": SHAPES_GRAPH, "currentShape": shape}
    evaluation = Evaluation(validator.text.query(path), data, constants, validator.messages, path is None)
    return evaluation.rejected(pairs) if validator.ask else evaluation.selected(focus)


def _component(graph: ShapesGraph, node: NamedNode) -> SparqlComponent:
    parameters = tuple(_parameter(graph, each) for each in graph.objects(node, sh("parameter")))
    if all(each.optional for each in parameters):
        raise IllFormedShapes(node, "a component needs a parameter that is not optional", "§6.2.1")
    names = frozenset(each.name for each in parameters)
    by_kind = {
        kind: _validator(graph, node, kind, names) for kind in ("validator", "nodeValidator", "propertyValidator")
    }
    general, label = by_kind["validator"], graph.objects(node, sh("labelTemplate"))
    return SparqlComponent(
        node,
        parameters,
        by_kind["nodeValidator"] or general,
        by_kind["propertyValidator"] or general,
        tuple(each for each in label if isinstance(each, Literal)),
    )


def _parameter(graph: ShapesGraph, node: Term) -> Parameter:
    predicate = graph.object(node, PATH)
    if len(graph.objects(node, PATH)) != 1 or not isinstance(predicate, NamedNode):
        raise IllFormedShapes(node, "a parameter needs exactly one IRI at sh:path", "§6.2.2")
    parameter = Parameter(predicate, TRUE in graph.objects(node, sh("optional")))
    if not _VARIABLE.fullmatch(parameter.name) or parameter.name in _RESERVED:
        raise IllFormedShapes(node, f"{parameter.name!r} cannot be the name of a parameter", "§6.2.2")
    return parameter


def _validator(graph: ShapesGraph, component: NamedNode, kind: str, names: Names) -> Validator | None:
    found = graph.objects(component, sh(kind))
    if not found:
        return None
    node = found[0]
    if len(found) > 1 or isinstance(node, Literal):
        raise IllFormedShapes(component, f"needs one validator at sh:{kind}", "§6.2.3")
    ask = bool(graph.objects(node, sh("ask")))
    if ask != (kind == "validator"):
        raise IllFormedShapes(node, f"sh:{kind} must have sh:{'ask' if kind == 'validator' else 'select'}", "§6.2.3")
    text = select_of(graph, node, "ask" if ask else "select", "§6.2.3")
    text.checked(names | {"this", "shapesGraph", "currentShape"} | ({"value"} if ask else frozenset()), ask)
    return Validator(node, text, ask, messages_of(graph, node))


# Constraints that are queries: those of sh:sparql and those of custom components. SHACL §5 and §6.

_Alike = tuple[NamedNode | None, tuple[Literal, ...], bool]


@dataclass(frozen=True)
class Select(Plain):
    """The SELECT of sh:sparql, which has a solution for whatever is wrong with a focus node."""

    constraint: SparqlConstraint
    component = component("SPARQL")

    def predicates(self, path: Path | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        return self.constraint.predicates(_text(path))

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The solutions for all focus nodes."""
        terms, data = scope.facts.terms, scope.facts.queried
        found = evaluate_constraint(self.constraint, data, scope.shape, _text(scope.path), terms.terms(scope.focus))
        return _failures(found, terms, self.constraint.node)


@dataclass(frozen=True)
class Custom(Plain):
    """One use of a custom constraint component: its parameters have the values of `bindings`."""

    declared: SparqlComponent
    bindings: Mapping[str, Term]

    @property
    def component(self) -> NamedNode:
        """The custom component."""
        return self.declared.node

    def predicates(self, path: Path | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        return self.declared.predicates(_text(path))

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """What its validator rejects of all focus nodes and value nodes."""
        terms, path = scope.facts.terms, _text(scope.path)
        pairs: Sequence[tuple[Term, Term]] = ()
        if self.declared.needs_values(path):
            pairs = list(zip(terms.terms(scope.owners), terms.terms(scope.values), strict=True))
        focus = terms.terms(scope.focus)
        data = scope.facts.queried
        found = evaluate_component(self.declared, self.bindings, data, scope.shape, path, focus=focus, pairs=pairs)
        return _failures(found, terms, None)


def read_queries(reader: Reader, components: Sequence[SparqlComponent]) -> Iterator[Constraint]:
    """The constraints of a shape that are queries.

    Raises IllFormedShapes and Unsupported as `sparql_constraints_of` and `applications` do.
    """
    yield from map(Select, sparql_constraints_of(reader.graph, reader.node))
    for declared in components:
        for bindings in applications(declared, reader.graph, reader.node):
            yield Custom(declared, bindings)


def _failures(results: Iterable[SparqlResult], terms: Terms, constraint: Node | None) -> Iterator[Failures]:
    """The results, together where they differ in their nodes alone."""
    alike: dict[_Alike, list[SparqlResult]] = defaultdict(list)
    for result in results:
        alike[result.path, result.messages, result.value is None].append(result)
    for (path, messages, _), rows in alike.items():
        values = [row.value for row in rows if row.value is not None]
        yield Failures(
            focus=terms.ids(row.focus for row in rows),
            values=terms.ids(values) if values else None,
            path=None if path is None else Predicate(path),
            messages=messages,
            constraint=constraint,
        )


def _text(path: Path | None) -> str | None:
    return None if path is None else sparql_text(path)
