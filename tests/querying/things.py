"""The things in the store of the tests of querying."""

from __future__ import annotations

from pyoxigraph import NamedNode


def node(key: str) -> NamedNode:
    return NamedNode(f"https://example.org/{key}")
