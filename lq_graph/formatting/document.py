"""What a Turtle file holds, as it is written: prefixes, blocks, and the comments that belong to each part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Lines = tuple[str, ...]  # comments, each from its # on


@dataclass(frozen=True)
class Description:
    """A blank node in square brackets: what it has, and comments after the last of that."""

    properties: tuple[Property, ...]
    tail: Lines = ()


@dataclass(frozen=True)
class Collection:
    """A list in round brackets: its items, and comments after the last."""

    items: tuple[Item, ...]
    tail: Lines = ()


Value = str | Description | Collection


@dataclass(frozen=True)
class Item:
    """A subject, an object or an item of a list, with the comments above it and behind it on its line."""

    value: Value
    above: Lines = ()
    beside: Lines = ()


@dataclass(frozen=True)
class Property:
    """A predicate with its objects, and whether they are written on its line.

    Comments stand above it, behind the predicate, and behind all objects in one line.
    """

    predicate: str
    items: tuple[Item, ...]
    above: Lines = ()
    beside: Lines = ()
    behind: Lines = ()
    is_line: bool = False


@dataclass(frozen=True)
class Block:
    """A subject with what it has, and comments between the last of that and the full stop."""

    subject: Item
    properties: tuple[Property, ...]
    tail: Lines = ()


@dataclass(frozen=True)
class Standing:
    """A paragraph of comments that stands by itself; it begins a section of the file."""

    lines: Lines


@dataclass(frozen=True)
class Prefix:
    """A prefix and its address, each as written; the base has the empty name without a colon."""

    name: str
    address: str
    above: Lines = ()
    beside: Lines = ()


@dataclass(frozen=True)
class Document:
    """A whole file: the paragraphs of comments before everything else, prefixes, and the rest in order."""

    head: tuple[Lines, ...]
    prefixes: tuple[Prefix, ...]
    elements: tuple[Block | Standing, ...]

    def blocks(self) -> Iterator[Block]:
        """The blocks in order."""
        return (element for element in self.elements if isinstance(element, Block))
