"""How deep JSON is nested, and how many keys its objects have, found out before a parser does so at its cost.

Measured with pyoxigraph 0.5.13: its stack is full, and the process dead, at 3,200 objects of JSON-LD within each other,
or at 5,000 terms of a context that are made of each other. Each level is read again by the one around it: 100 levels
around 100,000 triples take 6 s. What people write has some ten levels, and some hundred terms.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lq_graph.errors import SourceError
from lq_graph.reading.byte_place import byte_place

LEVELS = 100

# What is left of a string that has no end is passed over with it.
_STRING = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
_STRINGS = re.compile(_STRING, re.DOTALL)
_SIGNS = re.compile(_STRING + rb"|([\[\]{}:])", re.DOTALL)
_NO_SIGNS = bytes(set(range(256)) - set(b"[]{}:"))
_STEPS = np.zeros(256, np.int8)
_STEPS[[*b"[{"]] = 1
_STEPS[[*b"]}"]] = -1
_COLON = ord(":")


def refuse_deep_json(path: Path, content: bytes) -> int:
    """The number of keys of the object that has most, of a content that is not nested too deep.

    Raises SourceError, with line and column, at the first value that stands in LEVELS others. Time: 15 ms a megabyte.
    """
    signs = np.frombuffer(_STRINGS.sub(b"", content).translate(None, _NO_SIGNS), np.uint8)
    depths = np.cumsum(_STEPS[signs], dtype=np.int64)
    too_deep = depths > LEVELS
    if too_deep.any():
        raise _too_deep(path, content, int(np.argmax(too_deep)))
    return _most_keys(signs, depths)


def _most_keys(signs: npt.NDArray[np.uint8], depths: npt.NDArray[np.int64]) -> int:
    """At each depth, the colons that follow one bracket or brace, up to the next, are the keys of one object."""
    kept = (_STEPS[signs] > 0) | (signs == _COLON)
    by_depth = signs[kept][np.argsort(depths[kept], kind="stable")]
    is_key = by_depth == _COLON
    return int(np.bincount(np.cumsum(~is_key)[is_key], minlength=1).max())


def _too_deep(path: Path, content: bytes, number: int) -> SourceError:
    """The error at a sign, by its number."""
    offsets = (found.start() for found in _SIGNS.finditer(content) if found[1])
    reason = f"nested more than {LEVELS} levels deep; give what is within an address, and write it beside"
    return SourceError(path, reason, *byte_place(content, next(islice(offsets, number, None))))
