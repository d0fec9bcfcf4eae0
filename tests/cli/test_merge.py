"""`lq merge` changes the files of data/, all or none, or makes a branch with that."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from conftest import ROOT
from contributing.workbooks import fill, opened, saved
from lq_graph.checking.check import check_project
from lq_graph.cli.exits import UsageError
from lq_graph.cli.export import run as export
from lq_graph.cli.merge import Options, run
from lq_graph.errors import SourceError
from lq_graph.formatting.turtle import formatted
from lq_graph.reading.query_file import read_query_folder
from lq_graph.settings import read_settings
from lq_graph.triples.dataset import fill_store

TODAY = date(2026, 12, 2)
TOML = """
base = "https://example.org/"
publisher = "https://example.org/id/body/exempelregionen"
licence = "http://creativecommons.org/publicdomain/zero/1.0/"
title = { sv = "Påhittat", en = "Made up" }
about = { sv = "Påhittat.", en = "Made up." }
"""
RECORD = """@prefix body: <https://example.org/id/body/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix graph: <https://example.org/graph/> .
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

graph:city
    a dcat:Dataset ;
    dcterms:identifier "city" ;
    dcterms:title "Påhittat"@sv, "Made up"@en ;
    dcterms:description
        "Påhittade uppgifter."@sv,
        "Made-up facts."@en ;
    dcterms:publisher body:exempelregionen ;
    dcterms:license <http://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:issued "2026-01-01"^^xsd:date ;
    dcterms:modified "2026-01-01"^^xsd:date ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/SWE> ;
    lq:holdsStatements lq:StatedBySource ;
    dcterms:source <https://example.org/source> .
"""
PREFIXES = """# Made up.
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix sdmx-attribute: <http://purl.org/linked-data/sdmx/2009/attribute#> .
@prefix sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#> .
@prefix sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/> .
"""
VALUE = """
<id/observation/krontackning-torg-exempelstad-2024>
    a lq:Observation ;
    skos:prefLabel "Krontäckning på torg i Exempelstad, 2024"@sv, "Crown cover of squares in Exempelstad, 2024"@en ;
    lq:observesIndicator <id/indicator/krontackning-torg> ;
    sdmx-dimension:refArea <id/municipality/exempelstad> ;
    sdmx-dimension:refPeriod "2024-07"^^xsd:gYearMonth ;
    sdmx-measure:obsValue "19.1"^^xsd:decimal ;
    sdmx-attribute:unitMeasure <id/unit/procent> ;
    dcterms:source <http://page.example/2024> .

<http://page.example/2024> a foaf:Document ; lq:readDate "2026-12-01"^^xsd:date .
"""
CHANGES = """Vad som ändras;Vad som händer;Sista dag;Ersätts av;Nytt namn på svenska;Skäl
id/body/exempelregionen;byter namn;;;Region Exempel;Regionen bytte namn.
"""
Write = Callable[[str, str], Path]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(name="root")
def _root(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up project of one dataset, in a git repository of its own."""
    root = write("city/lq.toml", TOML).parent
    write("city/data/city/dataset.ttl", RECORD)
    example = (ROOT / "ontology" / "examples" / "observation.ttl").read_text(encoding="utf-8")
    write("city/data/city/values.ttl", example.replace("observation:", "# the first\nobservation:", 1))
    for name in ("ontology", "shapes", "sparql"):
        (root / name).symlink_to(ROOT / name)
    path = root / "data" / "city" / "values.ttl"
    path.write_bytes(formatted(path, path.read_bytes()))
    monkeypatch.setenv("LQ_ROOT", str(root))
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Made Up")
    git(root, "config", "user.email", "made-up@example.org")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "Start.")
    return root


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True).stdout


def leave(*files: Path, **options: object) -> int:
    """The exit code of a merge."""
    named: Mapping[str, object] = {"language": "sv", "today": TODAY, **options}
    try:
        run(files, Options(**named))  # type: ignore[arg-type]
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def changed(root: Path) -> list[str]:
    return git(root, "status", "--porcelain", "--untracked-files=all").split("\n")[:-1]


