"""A real server with a validator behind it, over sockets, and watched in /proc."""

from __future__ import annotations

import csv
import http.client
import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from conftest import ROOT
from lq_graph.releasing.release import Release
from web.asgi import Reply

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "lq-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True)
class UploadServer:
    """The server: its port, its process, the folder that it runs in, and the files there at its start."""

    port: int
    process: int
    folder: Path
    own_files: frozenset[Path]

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """The reply to a request; `_` in a header's name stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, names)
            reply = connection.getresponse()
            fields = {name.lower(): value for name, value in reply.getheaders()}
            return Reply(reply.status, fields, reply.read())
        finally:
            connection.close()

    def page(self, path: str) -> Reply:
        """The reply to a browser."""
        return self.ask("GET", path, accept=HTML)

    def sheet(self, path: str) -> list[dict[str, str]]:
        """The rows of a CSV file, by its headers."""
        reply = self.ask("GET", path)
        assert (reply.status, reply.media_type) == (200, "text/csv"), reply.text
        return list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig")), delimiter=";"))

    def fill(self, path: str, values: dict[str, str], button: str = "check") -> Reply:
        """The reply to a form that was filled in."""
        body = urlencode({**values, "do": button}).encode()
        return self.ask("POST", path, body, content_type=FORM, accept=HTML)

    def send(self, content: bytes, content_type: str, path: str = "/validate", accept: str = "*/*") -> Reply:
        """The reply to a body."""
        return self.ask("POST", path, content, content_type=content_type, accept=accept)

    def upload_all(self, files: dict[str, bytes], path: str = "/validate", accept: str = "*/*") -> Reply:
        """The reply to several files in one form."""
        return self.send(form_of_files(list(files.items())), MULTIPART, path, accept)

    def upload(self, name: str, content: bytes, path: str = "/validate", accept: str = "*/*", **fields: str) -> Reply:
        """The reply to a file in a form."""
        return self.send(form_of(name, content, **fields), MULTIPART, path, accept)

    @property
    def validator(self) -> int:
        """The process id of the validator."""
        found = (child for child in children(self.process) if b"contributing.validation.process" in _words(child))
        return next(found)

    @property
    def peak(self) -> int:
        """The peak memory of the server, in bytes."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024


def written(folder: Path) -> frozenset[Path]:
    """All files and folders in a folder."""
    return frozenset(folder.rglob("*"))


def form_of(name: str, content: bytes, content_type: str = "application/octet-stream", **fields: str) -> bytes:
    """A multipart form with a file, and fields before it."""
    parts = [_part(f'name="{key}"', value.encode()) for key, value in fields.items()]
    file = _part(f'name="file"; filename="{name}"', content, f"Content-Type: {content_type}\r\n")
    return b"".join([*parts, file, f"--{BOUNDARY}--\r\n".encode()])


def form_of_files(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A multipart form with several files."""
    parts = [_part(f'name="file"; filename="{name}"', content) for name, content in files]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def _part(disposition: str, content: bytes, more: str = "") -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n".encode() + content + b"\r\n"


def children(process: int) -> list[int]:
    """The processes that a process has started and that live."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(word) for task in tasks for word in (task / "children").read_text(encoding="ascii").split()]


def _words(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


@contextmanager
def running_server(release: Release, folder: Path, patience: float = 60.0) -> Iterator[UploadServer]:
    """A server for a release, which runs in a folder; a check waits for its turn for `patience` seconds."""
    script = Path(__file__).with_name("upload_server.py")
    command = [sys.executable, str(script), str(release.path), str(ROOT), str(patience)]
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "TMPDIR": str(folder), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=folder, env=environment) as process:
        try:
            assert process.stdout is not None
            yield UploadServer(int(process.stdout.readline()), process.pid, folder, written(folder))
        finally:
            process.terminate()
