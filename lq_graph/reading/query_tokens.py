"""The tokens of a query, cut as Oxigraph's parser cuts them.

Oxigraph has no tokens of its own: its grammar reads characters, keywords need no space after them, and `<` is tried as
the start of an IRI first, then as less-than. `tokens` gives the first reading; `may_be_less_than` says where the second
one would go on differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_NAME = f"[{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]"
_PN = f"[-{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040]"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:{_NAME}|:|{_PLX})(?:{_PN}|:|{_PLX})*+(?:\.++(?:{_PN}|:|{_PLX})++)?+"
_ESCAPE = r"""\\(?:[tbnrf"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"""

_TOKEN = rf"""
    (?P<space>[ \t\r\n]++|\#[^\r\n]*+)
    |(?P<string>
        '''(?:(?:''|')?+(?:[^'\\]|{_ESCAPE}))*+'''
        |\"\"\"(?:(?:\"\"|\")?+(?:[^"\\]|{_ESCAPE}))*+\"\"\"
        |'(?:[^'\\\n\r]|{_ESCAPE})*+'
        |"(?:[^"\\\n\r]|{_ESCAPE})*+")
    |(?P<iri><[^<>"{{}}|^`\x00-\x20]*+>)
    |(?P<variable>[?$]{_NAME}++)
    |(?P<language>@[A-Za-z]++(?:--?[A-Za-z0-9]++)*+)
    |(?P<blank>_:{_NAME}{_PN}*+)
    |(?P<name>(?:[{_BASE}](?:{_PN}|\.)*+)?:(?:{_LOCAL})?)
    |(?P<word>[{_BASE}_](?:{_PN}|\.)*+)
    |(?P<mark>\{{\||\|\}}|\^\^|.)
    """
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")

Token = re.Match[str]


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """Every token from a place on, one after another without gaps, with its kind as `lastgroup`."""
    return _token().finditer(text, start)


def words(text: str) -> list[Token]:
    """Every token that is neither space nor comment."""
    return [token for token in tokens(text) if token.lastgroup != "space"]


def may_be_less_than(iri: Token) -> bool:
    """Whether the parser, if it takes the `<` of this IRI as less-than, would read what follows in another way.

    Only a quote or a comment inside can do that, and nothing can be less than `scheme://`.
    """
    return ("'" in iri[0] or "#" in iri[0]) and not _ABSOLUTE.match(iri[0])


@cache
def _token() -> re.Pattern[str]:
    """The pattern of a token, made for the first query: it takes longer than reading a hundred files."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)
