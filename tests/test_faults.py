"""Each of the deliberate faults in tests/faults is found, on its thing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.checking.check import Checked, check_project
from lq_graph.checking.finding import Severity
from lq_graph.settings import Settings

FOLDER = ROOT / "tests" / "faults"
FAULTS = sorted(path for path in FOLDER.glob("*.ttl") if path.stem != "source")
EXPECTATION = re.compile(r"# expect: (?P<code>\S+) (?P<focus>\S+)")


@pytest.fixture(scope="module", name="faulty")
def _faulty(settings: Settings) -> Checked:
    """The real data with every fault contributed to it."""
    return check_project(settings, [FOLDER], today=date.today())


def test_there_are_thirty_faults() -> None:
    assert len(FAULTS) >= 30


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_the_fault_is_found(path: Path, faulty: Checked) -> None:
    expected = EXPECTATION.search(path.read_text(encoding="utf-8"))
    assert expected, "the second line says # expect: CODE FOCUS"
    found = {(finding.code, getattr(finding.focus, "value", "")): finding for finding in faulty.findings}
    assert (expected["code"], expected["focus"]) in found
    finding = found[expected["code"], expected["focus"]]
    assert finding.severity is Severity.VIOLATION
    assert path in finding.files


def test_only_the_contribution_is_reported(faulty: Checked) -> None:
    assert all(finding.file is not None and finding.file.is_relative_to(FOLDER) for finding in faulty.findings)


def test_the_real_data_have_no_violation(checked: Checked) -> None:
    assert [finding for finding in checked.findings if finding.severity is Severity.VIOLATION] == []
