"""The statements of Turtle, TriG, N-Triples and N-Quads, in the order in which Oxigraph's parser gives their triples.

A term is the number of the token where it begins. The parser gives a triple when it takes the token that makes its
object sure, its moment; of the triples of one moment the last comes first. A plain string is sure one token later, for
a language or datatype may follow. What RDF 1.2 adds is passed over: its triples have no statement here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lq_graph.reading.turtle_tokens import UnknownSyntaxError

Numbers = npt.NDArray[np.int64]

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
    """The statements of tokens; raises UnknownSyntaxError for tokens that are no Turtle, TriG, N-Triples or N-Quads."""
    reader = _Reader(texts)
    try:
        reader.read()
    except IndexError as error:
        raise UnknownSyntaxError("a bracket closes that was not opened, or the text ends early") from error
    rows = _in_order_of_parser(np.array(reader.rows, np.int64).reshape(-1, 4))
    return Statements(rows[:, 0], rows[:, 1], rows[:, 2], reader.last_tokens, reader.directives)


def _in_order_of_parser(rows: Numbers) -> Numbers:
    moments, last_first = rows[:, 3], -np.arange(len(rows))
    return rows[np.lexsort((last_first, moments))]


class _Reader:
    """A machine with one state for each place in the grammar; a state takes a token and gives the next one's number."""

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
        step = _STEPS.get(self.texts[at], _Reader._continue)
        return step(self, at)

    def _next_object(self, at: int) -> int:
        self._state = self._object
        return at + 1

    def _next_verb(self, at: int) -> int:
        self._state = self._verb
        return at + 1

    def _next_statement(self, at: int) -> int:
        self._state = self._statement
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

    def _close(self, at: int) -> int:
        opened, subject, predicate = self._outer.pop()
        is_list = self.texts[opened] == "("
        if is_list:
            self._add_rest(at, at)
        self._leave(opened, at, subject)
        if subject is not None:
            self._subject, self._predicate = subject, predicate
            if not is_list:
                self._add(opened, at)
        return at + 1

    def _leave(self, opened: int, at: int, subject: int | None) -> int:
        self.last_tokens[opened] = at
        self._state = self._after
        if subject is None:
            self._subject, self._state = opened, self._verb
        return at + 1

    def _reifier(self, at: int) -> int:
        return at + 1 if self.texts[at + 1] in _MAY_FOLLOW_REIFIER else at + 2

    def _passed(self, at: int) -> int:
        """The token after what is opened here and closed in RDF 1.2's own brackets."""
        depth, end = 1, at + 1
        while depth:
            depth += (self.texts[end] in _OPENING) - (self.texts[end] in _CLOSING)
            end += 1
        self.last_tokens[at] = end - 1
        return end


_STEPS: Mapping[str, Callable[[_Reader, int], int]] = {
    ",": _Reader._next_object,
    ";": _Reader._next_verb,
    ".": _Reader._next_statement,
    "}": _Reader._next_statement,
    "]": _Reader._close,
    ")": _Reader._close,
    "~": _Reader._reifier,
    "{|": _Reader._passed,
}
