"""What every test can have: the real project, checked and released once."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from lq_graph.checking.check import Checked, check_project
from lq_graph.releasing.build import build_release
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings, read_settings

# The same examples each time: a change is judged by what it changed. --hypothesis-profile=fuzz looks for new ones.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.register_profile("fuzz", max_examples=2000, deadline=None)
hypothesis_settings.load_profile("same")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session", name="settings")
def _settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of this project, but for its releases, which stand in a folder of the test run."""
    return replace(read_settings({}, ROOT), releases=tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session", name="checked")
def _checked(settings: Settings) -> Checked:
    """The real data, checked."""
    return check_project(settings)


@pytest.fixture(scope="session", name="release")
def _release(checked: Checked, settings: Settings) -> Release:
    """The release of the real data."""
    return build_release(checked, settings, settings.releases)


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
