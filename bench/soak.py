"""Runs the query service under mixed load, with endless queries and new releases; its memory must not grow.

    python bench/soak.py [--seconds 600] [--quick]

A real `lq serve` answers questions, pages and files over sockets, while other clients send endless queries or
disconnect, and releases are switched every few seconds. Printed over time: memory of the server process (RSS) and of
all its processes (PSS), zombies, open descriptors, and failures. The exit code is 1 if a request failed that should
not have, if more than one visitor in two hundred got 503, if a zombie remained, or if the server's memory or
descriptors at the end are well over those in the second fifth of the time. --quick takes ten seconds, in which only
failures count, as the server is still warming up.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from peers.processes import family, memory_bytes, open_descriptors, process, reserved_port, wait_for, zombies
from peers.started import ASK, LQ, ROOT

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) < STR(?i)) } # "
BOMB = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f LIMIT 1 # "
CHEAP = "SELECT ?p ?o { <https://w3id.org/livskvalitet/ns#Direction> ?p ?o } # "
REFUSED = {429, 503, 504}
LIMITS = {
    "LQ_QUERY_SECONDS": "5",
    "LQ_CLIENT_SECONDS": "100000000",
    "LQ_WORKER_BYTES": "400000000",
    "LQ_CACHE_BYTES": "2000000",  # full soon, so that it does not look like growth
}
SWITCH_SECONDS, LOOK_SECONDS = 4.0, 5.0
QUICK_SECONDS = 10.0
MEMORY_GROWTH, DESCRIPTOR_GROWTH = 1.15, 1.2


@dataclass
class Soak:
    """The clients, and the numbers of their requests by result."""

    port: int
    targets: list[str]
    done: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def ask(self, path: str, accept: str = "*/*") -> int:
        """The status of a complete response; 0 if it breaks off."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Accept": accept})
            reply = connection.getresponse()
            reply.read()
            return reply.status
        except (http.client.HTTPException, OSError):
            return 0
        finally:
            connection.close()

    def visitor(self) -> None:
        """A client whose requests can all be answered."""
        random_ = random.Random(threading.get_ident())
        while not self.is_over.is_set():
            path = random_.choice(self.targets) if random_.random() < 0.7 else _query(CHEAP, next(self.numbers))
            self._note(
                "visitor", self.ask(path, random_.choice(("*/*", "text/html", "text/csv, */*;q=0.1"))), {200, 303, 503}
            )

    def killer(self) -> None:
        """A client of endless queries."""
        while not self.is_over.is_set():
            text = BOMB if next(self.numbers) % 4 == 0 else ENDLESS
            self._note("killer", self.ask(_query(text, next(self.numbers))), REFUSED)

    def leaver(self) -> None:
        """A client that disconnects, sometimes in the middle of a response."""
        while not self.is_over.wait(0.05):
            path = _query(ENDLESS, next(self.numbers)) if next(self.numbers) % 2 else "/data/dump.ttl"
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
                    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                    self.is_over.wait(0.1)
                self.done["leaver"] += 1
            except OSError as error:
                self.failures[f"leaver: {error}"] += 1

    def _note(self, who: str, status: int, expected: set[int]) -> None:
        self.done[who] += 1
        self.done[f"{who} told to come again"] += status == 503
        if status not in expected:
            self.failures[f"{who}: {status or 'broken off'}"] += 1


@dataclass(frozen=True)
class Look:
    """One sample: seconds since the start, MB of the server and of all its processes, and its open descriptors."""

    seconds: float
    own: float
    all: float
    processes: int
    zombies: int
    descriptors: int


def look(identifier: int, begun: float) -> Look:
    """A sample of the server now."""
    status = Path(f"/proc/{identifier}/status").read_text()
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
    return Look(
        time.monotonic() - begun,
        own,
        memory_bytes(identifier) / 1e6,
        len(family(identifier)),
        zombies(identifier),
        open_descriptors(identifier),
    )


