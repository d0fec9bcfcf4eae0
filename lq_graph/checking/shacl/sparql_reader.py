"""Reading the parts of a query that Oxigraph has already found to be SPARQL. SPARQL 1.1 §19.8."""

from __future__ import annotations

from collections.abc import Mapping

from lq_graph.checking.shacl.sparql_query import (
    Bind,
    Element,
    Expression,
    Filter,
    Group,
    Named,
    Names,
    Optional,
    Query,
    Select,
    Union,
)
from lq_graph.checking.shacl.sparql_scope import mentioned
from lq_graph.checking.shacl.sparql_tokens import Token, Tokens
from lq_graph.checking.shacl.sparql_triples import TriplesReader
from lq_graph.checking.shacl.unsupported import Unsupported

AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
FORBIDDEN = frozenset({"MINUS", "VALUES", "SERVICE"})
_PATTERNS = frozenset({"FILTER", "BIND", "OPTIONAL", "GRAPH", "LATERAL", "{", *FORBIDDEN})


class Forbidden(Exception):
    """A clause that no query with pre-bound variables may have. SHACL §A."""

    def __init__(self, clause: str, token: Token) -> None:
        self.clause = clause
        self.place = token.start
        super().__init__(clause)


def read_query(text: str, prefixes: Mapping[str, str]) -> Query:
    """The parts of a query; raises Forbidden, or Unsupported for what SPARQL 1.1 does not have."""
    return _Reader(text, dict(prefixes)).query()


