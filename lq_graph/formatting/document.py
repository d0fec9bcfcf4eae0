"""A Turtle document as written: prefixes, blocks, and the comments that belong to each part; no comment is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from lq_graph.reading.text_positions import LINE_BREAK
from lq_graph.reading.turtle import FIRST, REST, Directive, Statements, Tokens

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

    def declaration(self) -> str:
        """The line that declares it, without comments."""
        return f"@prefix {self.name} {self.address} ." if self.name else f"@base {self.address} ."


@dataclass(frozen=True)
class Document:
    """A file: the paragraphs of comments before everything else, prefixes, and the rest in order."""

    head: tuple[Lines, ...]
    prefixes: tuple[Prefix, ...]
    elements: tuple[Block | CommentBlock, ...]

    def blocks(self) -> Iterator[Block]:
        """The blocks in order."""
        return (element for element in self.elements if isinstance(element, Block))

    def declarations(self) -> Iterator[str]:
        """The lines that declare the prefixes and the base, in order and without comments."""
        return (prefix.declaration() for prefix in self.prefixes)


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
    first, *lines = [line.strip(" \t") for line in LINE_BREAK.split(f"\n{gap}" if is_first else gap)]
    return _Comments((first,) if first else (), _paragraphs(lines))


def _paragraphs(lines: list[str]) -> tuple[Lines, ...]:
    """Lines between blank ones; the last line is that of the token after, up to the token."""
    complete, ends_with_comment = lines[:-1], bool(lines and lines[-1])
    selected = lines if ends_with_comment else complete
    groups = [tuple(group) for is_comment, group in groupby(selected, bool) if is_comment]
    is_separate = not complete or not complete[-1]
    return (*groups, ()) if is_separate and not ends_with_comment else tuple(groups)


# Reading a document: the statements in the order in which they are written, with the comments around their terms.

_NO_COMMENTS = _Comments((), ((),))


def read_turtle(tokens: Tokens, statements: Statements) -> Document:
    """The document of a Turtle 1.1 text that a parser has accepted; nested brackets are read by recursion."""
    return _Reader(tokens, statements).document()


def declared(texts: Sequence[str], directive: Directive) -> tuple[str, str]:
    """The prefix that a directive declares, with its colon, and its address; the base has the empty name."""
    _, *name, address = (text for text in texts[directive.first : directive.end] if text != ".")
    return "".join(name), address


class _Reader:
    """Builds the parts in the order of the text; each takes the comments up to it that belong to no part yet."""

    def __init__(self, tokens: Tokens, statements: Statements) -> None:
        self._texts = tokens.texts
        self._last_tokens = statements.last_tokens
        self._directives = {each.first: each for each in statements.directives}
        columns = statements.subjects, statements.predicates, statements.objects
        rows = sorted(zip(*(column.tolist() for column in columns), strict=True))
        self._statements_of: dict[int, list[tuple[int, int]]] = defaultdict(list)  # predicate and object
        for subject, predicate, value in rows:
            self._statements_of[subject].append((predicate, value))
        self._block_subjects = self._statements_of.keys() - {value for _, _, value in rows}
        gaps = enumerate([*tokens.gaps, tokens.last_gap])
        self._comments = {at: _comments_in(gap, is_first=not at) for at, gap in gaps if "#" in gap}  # before a token
        self._line_starts = {at for at, gap in enumerate(tokens.gaps) if "\n" in gap or "\r" in gap}
        self._start = 0  # the token before which the comments stand that come next

    def document(self) -> Document:
        head: tuple[Lines, ...] = ()
        prefixes: list[Prefix] = []
        elements: list[Block | CommentBlock] = []
        for at in sorted(self._directives.keys() | self._block_subjects):
            *standing, above = self._paragraphs(at)
            if at in self._directives and not at:
                head, standing, above = (*standing, above), [], ()
            elements += map(CommentBlock, standing)
            if at in self._directives:
                prefixes.append(self._prefix(self._directives[at], above))
            else:
                elements.append(self._block(at, above))
        elements += map(CommentBlock, filter(None, self._paragraphs(len(self._texts))))
        return Document(head, tuple(prefixes), tuple(elements))

    def _paragraphs(self, at: int) -> tuple[Lines, ...]:
        """The comments between two blocks, the last paragraph directly above the second."""
        self._start = at + 1
        return self._comments.get(at, _NO_COMMENTS).paragraphs

    def _above(self, at: int) -> Lines:
        """All comments before a token that belong to no part yet, which are taken now."""
        gaps = [self._comments[each] for each in range(self._start, at + 1) if each in self._comments]
        self._start = at + 1
        return tuple(line for gap in gaps for line in gap.all)

    def _beside(self, at: int) -> Lines:
        """The comment behind a token on its line, which is taken now."""
        gap = self._comments.get(at + 1, _NO_COMMENTS)
        if gap.beside:
            self._comments[at + 1] = replace(gap, beside=())
        return gap.beside

    def _prefix(self, directive: Directive, above: Lines) -> Prefix:
        last = directive.end - 1
        return Prefix(*declared(self._texts, directive), above, self._above(last) + self._beside(last))

    def _block(self, at: int, above: Lines) -> Block:
        subject = replace(self._item(at), above=above)
        properties = self._properties(at, range(self._last(at), len(self._texts)))
        end = self._texts.index(".", self._start)
        tail, beside = self._above(end), self._beside(end)
        if not properties:
            return Block(replace(subject, beside=subject.beside + tail + beside), ())
        if tail:
            return Block(subject, properties, tail + beside)
        return Block(subject, (*properties[:-1], _with_beside(properties[-1], beside)))

    def _properties(self, subject: int, within: range) -> tuple[Property, ...]:
        """The properties with their predicates in a range: those in the bracket of a subject, or those behind it."""
        written = [each for each in self._statements_of[subject] if each[0] in within]
        return tuple(self._property(predicate, values) for predicate, values in groupby(written, itemgetter(0)))

    def _property(self, predicate: int, values: Iterable[tuple[int, int]]) -> Property:
        above, beside = self._above(predicate), self._beside(predicate)
        items: list[Item] = []
        is_line = True
        for _, at in values:
            is_line = is_line and at not in self._line_starts
            item, mark = self._item(at), self._last(at) + 1
            beside_mark = self._beside(mark) if self._texts[mark] in {",", ";"} else ()
            items.append(replace(item, beside=item.beside + beside_mark) if beside_mark else item)
        return Property(self._texts[predicate], tuple(items), above, beside, is_line=is_line)

    def _item(self, at: int) -> Item:
        above = self._above(at)
        return Item(self._value(at), above, self._beside(self._last(at)))

    def _value(self, at: int) -> Value:
        last = self._last(at)
        if self._texts[at] == "[":
            return Description(self._properties(at, range(at, last)), self._above(last))
        if self._texts[at] == "(":
            return Collection(tuple(self._items(at)), self._above(last))
        return "".join(self._texts[at : last + 1])

    def _items(self, node: int) -> Iterator[Item]:
        """The items of a collection from a node on."""
        links = dict(self._statements_of[node])
        while FIRST in links:
            yield self._item(links[FIRST])
            links = dict(self._statements_of[links[REST]])

    def _last(self, at: int) -> int:
        """The last token of the term that begins with a token."""
        return self._last_tokens.get(at, at)


def _with_beside(last: Property, beside: Lines) -> Property:
    """A property with one more comment behind its last object."""
    item = replace(last.items[-1], beside=last.items[-1].beside + beside)
    return replace(last, items=(*last.items[:-1], item))
