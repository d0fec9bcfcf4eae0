"""Turtle read as it is written: every comment belongs to a part of the document, and none is lost."""

from __future__ import annotations

from dataclasses import replace

from lq_graph.formatting.comments import Comments, comments_in
from lq_graph.formatting.document import (
    Block,
    Collection,
    Description,
    Document,
    Item,
    Lines,
    Prefix,
    Property,
    Standing,
    Value,
)
from lq_graph.reading.turtle import Tokens

_DIRECTIVES = frozenset({"@prefix", "prefix", "@base", "base"})
_NONE = Comments((), ((),))


def read_turtle(tokens: Tokens) -> Document:
    """The document of the tokens of a Turtle 1.1 text that a parser has accepted."""
    return _Reader(tokens).document()


class _Reader:
    """A place in the tokens, and the comments that were passed on the way and belong to what comes next."""

    def __init__(self, tokens: Tokens) -> None:
        self._texts = [*tokens.texts, ""]
        gaps = enumerate([*tokens.gaps, tokens.last_gap])
        self._gaps = [comments_in(gap, is_first=not at) if "#" in gap else _NONE for at, gap in gaps]
        self._line_starts = {at for at, gap in enumerate(tokens.gaps) if "\n" in gap or "\r" in gap}
        self._at = 0
        self._passed: Lines = ()

    def document(self) -> Document:
        head: tuple[Lines, ...] = ()
        prefixes: list[Prefix] = []
        elements: list[Block | Standing] = []
        while self._next:
            is_first, is_directive = not self._at, self._next.lower() in _DIRECTIVES
            standing, above = self._paragraphs()
            if is_first and is_directive:
                head, standing, above = (*standing, above), (), ()
            elements += map(Standing, standing)
            if is_directive:
                prefixes.append(self._prefix(above))
            else:
                elements.append(self._block(above))
        standing, above = self._paragraphs()
        elements += map(Standing, filter(None, (*standing, above)))
        return Document(head, tuple(prefixes), tuple(elements))

    @property
    def _next(self) -> str:
        return self._texts[self._at]

    def _take(self) -> str:
        """The next token; comments before it that nothing has taken are passed on."""
        if self._gaps[self._at] is not _NONE:
            self._passed += self._gap().all
        self._at += 1
        return self._texts[self._at - 1]

    def _gap(self) -> Comments:
        """The comments before the next token, which are taken now."""
        gap, self._gaps[self._at] = self._gaps[self._at], _NONE
        return gap

    def _beside(self) -> Lines:
        """The comment on the line of the token before, which is taken now."""
        gap = self._gaps[self._at]
        if gap.beside:
            self._gaps[self._at] = replace(gap, beside=())
        return gap.beside

    def _above(self) -> Lines:
        """All comments before the next token that nothing has taken, which are taken now."""
        passed, self._passed = self._passed, ()
        return passed + self._gap().all

    def _paragraphs(self) -> tuple[tuple[Lines, ...], Lines]:
        """The same, as paragraphs that stand by themselves, and what stands directly above the next token."""
        passed, self._passed = self._passed, ()
        gap = self._gap()
        *standing, above = gap.paragraphs
        first = passed + gap.beside
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
        passed, self._passed = self._passed, ()
        return Prefix(name, address, above, passed + self._beside())

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
        return text + self._suffix() if text[0] in "\"'" else text

    def _suffix(self) -> str:
        """The language or datatype of a string, where it stands apart from it."""
        if self._next == "^^":
            return self._take() + self._take()
        return self._take() if self._next.startswith("@") else ""


def _with_beside(last: Property, beside: Lines) -> Property:
    """A property with one more comment behind its last object."""
    item = replace(last.items[-1], beside=last.items[-1].beside + beside)
    return replace(last, items=(*last.items[:-1], item))
