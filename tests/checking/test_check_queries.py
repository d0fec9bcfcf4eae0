"""A broken question is found when the project is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.checking.check import check_parameter_classes, check_project, check_query_files
from lq_graph.errors import SourceError
from lq_graph.settings import Settings

Write = Callable[[str, str], Path]
HEADER = "#+ summary: x\n#+ question-sv: x\n#+ question-en: x\n"


def test_the_queries_of_the_project_are_in_order() -> None:
    check_query_files(ROOT / "sparql")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT * {}", r"a\.rq: the header has no line"),
        (f"{HEADER}SELECT nonsense", r"a\.rq:4:\d+: "),
        (f"{HEADER}#+ param-s: direction\nSELECT * {{ ?s ?p ?o }}", r"a\.rq:4: parameter s: 'direction' is no type"),
        (f"{HEADER}#+ param-s: xsd:time\nSELECT * {{ ?s ?p ?o }}", r"a\.rq:4: .* write one of xsd:boolean, xsd:date"),
        (f"{HEADER}#+ param-t: lq:Goal\nSELECT * {{ ?s ?p ?o }}", r"a\.rq:4: parameter t: the query has no variable"),
        (f"{HEADER}#+ param-t: lq:Goal\nSELECT ?s {{ {{ SELECT ?s {{ ?s ?p ?t }} }} }}", "no variable .t outside"),
    ],
)
def test_a_broken_question_is_refused(write: Write, text: str, reason: str) -> None:
    folder = write("questions/a.rq", text).parents[1]
    with pytest.raises(SourceError, match=reason):
        check_query_files(folder)


def test_a_parameter_of_a_class_that_the_ontology_lacks_is_refused(write: Write) -> None:
    text = f"{HEADER}#+ param-s: lq:Nothing\nSELECT * {{ ?s ?p ?o }}"
    folder = write("questions/a.rq", text).parents[1]
    with pytest.raises(SourceError, match="the ontology has no class lq:Nothing"):
        check_parameter_classes(folder, [])


def test_a_broken_question_does_not_stop_a_contribution(settings: Settings, tmp_path: Path, write: Write) -> None:
    for name in ("data", "ontology", "shapes", "sparql"):
        (tmp_path / name).mkdir()
        for entry in (ROOT / name).iterdir():
            if entry.name != "questions":
                (tmp_path / name / entry.name).symlink_to(entry)
    write("sparql/questions/a.rq", "SELECT nonsense")
    broken = replace(settings, root=tmp_path)
    assert check_project(broken, [tmp_path / "data" / "quantities"], today=date.today()).findings == ()
    with pytest.raises(SourceError, match=r"a\.rq"):
        check_project(broken, today=date.today())
