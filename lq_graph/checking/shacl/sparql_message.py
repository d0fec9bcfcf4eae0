"""Messages with variables in them. SHACL §5.2, §6.2.1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal

from lq_graph.checking.shacl.graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.checking.shacl.vocabulary import sh

_VARIABLE = re.compile(r"\{[?$](\w+)\}")


def messages_of(graph: ShapesGraph, node: Node) -> tuple[Literal, ...]:
    """The sh:message of a node; raises IllFormedShapes if one is no text."""
    found = graph.objects(node, sh("message"))
    if wrong := [each for each in found if not isinstance(each, Literal)]:
        raise IllFormedShapes(node, f"sh:message is not a text: {wrong[0]}", "§5.2.1")
    return tuple(each for each in found if isinstance(each, Literal))


def filled(messages: Iterable[Literal], row: Mapping[str, Term]) -> tuple[Literal, ...]:
    """The messages with the values of a row for `{?name}` and `{$name}`; a name without value stays."""
    return tuple(_filled(message, row) if "{" in message.value else message for message in messages)


def _filled(message: Literal, row: Mapping[str, Term]) -> Literal:
    def value(found: re.Match[str]) -> str:
        term = row.get(found[1])
        return found[0] if term is None else getattr(term, "value", str(term))

    text = _VARIABLE.sub(value, message.value)
    if message.language:
        return Literal(text, language=message.language)
    return Literal(text, datatype=message.datatype)
