"""Pre-binding of variables, by inserting tables of their values into the text of a query. SHACL §A.

The definition joins the solution with the pre-bound values to every basic graph pattern. Here it is joined where it
can make a difference: to the WHERE of each query, to keep it small, and to each group in which the variable is open
(see query.py). Elsewhere the join with what stands around gives the same.

With one row this is pre-binding. With many rows it is pre-binding of each row, all at once, as every pattern, filter,
projection and grouping keeps the rows apart; see `row_by_row` for what does not.

FILTER NOT EXISTS of a join, which Oxigraph evaluates anew for every solution, becomes MINUS; FILTER EXISTS becomes a
join with the distinct solutions: only if the pattern binds all variables that it shares with its group.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lq_graph.shacl.core.sparql_data import GRAPH, Table
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

Edit = tuple[int, int, str]


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
