"""The servers, each started with a file of N-Triples: lq, Virtuoso, oxigraph server, rdflib-endpoint; and nginx."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from peers.processes import process, reserved_port, wait_for
from peers.server import Server

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PEERS = ROOT / ".venv-bench" / "bin"
LQ = ROOT / ".venv" / "bin" / "lq"
ASK = "?query=ASK%7B%7D"
RDFLIB_MOST = 60_000  # triples; it takes minutes for more
LIMIT = "5"  # seconds that a query may take, where a server can be told
OPEN = {  # every client has one address here, so its share is made large; no limit that slows a query is lifted
    "LQ_CLIENT_SECONDS": "100000000",
    "LQ_QUERY_SECONDS": LIMIT,
}


@contextmanager
def lq(release: Path, folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Server]:
    """`lq serve` of a release, as it is installed here."""
    with reserved_port() as port:
        command = [str(LQ), "serve", "--port", str(port), "--release", str(release)]
        environment = {**OPEN, "LQ_ROOT": str(ROOT), "LQ_LINKS": str(folder / "links.jsonl"), **(more or {})}
        with process(command, folder, environment) as started:
            wait_for(started, f"http://127.0.0.1:{port}/sparql{ASK}", folder)
            yield Server("lq", port, "/sparql", started.pid)


def made_release(model: Path, triples: Path, folder: Path) -> Path:
    """A release whose store has other triples, and whose other files are those of a real one."""
    shutil.copytree(model, folder, ignore=shutil.ignore_patterns("store", "dump.*"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["id"] = f"2000-01-01-{triples.stat().st_size:08x}"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    shutil.copy(triples, folder / "dump.nt")
    shutil.copy(model / "dump.ttl", folder / "dump.ttl")
    filling = (
        "import sys, pyoxigraph as o; s = o.Store(sys.argv[1]); s.bulk_load(path=sys.argv[2]); s.optimize(); s.flush()"
    )
    subprocess.run([sys.executable, "-c", filling, str(folder / "store"), str(triples)], check=True)
    return folder


@contextmanager
def oxigraph(triples: Path, folder: Path, *, on_disk: bool) -> Iterator[Server]:
    """The oxigraph server, in memory or on disk, read-only."""
    with reserved_port() as port:
        program, store = str(PEERS / "oxigraph"), str(folder / "store")
        common = [
            "--bind",
            f"127.0.0.1:{port}",
        ]  # with --timeout-s it starts a thread a query that sleeps so long, and falls
        folder.mkdir(parents=True, exist_ok=True)
        if on_disk:
            subprocess.run(
                [program, "load", "--location", store, "--file", str(triples)], check=True, capture_output=True
            )
            command = [program, "serve-read-only", "--location", store, *common]
        else:
            command = [program, "serve", *common]
        with process(command, folder) as started:
            wait_for(started, f"http://127.0.0.1:{port}/query{ASK}", folder)
            if not on_disk:
                kind = "application/n-quads" if triples.suffix == ".nq" else "application/n-triples"
                address = f"http://127.0.0.1:{port}/store{'' if triples.suffix == '.nq' else '?default'}"
                fill = ["curl", "-sSf", "-X", "POST", "-H", f"Content-Type: {kind}", "-T", str(triples), address]
                subprocess.run(fill, check=True)
            yield Server(f"oxigraph server, {'disk' if on_disk else 'memory'}", port, "/query", started.pid)


@contextmanager
def rdflib_endpoint(triples: Path, folder: Path) -> Iterator[Server]:
    """rdflib-endpoint with rdflib's own store in memory."""
    with reserved_port() as port:
        command = [str(PEERS / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(triples)]
        with process(command, folder) as started:
            wait_for(started, f"http://127.0.0.1:{port}/{ASK}", folder)
            yield Server("rdflib-endpoint", port, "/", started.pid)


@contextmanager
def constant(reply: Path, folder: Path) -> Iterator[Server]:
    """A uvicorn application that always gives the same response, with body and headers from a file."""
    with reserved_port() as port:
        command = [str(ROOT / ".venv" / "bin" / "python"), str(HERE / "constant.py"), str(port), str(reply)]
        with process(command, folder) as started:
            wait_for(started, f"http://127.0.0.1:{port}/", folder)
            yield Server("uvicorn's constant", port, "/", started.pid)