class _Reader:
    def __init__(self, text: str, prefixes: dict[str, str]) -> None:
        self.tokens = Tokens(text)
        self.declared = dict(prefixes)
        self.triples = TriplesReader(self.tokens, dict(prefixes))
        self.functions: set[str] = set()
        self.variables: set[str] = set()

    def query(self) -> Query:
        self.prologue()
        start = self.tokens.peek().start
        ask = self.tokens.peek().word == "ASK"
        select, form_end = self.select()
        seen = self.variables | self.triples.seen
        return Query(
            self.tokens.text,
            self.declared,
            ask,
            (start, form_end),
            select,
            self.triples.footprint,
            frozenset(seen),
            frozenset(self.functions),
        )

    def prologue(self) -> None:
        while self.tokens.peek().word in {"PREFIX", "BASE"}:
            if self.tokens.take().word == "BASE":
                self.triples.read_anything()
                self.tokens.take()
            else:
                prefix = self.tokens.take().text
                self.triples.prefixes[prefix.rstrip(":")] = self.tokens.take().text[1:-1]

    def select(self) -> tuple[Select, int]:
        """SELECT or ASK with its WHERE group and what follows, and where the group's `{` starts."""
        ask = self.tokens.take().word == "ASK"
        names: set[str] = set()
        assigned: set[str] = set()
        expressions: list[Expression] = []
        star = ask
        while self.tokens.peek().word not in {"WHERE", "{", "FROM"}:
            token = self.tokens.peek()
            if token.text == "(":
                expressions.append(self.bracketed(assigned))
            else:
                star = star or self.tokens.take().text == "*"
                names |= self.named(token)
        if self.tokens.peek().word == "FROM":
            raise Forbidden("FROM", self.tokens.peek())
        if self.tokens.peek().word == "WHERE":
            self.tokens.take()
        form_end = self.tokens.peek().start
        group = self.group()
        keys, sliced = self.modifiers(expressions, assigned)
        projection = None if star else frozenset(names | assigned)
        return Select(projection, group, keys, sliced, tuple(expressions), frozenset(assigned)), form_end

    def modifiers(self, expressions: list[Expression], assigned: set[str]) -> tuple[Names | None, bool]:
        """The keys of the grouping, None without one, and whether the solutions are cut by number."""
        keys: set[str] | None = None
        clause, sliced = "", False
        while (token := self.tokens.peek()).word not in {"}", "end"}:
            if token.word in FORBIDDEN:
                raise Forbidden(token.word, token)
            if token.word in {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"}:
                clause = self.tokens.take().word
                sliced = sliced or clause in {"LIMIT", "OFFSET"}
            elif token.kind == "variable" and clause == "GROUP":
                keys = (keys or set()) | self.named(self.tokens.take())
            elif token.word in {"BY", "ASC", "DESC"} or token.kind in {"number", "variable"}:
                expressions.append(Expression(frozenset(self.named(self.tokens.take()))))
            else:
                expressions.append(self.constraint(assigned))
            if clause == "GROUP":
                keys = keys or set()
        aggregates = any(each.functions & AGGREGATES for each in expressions)
        return (frozenset(keys or ()) if keys is not None or aggregates else None), sliced

    def group(self) -> Group:
        """A group graph pattern from `{` to `}`."""
        start = self.tokens.take().end
        elements: list[Element] = []
        while (token := self.tokens.peek()).word not in {"}", "end"}:
            if token.text == ".":
                self.tokens.take()
            elif token.word in _PATTERNS:
                elements.append(self.pattern(token))
            elif token.word == "SELECT":
                elements.append(self.select()[0])
            else:
                elements.append(self.triples.block())
        return Group(start, self.tokens.take().start, tuple(elements))

    def pattern(self, token: Token) -> Element:
        match token.word:
            case "{":
                return self.union()
            case "FILTER":
                return self.filter()
            case "BIND":
                return self.bind()
            case "OPTIONAL":
                self.tokens.take()
                return Optional(self.group())
            case "GRAPH":
                return self.graph()
            case "LATERAL":
                raise Unsupported("LATERAL in a query")
            case clause:
                raise Forbidden(clause, token)

    def union(self) -> Union:
        groups = [self.group()]
        while self.tokens.peek().word == "UNION":
            self.tokens.take()
            groups.append(self.group())
        return Union(tuple(groups))

    def filter(self) -> Filter:
        start = self.tokens.take().start
        first = self.tokens.peek().word
        expression = self.constraint(set())
        alone = first in {"NOT", "EXISTS"}
        return Filter(expression, start, self.tokens.last.end, first == "NOT" if alone else None)

    def bind(self) -> Bind:
        self.tokens.take()
        assigned: set[str] = set()
        expression = self.bracketed(assigned)
        return Bind(expression, assigned.pop())

    def graph(self) -> Named:
        start = self.tokens.take().start
        names = self.named(self.tokens.take())
        return Named(self.group(), next(iter(names), None), start)

    def constraint(self, assigned: set[str]) -> Expression:
        """A bracketed expression, a call, or [NOT] EXISTS."""
        words: set[str] = set()
        while self.going().text not in {"(", "{"}:
            words.add(self.function(self.tokens.take()))
        self.functions |= words
        if self.tokens.peek().text == "{":
            inner = self.group()
            return Expression(mentioned(inner), frozenset(words), (inner,))
        found = self.bracketed(assigned)
        return Expression(found.variables, found.functions | words, found.exists)

    def going(self) -> Token:
        """The next token, which must not be the end."""
        if self.tokens.peek().kind == "end":
            raise Unsupported("a query of this form")
        return self.tokens.peek()

    def bracketed(self, assigned: set[str]) -> Expression:
        """An expression from `(` to its `)`; what it gives a name to is added to the assigned."""
        variables: set[str] = set()
        functions: set[str] = set()
        exists: list[Group] = []
        depth = 0
        while True:
            if self.going().text == "{":
                exists.append(self.group())
                continue
            named = self.tokens.last.word == "AS"
            token = self.tokens.take_in_expression()
            if named:
                assigned |= self.named(token)
            else:
                variables |= self.named(token)
            functions |= {self.function(token)}
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if not depth:
                break
        self.functions |= functions
        inside = frozenset(variables).union(*map(mentioned, exists))
        return Expression(inside, frozenset(functions - {""}), tuple(exists))

    def function(self, token: Token) -> str:
        """What a token may call: a built-in by its word, or an IRI."""
        return self.triples.resolved(token) if token.kind in {"iri", "name"} else token.word

    def named(self, token: Token) -> set[str]:
        """The name of a variable, none for any other token."""
        found = {token.variable} if token.kind == "variable" else set()
        self.variables |= found
        return found
