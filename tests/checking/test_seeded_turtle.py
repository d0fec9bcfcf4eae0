"""Each of more than a hundred seeded errors is found at its exact line and column, and no other finding is reported."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lq_graph.checking.check import check_project
from lq_graph.checking.finding import Finding
from lq_graph.reading.position import Place
from lq_graph.settings import Settings

SEEDED = sorted((Path(__file__).parent / "seeded").glob("*.ttl.txt"))
MARK = re.compile("⟦(?P<code>[^⟧]+)⟧")
Spot = tuple[str, int, int, str]


def seeds() -> list[Spot]:
    """File, line, column and code of each error, in the text without its marks."""
    found = []
    for path in SEEDED:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            before = 0
            for mark in MARK.finditer(line):
                found.append((path.stem, number, mark.start() - before + 1, mark["code"]))
                before += len(mark[0])
    return found


SEEDS = seeds()


def spot(finding: Finding) -> Spot:
    assert isinstance(finding.position, Place), finding
    return (finding.position.file.name, finding.position.line, finding.position.column, finding.code)


@pytest.fixture(scope="module", name="found")
def _found(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """The findings on each file, checked beside the real data without the other file."""
    findings: list[Finding] = []
    for seeded in SEEDED:
        path = tmp_path_factory.mktemp("seeded") / seeded.stem
        path.write_text(MARK.sub("", seeded.read_text(encoding="utf-8")), encoding="utf-8")
        findings += check_project(settings, [path], today=date.today()).findings
    return findings


def test_there_are_a_hundred_seeds_of_many_kinds() -> None:
    assert len(SEEDS) >= 100
    assert len({code for *_, code in SEEDS}) >= 70


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: "{3}-{0}-{1}-{2}".format(*seed))
def test_a_seed_is_found_where_it_was_sown(seed: Spot, found: list[Finding]) -> None:
    assert seed in [spot(finding) for finding in found]


def test_nothing_grows_that_was_not_sown(found: list[Finding]) -> None:
    assert sorted(map(spot, found)) == sorted(SEEDS)


@pytest.mark.parametrize("side", ["sv", "en"])
def test_a_stranger_can_read_what_is_said(found: list[Finding], side: str) -> None:
    for finding in found:
        for said in (getattr(finding.message, side), getattr(finding.fault, side)):
            assert said.endswith("."), said
            assert not re.search(r"https?://w3id|sh:|\bshape\b|\bnode\b|minCount|nodeID|\{|\}", said), said
