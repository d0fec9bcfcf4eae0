"""The tokens of a query in a shape, one by one, as the reader of the query asks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = f"[{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]"
_PN = f"[-{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:{_NAME}|:|{_PLX})(?:{_PN}|:|{_PLX})*+(?:\.++(?:{_PN}|:|{_PLX})++)*+"

_SPACE = re.compile(r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+")
_TOKEN = rf"""
    (?P<string>'''(?:(?:''|')?+(?:[^'\\]|\\.))*+'''
        |\"\"\"(?:(?:\"\"|\")?+(?:[^"\\]|\\.))*+\"\"\"
        |'(?:[^'\\\n\r]|\\.)*+'
        |"(?:[^"\\\n\r]|\\.)*+")
    |(?P<iri><[^<>"{{}}|^`\x00-\x20]*+>)
    |(?P<variable>[?$]{_NAME}++)
    |(?P<language>@[A-Za-z]++(?:--?[A-Za-z0-9]++)*+)
    |(?P<blank>_:{_NAME}(?:\.*+{_PN})*+)
    |(?P<name>(?:[{_BASE}](?:\.*+{_PN})*+)?:(?:{_LOCAL})?)
    |(?P<number>(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:\.?[eE][+-]?[0-9]++)?+)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*+)
    |(?P<mark>\^\^|&&|\|\||[<>!]=|.)
    """
_LESS = re.compile("(?P<mark><=|<)")
_OPERANDS = frozenset({"string", "iri", "variable", "language", "blank", "name", "number"})
_OPERAND_TEXTS = frozenset({")", "true", "false", "TRUE", "FALSE"})


@dataclass(frozen=True)
class Token:
    """A piece of a query: its kind, its text, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword that the token may be, in capitals; its mark for a mark; `end`; empty for all else."""
        if self.kind == "word":
            return self.text.upper()
        return {"mark": self.text, "end": "end"}.get(self.kind, "")

    @property
    def variable(self) -> str:
        """The name of the variable, without its ? or $."""
        return self.text[1:]


class Tokens:
    """A place in a query that moves token by token; an end token follows the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.last = Token("start", "", 0, 0)
        self._next: Token | None = None

    def peek(self) -> Token:
        """The next token; the place stays."""
        if self._next is None:
            self._next = self._read(_token())
        return self._next

    def take(self) -> Token:
        """The next token; the place moves behind it."""
        self.last, self._next = self.peek(), None
        return self.last

    def take_in_expression(self) -> Token:
        """The next token, where `<` after an operand is less-than and never starts an IRI. SPARQL 1.1 §19.8."""
        if self.peek().kind == "iri" and (self.last.kind in _OPERANDS or self.last.text in _OPERAND_TEXTS):
            self._next = self._read(_LESS)
        return self.take()

    def _read(self, pattern: re.Pattern[str]) -> Token:
        space = _SPACE.match(self.text, self.last.end)
        start = space.end() if space else self.last.end
        found = pattern.match(self.text, start)
        if found is None:
            return Token("end", "", start, start)
        return Token(found.lastgroup or "mark", found[0], start, found.end())


@cache
def _token() -> re.Pattern[str]:
    """The pattern of a token, made for the first query: most shapes have none."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)
