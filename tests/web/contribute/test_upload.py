"""The names and kinds of uploaded files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.web.contribute.upload import file_kind, file_name, last_component


@given(st.text(max_size=200))
def test_a_name_is_never_a_path(given_name: str) -> None:
    name = file_name(last_component(given_name), ".ttl")
    assert name.endswith(".ttl")
    assert name.isprintable()
    assert not {"/", "\\", "\0"} & set(name)
    assert 5 <= len(name) <= 90


@pytest.mark.parametrize(
    ("name", "content_type", "kind"),
    [
        ("plan.TTL", "application/octet-stream", ".ttl"),
        ("plan.csv", "application/vnd.ms-excel", ".csv"),
        ("plan", "text/turtle; charset=utf-8", ".ttl"),
        ("plan.json", "", ".jsonld"),
        ("plan.unknown", "application/rdf+xml", ".rdf"),
        ("plan.xlsm", "", ".xlsx"),
        ("plan.ods", "", ".ods"),
        ("plan", "application/vnd.oasis.opendocument.spreadsheet", ".ods"),
    ],
)
def test_the_kind_of_a_file_is_decided_by_its_name_and_then_by_its_type(
    name: str, content_type: str, kind: str
) -> None:
    assert file_kind(name, content_type) == kind
