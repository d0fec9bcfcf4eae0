"""One run of the benchmark: its duration, rounds and folder, and the lines of its table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import http_data
from peers.server import JSON, Server
from peers.started import made_release
from peers.wrk import Played, play

MEMORY, DISK = "oxigraph server, memory", "oxigraph server, disk"
COLUMNS = ("rdflib-endpoint", "Virtuoso", MEMORY, DISK, "uvicorn's constant", "nginx", "lq", "lq behind nginx")


@dataclass(frozen=True)
class Line:
    """One line of the table: the title, the result of each server, the comparison of lq's, and what is required."""

    title: str
    cells: Mapping[str, str]
    reached: str = ""
    must: str = ""


@dataclass(frozen=True)
class Bench:
    """What the measurements share: the folder of the run, lq's own release, rounds, and the seconds of each."""

    folder: Path
    release: Path
    rounds: int
    seconds: float
    millions: float
    _made: dict[int, tuple[Path, Path]] = field(default_factory=dict)

    def data(self, triples: int) -> tuple[Path, Path]:
        """Made-up triples of a size, and a release of lq that contains them; made once."""
        if triples not in self._made:
            file = self.folder / f"{triples}.nt"
            http_data.write(triples, file)
            self._made[triples] = file, made_release(self.release, file, self.folder / f"release-{triples}")
        return self._made[triples]

    def place(self, name: str) -> Path:
        """A new folder for a server."""
        taken = sum(1 for each in self.folder.iterdir() if each.name.startswith(f"{name}-"))
        return self.folder / f"{name}-{taken}"

    def in_turns(
        self, servers: Sequence[Server], targets: Callable[[Server], Path], accept: str = JSON, warm: float = 1
    ) -> dict[str, list[Played]]:
        """Measures all servers, one after another, in each round; the first measurement of each is not counted."""
        played: dict[str, list[Played]] = {server.name: [] for server in servers}
        for server in servers:
            play(server, targets(server), warm, accept)
        for _ in range(self.rounds):
            for server in servers:
                played[server.name].append(play(server, targets(server), self.seconds, accept))
        return played


def median(plays: Sequence[Played], what: str) -> float:
    """The median of one measurement over the rounds."""
    return statistics.median(getattr(each, what) for each in plays)


def rate_cell(plays: Sequence[Played]) -> str:
    """Requests per second, µs of processor time for each in brackets, and the number that failed, if any."""
    faults = sum(each.refused + each.lost for each in plays)
    told = f", {faults:,} failed" if faults else ""
    return f"{median(plays, 'rate'):,.0f} ({median(plays, 'processor'):.0f}{told})"


def ratio(played: Mapping[str, Sequence[Played]], ours: str, theirs: str, what: str = "rate") -> float:
    """The median over the rounds of our result divided by another server's."""
    pairs = zip(played[ours], played[theirs], strict=True)
    return statistics.median(getattr(a, what) / max(1e-9, getattr(b, what)) for a, b in pairs)
