"""The time from the start of a server to its first response."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from peers.started import lq

from http_rows.bench import Bench, Line


def rows(bench: Bench) -> Iterator[Line]:
    """The line about the first response, with lq's own release."""
    seconds = []
    for _ in range(max(3, bench.rounds)):
        begun = time.monotonic()
        with lq(bench.release, bench.place("lq")):
            seconds.append(time.monotonic() - begun)
    median = statistics.median(seconds)
    yield Line(
        "first answer after `lq serve`, lq's own release: s", {"lq": f"{median:.2f}"}, f"{median:.2f} s", "≤ 1 s"
    )
