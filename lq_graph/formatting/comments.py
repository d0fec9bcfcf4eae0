"""The comments that stand between two tokens of Turtle, and what each stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Comments:
    """Comments between two tokens: one on the line of the token before, and paragraphs on lines of their own.

    The last paragraph is empty if a blank line parts the others from the token after, and also if there is no other.
    """

    beside: tuple[str, ...]
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def all(self) -> tuple[str, ...]:
        """All comments in order."""
        return (*self.beside, *lines_of(self.paragraphs))


def comments_in(gap: str, is_first: bool = False) -> Comments:
    """The comments in a gap; what comes first in a text stands beside nothing."""
    first, *lines = [line.strip(" \t") for line in _BREAK.split(f"\n{gap}" if is_first else gap)]
    return Comments((first,) if first else (), _paragraphs(lines))


def lines_of(paragraphs: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """All comments of paragraphs."""
    return tuple(line for paragraph in paragraphs for line in paragraph)


def _paragraphs(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    """Lines between blank ones; the last line is the one on which the token after stands, before that token."""
    whole, ends_with_comment = lines[:-1], bool(lines and lines[-1])
    groups = [tuple(group) for is_comment, group in groupby(lines if ends_with_comment else whole, bool) if is_comment]
    is_parted = not whole or not whole[-1]
    return (*groups, ()) if is_parted and not ends_with_comment else tuple(groups)
