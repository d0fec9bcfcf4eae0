"""The things in the store of these tests."""

from __future__ import annotations

from pyoxigraph import NamedNode


def node(key: str) -> NamedNode:
    return NamedNode(f"https://example.org/{key}")
