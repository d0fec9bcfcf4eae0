"""Reads Turtle, TriG, N-Triples and N-Quads as written: tokens, and statements in the order of the parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt
from pyoxigraph import RdfFormat, parse

from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE

# The tokens of Turtle, TriG, N-Triples and N-Quads that a parser has accepted, and what stands between them.
#
# What a parser has accepted needs no second check, so the patterns are wider than the grammar's: a character beyond
# ASCII
# is a letter wherever a name may stand.

Offsets = npt.NDArray[np.int64]

_LETTER = r"-0-9A-Z_a-z\u0080-\U0010ffff"
_NAME = rf"(?:[{_LETTER}:%]++|\\.|\.++(?=[{_LETTER}:%\\]))"
_IRI = "<[^<>]*+>"
_PREFIXED = rf"[A-Z:a-z\u0080-\U0010ffff]{_NAME}*+"
_STRING = r"""(?:
    \"{3}(?:[^"\\]++|\\.|"(?!""))*+\"{3} | '{3}(?:[^'\\]++|\\.|'(?!''))*+'{3}
    | "[^"\\]*+(?:\\.[^"\\]*+)*+" | '[^'\\]*+(?:\\.[^'\\]*+)*+'
    )"""
_TAG = "@[A-Za-z]++(?:-[-0-9A-Za-z]++)?"
_TOKEN = rf"""
    {_PREFIXED}
    | {_IRI}
    | {_STRING}(?:{_TAG}|\^\^(?:{_IRI}|{_PREFIXED}))?
    | [+-]?(?:[0-9]++(?:\.[0-9]++|\.(?=[Ee]))?|\.[0-9]++)(?:[Ee][+-]?[0-9]++)?
    | _:(?:[{_LETTER}]++|\.++(?=[{_LETTER}]))++
    | {_TAG}
    | <<\(|\)>>|<<|>>|\{{\||\|\}}|\^\^|[\[\](){{}}.,;~]
"""
_GAP = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_GAP_AND_TOKEN = rf"({_GAP})({_TOKEN}|\Z)"  # an empty token ends the text


class UnknownSyntaxError(ValueError):
    """A text that is not cut or read as its parser did; nothing is known of the places in it."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text in order, the gap of space and comments before each, and the gap after the last."""

    texts: list[str]
    gaps: list[str]
    last_gap: str
    ends: Offsets  # where each token ends, in characters from the start of the text

    @property
    def starts(self) -> Offsets:
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
    """The pattern, made when a text is first cut: it takes longer than reading the files of a small project."""
    return re.compile(_GAP_AND_TOKEN, re.VERBOSE | re.DOTALL)


# The statements of Turtle, TriG, N-Triples and N-Quads, in the order in which Oxigraph's parser gives their triples.
#
# A term is the number of the token where it begins. The parser gives a triple when it takes the token that makes
# its
# object sure, its moment; of the triples of one moment the last comes first. A plain string is sure one token later,
# for
# a language or datatype may follow. What RDF 1.2 adds is passed over: its triples have no statement here.

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


# The terms of statements in Turtle: what the parser makes of their tokens.

TermColumns = tuple[list[Term | None], list[Term | None], list[Term | None]]

_BLANK = "["
_FIRST, _REST = "first", "rest"
_UNWRITTEN: Mapping[str, Term] = {
    "a": RDF_TYPE,
    "()": RDF_NIL,
    ")": RDF_NIL,
    _FIRST: RDF_FIRST,
    _REST: RDF_REST,
}


def statement_terms(texts: Sequence[str], statements: Statements) -> TermColumns:
    """The subjects, predicates and objects of statements; None for a blank node and for a term of RDF 1.2.

    The parser reads each distinct token once between two directives, so that its escapes, prefixes and relative
    addresses are its own. Raises UnknownSyntaxError if it does not take a token for a term.
    """
    columns = _words(texts, statements)
    parts = list(_between_directives(texts, statements))
    distinct = [_written(chain.from_iterable(column[part] for column in columns)) for _, part in parts]
    terms = _parsed((directive, words) for (directive, _), words in zip(parts, distinct, strict=True))
    known = [{**_UNWRITTEN, **dict(zip(words, terms, strict=False))} for words in distinct]
    subjects, predicates, objects = (
        [term for terms_, (_, part) in zip(known, parts, strict=True) for term in map(terms_.get, column[part])]
        for column in columns
    )
    return subjects, predicates, objects


def _words(texts: Sequence[str], statements: Statements) -> tuple[list[str], list[str], list[str]]:
    """The text of each subject, predicate and object; a bracket for each blank node that has no label."""
    words = [*texts, _BLANK, _FIRST, _REST]
    blank, first, rest = range(len(texts), len(words))
    for at, last in statements.last_tokens.items():
        if texts[at][0] in "\"'" or (last == at + 1 and texts[at] == "("):
            words[at] = "".join(texts[at : last + 1])
    predicates = np.select(
        [statements.predicates == FIRST, statements.predicates == REST], [first, rest], statements.predicates
    )
    nodes = (np.where(column < 0, blank, column) for column in (statements.subjects, statements.objects))
    subjects, objects = (list(map(words.__getitem__, column.tolist())) for column in nodes)
    return subjects, list(map(words.__getitem__, predicates.tolist())), objects


def _between_directives(texts: Sequence[str], statements: Statements) -> Iterator[tuple[str, slice]]:
    """Each directive with the statements that stand between it and the next; at first no directive."""
    directives = [(" ".join(texts[each.first : each.end]), each.statements_before) for each in statements.directives]
    for (text, start), (_, end) in pairwise([("", 0), *directives, ("", len(statements.subjects))]):
        yield text, slice(start, end)


def _written(words: Iterable[str]) -> list[str]:
    """The distinct words that stand for a term by themselves."""
    return [
        each for each in dict.fromkeys(words) if each[0] not in "[(_" and each not in _UNWRITTEN and each[:2] != "<<"
    ]


def _parsed(parts: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Term]:
    lines = (f"{directive}\n" + "".join([f"<x:s><x:p>{word} .\n" for word in words]) for directive, words in parts)
    try:
        yield from [quad.object for quad in parse("".join(lines).encode(), format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise UnknownSyntaxError("a token is no term") from error
