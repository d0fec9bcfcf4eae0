"""Turtle, TriG, N-Triples and N-Quads as written: the tokens of a text, and its statements in the order of the parser.

Both are for texts that Oxigraph's parser has accepted. Such a text needs no second check, so the patterns are wider
than the grammar's: a character beyond ASCII is a letter wherever a name may stand. The grammar is read once, into
statements: positions take them in the order of the parser, formatting in that of their tokens, with the comments
between these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

_LETTER = r"-0-9A-Z_a-z\u0080-\U0010ffff"
# `(?!)`, which never matches, ends the choices of a possessive group: Python before 3.11.5 goes on behind what the
# last, failed turn of one has read, unless another choice is tried. https://github.com/python/cpython/issues/106052
_NAME = rf"(?:[{_LETTER}:%]++|\\.|\.++(?=[{_LETTER}:%\\])|(?!))"
_IRI = "<[^<>]*+>"
_PREFIXED = rf"[A-Z:a-z\u0080-\U0010ffff]{_NAME}*+"
_STRING = r"""(?:
    \"{3}(?:[^"\\]++|\\.|"(?!"")|(?!))*+\"{3} | '{3}(?:[^'\\]++|\\.|'(?!'')|(?!))*+'{3}
    | "[^"\\]*+(?:\\.[^"\\]*+)*+" | '[^'\\]*+(?:\\.[^'\\]*+)*+'
    )"""
_TAG = "@[A-Za-z]++(?:-[-0-9A-Za-z]++)?"
_TOKEN = rf"""
    {_PREFIXED}
    | {_IRI}
    | {_STRING}(?:{_TAG}|\^\^(?:{_IRI}|{_PREFIXED}))?
    | [+-]?(?:[0-9]++(?:\.[0-9]++|\.(?=[Ee]))?|\.[0-9]++)(?:[Ee][+-]?[0-9]++)?
    | _:(?:[{_LETTER}]++|\.++(?=[{_LETTER}])|(?!))++
    | {_TAG}
    | <<\(|\)>>|<<|>>|\{{\||\|\}}|\^\^|[\[\](){{}}.,;~]
"""
_GAP = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_GAP_AND_TOKEN = rf"({_GAP})({_TOKEN}|\Z)"  # an empty token ends the text


class UnknownSyntaxError(ValueError):
    """A text that is read in another way than the parser reads it, so that the places in it are unknown."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text in order, the gap of space and comments before each, and the gap after the last."""

    texts: list[str]
    gaps: list[str]
    last_gap: str
    ends: Numbers  # where each token ends, in characters from the start of the text

    @property
    def starts(self) -> Numbers:
        """Where each token starts, in characters from the start of the text."""
        return self.ends - np.fromiter(map(len, self.texts), np.int64, len(self.texts))


def turtle_tokens(text: str) -> Tokens:
    """The tokens of a text; a string stands in one token with the language or datatype that directly follows it.

    Raises UnknownSyntaxError for a text with something else in it. Time: about 0.1 s of CPU for 100,000 triples.
    """
    pieces = _gap_and_token().split(text)
    if any(pieces[0::3]):
        raise UnknownSyntaxError("something between the tokens is neither space nor comment")
    ends = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))[2::3]
    texts, gaps = pieces[2::3], pieces[1::3]
    count = texts.index("")
    return Tokens(texts[:count], gaps[:count], gaps[count], ends[:count])


@cache
def _gap_and_token() -> re.Pattern[str]:
    """The pattern, compiled for the first text: that takes longer than reading the files of a small project."""
    return re.compile(_GAP_AND_TOKEN, re.VERBOSE | re.DOTALL)


# The statements of a text.
#
# A term is the number of the token where it begins. The parser gives a triple when it takes the token that makes its
# object sure, its moment; of the triples of one moment the last comes first. A plain string is sure one token later,
# for a language or datatype may follow. What RDF 1.2 adds is passed over: its triples have no statement here.

FIRST, REST = -1, -2  # instead of a token: the predicates that a collection has without being written
_DIRECTIVES = {"@prefix": 4, "prefix": 3, "@base": 3, "base": 2, "@version": 3, "version": 2}  # lengths in tokens
_OPENING, _CLOSING = frozenset({"<<", "<<(", "{|"}), frozenset({">>", ")>>", "|}"})
_MAY_FOLLOW_REIFIER = frozenset({",", ";", ".", "]", "}", "~", "{|"})


@dataclass(frozen=True)
class Directive:
    """A directive: its tokens, from and to, and how many statements stand before it."""

    first: int
    end: int
    statements_before: int


@dataclass(frozen=True)
class Statements:
    """Columns of statements, and the last token of each term that has more than one.

    A subject or object is a token; or ~token for the node of a collection that begins with a later item than the first.
    A predicate is a token, FIRST or REST; the object of a last REST is the closing bracket.
    """

    subjects: Numbers
    predicates: Numbers
    objects: Numbers
    last_tokens: Mapping[int, int]
    directives: Sequence[Directive]


