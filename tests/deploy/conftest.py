"""The real nginx with the configuration in deploy/, in front of a real `lq serve`."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.releasing.release import Release
from ports import reserved_port
from threats.service import Service, serving

DEPLOY = ROOT / "deploy"
START_SECONDS = 60.0
LIMITS = {"LQ_QUERY_SECONDS": "20"}


@dataclass(frozen=True)
class Front:
    """nginx and what is behind it."""

    nginx: Service
    lq: Service
    log: Path


@pytest.fixture(scope="package", name="front")
def _front(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("deploy")
    (folder / "lq").mkdir()
    with (
        serving(release, folder / "lq", LIMITS) as lq,
        reserved_port() as port,
        _nginx(folder, release, lq, port) as front,
    ):
        yield front


@contextmanager
def _nginx(folder: Path, release: Release, lq: Service, port: int) -> Iterator[Front]:
    log = folder / "access.log"
    configuration = _written(folder, release.path, lq.port, port, log)
    command = [_program(), "-e", "stderr", "-p", str(folder), "-c", str(configuration), "-g", "daemon off;"]
    process = subprocess.Popen(command)
    try:
        front = Front(Service(port, process.pid), lq, log)
        _wait(front, process)
        yield front
    finally:
        process.terminate()
        process.wait(10)


def _wait(front: Front, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            front.nginx.ask("GET", "/health")
            return
        time.sleep(0.02)
    raise AssertionError("nginx did not start; see its message above")


def _program() -> str:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        message = "needs nginx: apt install nginx-light"
        if os.environ.get("LQ_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    return program


def _written(folder: Path, release: Path, lq: int, port: int, log: Path) -> Path:
    """The configuration as it stands, but for addresses and folders, in a frame."""
    changes = {
        "/var/cache/nginx/lq": str(folder / "cache"),
        "/srv/lq/releases/current": str(release),
        "/srv/lq/releases;": f"{release.parent};",
        "/etc/nginx/lq-file.conf": str(folder / "nginx-file.conf"),
        "127.0.0.1:8000": f"127.0.0.1:{lq}",
    }
    for name in ("nginx-http.conf", "nginx.conf", "nginx-file.conf"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (folder / f"{'server.conf' if name == 'nginx.conf' else name}").write_text(text, encoding="utf-8")
    user = "user root;\n" if os.geteuid() == 0 else ""
    frame = (
        f"{user}pid {folder}/pid;\nworker_processes 1;\nevents {{}}\nhttp {{\n"
        f"log_format cache '$request_method $request_uri $status $upstream_cache_status';\naccess_log {log} cache;\n"
        f"client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"include {folder}/nginx-http.conf;\n"
        f"server {{ listen 127.0.0.1:{port}; include {folder}/server.conf; }}\n}}\n"
    )
    path = folder / "nginx.conf"
    path.write_text(frame, encoding="utf-8")
    return path
