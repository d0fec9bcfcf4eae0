"""Reads the parts of a query that Oxigraph has accepted. SPARQL 1.1 §19.8."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lq_graph.names import RDF
from lq_graph.reading.sparql_tokens import token_at
from lq_graph.shacl.core.shapes_graph import Unsupported
from lq_graph.shacl.sparql.query import (
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
    Triples,
    Union,
    mentioned,
)

# The tokens of a query in a shape, one by one, as the reader of the query asks for them.

_LESS_THAN = re.compile("(?P<mark><=|<)")
_OPERANDS = frozenset({"string", "iri", "variable", "language", "blank", "name", "number"})
_OPERAND_TEXTS = frozenset({")", "true", "false", "TRUE", "FALSE"})


@dataclass(frozen=True)
class Token:
    """A piece of a query: its kind, its text, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword that the token may be, in capitals; its mark for a mark; `end`; empty for all else."""
        if self.kind == "word":
            return self.text.upper()
        return {"mark": self.text, "end": "end"}.get(self.kind, "")

    @property
    def variable(self) -> str:
        """The name of the variable, without its ? or $."""
        return self.text[1:]


class Tokens:
    """A place in a query that moves token by token; an end token follows the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.last = Token("start", "", 0, 0)
        self._next: Token | None = None

    def peek(self) -> Token:
        """The next token; the place stays."""
        if self._next is None:
            self._next = self._token(token_at(self.text, self.last.end))
        return self._next

    def take(self) -> Token:
        """The next token; the place moves behind it."""
        self.last, self._next = self.peek(), None
        return self.last

    def take_in_expression(self) -> Token:
        """The next token, where `<` after an operand is less-than and never starts an IRI. SPARQL 1.1 §19.8."""
        if self.peek().kind == "iri" and (self.last.kind in _OPERANDS or self.last.text in _OPERAND_TEXTS):
            self._next = self._token(_LESS_THAN.match(self.text, self.peek().start))
        return self.take()

    def _token(self, found: re.Match[str] | None) -> Token:
        if found is None:
            return Token("end", "", len(self.text), len(self.text))
        return Token(found.lastgroup or "mark", found[0], found.start(), found.end())


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
    """Recursive descent over the grammar; TriplesReader reads the blocks of triple patterns."""

    def __init__(self, text: str, prefixes: dict[str, str]) -> None:
        self.tokens = Tokens(text)
        self.declared = dict(prefixes)
        self.triples = TriplesReader(self.tokens, dict(prefixes))
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
        )

    def prologue(self) -> None:
        while self.tokens.peek().word in {"PREFIX", "BASE"}:
            if self.tokens.take().word == "BASE":
                self.triples.match_any_predicate()
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
        aggregates = any(each.aggregates for each in expressions)
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
        aggregates = False
        while self.going().text not in {"(", "{"}:
            aggregates = self.tokens.take().word in AGGREGATES or aggregates
        if self.tokens.peek().text == "{":
            inner = self.group()
            return Expression(mentioned(inner), aggregates, (inner,))
        found = self.bracketed(assigned)
        return Expression(found.variables, found.aggregates or aggregates, found.exists)

    def going(self) -> Token:
        """The next token, which must not be the end."""
        if self.tokens.peek().kind == "end":
            raise Unsupported("a query of this form")
        return self.tokens.peek()

    def bracketed(self, assigned: set[str]) -> Expression:
        """An expression from `(` to its `)`; the variables after AS are added to the assigned."""
        variables: set[str] = set()
        exists: list[Group] = []
        aggregates, depth = False, 0
        while True:
            if self.going().text == "{":
                exists.append(self.group())
                continue
            follows_as = self.tokens.last.word == "AS"
            token = self.tokens.take_in_expression()
            if follows_as:
                assigned |= self.named(token)
            else:
                variables |= self.named(token)
            aggregates = token.word in AGGREGATES or aggregates
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if not depth:
                break
        return Expression(frozenset(variables).union(*map(mentioned, exists)), aggregates, tuple(exists))

    def named(self, token: Token) -> set[str]:
        """The name of a variable, none for any other token."""
        found = {token.variable} if token.kind == "variable" else set()
        self.variables |= found
        return found


_STOP = frozenset({"FILTER", "BIND", "OPTIONAL", "GRAPH", "LATERAL", "MINUS", "VALUES", "SERVICE", "{", "}", "end"})
_VERBS = frozenset({"iri", "name", "variable"})
_ESCAPED = re.compile(r"\\(.)")


