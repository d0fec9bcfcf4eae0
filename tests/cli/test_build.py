"""`lq build`: a new release on success, the previous one on failure."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.releasing.release import open_release


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project with one small dataset, released once."""
    folder = tmp_path_factory.mktemp("project")
    large = shutil.ignore_patterns("examples", "priorities-*", "documents-*", "global-*")
    for name in ("ontology", "shapes", "sparql", "data/lq-interpretations"):
        shutil.copytree(ROOT / name, folder / name, ignore=large)
    shutil.copy(ROOT / "lq.toml", folder)
    code, out, err = build(folder)
    assert code == 0, out + err
    assert open_release(Path(out.strip())) == open_release(folder / "releases" / "current")
    assert " triples in 1 datasets, " in err
    return folder


@pytest.fixture(name="project")
def _project(built: Path, tmp_path: Path) -> Path:
    """A project of its own for each test, with a release."""
    return shutil.copytree(built, tmp_path / "project", symlinks=True)


def start(project: Path) -> subprocess.Popen[str]:
    variables = {**os.environ, "LQ_ROOT": str(project)}
    return subprocess.Popen(
        [sys.executable, "-m", "lq_graph", "build", "--lang", "en"],
        env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def build(project: Path) -> tuple[int, str, str]:
    process = start(project)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_faulty_data_give_findings_and_leave_the_release_before(project: Path) -> None:
    before = open_release(project / "releases" / "current")
    shutil.copy(ROOT / "tests" / "faults" / "goal-in-no-system.ttl", project / "data" / "lq-interpretations")
    code, out, err = build(project)
    assert code == 1
    assert "Name the one goal system" in out
    assert err.endswith("lq: no release was made; the one before, if any, is still current\n")
    assert open_release(project / "releases" / "current") == before


def test_unreadable_data_leave_the_release_before(project: Path) -> None:
    before = open_release(project / "releases" / "current")
    (project / "data" / "lq-interpretations" / "bad.ttl").write_text("<a", encoding="utf-8")
    code, out, err = build(project)
    assert (code, out) == (3, "")
    assert "bad.ttl:1:1: " in err
    assert open_release(project / "releases" / "current") == before


@pytest.mark.parametrize(
    "begun", ["", "releases/.unfinished", "releases/.unfinished/dump.nq", "releases/.unfinished/store"]
)
def test_a_killed_build_leaves_the_release_before(project: Path, begun: str) -> None:
    before = open_release(project / "releases" / "current")
    record = project / "data" / "lq-interpretations" / "dataset.ttl"
    record.write_text(record.read_text(encoding="utf-8").replace("2026-11-23", "2026-11-24"), encoding="utf-8")
    process = start(project)
    while not (project / begun).exists() and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert open_release(project / "releases" / "current").identifier in (before.identifier, _next(project))
    assert build(project)[0] == 0


def _next(project: Path) -> str:
    return next((path.name for path in (project / "releases").glob("2026-11-24-*")), "")
