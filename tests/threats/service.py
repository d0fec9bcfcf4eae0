"""A real `lq serve` of the real release, with low limits, and clients that attack it or observe."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from conftest import ROOT
from lq_graph.releasing.release import Release

SECONDS = 1
WORKER_BYTES = 300_000_000
LIMITS = {
    "LQ_QUERY_SECONDS": str(SECONDS),
    "LQ_WORKERS": "3",
    "LQ_SLOW_WORKERS": "4",
    "LQ_WORKER_BYTES": str(WORKER_BYTES),
    "LQ_ANSWER_BYTES": "4000000",
    "LQ_CLIENT_SECONDS": "1000000",  # all clients of the tests have one address
    "LC_ALL": "en",
}
JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
START_SECONDS = 60.0
TICKS = os.sysconf("SC_CLK_TCK")
_number = itertools.count()
_PORT = re.compile(rb"http://127\.0\.0\.1:(\d+)/")


@dataclass(frozen=True)
class Reply:
    """What came back; `is_whole` is whether the connection said that it was all."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool = True

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def reason(self) -> str:
        """Why there is no answer, as the problem says it."""
        assert self.headers["content-type"] == "application/problem+json", self.body[:200]
        return str(self.json["detail"])


@dataclass(frozen=True)
class Service:
    """The running server."""

    port: int
    process: int
    folder: Path = Path()

    def ask(self, method: str, path: str, body: bytes | None = None, patience: float = 20, **headers: str) -> Reply:
        """The reply to a request; `_` in a header's name stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            reply = connection.getresponse()
            fields = {name.lower(): value for name, value in reply.getheaders()}
            try:
                return Reply(reply.status, fields, reply.read())
            except (http.client.IncompleteRead, ConnectionError) as broken:
                return Reply(reply.status, fields, getattr(broken, "partial", b""), is_whole=False)
        finally:
            connection.close()

    def query(self, text: str, more: str = "", accept: str = JSON) -> Reply:
        """The reply to a query."""
        return self.ask("GET", f"/sparql?query={quote(text)}{more}", accept=accept)

    def rows(self, text: str) -> list[dict[str, str]]:
        """The values of the rows of an answer; asks again where a busy machine had no time for it."""
        deadline = time.monotonic() + START_SECONDS
        while (reply := self.query(text)).status in {503, 504} and time.monotonic() < deadline:
            time.sleep(0.1)
        assert reply.status == 200, reply.body[:300]
        return [{name: term["value"] for name, term in row.items()} for row in reply.json["results"]["bindings"]]

    def seconds(self, text: str) -> float:
        """How long a query takes that must be answered."""
        begun = time.monotonic()
        reply = self.query(text)
        assert reply.status == 200, reply.body[:300]
        return time.monotonic() - begun

    def sent(self, request: bytes) -> socket.socket:
        """A connection over which bytes were sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(request)
        return connection

    def talk(self, request: bytes, patience: float = 5) -> bytes:
        """All that comes back for bytes, until the server closes or is silent for so many seconds."""
        received = b""
        with self.sent(request) as connection, suppress(OSError):
            connection.settimeout(patience)
            while part := connection.recv(1 << 16):
                received += part
        return received

    @property
    def family(self) -> list[int]:
        """The server's process and all that descend from it."""
        found = [self.process]
        for parent in found:  # which grows meanwhile
            with suppress(OSError):
                for task in Path(f"/proc/{parent}/task").iterdir():
                    found += [int(word) for word in (task / "children").read_text(encoding="ascii").split()]
        return found

    @property
    def workers(self) -> list[int]:
        """The processes that answer queries: the children of the fork server."""
        parents = {each: _fields(each)[1:2] for each in self.family}
        fork_servers = [
            [str(each)] for each, parent in parents.items() if parent == [str(self.process)] and _is_fork_server(each)
        ]
        return [each for each, parent in parents.items() if parent in fork_servers]

    @property
    def memory(self) -> int:
        """The memory of all its processes in bytes, shared pages by shares."""
        total = 0
        for each in self.family:
            with suppress(OSError):
                lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total * 1024

    @property
    def zombies(self) -> int:
        """How many processes ended and were not waited for."""
        return sum(_fields(each)[:1] == ["Z"] for each in self.family)

    def processor_seconds(self) -> float:
        """What its processes have used so far, those that ended included."""
        return sum(int(field) for each in self.family for field in _fields(each)[11:15]) / TICKS


def wait_until_idle(service: Service, patience: float) -> None:
    """Returns when the server's processes use no processor; fails if they still do when the time is over."""
    deadline = time.monotonic() + patience
    while not _is_idle(service):
        assert time.monotonic() < deadline, "the processor is still busy with queries that nobody waits for"


def wait_until_answering(service: Service, patience: float) -> None:
    """Returns when the server answers a query that is in no cache; fails if it refuses all until the time is over."""
    deadline = time.monotonic() + patience
    while (reply := service.query(f"ASK {{}} # {next(_number)}")).status != 200:
        assert time.monotonic() < deadline, reply.body[:300]


def _is_idle(service: Service) -> bool:
    before = service.processor_seconds()
    time.sleep(0.3)
    return service.processor_seconds() - before < 0.1


@contextmanager
def serving(release: Release, folder: Path, limits: Mapping[str, str] | None = None) -> Iterator[Service]:
    """The server, ended afterwards."""
    command = [sys.executable, "-m", "lq_graph", "serve", "--port", "0", "--release", str(release.path)]
    environment = {"LQ_ROOT": str(ROOT), "LQ_RELEASES": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    said = folder / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env={**environment, **LIMITS, **(limits or {})}, stdout=out, stderr=out
        )
    try:
        service = Service(_port_of(process, said), process.pid, folder)
        wait_until_answering(service, START_SECONDS)
        yield service
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _port_of(process: subprocess.Popen[bytes], said: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = _PORT.search(said.read_bytes())
        if found:
            return int(found[1])
        time.sleep(0.01)
    raise AssertionError(f"lq serve did not start: {said.read_text(encoding='utf-8')[-2000:]}")


def _fields(process: int) -> list[str]:
    """What /proc tells of a process from its state on; nothing of one that is gone."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return []


def _is_fork_server(process: int) -> bool:
    with suppress(OSError):
        return b"lq_graph.querying.process" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False
