"""Evaluates one query for many focus nodes. SHACL §5.3 and §6.3."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.errors import EngineError
from lq_graph.shacl.core.model import Failures
from lq_graph.shacl.core.paths import Predicate
from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Node, ShapesGraph, Term, sh
from lq_graph.shacl.core.sparql_data import (
    Bindings,
    Row,
    SparqlData,
    by_canonical,
    may_change,
    table_of_constant,
    table_of_row,
    table_of_rows,
)
from lq_graph.shacl.sparql.prebinding import row_by_row, with_tables
from lq_graph.shacl.sparql.query import Query
from lq_graph.triples.terms import Terms

_VARIABLE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class SparqlResult:
    """One violation; without a ?path from the query, `path` is None and the shape's path holds. SHACL §5.3.2."""

    focus: Term
    value: Term | None
    path: NamedNode | None
    messages: tuple[Literal, ...]


@dataclass(frozen=True)
class QueryEvaluation:
    """A query with the bindings that are the same for all focus nodes.

    In a node shape, a solution without ?value has the focus node as its value. SHACL §5.3.2.
    """

    query: Query
    data: SparqlData
    constants: Bindings
    messages: Sequence[Literal]
    node_shape: bool

    def selected(self, focus: Sequence[Term]) -> list[SparqlResult]:
        """A result for each solution of the SELECT for each focus node."""
        exact = by_canonical(focus)
        return [
            result
            for solution in self.solutions(["this"], [(each,) for each in focus])
            for node in exact.get(solution["this"], [solution["this"]])
            for result in self.results(node, solution)
        ]

    def rejected(self, pairs: Sequence[tuple[Term, Term]]) -> list[SparqlResult]:
        """A result for each focus node and value for which the ASK is false."""
        found = self.solutions(["this", "value"], list(pairs), "SELECT DISTINCT ?this ?value ")
        accepted = {(row["this"], row["value"]) for row in found}
        forms = {
            term: form for form, terms in by_canonical(t for pair in pairs for t in pair).items() for term in terms
        }
        bad = [pair for pair in dict.fromkeys(pairs) if (forms[pair[0]], forms[pair[1]]) not in accepted]
        return [SparqlResult(focus, value, None, self.texts({"this": focus, "value": value})) for focus, value in bad]

    def solutions(self, names: Sequence[str], rows: Sequence[Row], head: str | None = None) -> list[dict[str, Term]]:
        """The solutions for all rows, evaluated at once where that gives the same as row by row."""
        constants = {name: term for name, term in self.constants.items() if name in self.query.variables}
        alone = row_by_row(self.query, names)
        with self.data.tables(names, rows, constants, alone) as distinct:
            numbers = range(len(distinct))
            tables = (
                [table_of_row(names, number) for number in numbers]
                if alone
                else [table_of_rows(names)][: len(distinct)]
            )
            fixed = list(map(table_of_constant, constants))
            texts = [with_tables(self.query, [table, *fixed], head) for table in tables]
            return [found for text in texts for found in self.data.select(text, self.query.prefixes)]

    def results(self, focus: Term, solution: Mapping[str, Term]) -> Iterator[SparqlResult]:
        """The results of one solution: one for each literal that its value may stand for."""
        if getattr(solution.get("failure"), "value", "") == "true":
            raise EngineError(f"a query of a shape reports a failure for {focus}")
        value, path = solution.get("value", focus if self.node_shape else None), solution.get("path")
        exact = self.data.exact(value, focus) if "value" in solution and may_change(value) else [value]  # type: ignore[arg-type]
        for each in exact:
            row = {**solution, "this": focus, **({} if each is None else {"value": each})}
            yield SparqlResult(focus, each, path if isinstance(path, NamedNode) else None, self.texts(row))

    def texts(self, row: Mapping[str, Term]) -> tuple[Literal, ...]:
        """The messages for one row: those of the constraint, else the ?message of the query."""
        message = row.get("message")
        own = [message] if isinstance(message, Literal) and not self.messages else self.messages
        return filled(own, {**self.constants, **row})


def failures_of(results: Iterable[SparqlResult], terms: Terms, constraint: Node | None) -> Iterator[Failures]:
    """The results as failures, together where they differ in focus node and value alone."""
    groups: dict[tuple[NamedNode | None, tuple[Literal, ...], bool], list[SparqlResult]] = defaultdict(list)
    for result in results:
        groups[result.path, result.messages, result.value is None].append(result)
    for (path, messages, _), rows in groups.items():
        values = [row.value for row in rows if row.value is not None]
        yield Failures(
            focus=terms.ids(row.focus for row in rows),
            values=terms.ids(values) if values else None,
            path=None if path is None else Predicate(path),
            messages=messages,
            constraint=constraint,
        )


def messages_of(graph: ShapesGraph, node: Node) -> tuple[Literal, ...]:
    """The sh:message of a node; raises IllFormedShapes if one is not a literal."""
    found = graph.objects(node, sh("message"))
    if wrong := [each for each in found if not isinstance(each, Literal)]:
        raise IllFormedShapes(node, f"sh:message is not a text: {wrong[0]}", "§5.2.1")
    return tuple(each for each in found if isinstance(each, Literal))


def filled(messages: Iterable[Literal], row: Mapping[str, Term]) -> tuple[Literal, ...]:
    """The messages with the values of a row for `{?name}` and `{$name}`; a name without value stays. SHACL §5.3.2."""
    return tuple(_filled(message, row) if "{" in message.value else message for message in messages)


def _filled(message: Literal, row: Mapping[str, Term]) -> Literal:
    def value(found: re.Match[str]) -> str:
        term = row.get(found[1])
        return found[0] if term is None else getattr(term, "value", str(term))

    text = _VARIABLE.sub(value, message.value)
    if message.language:
        return Literal(text, language=message.language)
    return Literal(text, datatype=message.datatype)
