"""A Turtle document as written: prefixes, blocks, and the comments that belong to each part; no comment is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from lq_graph.reading.turtle import Tokens

Lines = tuple[str, ...]  # comments, each from its # on

_BREAK = re.compile(r"\r\n|\r|\n")
_DIRECTIVES = frozenset({"@prefix", "prefix", "@base", "base"})


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
class CommentBlock:
    """A paragraph of comments with blank lines around it; it begins a section of the file."""

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
    """A file: the paragraphs of comments before everything else, prefixes, and the rest in order."""

    head: tuple[Lines, ...]
    prefixes: tuple[Prefix, ...]
    elements: tuple[Block | CommentBlock, ...]

    def blocks(self) -> Iterator[Block]:
        """The blocks in order."""
        return (element for element in self.elements if isinstance(element, Block))


# The comments between two tokens.


@dataclass(frozen=True)
class _Comments:
    """Comments between two tokens: one on the line of the token before, and paragraphs on lines of their own.

    The last paragraph is empty if a blank line separates the others from the token after, and if there is no other.
    """

    beside: Lines
    paragraphs: tuple[Lines, ...]

    @property
    def all(self) -> Lines:
        """All comments in order."""
        return (*self.beside, *(line for paragraph in self.paragraphs for line in paragraph))


def _comments_in(gap: str, is_first: bool = False) -> _Comments:
    """The comments in a gap; at the start of a text all have lines of their own."""
    first, *lines = [line.strip(" \t") for line in _BREAK.split(f"\n{gap}" if is_first else gap)]
    return _Comments((first,) if first else (), _paragraphs(lines))


def _paragraphs(lines: list[str]) -> tuple[Lines, ...]:
    """Lines between blank ones; the last line is that of the token after, up to the token."""
    complete, ends_with_comment = lines[:-1], bool(lines and lines[-1])
    selected = lines if ends_with_comment else complete
    groups = [tuple(group) for is_comment, group in groupby(selected, bool) if is_comment]
    is_separate = not complete or not complete[-1]
    return (*groups, ()) if is_separate and not ends_with_comment else tuple(groups)


# Reading a document.

_NO_COMMENTS = _Comments((), ((),))


def read_turtle(tokens: Tokens) -> Document:
    """The document of the tokens of a Turtle 1.1 text that a parser has accepted."""
    return _Reader(tokens).document()


class _Reader:
    """A place in the tokens, and comments on the way there that belong to what comes next."""

    def __init__(self, tokens: Tokens) -> None:
        self._texts = [*tokens.texts, ""]
        gaps = enumerate([*tokens.gaps, tokens.last_gap])
        self._gaps = [_comments_in(gap, is_first=not at) if "#" in gap else _NO_COMMENTS for at, gap in gaps]
        self._line_starts = {at for at, gap in enumerate(tokens.gaps) if "\n" in gap or "\r" in gap}
        self._at = 0
        self._carried: Lines = ()

    def document(self) -> Document:
        head: tuple[Lines, ...] = ()
        prefixes: list[Prefix] = []
        elements: list[Block | CommentBlock] = []
        while self._next:
            is_first, is_directive = not self._at, self._next.lower() in _DIRECTIVES
            standing, above = self._paragraphs()
            if is_first and is_directive:
                head, standing, above = (*standing, above), (), ()
            elements += map(CommentBlock, standing)
            if is_directive:
                prefixes.append(self._prefix(above))
            else:
                elements.append(self._block(above))
        standing, above = self._paragraphs()
        elements += map(CommentBlock, filter(None, (*standing, above)))
        return Document(head, tuple(prefixes), tuple(elements))

    @property
    def _next(self) -> str:
        return self._texts[self._at]

    def _take(self) -> str:
        """The next token; comments before it that belong to no part yet are carried along."""
        if self._gaps[self._at] is not _NO_COMMENTS:
            self._carried += self._gap().all
        self._at += 1
        return self._texts[self._at - 1]

    def _gap(self) -> _Comments:
        """The comments before the next token, which are taken now."""
        gap, self._gaps[self._at] = self._gaps[self._at], _NO_COMMENTS
        return gap

    def _beside(self) -> Lines:
        """The comment on the line of the token before, which is taken now."""
        gap = self._gaps[self._at]
        if gap.beside:
            self._gaps[self._at] = replace(gap, beside=())
        return gap.beside

    def _above(self) -> Lines:
        """All comments before the next token that belong to no part yet, which are taken now."""
        carried, self._carried = self._carried, ()
        return carried + self._gap().all

    def _paragraphs(self) -> tuple[tuple[Lines, ...], Lines]:
        """The same comments, as separate paragraphs, and those directly above the next token."""
        carried, self._carried = self._carried, ()
        gap = self._gap()
        *standing, above = gap.paragraphs
        first = carried + gap.beside
        if standing and first:
            standing[0] = first + standing[0]
        elif first:
            above = first + above
        return tuple(standing), above

    def _prefix(self, above: Lines) -> Prefix:
        word = self._take()
        name = self._take() if word.lower().endswith("prefix") else ""
        address = self._take()
        if word.startswith("@"):
            self._take()
        carried, self._carried = self._carried, ()
        return Prefix(name, address, above, carried + self._beside())

    def _block(self, above: Lines) -> Block:
        subject = Item(self._value(), above, self._beside())
        properties, tail = self._properties(".")
        self._take()
        beside = self._beside()
        if not properties:
            return Block(replace(subject, beside=subject.beside + tail + beside), ())
        if tail:
            return Block(subject, properties, tail + beside)
        return Block(subject, (*properties[:-1], _with_beside(properties[-1], beside)))

    def _properties(self, end: str) -> tuple[tuple[Property, ...], Lines]:
        """Predicates with their objects up to a token, and the comments that are left before it."""
        properties: list[Property] = []
        while True:
            above = self._above()
            while self._next == ";":
                self._take()
                above += self._above()
            if self._next == end:
                return tuple(properties), above
            properties.append(self._property(above))

    def _property(self, above: Lines) -> Property:
        predicate, beside = self._take(), self._beside()
        items: list[Item] = []
        mark, is_line = ",", True
        while mark == ",":
            is_line = is_line and self._at not in self._line_starts
            item = self._item()
            mark = self._take() if self._next in {",", ";"} else ""
            beside_mark = self._beside()
            items.append(replace(item, beside=item.beside + beside_mark) if beside_mark else item)
        return Property(predicate, tuple(items), above, beside, is_line=is_line)

    def _item(self) -> Item:
        above = self._above()
        return Item(self._value(), above, self._beside())

    def _value(self) -> Value:
        text = self._take()
        if text == "[":
            properties, tail = self._properties("]")
            self._take()
            return Description(properties, tail)
        if text == "(":
            items = []
            while self._next != ")":
                items.append(self._item())
            tail = self._above()
            self._take()
            return Collection(tuple(items), tail)
        if text[0] in "\"'":  # the language or datatype of a string may stand apart from it
            if self._next == "^^":
                return text + self._take() + self._take()
            if self._next.startswith("@"):
                return text + self._take()
        return text


def _with_beside(last: Property, beside: Lines) -> Property:
    """A property with one more comment behind its last object."""
    item = replace(last.items[-1], beside=last.items[-1].beside + beside)
    return replace(last, items=(*last.items[:-1], item))
