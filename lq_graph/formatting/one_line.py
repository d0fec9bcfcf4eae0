"""What can be written on one line, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lq_graph.formatting.document import Collection, Description, Item, Property, Value

_SENTENCE = re.compile(r"""[.!?…]["'](?:@[-0-9A-Za-z]+)?\Z""")


def value_in_line(value: Value) -> str | None:
    """A value on one line; None if a comment or a line break stands in it."""
    if isinstance(value, Description):
        return _description(value)
    if isinstance(value, Collection):
        return _collection(value)
    return None if "\n" in value or "\r" in value else value


def property_in_line(said: Property) -> str | None:
    """A predicate with its objects on one line, without the comments before and behind all of it.

    None if a comment or a line break stands in it, or if it has several objects of which one ends as a sentence does.
    """
    is_parted = said.beside or any(item.above for item in said.items)
    if is_parted or (len(said.items) > 1 and any(map(_needs_line, said.items))):
        return None
    objects = _joined((item.value for item in said.items), ", ")
    return None if objects is None else f"{said.predicate} {objects}"


def _needs_line(item: Item) -> bool:
    return bool(item.beside) or (isinstance(item.value, str) and bool(_SENTENCE.search(item.value)))


def _description(value: Description) -> str | None:
    if value.tail or any(each.above or each.behind or each.items[-1].beside for each in value.properties):
        return None
    properties = [property_in_line(each) for each in value.properties]
    texts = [text for text in properties if text is not None]
    if len(texts) < len(properties):
        return None
    return f"[ {' ; '.join(texts)} ]" if texts else "[]"


def _collection(value: Collection) -> str | None:
    if value.tail or any(item.above or item.beside for item in value.items):
        return None
    items = _joined((item.value for item in value.items), " ")
    return f"( {items} )" if items else "()" if items == "" else None


def _joined(values: Iterable[Value], mark: str) -> str | None:
    texts: list[str] = []
    for value in values:
        text = value_in_line(value)
        if text is None:
            return None
        texts.append(text)
    return mark.join(texts)
