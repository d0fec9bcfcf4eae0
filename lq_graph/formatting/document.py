"""A Turtle document as written: prefixes, blocks, and the comments that belong to each part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

# The comments that stand between two tokens of Turtle, and what each stands beside.

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Comments:
    """Comments between two tokens: one on the line of the token before, and paragraphs on lines of their own.

    The last paragraph is empty if a blank line parts the others from the token after, and also if there is no other.
    """

    beside: tuple[str, ...]
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def all(self) -> tuple[str, ...]:
        """All comments in order."""
        return (*self.beside, *lines_of(self.paragraphs))


def comments_in(gap: str, is_first: bool = False) -> Comments:
    """The comments in a gap; what comes first in a text stands beside nothing."""
    first, *lines = [line.strip(" \t") for line in _BREAK.split(f"\n{gap}" if is_first else gap)]
    return Comments((first,) if first else (), _paragraphs(lines))


def lines_of(paragraphs: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """All comments of paragraphs."""
    return tuple(line for paragraph in paragraphs for line in paragraph)


def _paragraphs(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    """Lines between blank ones; the last line is the one on which the token after stands, before that token."""
    whole, ends_with_comment = lines[:-1], bool(lines and lines[-1])
    groups = [tuple(group) for is_comment, group in groupby(lines if ends_with_comment else whole, bool) if is_comment]
    is_parted = not whole or not whole[-1]
    return (*groups, ()) if is_parted and not ends_with_comment else tuple(groups)


# What a Turtle file holds, as it is written: prefixes, blocks, and the comments that belong to each part.

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
