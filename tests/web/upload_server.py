"""A server process for contributions to a release: `upload_server.py RELEASE ROOT PATIENCE` prints its port."""

from __future__ import annotations

import socket
import sys
import time
from dataclasses import replace
from pathlib import Path

import uvicorn
from pyoxigraph import Store

from lq_graph.contributing.validation.wire import JobLimits
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.releasing.release import open_release
from lq_graph.settings import read_settings
from lq_graph.web.app import create_app
from lq_graph.web.contribute.admission import validation_service

MEMORY = 400_000_000
DATASETS = {"helsingborg-programme", "helsingborg-documents", "helsingborg-organisation"}  # enough, and soon checked


def main(folder: Path, root: Path, patience: float) -> None:
    release = open_release(folder)
    ground = replace(release, datasets=tuple(each for each in release.datasets if each.name in DATASETS))
    validation = validation_service(ground, JobLimits(memory_bytes=MEMORY), patience)
    engine = EmbeddedEngine(Store.read_only(str(release.store)))
    app = create_app(engine, release, read_settings({}, root), validation=validation)
    while validation.identifier is None:
        time.sleep(0.01)
    try:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            print(listener.getsockname()[1], flush=True)
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", server_header=False, lifespan="off"))
            server.run(sockets=[listener])
    finally:
        validation.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
