"""A Turtle document as text: 120 columns, four spaces a level, one blank line between blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lq_graph.formatting.document import (
    Block,
    Collection,
    CommentBlock,
    Description,
    Document,
    Item,
    Lines,
    Prefix,
    Property,
    Value,
)

WIDTH = 120
_STEP = "    "
_SENTENCE = re.compile(r"""[.!?…]["'](?:@[-0-9A-Za-z]+)?\Z""")


def text_of(document: Document) -> str:
    """The text of a document, with a line feed at the end; empty for an empty one."""
    *paragraphs, head = document.head or ((),)
    first = [*head, *(line for prefix in document.prefixes for line in _prefix_lines(prefix))]
    parts = [*paragraphs, first, *map(_element_lines, document.elements)]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def _prefix_lines(prefix: Prefix) -> list[str]:
    return [*prefix.above, *_commented([prefix.declaration()], prefix.beside, "")]


def _element_lines(element: Block | CommentBlock) -> Sequence[str]:
    if isinstance(element, CommentBlock):
        return element.lines
    return [*element.subject.above, *(_block_in_line(element) or _block_lines(element))]


def _block_in_line(block: Block) -> list[str]:
    """A block with one predicate on one line; empty if there is more, or if it does not fit."""
    if len(block.properties) != 1 or block.tail or block.subject.beside:
        return []
    (entry,) = block.properties
    subject, text = _value_in_line(block.subject.value), _property_in_line(entry)
    line = f"{subject} {text} ."
    if subject is None or text is None or len(line) > WIDTH or entry.above:
        return []
    return _commented([line], entry.items[-1].beside + entry.behind, "")


def _block_lines(block: Block) -> list[str]:
    subject = _value_lines(block.subject.value, "", "", "" if block.properties else " .")
    return [
        *_commented(subject, block.subject.beside, ""),
        *_properties_lines(block.properties, _STEP, "" if block.tail else " ."),
        *_indented(block.tail, _STEP),
        *([f"{_STEP}."] if block.tail else []),
    ]


def _properties_lines(properties: Sequence[Property], indent: str, end: str) -> list[str]:
    ends = [*[" ;"] * (len(properties) - 1), end]
    return [
        line
        for entry, end_ in zip(properties, ends, strict=False)
        for line in (*_indented(entry.above, indent), *_property_lines(entry, indent, end_))
    ]


def _property_lines(entry: Property, indent: str, end: str) -> list[str]:
    text = _property_in_line(entry)
    line = f"{indent}{text}{end}"
    if text is not None and len(line) <= WIDTH:
        return _commented([line], entry.items[-1].beside + entry.behind, indent)
    only = entry.items[0] if len(entry.items) == 1 else None
    if only and not only.above and not entry.beside and _has_lines(only.value):
        return _commented(_value_lines(only.value, f"{indent}{entry.predicate} ", indent, end), only.beside, indent)
    predicate = _commented([f"{indent}{entry.predicate}"], entry.beside, indent)
    return _commented([*predicate, *_items_lines(entry.items, indent + _STEP, ",", end)], entry.behind, indent)


def _items_lines(items: Sequence[Item], indent: str, mark: str, end: str) -> list[str]:
    ends = [*[mark] * (len(items) - 1), end]
    return [
        line
        for item, end_ in zip(items, ends, strict=False)
        for line in (
            *_indented(item.above, indent),
            *_commented(_value_lines(item.value, indent, indent, end_), item.beside, indent),
        )
    ]


def _has_lines(value: Value) -> bool:
    """Whether a value is written on several lines where it does not fit on one."""
    return not isinstance(value, str) or _value_in_line(value) is None


def _value_lines(value: Value, lead: str, indent: str, end: str) -> list[str]:
    """A value behind what stands before it on its line; on one line if it fits."""
    if isinstance(value, str):
        return [f"{lead}{value}{end}"]
    text = _value_in_line(value)
    line = f"{lead}{text}{end}"
    if text is not None and len(line) <= WIDTH:
        return [line]
    if isinstance(value, Description):
        inside, brackets = _properties_lines(value.properties, indent + _STEP, ""), "[]"
    else:
        inside, brackets = _items_lines(value.items, indent + _STEP, "", ""), "()"
    return [f"{lead}{brackets[0]}", *inside, *_indented(value.tail, indent + _STEP), f"{indent}{brackets[1]}{end}"]


def _indented(comments: Iterable[str], indent: str) -> list[str]:
    return [f"{indent}{comment}" for comment in comments]


def _commented(lines: Sequence[str], comments: Lines, indent: str) -> list[str]:
    """Lines with a comment behind them; where there are more comments, the others stand above."""
    if not comments:
        return list(lines)
    return [*_indented(comments[:-1], indent), *lines[:-1], f"{lines[-1]} {comments[-1]}"]


# What fits on one line.


def _value_in_line(value: Value) -> str | None:
    """A value on one line; None if a comment or a line break stands in it."""
    if isinstance(value, Description):
        return _description(value)
    if isinstance(value, Collection):
        return _collection(value)
    return None if "\n" in value or "\r" in value else value


def _property_in_line(entry: Property) -> str | None:
    """A predicate with its objects on one line, without the comments before and behind all of it.

    None if a comment or a line break stands in it, or if it has several objects of which one ends as a sentence does.
    """
    is_broken = entry.beside or any(item.above for item in entry.items)
    if is_broken or (len(entry.items) > 1 and any(map(_needs_line, entry.items))):
        return None
    objects = _joined((item.value for item in entry.items), ", ")
    return None if objects is None else f"{entry.predicate} {objects}"


def _needs_line(item: Item) -> bool:
    return bool(item.beside) or (isinstance(item.value, str) and bool(_SENTENCE.search(item.value)))


def _description(value: Description) -> str | None:
    if value.tail or any(each.above or each.behind or each.items[-1].beside for each in value.properties):
        return None
    properties = [_property_in_line(each) for each in value.properties]
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
        text = _value_in_line(value)
        if text is None:
            return None
        texts.append(text)
    return mark.join(texts)