def releases(model: Path, folder: Path) -> list[Path]:
    """Three releases with the same content under other names."""
    made = []
    for number in range(3):
        target = folder / f"2000-01-0{number + 1}-0000000{number}"
        shutil.copytree(model, target)
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
        manifest["id"] = target.name
        (target / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        made.append(target)
    switch(folder, made[0])
    return made


def switch(folder: Path, release: Path) -> None:
    """Makes a release the current one, atomically."""
    link = folder / ".next"
    link.symlink_to(release.name)
    link.replace(folder / "current")


def switching(soak: Soak, folder: Path, made: list[Path]) -> None:
    """Switches releases, one after another."""
    for release in itertools.cycle(made[1:] + made[:1]):
        if soak.is_over.wait(SWITCH_SECONDS):
            return
        switch(folder, release)
        soak.done["switch"] += 1


def watched(soak: Soak, identifier: int, seconds: float) -> list[Look]:
    """The samples of the server, printed as they are taken."""
    begun, looks = time.monotonic(), []
    print("seconds | server MB | all MB | processes | zombies | descriptors | requests | failures", flush=True)
    while time.monotonic() - begun < seconds:
        time.sleep(min(LOOK_SECONDS, seconds / 20))
        now = look(identifier, begun)
        looks.append(now)
        told = (f"{now.seconds:.0f}", f"{now.own:.0f}", f"{now.all:.0f}", now.processes, now.zombies, now.descriptors)
        print(*told, sum(soak.done.values()), sum(soak.failures.values()), sep=" | ", flush=True)
    return looks


def failures(soak: Soak) -> list[str]:
    """The requests that failed but should not have."""
    return [f"{count} × {what}" for what, count in soak.failures.items()]


def verdict(soak: Soak, looks: list[Look]) -> list[str]:
    """The faults: failures, zombies, growth from the second to the last fifth of the time."""
    fifth = max(1, len(looks) // 5)
    early, late = looks[fifth : 2 * fifth] or looks[:1], looks[-fifth:]
    wrong = failures(soak)
    if soak.done["visitor told to come again"] > soak.done["visitor"] / 200:
        wrong.append("too many visitors were told to come again")
    for name, growth in (("own", MEMORY_GROWTH), ("descriptors", DESCRIPTOR_GROWTH)):
        before, after = (statistics.median(getattr(each, name) for each in part) for part in (early, late))
        if after > before * growth:
            wrong.append(f"{name} grew from {before:.0f} to {after:.0f}")
    if min(each.zombies for each in late):
        wrong.append("zombies stay")
    return wrong


def main() -> None:
    """Reads the command line, runs, and evaluates the samples."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--quick", action="store_true", help="ten seconds, in which only failures count")
    given = parser.parse_args()
    seconds = QUICK_SECONDS if given.quick else given.seconds
    model = (ROOT / os.environ.get("LQ_RELEASES", "releases") / "current").resolve()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        made = releases(model, folder / "releases")
        environment = {**LIMITS, "LQ_ROOT": str(ROOT), "LQ_RELEASES": str(folder / "releases")}
        with (
            reserved_port() as port,
            process([str(LQ), "serve", "--port", str(port)], folder / "server", environment) as server,
        ):
            wait_for(server, f"http://127.0.0.1:{port}/sparql{ASK}", folder / "server")
            soak = Soak(port, _targets(model))
            looks = _run(soak, server.pid, seconds, folder / "releases", made)
    print(dict(soak.done))
    wrong = failures(soak) if given.quick else verdict(soak, looks)
    print("\n".join(wrong) or "flat, and nothing failed")
    sys.exit(bool(wrong))


def _run(soak: Soak, identifier: int, seconds: float, folder: Path, made: list[Path]) -> list[Look]:
    work: list[Callable[[], None]] = [soak.visitor] * 4 + [soak.killer] * 3 + [soak.leaver] * 2
    threads = [threading.Thread(target=each, daemon=True) for each in work]
    threads.append(threading.Thread(target=switching, args=(soak, folder, made), daemon=True))
    for thread in threads:
        thread.start()
    looks = watched(soak, identifier, seconds)
    soak.is_over.set()
    for thread in threads:
        thread.join(40)
    return looks


def _targets(release: Path) -> list[str]:
    questions = sorted((release / "sparql" / "questions").glob("*.rq"))
    named = [f"/q/{file.stem}.csv" for file in questions]
    asked = [_query(file.read_text(encoding="utf-8"), 0) for file in questions[:20]]
    return [*named, *asked, "/", "/en/", "/sparql", "/data/", "/health/ready", "/data/dump.ttl", "/metrics"]


def _query(text: str, number: int) -> str:
    return f"/sparql?query={quote(text)}%0A%23{number}"


if __name__ == "__main__":
    main()
