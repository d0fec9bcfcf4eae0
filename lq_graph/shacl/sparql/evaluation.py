"""Evaluates one query for many focus nodes, with pre-binding inserted into its text. SHACL §5.3, §6.3 and §A.

The definition joins the solution with the pre-bound values to every basic graph pattern. Here it is joined where it
can make a difference: to the WHERE of each query, to keep it small, and to each group in which the variable is open
(see query.py). Elsewhere the join with what stands around gives the same.

With one row this is pre-binding. With many rows it is pre-binding of each row, all at once, as every pattern, filter,
projection and grouping keeps the rows apart; see `row_by_row` for what does not.

FILTER NOT EXISTS of a join, which Oxigraph evaluates anew for every solution, becomes MINUS; FILTER EXISTS becomes a
join with the distinct solutions: only if the pattern binds all variables that it shares with its group.
"""

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
    GRAPH,
    Bindings,
    Row,
    SparqlData,
    Table,
    by_canonical,
    may_change,
    table_of_constant,
    table_of_row,
    table_of_rows,
)
from lq_graph.shacl.sparql.query import (
    Bind,
    Element,
    Filter,
    Group,
    Named,
    Names,
    Optional,
    Query,
    Select,
    Triples,
    bound,
    groups_in,
    mentioned,
    open_anywhere,
    opened,
    selects_in,
    subqueries,
    visible,
)
from lq_graph.triples.terms import Terms

Edit = tuple[int, int, str]
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


def row_by_row(query: Query, names: Sequence[str]) -> bool:
    """Whether many rows cannot be evaluated at once: solutions are cut by number, or grouped across rows."""
    selects = [query.select, *subqueries(query.select)]
    return any(each.sliced or (each.keys is not None and not each.keys.issuperset(names)) for each in selects)


def with_tables(query: Query, tables: Sequence[Table], head: str | None = None) -> str:
    """The text of a query joined with tables; `head` replaces its ASK."""
    inserter = _Inserter(query.text, tables)
    edits = inserter.select(query.select)
    if head is not None:
        edits.append((*query.form, head))
    return inserter.text(0, len(query.text), edits)


@dataclass(frozen=True)
class _Inserter:
    """Collects the edits that join the groups of a query with tables."""

    source: str
    tables: Sequence[Table]

    def select(self, select: Select) -> list[Edit]:
        edits = self.group(select.group, rows=True)
        return edits + [edit for each in select.expressions for inner in each.exists for edit in self.plain(inner)]

    def group(self, group: Group, rows: bool = False) -> list[Edit]:
        """The edits in a group that gets every table whose variables it names, and the table of rows if `rows`."""
        wanted = mentioned(group)
        tables = [each for each in self.tables if each.variables & wanted or (rows and each is self.tables[0])]
        return self.edits(group, tables)

    def plain(self, group: Group, optional: bool = False, inside_exists: bool = True) -> list[Edit]:
        """The edits in a group that gets only the tables whose variables are open in it."""
        wanted = opened(group, optional)
        return self.edits(group, [each for each in self.tables if each.variables & wanted], optional, inside_exists)

    def edits(
        self, group: Group, tables: Sequence[Table], optional: bool = False, inside_exists: bool = False
    ) -> list[Edit]:
        binding = "" if group.is_subquery else "".join(table.pattern for table in tables)
        found: list[Edit] = [(group.start, group.start, binding)]
        for element in group.elements:
            if isinstance(element, Select):
                found += self.select(element)
            elif isinstance(element, Filter) and not optional and not inside_exists and self.joins(element, group):
                found += self.joined(element, group)
            else:
                found += self.inside(element, inside_exists)
        return found

    def inside(self, element: Element, inside_exists: bool) -> list[Edit]:
        """The edits in the groups of a part; what is inside EXISTS may be bound from outside."""
        within = inside_exists or isinstance(element, Filter | Bind)
        found = [
            edit for group in groups_in(element) for edit in self.plain(group, isinstance(element, Optional), within)
        ]
        if isinstance(element, Named) and element.name not in {None, *self.names}:
            found += _hidden(element)
        return found

    @property
    def names(self) -> Names:
        """All variables of the tables."""
        return frozenset[str]().union(*(table.variables for table in self.tables))

    def shared(self, inner: Group, group: Group) -> Names:
        """The variables of the pattern of an EXISTS that its group may have bound."""
        return mentioned(inner) & (visible(group) | self.names)

    def joins(self, element: Filter, group: Group) -> bool:
        """Whether a filter is one [NOT] EXISTS that gives the same as MINUS, or as a join."""
        if element.negated is None:
            return False
        (inner,) = element.expression.exists
        if not _is_join(inner) or any(selects_in(inner)):
            return False
        shared = self.shared(inner, group)
        inside = bound(inner) | (self.names & shared)
        outside = bound(group) | (self.names & shared)
        meets = bool(inside & outside) if element.negated else bool(shared) and shared <= outside
        return meets and shared <= inside and not (open_anywhere(inner) & shared) - self.names

    def joined(self, element: Filter, group: Group) -> list[Edit]:
        """A filter taken out, and its pattern joined at the end of the group."""
        (inner,) = element.expression.exists
        pattern = self.text(inner.start, inner.end, self.group(inner))
        names = " ".join(f"?{name}" for name in sorted(self.shared(inner, group)))
        text = f" MINUS {{{pattern}}} " if element.negated else f" {{ SELECT DISTINCT {names} {{{pattern}}} }} "
        return [(element.start, element.end, " "), (group.end, group.end, text)]

    def text(self, start: int, end: int, edits: Iterable[Edit]) -> str:
        """A part of the source with the edits applied."""
        parts: list[str] = []
        for first, last, new in sorted(edits, key=lambda edit: edit[:2]):
            parts += [self.source[start:first], new]
            start = last
        return "".join([*parts, self.source[start:end]])


def _is_join(group: Group) -> bool:
    """Whether a pattern has more than one triple to find."""
    return len([each for each in group.elements if not isinstance(each, Filter)]) > 1 or any(
        isinstance(each, Triples) and each.size > 1 for each in group.elements
    )


def _hidden(element: Named) -> list[Edit]:
    """Excludes the graph of the tables from GRAPH ?g."""
    after = element.group.end + 1
    return [(element.start, element.start, "{ "), (after, after, f" FILTER(?{element.name} != <{GRAPH.value}>) }}")]
