"""A Virtuoso for one run, filled by its bulk loader."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peers.processes import process, reserved_port, wait_for
from peers.server import Server
from peers.started import ASK, LIMIT

GRAPH = "https://example.org/bench/graph"
BUFFERS = 170_000  # pages of 8 kB
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
ServerThreads = 40
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = /
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 30
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 100000
MaxQueryExecutionTime = {seconds}
"""


@contextmanager
def virtuoso(triples: Path, folder: Path) -> Iterator[Server]:
    """Debian's Virtuoso with a file of triples or quads; the union of all graphs is its default graph."""
    with reserved_port() as sql, reserved_port() as http:
        folder.mkdir(parents=True, exist_ok=True)
        told = {"sql": sql, "http": http, "buffers": BUFFERS, "dirty": BUFFERS * 3 // 4, "seconds": LIMIT}
        (folder / "virtuoso.ini").write_text(_CONFIGURATION.format(**told), encoding="utf-8")
        program = shutil.which("virtuoso-t") or "virtuoso-t"
        with process([program, "-f", "+configfile", "virtuoso.ini"], folder) as started:
            wait_for(started, f"http://127.0.0.1:{http}/sparql{ASK}", folder)
            _fill(sql, triples)
            yield Server("Virtuoso", http, "/sparql", started.pid)


def _fill(sql: int, triples: Path) -> None:
    commands = (
        f"ld_dir('{triples.parent}', '{triples.name}', '{GRAPH}');",
        "rdf_loader_run();",
        "checkpoint;",
        "select count(*) from DB.DBA.load_list where ll_error is not null;",
    )
    client = [shutil.which("isql-vt") or "isql-vt", f"127.0.0.1:{sql}", "dba", "dba", "VERBOSE=OFF", "BANNER=OFF"]
    said = subprocess.run([*client, f"EXEC={' '.join(commands)}"], capture_output=True, text=True, check=True).stdout
    if said.split()[-1:] != ["0"]:
        raise RuntimeError(f"virtuoso did not load {triples}: {said}")
