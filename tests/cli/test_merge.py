"""`lq merge` changes the files of data/, all or none, or makes a branch with that."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.cli.merge import Options, run
from lq_graph.formatting.turtle import formatted

TODAY = "2026-12-02"
PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix sdmx-attribute: <http://purl.org/linked-data/sdmx/2009/attribute#> .
@prefix sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#> .
@prefix sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/livskvalitet/> .
"""
OBSERVATION = """# Made up.
<id/observation/waste-without-garden-waste-2021>
    a lq:Observation ;
    skos:prefLabel "Avfall utan trädgårdsavfall: 2021"@sv, "Waste without garden waste: 2021"@en ;
    lq:observesIndicator <id/indicator/waste-without-garden-waste> ;
    sdmx-dimension:refArea <id/municipality/helsingborg> ;
    sdmx-dimension:refPeriod "2021"^^xsd:gYear ;
    sdmx-measure:obsValue 461 ;
    sdmx-attribute:unitMeasure <id/unit/kg-per-person> ;
    dcterms:source <https://example.org/avfall> .

<https://example.org/avfall> a foaf:Document ; lq:readDate "2026-12-01"^^xsd:date .
"""
Write = Callable[[str, str], Path]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module", name="committed")
def _committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in a git repository of its own."""
    root = tmp_path_factory.mktemp("project")
    for name in ("data", "ontology", "shapes", "sparql"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "lq.toml", root)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Made Up")
    git(root, "config", "user.email", "made-up@example.org")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "Start.")
    return root


@pytest.fixture(name="root")
def _root(committed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The copy as it was committed."""
    git(committed, "clean", "-q", "-d", "-f")
    git(committed, "checkout", "-q", "--", ".")
    monkeypatch.setenv("LQ_ROOT", str(committed))
    return committed


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True).stdout


def leave(*files: Path, **options: object) -> int:
    """The exit code of a merge."""
    named: Mapping[str, object] = {"language": "sv", "today": date.fromisoformat(TODAY), **options}
    try:
        run(files, Options(**named))  # type: ignore[arg-type]
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def changed(root: Path) -> list[str]:
    return git(root, "status", "--porcelain", "--untracked-files=all").split("\n")[:-1]


def test_a_value_is_merged_into_the_files_where_it_belongs(root: Path, write: Write, capsys: Capture) -> None:
    file = write("varden.ttl", PREFIXES + OBSERVATION)
    assert leave(file) == 0
    indicators = "data/helsingborg-indicators"
    assert changed(root) == [
        f" M {indicators}/dataset.ttl",
        f" M {indicators}/observations-waste.ttl",
        f" M {indicators}/sources.ttl",
        f"?? {indicators}/contributions.ttl",
    ]
    added = [line for line in git(root, "diff", "-U0").splitlines() if line.startswith(("+", "-"))]
    assert "+    a lq:Observation, qb:Observation ;" in added
    assert "+    qb:dataSet observation-set:helsingborg-indicators ;" in added
    assert "+<https://example.org/avfall>" in added
    assert f'+    dcterms:modified "{TODAY}"^^xsd:date ;' in added
    assert [line for line in added if line.startswith("-") and not line.startswith("---")] == [
        '-    dcterms:modified "2026-12-01"^^xsd:date ;'
    ]
    for path in (root / indicators).glob("*.ttl"):
        assert formatted(path, path.read_bytes()) == path.read_bytes()
    told = capsys.readouterr().out
    assert "Observation\n  + Avfall utan trädgårdsavfall: 2021\n" in told
    assert f"  {indicators}/contributions.ttl (ny)\n" in told

    assert leave(file) == 0
    assert "Inget att göra" in capsys.readouterr().out
    assert len(changed(root)) == 4
