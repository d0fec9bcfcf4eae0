"""nginx as deploy/ configures it, in front of lq; and alone, with a folder of files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peers.processes import process, reserved_port, wait_for
from peers.server import Server
from peers.started import ASK, ROOT

DEPLOY = ROOT / "deploy"


@contextmanager
def in_front(lq: Server, release: Path, folder: Path) -> Iterator[Server]:
    """The configuration of deploy/, with the addresses and folders of this run; its rate limits exempt localhost."""
    changes = {
        "/var/cache/nginx/lq": str(folder / "cache"),
        "/srv/lq/releases/current": str(release),
        "/etc/nginx/lq-file.conf": str(folder / "nginx-file.conf"),
        "127.0.0.1:8000": f"127.0.0.1:{lq.port}",
        "limit_conn lq_connections": "#",  # 64 connections of one client are what is measured here
    }
    folder.mkdir(parents=True, exist_ok=True)
    for source, name in (("nginx-http.conf", "http.conf"), ("nginx.conf", "server.conf"), ("nginx-file.conf",) * 2):
        text = (DEPLOY / source).read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    with _nginx(f"include {folder}/http.conf;", f"include {folder}/server.conf;", folder, ASK, "/sparql") as server:
        yield Server("lq behind nginx", server.port, "/sparql", server.identifier, (lq.identifier,))


@contextmanager
def with_files(files: Path, folder: Path) -> Iterator[Server]:
    """Serves a folder of files by nginx, with sendfile."""
    folder.mkdir(parents=True, exist_ok=True)
    with _nginx("sendfile on; tcp_nopush on;", f"root {files};", folder, "", "/manifest.json") as server:
        yield server


@contextmanager
def _nginx(http: str, server: str, folder: Path, query: str, path: str) -> Iterator[Server]:
    with reserved_port() as port:
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"{user} pid {folder}/pid; worker_processes 1; events {{}}\n"
            f"http {{ access_log off; client_body_temp_path {folder}/body; {temporary}\n{http}\n"
            f"server {{ listen 127.0.0.1:{port};\n{server}\n}} }}\n",
            encoding="utf-8",
        )
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        command = [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with process(command, folder) as started:
            wait_for(started, f"http://127.0.0.1:{port}{path}{query}", folder)
            yield Server("nginx", port, path, started.pid)