class TriplesReader:
    """Reads blocks of triple patterns, and which predicates the patterns of all blocks can match. SPARQL 1.1 §4, §9."""

    def __init__(self, tokens: Tokens, prefixes: dict[str, str]) -> None:
        self.tokens = tokens
        self.prefixes = prefixes
        self.seen: set[str] = set()
        self._predicates: set[str] | None = set()
        self._names: set[str] = set()
        self._anchors: set[str] = set()
        self._reflexive: list[set[str]] = []
        self._size = 0

    @property
    def footprint(self) -> Names | None:
        """The predicates of all patterns so far, None if some pattern may match any triple or node."""
        return None if self._predicates is None else frozenset(self._predicates)

    def match_any_predicate(self) -> None:
        """Makes the footprint None: a pattern may match any triple."""
        self._predicates = None

    def resolved(self, token: Token) -> str:
        """The IRI of an IRI token or a prefixed name."""
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        return self.prefixes.get(prefix, "") + _ESCAPED.sub(r"\1", local)

    def block(self) -> Triples:
        """Triple patterns up to the next token that cannot continue them.

        A path that may have no steps relates every node to itself, also the nodes of triples outside the footprint,
        unless another pattern of the block binds one of its ends.
        """
        self._names, self._anchors, self._reflexive, self._size = set(), set(), [], 0
        while self.tokens.peek().word not in _STOP:
            if self.tokens.peek().text == ".":
                self.tokens.take()
            else:
                subject = self.node()
                self.properties(subject)
        if any(not ends & self._anchors for ends in self._reflexive):
            self.match_any_predicate()
        self.seen |= self._names
        return Triples(frozenset(self._names), self._size)

    def properties(self, subject: set[str]) -> None:
        """The predicates and objects of a subject, up to the next token that is no verb."""
        while self.at_verb() or self.tokens.peek().text == ";":
            if self.tokens.peek().text == ";":
                self.tokens.take()
                continue
            reflexive = self.verb()
            self.object(subject, reflexive)
            while self.tokens.peek().text == ",":
                self.tokens.take()
                self.object(subject, reflexive)

    def object(self, subject: set[str], reflexive: bool) -> None:
        """One object, which makes one pattern."""
        ends = subject | self.node()
        self._size += 1
        if reflexive:
            self._reflexive.append(ends)
        else:
            self._anchors |= ends

    def at_verb(self) -> bool:
        """Whether a predicate or a path comes next."""
        token = self.tokens.peek()
        return token.kind in _VERBS or token.text in {"a", "^", "!", "("}

    def node(self) -> set[str]:
        """A subject or object; its name if it is a variable or a blank node."""
        token = self.tokens.take()
        if token.text in {"[", "("}:
            self.nested(token.text)
        elif token.text in {"<", "{|", "~", "<<"}:
            raise Unsupported("triple terms in a query")
        elif token.kind == "string":
            self.literal_end()
        elif token.text in {"+", "-"}:
            self.tokens.take()
        elif token.kind in {"variable", "blank"}:
            name = token.variable if token.kind == "variable" else token.text
            self._names |= {name} if token.kind == "variable" else set()
            return {name}
        return set()

    def literal_end(self) -> None:
        """The language tag or datatype behind a string."""
        if self.tokens.peek().kind == "language":
            self.tokens.take()
        elif self.tokens.peek().text == "^^":
            self.tokens.take()
            self.tokens.take()

    def nested(self, opening: str) -> None:
        """The inside of a blank node or of a collection, with what closes it."""
        if opening == "[":
            self.properties(set())
        else:
            self.note(f"{RDF}first")
            self.note(f"{RDF}rest")
        while self.tokens.peek().text not in {"]", ")", ""}:
            self._size += 1
            self._anchors |= self.node()
        self.tokens.take()

    def note(self, predicate: str) -> None:
        """Adds a predicate to the footprint."""
        if self._predicates is not None:
            self._predicates.add(predicate)

    def verb(self) -> bool:
        """A predicate or a path; whether it relates nodes to themselves."""
        token = self.tokens.peek()
        if token.kind == "variable":
            self._names.add(self.tokens.take().variable)
            self.match_any_predicate()
            return False
        return self.alternatives()

    def alternatives(self) -> bool:
        """Paths with `|` between them; whether any may have no steps."""
        reflexive = self.sequence()
        while self.tokens.peek().text == "|":
            self.tokens.take()
            reflexive = self.sequence() or reflexive
        return reflexive

    def sequence(self) -> bool:
        """Paths with `/` between them; whether all may have no steps."""
        reflexive = self.step()
        while self.tokens.peek().text == "/":
            self.tokens.take()
            self._size += 1
            reflexive = self.step() and reflexive
        return reflexive

    def step(self) -> bool:
        """One path with its marks; whether it may have no steps."""
        if self.tokens.peek().text == "^":
            self.tokens.take()
        reflexive = self.primary(self.tokens.take())
        while self.tokens.peek().text in {"*", "?", "+"}:
            reflexive = self.tokens.take().text != "+" or reflexive
        return reflexive

    def primary(self, token: Token) -> bool:
        """A predicate, a negated set, or a path in parentheses; whether it may have no steps."""
        if token.text == "(":
            reflexive = self.alternatives()
            self.tokens.take()
            return reflexive
        if token.text == "!":
            self.match_any_predicate()
            return self.negated()
        self.note(f"{RDF}type" if token.text == "a" else self.resolved(token))
        return False

    def negated(self) -> bool:
        """A negated property set, which always takes a step."""
        if self.tokens.take().text == "(":
            while self.tokens.take().text not in {")", ""}:
                pass
        elif self.tokens.last.text == "^":
            self.tokens.take()
        return False
