"""The one door through which a slow engine is loaded, when a job needs it and not before.

owlrl and pyshacl take a second to load, and hardly any job comes to them. docs/decisions/0004.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def oracle(module: str, name: str) -> Any:
    """The function of a name in a module of lq that stands on a slow engine."""
    return getattr(import_module(module), name)
