"""A verb exits its process at once with its code, after all of its output is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

HEAD = """import atexit
from lq_graph.cli.exits import ending_at_once, exiting
from lq_graph.errors import SourceError
"""


def end(body: str, target: str = "/dev/stdout") -> subprocess.CompletedProcess[str]:
    lines = [HEAD, "with ending_at_once(), exiting():", *(f"    {line}" for line in body.splitlines())]
    command = ["bash", "-c", f'exec "$0" -c "$1" > {target}', sys.executable, "\n".join(lines)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("body", "code", "out", "err"),
    [
        ("print('a' * 100000)", 0, "a" * 100000 + "\n", ""),
        ("print('a')\nraise SystemExit(1)", 1, "a\n", ""),
        ("print('a')\nraise SystemExit", 0, "a\n", ""),
        ("raise KeyboardInterrupt", 130, "", "lq: interrupted\n"),
        ("raise SourceError('a.ttl', 'broken', 1, 2)", 3, "", "lq: a.ttl:1:2: broken\n"),
        ("atexit.register(print, 'not said')", 0, "", ""),
    ],
)
def test_the_process_ends_with_the_code_and_the_output(body: str, code: int, out: str, err: str) -> None:
    done = end(body)
    assert (done.returncode, done.stdout, done.stderr) == (code, out, err)


@pytest.mark.parametrize("body", ["print('a')", "print('a')\nraise SystemExit(1)"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_an_error(body: str) -> None:
    done = end(body, "/dev/full")
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
