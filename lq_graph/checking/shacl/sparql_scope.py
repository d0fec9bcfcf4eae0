"""Which variables a pattern binds, names, or takes from outside. SPARQL 1.1 §18.2.1.

`bound` is what every solution of a pattern binds. A variable is `open` in a group if an expression or an OPTIONAL in
it names the variable where the group alone may leave it unbound: there, and only there, it makes a difference whether
the variable was bound before the group is evaluated or joined to its solutions afterwards.
"""

from __future__ import annotations

from functools import reduce

from lq_graph.checking.shacl.sparql_query import (
    Bind,
    Element,
    Filter,
    Group,
    Named,
    Names,
    Optional,
    Select,
    Triples,
    Union,
    groups_in,
)

_NONE: Names = frozenset()


def bound(group: Group) -> Names:
    """The variables that every solution of a group binds."""
    return _NONE.union(*map(_bound, group.elements))


def visible(group: Group) -> Names:
    """The variables that some solution of a group may bind."""
    return _NONE.union(*map(_visible, group.elements))


def mentioned(group: Group) -> Names:
    """The variables that a group names in its own scope: not those that a subquery keeps to itself."""
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
    """The variables that a query gives."""
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
