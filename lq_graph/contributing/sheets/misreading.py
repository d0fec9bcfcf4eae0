"""A cell that cannot be read as what its field asks for."""

from __future__ import annotations

from dataclasses import dataclass

from lq_graph.settings import Texts


@dataclass(frozen=True)
class Misreading:
    """Why a cell could not be read: the code of the problem, and what was probably meant, as it would be written.

    `advice` is what to write, where it is more than the problem says for every cell.
    """

    code: str
    suggestion: Texts | None = None
    advice: Texts | None = None


def same(text: str) -> Texts:
    """A text that is written alike in both languages."""
    return Texts(text, text)


def probably(code: str, text: str | None, advice: Texts | None = None) -> Misreading:
    """A misreading with what was probably meant, None if that is not known."""
    return Misreading(code, same(text) if text else None, advice)
