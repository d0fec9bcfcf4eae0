"""What a query in a shape reads, as ways from the focus node, where its text proves that it reads nothing else.

Proven are queries of triple patterns with a fixed predicate, FILTER with or without EXISTS, and OPTIONAL, in which
every pattern is joined to the focus node: a solution is made of triples, and each of them is at the end of one of the
ways, whatever the graph. A way is not followed through what may be a literal, as Oxigraph joins 1 with 01.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from lq_graph.checking.shacl.path import Inverse, Path, Predicate
from lq_graph.checking.shacl.sparql_query import Query
from lq_graph.checking.shacl.sparql_tokens import Token, Tokens
from lq_graph.checking.shacl.sparql_triples import TriplesReader
from lq_graph.names import RDF

Way = tuple[Path, ...]

_THIS, _VALUE = "this", "value"
_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_OTHER_FORMS = frozenset({"BIND", "GRAPH", "LATERAL", "MINUS", "VALUES", "SERVICE", "SELECT", "UNION", "{"})
_PATH_MARKS = frozenset({"/", "|", "*", "+", "?"})


class _Unproven(Exception):
    """The query may read what no way leads to."""


@dataclass(frozen=True)
class _Edge:
    """A triple pattern; an end that is no variable is None."""

    subject: str | None
    predicate: Predicate
    object: str | None


@dataclass(frozen=True)
class _Group:
    """The edges of a group, the groups of its EXISTS, and those of its OPTIONAL with the variables before them."""

    edges: list[_Edge] = field(default_factory=list)
    exists: list[_Group] = field(default_factory=list)
    optional: list[tuple[frozenset[str], _Group]] = field(default_factory=list)


def ways(query: Query) -> frozenset[Way] | None:
    """The ways from the focus node to all triples that a query may read, None if that is not proven.

    The last step of a way is the triple. The focus node's own triples may decide in which form a value is given back.
    """
    select = query.select
    expressions = any(each.exists for each in select.expressions)
    if query.ask or select.keys is not None or select.sliced or expressions or query.functions & _CHANGING:
        return None
    if "\\u" in query.text.lower() or Tokens(query.text).peek().word in {"PREFIX", "BASE"}:
        return None
    try:
        top = _Reader(query).group()
        _refuse_loose_value(query, top)
        return frozenset(_ways(top, {_THIS: ()}))
    except _Unproven:
        return None


def _refuse_loose_value(query: Query, top: _Group) -> None:
    """Nothing, if a value is no literal, or an object of the focus node. See `sparql_exact.as_written`."""
    subjects = {edge.subject for edge in top.edges}
    own = {edge.object for edge in top.edges if edge.subject == _THIS}
    if _VALUE in query.variables and _VALUE not in subjects | own:
        raise _Unproven


def _ways(group: _Group, given: Mapping[str, Way]) -> Iterable[Way]:
    known = dict(given)
    yield from _joined(group.edges, known)
    for inner in group.exists:
        yield from _ways(inner, known)
    for before, inner in group.optional:
        yield from _ways(inner, {name: way for name, way in known.items() if name in before or name == _THIS})


def _joined(edges: list[_Edge], known: dict[str, Way]) -> Iterable[Way]:
    """The ways to the edges; what they lead to becomes known. Raises _Unproven if an edge is not joined."""
    subjects = {edge.subject for edge in edges}
    left = edges
    while left:
        for edge in left:
            if edge.subject in known:
                way = (*known[edge.subject or ""], edge.predicate)
                known.setdefault(edge.object or "", way)
                break
            if edge.object in known and edge.object in subjects:
                way = (*known[edge.object or ""], Inverse(edge.predicate))
                known.setdefault(edge.subject or "", way)
                break
        else:
            raise _Unproven
        yield way
        left = [each for each in left if each is not edge]
        known.pop("", None)


class _Reader:
    def __init__(self, query: Query) -> None:
        group = query.select.group
        self.tokens = Tokens(query.text[group.start : group.end])
        self.names = TriplesReader(self.tokens, query.prefixes)

    def group(self) -> _Group:
        """The parts of a group, after its `{`."""
        found = _Group()
        while (token := self.tokens.peek()).word not in {"}", "end"}:
            if token.text == ".":
                self.tokens.take()
            elif token.word in _OTHER_FORMS:
                raise _Unproven
            elif token.word in {"FILTER", "OPTIONAL"}:
                self.part(self.tokens.take(), found)
            else:
                self.patterns(found)
        self.tokens.take()
        return found

    def part(self, token: Token, found: _Group) -> None:
        if token.word == "FILTER":
            self.filter(found)
            return
        before = frozenset(end for edge in found.edges for end in (edge.subject, edge.object) if end)
        self.tokens.take()
        found.optional.append((before, self.group()))

    def filter(self, found: _Group) -> None:
        while self.tokens.peek().text not in {"(", "{"}:
            self.tokens.take()
        depth = 0
        while True:
            if self.tokens.peek().text == "{":
                self.tokens.take()
                found.exists.append(self.group())
            else:
                depth += {"(": 1, ")": -1}.get(self.tokens.take_in_expression().text, 0)
            if not depth:
                return

    def patterns(self, found: _Group) -> None:
        """The patterns of one subject."""
        subject = self.node()
        while self.tokens.peek().text not in {".", "}", ""} and self.tokens.peek().word not in {"FILTER", "OPTIONAL"}:
            if self.tokens.peek().text == ";":
                self.tokens.take()
                continue
            predicate = self.predicate()
            found.edges.append(_Edge(subject, predicate, self.node()))
            while self.tokens.peek().text == ",":
                self.tokens.take()
                found.edges.append(_Edge(subject, predicate, self.node()))

    def predicate(self) -> Predicate:
        token = self.tokens.take()
        if (token.kind not in {"iri", "name"} and token.text != "a") or self.tokens.peek().text in _PATH_MARKS:
            raise _Unproven
        return Predicate(NamedNode(f"{RDF}type" if token.text == "a" else self.names.resolved(token)))

    def node(self) -> str | None:
        token = self.tokens.take()
        if token.kind in {"variable", "blank"}:
            return token.variable if token.kind == "variable" else token.text
        if token.kind == "string":
            self.names.literal_end()
        elif token.kind not in {"iri", "name", "number"} and token.word not in {"TRUE", "FALSE"}:
            raise _Unproven
        return None
