"""The parts of a query in a shape that decide how it may be evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Names = frozenset[str]


@dataclass(frozen=True)
class Expression:
    """An expression: the variables and functions that it names anywhere, and the patterns of its EXISTS."""

    variables: Names = frozenset()
    functions: Names = frozenset()
    exists: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Triples:
    """Adjacent triple patterns and paths; `size` counts them, a path of several steps more than once."""

    variables: Names
    size: int


@dataclass(frozen=True)
class Filter:
    """A FILTER from `start` to `end`; `negated` is set if it is nothing but one [NOT] EXISTS."""

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
        """Whether it is nothing but a query."""
        return any(isinstance(element, Select) for element in self.elements)


@dataclass(frozen=True)
class Query:
    """A query read: its text with declared prefixes beside it, and its parts.

    `predicates` are all IRIs that can decide what the query reads, None if it may read any triple. `form` is where
    SELECT or ASK stands, up to the WHERE group.
    """

    text: str
    prefixes: dict[str, str]
    ask: bool
    form: tuple[int, int]
    select: Select
    predicates: Names | None
    variables: Names
    functions: Names


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
