"""Turtle in canonical form, or a refusal that says where and why."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from pyoxigraph import BlankNode, Triple

from lq_graph.errors import EngineError, SourceError
from lq_graph.formatting.document import (
    Block,
    Collection,
    Comments,
    Description,
    Document,
    Item,
    Lines,
    Prefix,
    Property,
    Standing,
    Value,
    comments_in,
)
from lq_graph.formatting.layout import text_of
from lq_graph.formatting.ordering import canonical
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.reading.text_positions import line_spans
from lq_graph.reading.turtle import Tokens, UnknownSyntaxError, turtle_tokens

# Turtle read as it is written: every comment belongs to a part of the document, and none is lost.

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


# A Turtle text in canonical form, or a refusal that says where and why.

_DEEPEST = 50
_LENGTHS = {"prefix": 3, "base": 2}  # of directives in tokens, the full stop left out
_RDF_12 = frozenset({"@version", "version"})  # what it says about triples is refused in reading


def formatted(path: Path, content: bytes) -> bytes:
    """A Turtle content in canonical form: the same graph, the same comments, and the same bytes if it has it already.

    Raises SourceError with line and column for a content that cannot be parsed, and for what cannot be written in this
    form: syntax of RDF 1.2, a prefix or base with two meanings, and brackets more than 50 deep.
    """
    before = parse_rdf(path, content)
    text = before.content.decode()
    try:
        tokens = turtle_tokens(text)
    except UnknownSyntaxError as error:
        raise EngineError(f"{path}: lq fmt does not understand it, though it is Turtle; please report it") from error
    for at, reason in (*_of_rdf_12(tokens), *_too_deep(tokens), *_second_meanings(tokens)):
        (span,) = line_spans(text, tokens.starts[at : at + 1], tokens.ends[at : at + 1])
        raise SourceError(path, reason, span.line, span.column)
    result = text_of(canonical(read_turtle(tokens))).encode()
    if _said(before.triples) != _said(parse_rdf(path, result).triples):
        raise EngineError(f"{path}: the formatted text would not say the same, so it was not written; please report it")
    return result


def _of_rdf_12(tokens: Tokens) -> Iterator[tuple[int, str]]:
    for at, word in enumerate(tokens.texts):
        if word.lower() in _RDF_12:
            yield at, "this is syntax of RDF 1.2; lq fmt writes Turtle of RDF 1.1"


def _too_deep(tokens: Tokens) -> Iterator[tuple[int, str]]:
    depths = accumulate((word in {"[", "("}) - (word in {"]", ")"}) for word in tokens.texts)
    for at, depth in enumerate(depths):
        if depth > _DEEPEST:
            yield at, f"brackets stand more than {_DEEPEST} deep; give what is in them a name"


def _second_meanings(tokens: Tokens) -> Iterator[tuple[int, str]]:
    """Prefixes and bases that are declared anew with another address, so that they cannot all stand at the top."""
    meanings: dict[str, str] = {}
    for at, word in enumerate(tokens.texts):
        keyword = word.lower().removeprefix("@")
        if keyword in _LENGTHS:
            *name, address = tokens.texts[at + 1 : at + _LENGTHS[keyword]]
            if meanings.setdefault("".join(name), address) != address:
                yield at, f"{' '.join((keyword, *name))} has another meaning from here on; give it one name for each"


def _said(triples: Iterable[Triple]) -> Counter[tuple[object, ...]]:
    """What triples say, each once, blank nodes left aside."""
    return Counter(tuple(None if isinstance(term, BlankNode) else term for term in triple) for triple in set(triples))


# Turtle files: which there are, and writing one so that it is never half written.

SUFFIX = ".ttl"


def turtle_files(paths: Iterable[Path]) -> list[Path]:
    """The given files, and the Turtle files below the given folders, hidden ones left aside; each once.

    Raises SourceError for a file of another kind, and for a path where nothing is.
    """
    return list(dict.fromkeys(file for path in paths for file in _files_of(path)))


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        below = sorted(each for each in path.rglob(f"*{SUFFIX}") if each.is_file())
        return [each for each in below if not any(part.startswith(".") for part in each.relative_to(path).parts)]
    if path.suffix.lower() != SUFFIX:
        raise SourceError(path, f"lq fmt writes Turtle alone; give it {SUFFIX} files, or folders of them")
    return [path]


def read_content(path: Path) -> bytes:
    """The bytes of a file; raises SourceError if it is none or cannot be read."""
    if path.exists() and not path.is_file():
        raise SourceError(path, "cannot be read: it is no file")
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror or error}") from error


def replace_content(path: Path, content: bytes) -> None:
    """Writes a file anew in one step, with the mode that it had: it holds the old content or the new, never a part."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
