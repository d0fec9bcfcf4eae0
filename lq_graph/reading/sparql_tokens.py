"""Tokens of SPARQL, cut as Oxigraph's parser cuts them, and the groups of a WHERE clause.

Oxigraph has no tokens of its own: its grammar reads characters, keywords need no space after them, and `<` is tried as
the start of an IRI first, then as less-than. These are the tokens of the first reading; `may_be_less_than` states where
the second one would go on differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

Token = re.Match[str]  # its kind is `lastgroup`: one of the named groups of the pattern

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_NAME = f"[{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]"
_PN = f"[-{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
# `(?!)`, which never matches, ends the choices of a possessive group: Python before 3.11.5 goes on behind what the
# last, failed turn of one has read, unless another choice is tried. https://github.com/python/cpython/issues/106052
_LOCAL = rf"(?:{_NAME}|:|{_PLX})(?:{_PN}|:|{_PLX}|(?!))*+(?:\.++(?:{_PN}|:|{_PLX}|(?!))++|(?!))?+"
_ESCAPE = r"""\\(?:[tbnrf"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"""

_LONGEST_PREFIX = 200  # characters; without a bound, a long row of names without a colon takes quadratic time

_TOKEN = rf"""
    (?P<space>[ \t\r\n]++|\#[^\r\n]*+)
    |(?P<string>
        '''(?:(?:''|')?+(?:[^'\\]|{_ESCAPE})|(?!))*+'''
        |\"\"\"(?:(?:\"\"|\")?+(?:[^"\\]|{_ESCAPE})|(?!))*+\"\"\"
        |'(?:[^'\\\n\r]|{_ESCAPE}|(?!))*+'
        |"(?:[^"\\\n\r]|{_ESCAPE}|(?!))*+")
    |(?P<iri><[^<>"{{}}|^`\x00-\x20]*+>)
    |(?P<variable>[?$]{_NAME}++)
    |(?P<language>@[A-Za-z]++(?:--?[A-Za-z0-9]++|(?!))*+)
    |(?P<blank>_:{_NAME}(?:\.*+{_PN}|(?!))*+)
    |(?P<name>(?:[{_BASE}](?:\.*+{_PN}|(?!)){{0,{_LONGEST_PREFIX}}}+)?:(?:{_LOCAL})?)
    |(?P<number>(?:[0-9]++(?:\.[0-9]++|(?!))?+|\.[0-9]++)(?:\.?[eE][+-]?[0-9]++|(?!))?+)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*+)
    |(?P<mark>\{{\||\|\}}|\^\^|&&|\|\||[<>!]=|.)
    """
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


def all_tokens(text: str, start: int = 0) -> Iterator[Token]:
    """Every token from a place on, one after another without gaps; spaces and comments are tokens too."""
    return _token().finditer(text, start)


def tokens_of(text: str) -> list[Token]:
    """Every token that is neither space nor comment."""
    return [token for token in all_tokens(text) if token.lastgroup != "space"]


def token_at(text: str, start: int) -> Token | None:
    """The first token from a place on that is neither space nor comment; None at the end of the text."""
    return next((token for token in all_tokens(text, start) if token.lastgroup != "space"), None)


def may_be_less_than(iri: Token) -> bool:
    """Whether the parser, if it takes the `<` of this IRI as less-than, would read what follows in another way.

    Only a quote or a comment inside can do that, and nothing can be less than `scheme://`.
    """
    return ("'" in iri[0] or "#" in iri[0]) and not _ABSOLUTE.match(iri[0])


@cache
def _token() -> re.Pattern[str]:
    """The pattern of a token, compiled for the first query: that takes longer than reading a hundred files."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


# The groups of a query's WHERE clause.


@dataclass
class Scope:
    """The places where the groups of a WHERE clause open, and the variables in scope there; not those of subqueries."""

    openings: list[int] = field(default_factory=list)
    variables: set[str] = field(default_factory=set)


def variables_of_select(text: str) -> frozenset[str]:
    """The variables of a SELECT query outside its subqueries: those that can be given a value from outside."""
    tokens = tokens_of(text)
    start = next((index for index, token in enumerate(tokens) if token[0].lower() == "select"), len(tokens))
    return frozenset(scope_of(tokens[start:], has_template=False).variables)


def scope_of(tokens: Sequence[Token], has_template: bool) -> Scope:
    """The scope, by a walk with a stack of what each open brace is: group, subquery, or other (template, data)."""
    scope = Scope()
    stack: list[str] = []
    for index, token in enumerate(tokens):
        if token[0] == "{":
            stack.append(_kind_of_brace(tokens, index, stack, has_template))
            if stack[-1] == "group":
                scope.openings.append(token.end())
        elif token[0] == "}" and stack:
            stack.pop()
        elif token.lastgroup == "variable" and stack:
            is_projected = stack[-1] == "subquery" and tokens[index - 1][0] not in {"(", ","}
            if stack[-1] == "group" or is_projected:
                scope.variables.add(token[0][1:])
    return scope


def _kind_of_brace(tokens: Sequence[Token], index: int, stack: list[str], has_template: bool) -> str:
    before = tokens[index - 1][0].lower()
    if (stack and stack[-1] != "group") or (has_template and before == "construct") or _is_data(tokens, index):
        return "other"
    following = tokens[index + 1][0].lower() if index + 1 < len(tokens) else ""
    return "subquery" if following.startswith("select") else "group"


def _is_data(tokens: Sequence[Token], index: int) -> bool:
    """Whether the brace opens the data of VALUES: after a variable or variables in round brackets."""
    start = index - 1
    if tokens[start][0] == ")":
        while start > 0 and tokens[start][0] != "(":
            start -= 1
    return start > 0 and tokens[start - 1][0].lower() == "values"