def turtle_statements(texts: Sequence[str]) -> Statements:
    """The statements of tokens, in the order of the parser; raises UnknownSyntaxError for tokens of another syntax."""
    reader = _Reader(texts)
    try:
        reader.read()
    except IndexError as error:
        raise UnknownSyntaxError("a bracket closes that was not opened, or the text ends early") from error
    rows = np.array(reader.rows, np.int64).reshape(-1, 4)
    rows = rows[np.lexsort((-np.arange(len(rows)), rows[:, 3]))]  # by moment; within one, the last first
    return Statements(rows[:, 0], rows[:, 1], rows[:, 2], reader.last_tokens, reader.directives)


class _Reader:
    """A state machine with one state for each place in the grammar; each takes a token and returns the next number."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.rows: list[int] = []  # subject, predicate, object, moment in halves of a token; and again
        self.last_tokens: dict[int, int] = {}
        self.directives: list[Directive] = []
        self._subject = self._predicate = 0
        self._outer: list[tuple[int, int | None, int]] = []  # opening bracket, subject (None: it is one), predicate
        self._state: Callable[[int], int] = self._statement

    def read(self) -> None:
        at, end = 0, len(self.texts)
        while at < end:
            at = self._state(at)

    def _add(self, value: int, at: int, halves: int = 0) -> None:
        self.rows += (self._subject, self._predicate, value, 2 * at + halves)

    def _add_rest(self, value: int, at: int) -> None:
        self.rows += (self._subject, REST, value, 2 * at)

    def _statement(self, at: int) -> int:
        text = self.texts[at]
        length = _DIRECTIVES.get(text.lower())
        if length is not None:
            self.directives.append(Directive(at, at + length, len(self.rows) // 4))
            return at + length
        if text in {"{", "}", "."} or text.lower() == "graph":
            return at + 1
        if text in {"[", "("}:
            return self._open(at, None)
        self._subject, self._state = at, self._verb
        return self._passed(at) if text in _OPENING else at + 1

    def _verb(self, at: int) -> int:
        text = self.texts[at]
        if text in {".", "{", "}"}:
            self._state = self._statement
        elif text == "]":
            self._close(at)
        elif text != ";":
            self._predicate, self._state = at, self._object
        return at + 1

    def _object(self, at: int) -> int:
        text = self.texts[at]
        if text in {"[", "("}:
            return self._open(at, self._subject)
        self._state = self._after
        after = self._passed(at) if text in _OPENING else at + 1
        if text[0] in "\"'":
            self._add(at, *((at + 1, 0) if text[-1] == text[0] else (at, 1)))
        else:
            self._add(at, after - 1)
        return after

    def _after(self, at: int) -> int:
        match self.texts[at]:
            case ",":
                self._state = self._object
            case ";":
                self._state = self._verb
            case "." | "}":
                self._state = self._statement
            case "]" | ")":
                self._close(at)
            case "~":
                return at + 1 if self.texts[at + 1] in _MAY_FOLLOW_REIFIER else at + 2
            case "{|":
                return self._passed(at)
            case _:
                return self._continue(at)
        return at + 1

    def _continue(self, at: int) -> int:
        text = self.texts[at]
        if text == "^^" or text[0] == "@":
            self.last_tokens[self.rows[-2]] = at + (text == "^^")
            return self.last_tokens[self.rows[-2]] + 1
        if self._outer:
            self._add_rest(~at, at)
            self._subject = ~at
            return self._object(at)
        return at + 1  # the graph of a line of N-Quads

    def _open(self, at: int, subject: int | None) -> int:
        """Opens a bracket that stands as a subject (None), or as an object of a subject."""
        is_list = self.texts[at] == "("
        if is_list and subject is not None:
            self._add(at, at + 1)
        if is_list and self.texts[at + 1] == ")":
            return self._leave(at, at + 1, subject)
        self._outer.append((at, subject, self._predicate))
        self._subject, self._predicate = at, FIRST
        self._state = self._object if is_list else self._verb
        return at + 1

    def _close(self, at: int) -> None:
        opened, subject, predicate = self._outer.pop()
        is_list = self.texts[opened] == "("
        if is_list:
            self._add_rest(at, at)
        self._leave(opened, at, subject)
        if subject is not None:
            self._subject, self._predicate = subject, predicate
            if not is_list:
                self._add(opened, at)

    def _leave(self, opened: int, at: int, subject: int | None) -> int:
        self.last_tokens[opened] = at
        self._state = self._after
        if subject is None:
            self._subject, self._state = opened, self._verb
        return at + 1

    def _passed(self, at: int) -> int:
        """The token after what is opened here and closed in RDF 1.2's own brackets."""
        depth, end = 1, at + 1
        while depth:
            depth += (self.texts[end] in _OPENING) - (self.texts[end] in _CLOSING)
            end += 1
        self.last_tokens[at] = end - 1
        return end
