"""What the columnar engine does not do."""

from __future__ import annotations

from lq_graph.errors import LqError


class Unsupported(LqError):
    """A construct in a shapes graph that the columnar engine does not know; another engine may."""

    def __init__(self, construct: str) -> None:
        self.construct = construct
        super().__init__(f"the columnar engine does not do {construct}; use the engine pyshacl, or auto")
