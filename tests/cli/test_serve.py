"""`lq serve` as a process: it switches to the next release without dropping a request, and writes its log."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.releasing.release import MANIFEST, Release

WAIT_SECONDS = 30.0
REQUESTS = 400
CLIENTS = 4


@dataclass
class Served:
    """A running server: its process, its port, and the folder of releases that it watches."""

    process: subprocess.Popen[str]
    port: int
    releases: Path
    log: Path

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        connection.request("GET", path)
        reply = connection.getresponse()
        body = reply.read()
        connection.close()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, body

    def release(self) -> str:
        return self.get("/sparql?query=ASK%7B%7D")[1]["lq-release"]

    def switch(self, name: str) -> None:
        link = self.releases / "next"
        link.symlink_to(name)
        link.replace(self.releases / "current")

    def wait_for_line(self, words: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while words not in self.log.read_text(encoding="utf-8"):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def wait_for(self, name: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while self.release() != name:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.fixture(name="served")
def _served(release: Release, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server of the project's releases; of the folder of releases itself, if a test gives it `--release`."""
    releases = tmp_path / "releases"
    for name in ("one", "two"):
        shutil.copytree(release.path, releases / name)
        manifest = json.loads((releases / name / MANIFEST).read_text(encoding="utf-8"))
        (releases / name / MANIFEST).write_text(json.dumps({**manifest, "id": name}), encoding="utf-8")
    (releases / "current").symlink_to("one")
    log = tmp_path / "log"
    environment = {**os.environ, "LQ_CLIENT_SECONDS": "100000"}
    option = getattr(request, "param", None)
    words = [option, str(releases)] if option else []
    if not words:
        environment["LQ_RELEASES"] = str(releases)
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "lq_graph", "serve", "--port", "0", *words],
            cwd=ROOT,
            env=environment,
            stderr=stream,
            text=True,
        )
    try:
        yield Served(process, _port(process, log), releases, log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(WAIT_SECONDS)


def _port(process: subprocess.Popen[str], log: Path) -> int:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        _, _, rest = log.read_text(encoding="utf-8").partition("http://127.0.0.1:")
        if "/" in rest:
            return int(rest.partition("/")[0])
        time.sleep(0.05)
    pytest.fail(log.read_text(encoding="utf-8"))


@pytest.mark.parametrize("served", ["--release"], indirect=True)
def test_a_folder_of_releases_is_served_by_its_current_one_and_the_next(served: Served) -> None:
    assert served.release() == "one"
    served.switch("two")
    served.wait_for("two")


def test_releases_change_under_load_and_no_request_fails(served: Served) -> None:
    failures: list[object] = []
    seen: set[str] = set()
    asked = 0

    def ask(client: int) -> None:
        nonlocal asked
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=WAIT_SECONDS)
        number = 0
        while number < REQUESTS or len(seen) < 2:
            connection.request("GET", f"/sparql?query=ASK%7B%7D%23{client}-{number}")
            reply = connection.getresponse()
            if reply.status != 200 or reply.read() != b'{"head":{},"boolean":true}':
                failures.append((reply.status, reply.getheaders()))
            seen.add(reply.headers["LQ-Release"])
            number += 1
        connection.close()
        asked += number

    clients = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for each in clients:
        each.start()
    served.switch("two")
    served.process.send_signal(signal.SIGHUP)
    for each in clients:
        each.join()
    assert failures == []
    assert seen == {"one", "two"}
    assert asked >= CLIENTS * REQUESTS


def test_a_release_is_taken_up_without_being_told(served: Served) -> None:
    assert served.release() == "one"
    served.switch("two")
    served.wait_for("two")


def test_a_broken_release_is_not_taken_up(served: Served) -> None:
    (served.releases / "broken").mkdir()
    served.switch("broken")
    served.wait_for_line("the one before is still served")
    assert served.release() == "one"


def test_each_request_has_its_line(served: Served) -> None:
    served.get("/sparql?query=ASK%7B%7D")
    served.get("/sparql?query=ASK%7B%7D")
    served.get("/sparql?query=ASK%7B")
    served.wait_for_line('"problem"')
    lines = [json.loads(line) for line in served.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert [(each["status"], each["kept"], each.get("problem")) for each in lines] == [
        (200, False, None),
        (200, True, None),
        (400, False, "query-syntax"),
    ]
    assert "ASK" not in served.log.read_text(encoding="utf-8")
    assert {each["client"] for each in lines} != {"127.0.0.1"}
