"""Lines and columns of places in a text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lq_graph.reading.positions import Span

Offsets = npt.NDArray[np.int64]

_LINE_FEED, _CARRIAGE_RETURN = 10, 13


def line_spans(text: str, starts: Offsets, ends: Offsets) -> list[Span]:
    """The spans of stretches of a text, given as offsets in characters; each ends with its first line at the latest.

    Lines end as the parser counts them: by line feed, carriage return, or both together.
    """
    line_starts, line_ends = _lines(text)
    lines = np.searchsorted(line_starts, starts, "right")
    columns = starts - line_starts[lines - 1] + 1
    lengths = np.minimum(ends, line_ends[lines - 1]) - starts
    return list(map(Span._make, zip(lines.tolist(), columns.tolist(), lengths.tolist(), strict=True)))


def _lines(text: str) -> tuple[Offsets, Offsets]:
    """Where each line starts, and where it ends without its line break."""
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    feeds, returns = characters == _LINE_FEED, characters == _CARRIAGE_RETURN
    before_feed = np.append(feeds[1:], False)
    breaks = np.flatnonzero(feeds | returns & ~before_feed)
    after_return = np.append(False, returns[:-1])
    return np.append(0, breaks + 1), np.append(breaks - (feeds & after_return)[breaks], len(characters))
