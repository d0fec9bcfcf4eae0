"""The prefixes of a Turtle document: which are used, and what a name stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lq_graph.formatting.document import Collection, Description, Document, Item, Prefix, Property

_NO_NAME = frozenset("<_0123456789+-.")
_DATATYPE = re.compile(r"""["']\^\^(?P<name>[^<"'][^"']*(?:\\['"][^"']*)*)\Z""")


def address_of(name: str, prefixes: Mapping[str, str]) -> str:
    """What a name stands for, as far as it can be said without its escapes; an address in brackets is itself."""
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return prefixes.get(f"{prefix}:", f"{prefix}:") + local


def addresses(prefixes: Iterable[Prefix]) -> dict[str, str]:
    """The address of each prefix, by its name with the colon."""
    return {prefix.name: prefix.address[1:-1] for prefix in prefixes}


def used_prefixes(document: Document) -> set[str]:
    """The prefixes, each with its colon, that the names of a document have."""
    return set(filter(None, map(_prefix, _texts(document))))


def _prefix(text: str) -> str | None:
    if text[0] in "\"'":
        datatype = _DATATYPE.search(text)
        return _prefix(datatype["name"]) if datatype else None
    prefix, colon, _ = text.partition(":")
    return prefix + colon if colon and text[0] not in _NO_NAME else None


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks():
        yield from _texts_of_items([block.subject])
        yield from _texts_of_properties(block.properties)


def _texts_of_properties(properties: Iterable[Property]) -> Iterator[str]:
    for each in properties:
        yield each.predicate
        yield from _texts_of_items(each.items)


def _texts_of_items(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item.value, Description):
            yield from _texts_of_properties(item.value.properties)
        elif isinstance(item.value, Collection):
            yield from _texts_of_items(item.value.items)
        else:
            yield item.value
