"""Every benchmark runs to its end with its quickest setting. `make bench-quick` runs only these."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from conftest import ROOT
from lq_graph.releasing.release import Release

PEERS = ROOT / ".venv-bench" / ".ready"
pytestmark = pytest.mark.bench


def bench(script: str, release: Release, *words: str) -> str:
    """What a benchmark prints."""
    variables = {**os.environ, "LQ_RELEASES": str(release.path.parent)}
    command = [sys.executable, str(ROOT / "bench" / script), "--quick", *words]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(name="peers")
def _peers() -> None:
    """Skips a test where there are no engines to measure beside ours."""
    needed = {"wrk": "wrk", "nginx": "nginx-light", "virtuoso-t": "virtuoso-opensource-7", "curl": "curl"}
    path = f"{os.environ['PATH']}:/usr/sbin"
    missing = [f"apt install {package}" for name, package in needed.items() if not shutil.which(name, path=path)]
    missing += [] if PEERS.exists() else ["make .venv-bench/.ready"]
    if missing and os.environ.get("LQ_REQUIRE_ALL"):
        pytest.fail(f"needs {', '.join(missing)}")
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")


@pytest.mark.usefixtures("peers")
def test_checking_and_reasoning_beside_their_peers(release: Release) -> None:
    table = bench("core.py", release)
    assert {line.split("|")[2].strip() for line in table.splitlines()} == {
        "lq", "pyshifty", "pyshacl", "reasonable", "owlrl",
    }  # fmt: skip


def test_the_check_of_the_project_beside_its_peer(release: Release) -> None:
    assert "pyshacl -i owlrl" in bench("project.py", release)


@pytest.mark.usefixtures("peers")
def test_the_query_service_beside_its_peers(release: Release) -> None:
    table = bench("http_table.py", release, "--only", "point")
    assert "failed" not in table
    assert len([line for line in table.splitlines() if "req/s" in line]) == 3


def test_the_query_service_under_mixed_load(release: Release) -> None:
    assert "nothing failed" in bench("soak.py", release)


def test_the_verbs_of_contributors(release: Release) -> None:
    assert "`lq import --annotate`" in bench("contributions.py", release)


def test_the_formats_of_findings(release: Release) -> None:
    assert "| sarif |" in bench("reports.py", release)
