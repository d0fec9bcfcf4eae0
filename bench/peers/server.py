"""A server that is measured: its addresses, and the processor time that it has used."""

from __future__ import annotations

import time
import urllib.parse
import urllib.request
from dataclasses import dataclass

from peers.processes import processor_seconds

JSON = "application/sparql-results+json"
IDLE_SHARE, LOOK_SECONDS, MOST_SECONDS = 0.1, 0.5, 60.0


@dataclass(frozen=True)
class Server:
    """A running server; `path` is that of its SPARQL endpoint, `others` are further processes that are counted too."""

    name: str
    port: int
    path: str
    identifier: int
    others: tuple[int, ...] = ()

    @property
    def origin(self) -> str:
        """The address that it listens on."""
        return f"http://127.0.0.1:{self.port}"

    def target(self, query: str) -> str:
        """The path of a query; an @ in the query is preserved, and replaced by a number when requests are sent."""
        return f"{self.path}?query={urllib.parse.quote(query, safe='@')}"

    def answer(self, query: str, accept: str = JSON, patience: float = 120) -> bytes:
        """The response to a query; raises OSError if it is refused."""
        request = urllib.request.Request(self.origin + self.target(query), headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=patience) as reply:
            return bytes(reply.read())

    def processor_seconds(self) -> float:
        """The processor time of its processes so far."""
        return sum(processor_seconds(each) for each in (self.identifier, *self.others))


def wait_until_idle(server: Server) -> None:
    """Returns once a server is idle: some continue queries after their clients have disconnected."""
    end = time.monotonic() + MOST_SECONDS
    used = server.processor_seconds()
    while time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
        before, used = used, server.processor_seconds()
        if used - before < IDLE_SHARE * LOOK_SECONDS:
            return
