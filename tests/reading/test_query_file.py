"""Query files and their headers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.errors import SourceError
from lq_graph.reading.query_file import read_query_file, read_query_folder

Write = Callable[[str, str], Path]


def test_the_header_is_read_and_the_text_is_complete(write: Write) -> None:
    text = "#+ summary: What is there: all of it.\n#+ tags: a\nSELECT * WHERE { ?s ?p ?o }\n"
    query = read_query_file(write("cq01-all.rq", text))
    assert query.name == "cq01-all"
    assert query.required("summary") == "What is there: all of it."
    assert query.text == text


def test_a_missing_header_line_is_named(write: Write) -> None:
    query = read_query_file(write("a.rq", "ASK {}"))
    with pytest.raises(SourceError, match=r"a\.rq: the header has no line '#\+ summary: …'; add it"):
        query.required("summary")


def test_a_folder_is_read_in_order_of_names(write: Write) -> None:
    folder = write("b.rq", "ASK {}").parent
    write("a.rq", "ASK {}")
    write("README.md", "")
    assert [query.name for query in read_query_folder(folder)] == ["a", "b"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_bytes(b"\xff")
    with pytest.raises(SourceError, match="cannot be read"):
        read_query_file(tmp_path / "a.rq")
