"""`lq publish` reports its errors; tests/test_remote.py tests that it publishes."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT
from lq_graph.releasing.release import Release


def test_a_store_that_is_not_there_is_named(release: Release) -> None:
    command = [
        sys.executable,
        "-m",
        "lq_graph",
        "publish",
        "--to",
        "http://127.0.0.1:1/store",
        "--release",
        release.path,
    ]
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "http://127.0.0.1:1/store cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