def test_a_value_is_merged_with_what_belongs_to_it_and_comments_stay(root: Path, write: Write, capsys: Capture) -> None:
    files = write("varden.ttl", PREFIXES + VALUE), write("andringar.csv", CHANGES)
    assert leave(*files, reason="Årets värden.") == 0
    assert changed(root) == [
        " M data/city/dataset.ttl",
        " M data/city/values.ttl",
        "?? data/city/contributions.ttl",
    ]
    difference = [
        line for line in git(root, "diff", "-U0").splitlines() if line[:1] in "+-" and line[1:3] not in "++--"
    ]
    assert [line for line in difference if line.startswith("-")] == [
        '-    dcterms:modified "2026-01-01"^^xsd:date ;',
        '-    skos:prefLabel "Exempelregionen"@sv, "Exempel Region"@en ;',
    ]
    assert '+    skos:altLabel "Exempelregionen"@sv ;' in difference
    assert '+    dcterms:modified "2026-12-02"^^xsd:date ;' in difference
    assert "+    a lq:Observation, qb:Observation ;" in difference
    assert "+    qb:dataSet observation-set:exempelstad ;" in difference
    assert "+<http://page.example/2024>" in difference
    for path in (root / "data" / "city").glob("*.ttl"):
        assert formatted(path, path.read_bytes()) == path.read_bytes()
    assert '    dcterms:description "Årets värden. Regionen bytte namn."@sv ;\n' in (
        root / "data/city/contributions.ttl"
    ).read_text("utf-8")
    told = capsys.readouterr().out
    assert told.startswith("1 ny, 1 ändras, 0 tas bort, 1 ny källa\n")
    assert "  data/city/contributions.ttl (ny)\n" in told

    after = {path: path.read_bytes() for path in root.glob("data/*/*")}
    assert leave(*files, today=date(2026, 12, 9)) == 0
    assert capsys.readouterr().out == "Inget att göra: allt i bidraget finns redan i data/.\n"
    assert {path: path.read_bytes() for path in root.glob("data/*/*")} == after

    assert contributions_of(root) == [("city", "2026-12-02", "Region Exempel")] * 2  # one for each file


def contributions_of(root: Path) -> list[tuple[str, str, str]]:
    """The answer to question 74: dataset, day and body of each contribution."""
    checked = check_project(read_settings(start=root), today=TODAY)
    (question,) = [each for each in read_query_folder(ROOT / "sparql" / "questions") if each.name.startswith("cq74")]
    rows = fill_store(checked.closed.without((checked.project.shapes,))).query(question.text)
    assert isinstance(rows, QuerySolutions)
    return [(row["dataset"].value.rpartition("/")[2], row["on"].value, row["byLabel"].value) for row in rows]


def test_an_error_is_told_at_its_place_and_nothing_is_written(root: Path, write: Write, capsys: Capture) -> None:
    file = write("varden.ttl", PREFIXES + VALUE.replace("id/unit/procent", "id/unit/okand"))
    assert leave(file) == 1
    told = capsys.readouterr()
    assert told.out.startswith(f"{file}:19:32  fel  dangling-link  ")
    assert told.err.endswith("lq: Inget är ändrat. Rätta felen i bidraget och kör kommandot igen.\n")
    assert changed(root) == []


