"""Constraints that are queries: sh:sparql, and components declared with SPARQL. SHACL §5 and §6."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pyoxigraph import Literal, NamedNode, Store

from lq_graph.names import SH
from lq_graph.shacl.core.model import Failures, Scope, WithoutReferences
from lq_graph.shacl.core.paths import Path, sparql_text
from lq_graph.shacl.core.shapes_graph import (
    PATH,
    TRUE,
    IllFormedShapes,
    Node,
    ShapesGraph,
    Term,
    Unsupported,
    component,
    sh,
)
from lq_graph.shacl.core.sparql_data import SHAPES_GRAPH, SparqlData
from lq_graph.shacl.sparql.evaluation import QueryEvaluation, SparqlResult, failures_of, messages_of
from lq_graph.shacl.sparql.query import Bind, Group, Names, Query, groups_in, projected, subqueries
from lq_graph.shacl.sparql.syntax import Forbidden, Token, Tokens, read_query
from lq_graph.triples.vocabulary import OWL_IMPORTS

OPTIONAL_NAMES = frozenset({"shapesGraph", "currentShape"})
_ANY_PATH = "^<p:>"  # as long as $PATH, so that places stay, and only right where a path may stand
_PLACE = re.compile(r"error at (\d+):(\d+): ?")
_PREFIXES_SECTION = "§5.2.1"
_RESERVED = frozenset({"this", "shapesGraph", "currentShape", "path", "PATH", "value"})
_LOCAL_NAME = re.compile(r"[^/#:]*\Z")
_VARIABLE = re.compile(r"\w+")
_PREBOUND = frozenset({"this", "shapesGraph", "currentShape"})


@dataclass(frozen=True)
class SparqlConstraint(WithoutReferences):
    """A SPARQL-based constraint: a SELECT whose every solution is a violation."""

    node: Node
    select: QueryText
    messages: tuple[Literal, ...]
    deactivated: bool
    component = component("SPARQL")

    def predicates(self, path: Path | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        return self.select.query(None if path is None else sparql_text(path)).predicates

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The solutions for all focus nodes."""
        terms, path = scope.data.terms, scope.path
        found = self.results(
            scope.data.sparql, scope.shape, None if path is None else sparql_text(path), terms.terms(scope.focus)
        )
        return failures_of(found, terms, self.node)

    def results(self, data: SparqlData, shape: Node, path: str | None, focus: Sequence[Term]) -> list[SparqlResult]:
        """The violations on focus nodes; `path` is the shape's in SPARQL, None for a node shape.

        Raises EngineError if the query reports a failure or cannot be evaluated. SHACL §5.3.
        """
        if self.deactivated or not focus:
            return []
        constants = {"shapesGraph": SHAPES_GRAPH, "currentShape": shape}
        return QueryEvaluation(self.select.query(path), data, constants, self.messages, path is None).selected(focus)


@dataclass(frozen=True)
class ComponentConstraint(WithoutReferences):
    """One use of a SPARQL-based component in a shape: its parameters have the values of `bindings`."""

    declared: SparqlComponent
    bindings: Mapping[str, Term]

    @property
    def component(self) -> NamedNode:
        """The component."""
        return self.declared.node

    def predicates(self, path: Path | None) -> Names | None:
        """The IRIs of all predicates that the query can touch, None for any."""
        validator = self.declared.validator(path)
        if validator is None:
            return frozenset()
        return validator.text.query(None if path is None else sparql_text(path)).predicates

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """What the validator rejects of all focus nodes, or of all pairs of focus and value node."""
        terms, path = scope.data.terms, None if scope.path is None else sparql_text(scope.path)
        validator = self.declared.validator(path)
        pairs: Sequence[tuple[Term, Term]] = ()
        if validator is not None and validator.ask:
            pairs = list(zip(terms.terms(scope.owners), terms.terms(scope.values), strict=True))
        found = self.results(scope.data.sparql, scope.shape, path, focus=terms.terms(scope.focus), pairs=pairs)
        return failures_of(found, terms, None)

    def results(
        self,
        data: SparqlData,
        shape: Node,
        path: str | None,
        *,
        focus: Sequence[Term],
        pairs: Sequence[tuple[Term, Term]],
    ) -> list[SparqlResult]:
        """The violations; the pairs are of focus nodes and their value nodes, and only an ASK reads them.

        Empty if the component has no validator for shapes of this kind. SHACL §6.3. Raises EngineError as
        `SparqlConstraint.results` does.
        """
        validator = self.declared.validator(path)
        if validator is None or not focus:
            return []
        constants = {**self.bindings, "shapesGraph": SHAPES_GRAPH, "currentShape": shape}
        evaluation = QueryEvaluation(validator.text.query(path), data, constants, validator.messages, path is None)
        return evaluation.rejected(pairs) if validator.ask else evaluation.selected(focus)


