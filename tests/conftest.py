"""Fixtures for all tests: the real project, checked and released once."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from lq_graph.checking.check import Checked, check_project
from lq_graph.releasing.build import build_release
from lq_graph.releasing.release import Release, open_release
from lq_graph.settings import Settings, read_settings
from office import Office, office_program

# The same examples each time: a change is judged by what it changed. --hypothesis-profile=fuzz looks for new ones.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.register_profile("fuzz", max_examples=2000, deadline=None)
hypothesis_settings.load_profile("same")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


# What the commands print depends on none of the variables of the person who runs the tests.
for _name in list(os.environ):
    if _name in {"COLUMNS", "NO_COLOR", "TERM"} or (_name.startswith("LQ_") and _name != "LQ_REQUIRE_ALL"):
        del os.environ[_name]
os.environ["LC_ALL"] = "C.UTF-8"

SLOW_FIRST = ("querying", "threats", "deploy", "cli", "web")  # they start processes and wait for them


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, as many tests wait for a process or a deadline."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the folders with slow files first, so that none is left to run alone at the end."""
    items.sort(key=lambda item: item.path.relative_to(ROOT / "tests").parts[0] not in SLOW_FIRST)


def pytest_collection_finish() -> None:
    """Spares the garbage collector the hundreds of thousands of objects that live as long as the test run."""
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names bytes by their argument: pytest would by what they are, and those of a zip change with the clock."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", name="settings")
def _settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of this project, but for its releases, which stand in a folder of the test run."""
    return replace(read_settings({}, ROOT), releases=tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session", name="checked")
def _checked(settings: Settings) -> Checked:
    """The real data, checked."""
    return check_project(settings, today=date.today())


@pytest.fixture(scope="session", name="release")
def _release(request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release of the real data: built by the first process of the test run that needs it, copied by the others."""
    folder = tmp_path_factory.getbasetemp()
    built = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "built"
    with built.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / "current").exists():
            build_release(request.getfixturevalue("checked"), settings, built)
    shutil.copytree(built, settings.releases, symlinks=True, dirs_exist_ok=True)
    return open_release(settings.current_release)


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Callable[[str, str], Path]:
    """A function that writes a text to a file of a name, and gives its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session", name="shared")
def _shared() -> Path:
    """The folder of research beside the project; a test that needs it is skipped where it is not there."""
    if not SHARED.is_dir():
        message = f"needs the research folder {SHARED}"
        if os.environ.get("LQ_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    return SHARED


@pytest.fixture(scope="session", name="office")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The real LibreOffice; a test that needs it is skipped where it is not there."""
    return Office(office_program(), tmp_path_factory.mktemp("office"))
