"""Named questions are found, and similar names are suggested."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.errors import LqError
from lq_graph.querying.parameters import find_question
from lq_graph.reading.query_file import read_query_folder


@pytest.fixture(name="folder")
def _folder(write: Callable[[str, str], Path]) -> Path:
    write("q/vilka-mal.rq", "#+ title-sv: Vilka mål?\nSELECT * {}")
    return write("q/vem-ansvarar.rq", "ASK {}").parent


def test_a_question_is_found_by_its_name(folder: Path) -> None:
    question = find_question(folder, "vilka-mal")
    assert question.required("title-sv") == "Vilka mål?"
    assert [each.name for each in read_query_folder(folder)] == ["vem-ansvarar", "vilka-mal"]


def test_the_number_of_a_question_will_do(write: Callable[[str, str], Path]) -> None:
    folder = write("q/cq14-targets.rq", "ASK {}").parent
    assert find_question(folder, "cq14").name == "cq14-targets"


def test_near_names_are_suggested(folder: Path) -> None:
    with pytest.raises(LqError, match="did you mean vilka-mal"):
        find_question(folder, "vilka-mål")


@pytest.mark.parametrize("name", ["x", "../q/vilka-mal", "/etc/passwd", ""])
def test_an_unknown_name_is_no_file(folder: Path, name: str) -> None:
    with pytest.raises(LqError, match="there is no question"):
        find_question(folder / "..", name)


def test_a_folder_that_is_not_there_has_no_questions(tmp_path: Path) -> None:
    with pytest.raises(LqError, match="it has 0 others"):
        find_question(tmp_path / "none", "x")