@dataclass(frozen=True)
class SparqlComponent:
    """A SPARQL-based constraint component, with its validators for node shapes and for property shapes."""

    node: NamedNode
    parameters: tuple[Parameter, ...]
    for_nodes: Validator | None
    for_properties: Validator | None

    def validator(self, path: str | Path | None) -> Validator | None:
        """The validator for node shapes (no path) or property shapes; None if the component has none for them."""
        return self.for_nodes if path is None else self.for_properties


@dataclass(frozen=True)
class Validator:
    """A query that validates: a SELECT of violations, or an ASK for each value. SHACL §6.2.3."""

    text: QueryText
    ask: bool
    messages: tuple[Literal, ...]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a component: its predicate, which also names its variable. SHACL §6.2.2."""

    predicate: NamedNode
    optional: bool

    @property
    def name(self) -> str:
        """The local name, which is that of the variable."""
        found = _LOCAL_NAME.search(self.predicate.value)
        return found[0] if found else ""


def sparql_constraints_of(graph: ShapesGraph, shape: Node) -> list[SparqlConstraint]:
    """The SPARQL-based constraints of a shape.

    Raises IllFormedShapes for what SHACL §5.2 and §A forbid, with line and column for what is not SPARQL, and
    Unsupported for SPARQL 1.2.
    """
    found = []
    for node in graph.objects(shape, sh("sparql")):
        if isinstance(node, Literal):
            raise IllFormedShapes(shape, f"sh:sparql is a literal: {node}", _PREFIXES_SECTION)
        text = query_text(graph, node, "select", _PREFIXES_SECTION)
        text.check(_PREBOUND, ask=False)
        if names_path(text.text) and not graph.objects(shape, PATH):
            raise IllFormedShapes(node, "$PATH in a node shape", "§5.3.1")
        deactivated = TRUE in graph.objects(node, sh("deactivated"))
        found.append(SparqlConstraint(node, text, messages_of(graph, node), deactivated))
    return found


def constraints_of_components(
    graph: ShapesGraph, shape: Node, components: Iterable[SparqlComponent]
) -> Iterator[ComponentConstraint]:
    """The constraints of a shape by the parameters of components; none of a component whose mandatory one is missing.

    Raises IllFormedShapes if a component of several parameters has more than one value for one of them. SHACL §6.2.1.
    """
    for declared in components:
        values = {each.name: graph.objects(shape, each.predicate) for each in declared.parameters}
        if any(not values[each.name] for each in declared.parameters if not each.optional):
            continue
        if len(values) > 1 and (several := [name for name, found in values.items() if len(found) > 1]):
            raise IllFormedShapes(shape, f"several values for {several[0]} of {declared.node}", "§6.2.1")
        given = {name: found for name, found in values.items() if found}
        for row in product(*given.values()):
            yield ComponentConstraint(declared, dict(zip(given, row, strict=True)))


def components_of(graph: ShapesGraph) -> list[SparqlComponent]:
    """The constraint components that a shapes graph declares with SPARQL; raises IllFormedShapes as §6.2 demands."""
    nodes = [node for node in graph.instances(sh("ConstraintComponent")) if isinstance(node, NamedNode)]
    return [_component(graph, node) for node in nodes if not node.value.startswith(SH)]


def footprint(predicates: Iterable[Names | None]) -> Names | None:
    """All predicates that some queries can touch, None if one of them can touch any."""
    found: Names = frozenset()
    for each in predicates:
        if each is None:
            return None
        found |= each
    return found


def _component(graph: ShapesGraph, node: NamedNode) -> SparqlComponent:
    parameters = tuple(_parameter(graph, each) for each in graph.objects(node, sh("parameter")))
    if all(each.optional for each in parameters):
        raise IllFormedShapes(node, "a component needs a parameter that is not optional", "§6.2.1")
    names = frozenset(each.name for each in parameters)
    general = _validator(graph, node, "validator", names)
    for_nodes = _validator(graph, node, "nodeValidator", names)
    for_properties = _validator(graph, node, "propertyValidator", names)
    return SparqlComponent(node, parameters, for_nodes or general, for_properties or general)


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
    text = query_text(graph, node, "ask" if ask else "select", "§6.2.3")
    text.check(names | {"this", "shapesGraph", "currentShape"} | ({"value"} if ask else frozenset()), ask=ask)
    return Validator(text, ask, messages_of(graph, node))


@dataclass(frozen=True)
class QueryText:
    """The text of a query in a shapes graph: its node, prefixes, and the section of SHACL that defines it."""

    node: Term
    text: str
    prefixes: Mapping[str, str]
    section: str

    def query(self, path: str | None) -> Query:
        """The query with a path in place of $PATH.

        Raises IllFormedShapes for what is not SPARQL or has a clause that pre-binding forbids, Unsupported for
        functions that Oxigraph does not know, and for SPARQL 1.2.
        """
        text = _with_path(self.text, path)
        self._parse(text)
        try:
            return read_query(text, self.prefixes)
        except Forbidden as error:
            place = _place_of(self.text, error.place)
            raise IllFormedShapes(self.node, f"{place}: {error.clause} in a query of a shape", "§A") from None

    def check(self, prebound: Names, *, ask: bool) -> None:
        """Raises IllFormedShapes unless the query, with any path, keeps the rules for pre-bound variables."""
        query = self.query(_ANY_PATH)
        if query.ask != ask:
            self._refuse(f"{'ASK' if ask else 'SELECT'} expected", self.section)
        inner = subqueries(query.select)
        binds = [name for group in groups_in(query.select) for name in _binds(group)]
        for names in (*(select.assigned for select in (query.select, *inner)), frozenset(binds)):
            if assigned := names & prebound:
                self._refuse(f"AS ?{min(assigned)}, which is pre-bound", "§A")
        for select in inner:
            if missing := prebound - OPTIONAL_NAMES - projected(select):
                self._refuse(f"a subquery that does not give ?{min(missing)}", "§A")
        if not ask and "this" not in projected(query.select):
            self._refuse("SELECT does not give ?this", self.section)

    def _parse(self, text: str) -> None:
        try:
            Store().query(text, prefixes=dict(self.prefixes))
        except (SyntaxError, ValueError) as error:
            found = _PLACE.match(str(error))
            place = f"line {found[1]}, column {found[2]}: " if found else ""
            reason = _PLACE.sub("", str(error)).split("\n")[0][:200]
            self._refuse(f"not a SPARQL query: {place}{reason}", self.section)
        except RuntimeError as error:
            raise Unsupported(f"a query of {self.node}: {error}") from error

    def _refuse(self, reason: str, section: str) -> None:
        raise IllFormedShapes(self.node, reason, section)


def _with_path(text: str, path: str | None) -> str:
    """The text with a path at each variable PATH that stands in it as a token."""
    if path is None:
        return text
    parts, start = [], 0
    for token in _path_tokens(text):
        parts += [text[start : token.start], path]
        start = token.end
    return "".join([*parts, text[start:]])


def _path_tokens(text: str) -> list[Token]:
    tokens, found = Tokens(text), []
    while (token := tokens.take()).kind != "end":
        if token.kind == "variable" and token.variable == "PATH":
            found.append(token)
    return found


def names_path(text: str) -> bool:
    """Whether a query has $PATH."""
    return bool(_path_tokens(text))


def _place_of(text: str, offset: int) -> str:
    before = text[:offset]
    return f"line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"


def _binds(group: Group) -> list[str]:
    own = [element.name for element in group.elements if isinstance(element, Bind)]
    return own + [name for element in group.elements for inner in groups_in(element) for name in _binds(inner)]


def query_text(graph: ShapesGraph, node: Node, predicate: str, section: str) -> QueryText:
    """The query of a node at sh:select or sh:ask; raises IllFormedShapes unless it has exactly one."""
    found = graph.objects(node, sh(predicate))
    if len(found) != 1 or not isinstance(found[0], Literal):
        raise IllFormedShapes(node, f"needs exactly one sh:{predicate}", section)
    return QueryText(node, found[0].value, prefixes_of(graph, node), section)


def prefixes_of(graph: ShapesGraph, node: Node) -> dict[str, str]:
    """The namespaces by prefix at `sh:prefixes/owl:imports*/sh:declare` of a node. SHACL §5.2.1.

    Raises IllFormedShapes for a declaration without exactly one prefix and one namespace, and for two namespaces of
    one prefix.
    """
    ontologies = list(dict.fromkeys(graph.objects(node, sh("prefixes"))))
    for each in ontologies:
        ontologies.extend(other for other in graph.objects(each, OWL_IMPORTS) if other not in ontologies)
    found: dict[str, str] = {}
    for declaration in dict.fromkeys(each for node in ontologies for each in graph.objects(node, sh("declare"))):
        prefix = _one(graph, declaration, sh("prefix"))
        namespace = _one(graph, declaration, sh("namespace"))
        if found.setdefault(prefix, namespace) != namespace:
            raise IllFormedShapes(declaration, f"the prefix {prefix}: has two namespaces", _PREFIXES_SECTION)
    return found


def _one(graph: ShapesGraph, declaration: Term, predicate: NamedNode) -> str:
    values = graph.objects(declaration, predicate)
    if len(values) != 1 or not isinstance(values[0], Literal):
        raise IllFormedShapes(declaration, f"needs exactly one literal at {predicate}", _PREFIXES_SECTION)
    return values[0].value
