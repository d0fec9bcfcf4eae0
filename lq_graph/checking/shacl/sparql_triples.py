"""Reading the triple patterns of a query, and which predicates they can touch. SPARQL 1.1 §4, §9."""

from __future__ import annotations

import re

from lq_graph.checking.shacl.sparql_query import Names, Triples
from lq_graph.checking.shacl.sparql_tokens import Token, Tokens
from lq_graph.checking.shacl.unsupported import Unsupported
from lq_graph.names import RDF

_STOP = frozenset({"FILTER", "BIND", "OPTIONAL", "GRAPH", "LATERAL", "MINUS", "VALUES", "SERVICE", "{", "}", "end"})
_VERBS = frozenset({"iri", "name", "variable"})
_ESCAPED = re.compile(r"\\(.)")


class TriplesReader:
    """A reader of blocks of triple patterns that keeps the predicates of all it has read."""

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
        """The predicates of all patterns read, None if some pattern may match any triple or node."""
        return None if self._predicates is None else frozenset(self._predicates)

    def read_anything(self) -> None:
        """From here on the footprint is everything."""
        self._predicates = None

    def resolved(self, token: Token) -> str:
        """The IRI of an IRI token or a prefixed name."""
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        return self.prefixes.get(prefix, "") + _ESCAPED.sub(r"\1", local)

    def block(self) -> Triples:
        """Triple patterns up to what is none.

        A path that may have no steps relates every node to itself, those of triples that were left out as well,
        unless another pattern of the block says what one of its ends is.
        """
        self._names, self._anchors, self._reflexive, self._size = set(), set(), [], 0
        while self.tokens.peek().word not in _STOP:
            if self.tokens.peek().text == ".":
                self.tokens.take()
            else:
                subject = self.node()
                self.properties(subject)
        if any(not ends & self._anchors for ends in self._reflexive):
            self.read_anything()
        self.seen |= self._names
        return Triples(frozenset(self._names), self._size)

    def properties(self, subject: set[str]) -> None:
        """The predicates and objects of a subject, up to what is none."""
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
        """A subject or object; its name if it is a variable."""
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
            self.touch(f"{RDF}first")
            self.touch(f"{RDF}rest")
        while self.tokens.peek().text not in {"]", ")", ""}:
            self._size += 1
            self._anchors |= self.node()
        self.tokens.take()

    def touch(self, predicate: str) -> None:
        """Note a predicate."""
        if self._predicates is not None:
            self._predicates.add(predicate)

    def verb(self) -> bool:
        """A predicate or a path; whether it relates nodes to themselves."""
        token = self.tokens.peek()
        if token.kind == "variable":
            self._names.add(self.tokens.take().variable)
            self.read_anything()
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
            self.read_anything()
            return self.negated()
        self.touch(f"{RDF}type" if token.text == "a" else self.resolved(token))
        return False

    def negated(self) -> bool:
        """A negated property set, which always takes a step."""
        if self.tokens.take().text == "(":
            while self.tokens.take().text not in {")", ""}:
                pass
        elif self.tokens.last.text == "^":
            self.tokens.take()
        return False
