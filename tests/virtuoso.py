"""A real Virtuoso for the tests of remote engines, in a folder of its own; skipped where it is not installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ports import reserved_port

USER, PASSWORD = "dba", "dba"
START_SECONDS = 60.0
ROWS = 10_000
_CONFIGURATION = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 20
"""


@dataclass(frozen=True)
class Virtuoso:
    """A running Virtuoso: where it is asked, and where graphs are put."""

    sparql: str
    graphs: str


@contextmanager
def running(folder: Path) -> Iterator[Virtuoso]:
    """Starts Virtuoso in a folder, and ends it."""
    program = shutil.which("virtuoso-t")
    if program is None:
        message = "needs virtuoso-t: apt install virtuoso-opensource-7"
        if os.environ.get("LQ_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    with reserved_port() as sql, reserved_port() as http:
        configuration = _CONFIGURATION.format(sql=sql, http=http, rows=ROWS)
        (folder / "virtuoso.ini").write_text(configuration, encoding="utf-8")
        process = subprocess.Popen(
            [program, "-f", "+configfile", "virtuoso.ini"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(process, f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D")
            yield Virtuoso(f"http://127.0.0.1:{http}/sparql", f"http://127.0.0.1:{http}/sparql-graph-crud-auth")
        finally:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("virtuoso did not start")
