"""Loads a slow engine by name, when a job needs it and not before.

owlrl and pyshacl take a second to load, and hardly any job needs them. docs/decisions/0004.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def oracle(module: str, name: str) -> Any:
    """The function with a name in a module of lq that imports a slow engine."""
    return getattr(import_module(module), name)
