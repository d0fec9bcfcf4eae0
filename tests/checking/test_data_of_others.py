"""The file that another publisher has of things that the data describe gives no finding beside the data."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, SHARED
from lq_graph.checking.check import check_project
from lq_graph.settings import Settings

SMALL = ROOT / "tests" / "data" / "un-structure.ttl"
WHOLE = SHARED / "domain" / "data" / "unstats-sdg-kos-goals-targets-indicators.ttl"
RECORD = """# Made-up record of a dataset.
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix graph: <https://w3id.org/livskvalitet/graph/> .

graph:un a dcat:Dataset .
"""


@pytest.mark.parametrize("path", [SMALL, WHOLE], ids=["small", "whole"])
def test_the_un_file_gives_no_finding_beside_the_data_but_for_what_it_adds(settings: Settings, path: Path) -> None:
    if not path.exists():
        pytest.skip("the UN's file is not on this machine")
    findings = check_project(settings, [path], today=date.today()).findings
    more = ["more-than-expected"] if path == SMALL else []  # which has a target that the data do not count
    assert [each.code for each in findings] == more


def test_the_un_file_as_a_dataset_gives_no_finding_on_the_things_in_it(settings: Settings, tmp_path: Path) -> None:
    for folder in ("data", "ontology", "shapes", "sparql"):
        shutil.copytree(settings.root / folder, tmp_path / folder)
    (tmp_path / "data" / "un").mkdir()
    shutil.copy(SMALL, tmp_path / "data" / "un")
    (tmp_path / "data" / "un" / "dataset.ttl").write_text(RECORD, encoding="utf-8")
    findings = check_project(replace(settings, root=tmp_path), today=date.today()).findings
    assert [each for each in findings if "metadata.un.org" in str(each.focus)] == []