def test_a_workbook_is_committed_on_a_branch_and_the_working_tree_stays(
    root: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "anna-andersson.xlsx"
    export("observation", file, "sv", csv=False)
    book = opened(file.read_bytes())
    fill(book, [{"Observation-obsValue": 18.6}])
    file.write_bytes(saved(book))
    assert leave(file, branch="varden", language="en", by="id/municipality/exempelstad") == 0
    assert changed(root) == []
    message = git(root, "log", "-1", "--format=%B", "varden")
    assert message.startswith("data: 0 new, 1 changes, 0 are removed\n\nPublished value\n  ~ Crown cover of squares")
    assert "18.5 Per cent → 18.6 Per cent" in message
    shown = git(root, "show", "varden")
    assert "anna" not in shown
    assert "prov:wasAssociatedWith municipality:exempelstad ;" in shown
    assert "git push -u origin varden" in capsys.readouterr().out
    with pytest.raises(UsageError, match="exists already"):
        leave(file, branch="varden", language="en")


def test_a_dry_run_shows_the_same_and_writes_nothing(root: Path, write: Write, capsys: Capture) -> None:
    file = write("varden.ttl", PREFIXES + VALUE)
    assert leave(file, dry_run=True, language="en") == 0
    told = capsys.readouterr().out
    assert "1 new, 0 change, 0 are removed, 1 new source" in told
    assert told.endswith("\nNothing was written (--dry-run).\n")
    assert changed(root) == []


def test_what_cannot_be_merged_is_told_in_the_language_of_the_reader(root: Path, write: Write) -> None:
    file = write("duty.ttl", f"{PREFIXES}<id/duty/x> a lq:Duty .")
    with pytest.raises(UsageError, match="det framgår inte vilken datamängd"):
        leave(file)
    with pytest.raises(UsageError, match="The datasets are: city"):
        leave(file, dataset="plans", language="en")
    for nobody in ("id/body/ingen", "id/unit/procent", "Anna Andersson"):
        with pytest.raises(UsageError, match=f"{nobody} är inget organ"):
            leave(file, by=nobody)
    with pytest.raises(SourceError, match="den finns inte"):
        leave(root / "missing.xlsx")
    assert changed(root) == []


def test_a_merge_that_was_undone_is_merged_again_although_its_record_is_left(root: Path, write: Write) -> None:
    files = write("varden.ttl", PREFIXES + VALUE), write("andringar.csv", CHANGES)
    assert leave(*files) == 0
    after = {path: path.read_bytes() for path in root.glob("data/*/*")}
    git(root, "checkout", "-q", ".")
    assert changed(root) == ["?? data/city/contributions.ttl"]
    assert leave(*files) == 0
    assert {path: path.read_bytes() for path in root.glob("data/*/*")} == after


def test_a_file_that_was_merged_is_not_read_again_nor_one_twice(root: Path, write: Write, capsys: Capture) -> None:
    removed = "Vad som ändras;Vad som händer;Skäl\nid/observation/{};tas bort;Fel värde.\n"
    (thing,) = re.findall(r"^observation:(\S+)$", (root / "data/city/values.ttl").read_text("utf-8"), re.MULTILINE)
    files = [write(name, removed.format(thing)) for name in ("a.csv", "b.csv")]
    assert leave(*files) == 0
    told = capsys.readouterr()
    assert told.err.startswith("lq: b.csv har samma innehåll som a.csv, och läses en gång.\n")
    assert (root / "data/city/contributions.ttl").read_text("utf-8").count("a foaf:Document") == 1
    after = {path: path.read_bytes() for path in root.glob("data/*/*")}
    assert leave(*files, language="en", today=date(2026, 12, 9)) == 0
    told = capsys.readouterr()
    assert told.out == "Nothing to do: data/ has all of the contribution already.\n"
    assert "lq: a.csv was merged on 2026-12-02, and is not read again.\n" in told.err
    assert {path: path.read_bytes() for path in root.glob("data/*/*")} == after


def test_an_error_in_a_blank_node_is_told_in_the_file_that_came(root: Path, write: Write, capsys: Capture) -> None:
    point = "dcterms:source <http://page.example/2024> ;\n    <https://schema.org/contactPoint> [ a <{}> ] ."
    term = "https://schema.org/ContactPoint"
    file = write(
        "varden.ttl", PREFIXES + VALUE.replace("dcterms:source <http://page.example/2024> .", point.format(term))
    )
    assert leave(file) == 1
    places = [line for line in capsys.readouterr().out.splitlines() if "unknown-term" in line]
    assert [place.partition(":")[0] for place in places] == [str(file)]
    assert changed(root) == []
