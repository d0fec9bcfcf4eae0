"""What queries have in common that differ in literals, comments and spaces only, such as those of a search box."""

from __future__ import annotations

import re

_MOST = 10_000  # characters; a longer query is only alike to itself
_PARTS = re.compile(
    r"""(?P<iri><[^<>"{}|^`\\\s]*>)"""
    r"""|"{3}(?:[^"\\]|\\.|"(?!""))*(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*(?:'{3})?"""
    r"""|"(?:[^"\\\n\r]|\\.)*"?|'(?:[^'\\\n\r]|\\.)*'?"""
    r"""|(?<![\w:.?$-])\d[\d.]*(?:[eE][+-]?\d+)?"""
    r"""|(?:\s|\#[^\n\r]*)+""",
    re.DOTALL,
)


def fingerprint(text: str) -> int:
    """A number that queries share if they differ in literals, comments and white space only.

    It tells how long a query may take, from others like it, and never what its answer is: a query that cannot be read
    has one too.
    """
    return hash(_PARTS.sub(_plain, text).strip()) if len(text) <= _MOST else hash(text)


def _plain(part: re.Match[str]) -> str:
    """What stands for a part: IRIs for themselves, a comment and white space for a space, a literal for any."""
    said = part.group()
    if part["iri"]:
        return said
    return " " if said[0] == "#" or said[0].isspace() else "0"
