"""The parts of a query that decide how it may be evaluated, and which variables each part binds. SPARQL 1.1 §18.2.1.

`bound` is what every solution of a pattern binds. A variable is open in a group if an expression or an OPTIONAL in it
names the variable where the group alone may leave it unbound: there, and only there, it makes a difference whether the
variable was bound before the group is evaluated or joined to its solutions afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

Names = frozenset[str]
_NONE: Names = frozenset()


@dataclass(frozen=True)
class Expression:
    """An expression: the variables that it names anywhere, whether it aggregates, and the patterns of its EXISTS."""

    variables: Names = frozenset()
    aggregates: bool = False
    exists: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Triples:
    """Adjacent triple patterns and paths; `size` counts them, a path of several steps more than once."""

    variables: Names
    size: int


@dataclass(frozen=True)
class Filter:
    """A FILTER from `start` to `end`; `negated` is set if it is one [NOT] EXISTS alone."""

    expression: Expression
    start: int
    end: int
    negated: bool | None = None


@dataclass(frozen=True)
class Bind:
    """BIND (expression AS ?name)."""

    expression: Expression
    name: str


@dataclass(frozen=True)
class Optional:
    """OPTIONAL { … }."""

    group: Group


@dataclass(frozen=True)
class Union:
    """{ … } UNION { … }, or one group alone."""

    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Named:
    """GRAPH … { … } from `start` on; `name` is set if the graph is a variable."""

    group: Group
    name: str | None
    start: int


@dataclass(frozen=True)
class Select:
    """A SELECT or ASK with all that follows it; `projected` is None for `*`, `keys` for no grouping."""

    projected: Names | None
    group: Group
    keys: Names | None
    sliced: bool
    expressions: tuple[Expression, ...]
    assigned: Names


Element = Triples | Filter | Bind | Optional | Union | Named | Select


@dataclass(frozen=True)
class Group:
    """What stands between `{`, which ends at `start`, and `}`, which starts at `end`."""

    start: int
    end: int
    elements: tuple[Element, ...]

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Its filters, which hold for the whole group."""
        return tuple(element for element in self.elements if isinstance(element, Filter))

    @property
    def is_subquery(self) -> bool:
        """Whether it is a subquery."""
        return any(isinstance(element, Select) for element in self.elements)


@dataclass(frozen=True)
class Query:
    """A parsed query: its text, the prefixes that are declared beside it, and its parts.

    `predicates` are the IRIs of all predicates that the query can match, None if it may match any triple. `form` is
    where SELECT or ASK stands, up to the WHERE group.
    """

    text: str
    prefixes: dict[str, str]
    ask: bool
    form: tuple[int, int]
    select: Select
    predicates: Names | None
    variables: Names


def groups_in(element: Element | Expression) -> tuple[Group, ...]:
    """The groups directly inside a part."""
    match element:
        case Expression():
            return element.exists
        case Filter() | Bind():
            return element.expression.exists
        case Optional() | Named():
            return (element.group,)
        case Union():
            return element.groups
        case Select():
            return (element.group, *(group for each in element.expressions for group in each.exists))
        case _:
            return ()


def selects_in(group: Group) -> Iterator[Select]:
    """All subqueries of a group, at any depth."""
    for element in group.elements:
        if isinstance(element, Select):
            yield element
        for inner in groups_in(element):
            yield from selects_in(inner)


def subqueries(select: Select) -> list[Select]:
    """All subqueries of a query, also those in the EXISTS of its expressions."""
    return [found for group in groups_in(select) for found in selects_in(group)]


def bound(group: Group) -> Names:
    """The variables that every solution of a group binds."""
    return _NONE.union(*map(_bound, group.elements))


def visible(group: Group) -> Names:
    """The variables that some solution of a group may bind."""
    return _NONE.union(*map(_visible, group.elements))


def mentioned(group: Group) -> Names:
    """The variables that a group names in its own scope, without those that are local to a subquery."""
    return _NONE.union(*map(_mentioned, group.elements))


def opened(group: Group, optional: bool = False) -> Names:
    """The variables open in a group itself; the filters of an OPTIONAL see what stands before it. §18.2.2.6."""
    found, sofar = _NONE, _NONE
    for element in group.elements:
        if isinstance(element, Bind):
            found |= element.expression.variables - sofar
        elif isinstance(element, Optional):
            found |= mentioned(element.group) - sofar
        sofar |= _bound(element)
    return found if optional else found.union(*(each.expression.variables - sofar for each in group.filters))


def open_anywhere(group: Group, optional: bool = False) -> Names:
    """The variables open in a group or in any group inside it."""
    inner = [
        open_anywhere(each, isinstance(element, Optional)) for element in group.elements for each in groups_in(element)
    ]
    return opened(group, optional).union(*inner)


def projected(select: Select) -> Names:
    """The variables that a query projects."""
    return visible(select.group) if select.projected is None else select.projected


def _bound(element: Element) -> Names:
    match element:
        case Triples():
            return element.variables
        case Named():
            return bound(element.group) | ({element.name} if element.name else _NONE)
        case Union():
            return reduce(frozenset.intersection, map(bound, element.groups))
        case Select():
            inside = bound(element.group)
            return projected(element) & (inside if element.keys is None else inside & element.keys)
        case _:
            return _NONE


def _visible(element: Element) -> Names:
    match element:
        case Triples():
            return element.variables
        case Bind():
            return frozenset({element.name})
        case Named():
            return visible(element.group) | ({element.name} if element.name else _NONE)
        case Optional() | Union():
            return _NONE.union(*map(visible, groups_in(element)))
        case Select():
            return projected(element)
        case _:
            return _NONE


def _mentioned(element: Element) -> Names:
    match element:
        case Filter():
            return element.expression.variables
        case Bind():
            return element.expression.variables | {element.name}
        case Select():
            return projected(element)
        case Triples():
            return element.variables
        case Named():
            return mentioned(element.group) | ({element.name} if element.name else _NONE)
        case _:
            return _NONE.union(*map(mentioned, groups_in(element)))
