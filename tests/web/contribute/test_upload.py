"""Bodies of forms, cut into pieces anyhow, and the names and kinds of files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.web.contribute.upload import PartsReader, file_kind, file_name, last_component
from lq_graph.web.http.problem import UploadRefused
from web.uploads import MULTIPART, form_of

MOST = 1000


@given(
    st.binary(min_size=1, max_size=200),
    st.text(st.characters(codec="utf-8", exclude_characters='"\\\r\n'), max_size=20),
    st.integers(1, 50),
)
def test_a_file_is_the_same_however_its_form_is_cut(content: bytes, name: str, size: int) -> None:
    body = form_of(name, content, **{"class": "plan"})
    reader = PartsReader(MULTIPART, MOST)
    for start in range(0, len(body), size):
        reader.take(body[start : start + size])
    assert bytes(reader.file().content) == content
    assert reader.file().file_name == name
    assert (reader.text("class"), reader.text("format")) == ("plan", "")


def test_a_file_over_the_limit_is_refused_before_it_is_whole() -> None:
    reader = PartsReader(MULTIPART, MOST)
    with pytest.raises(UploadRefused) as refused:
        reader.take(form_of("a.ttl", b"x" * (MOST + 500))[:-100])
    assert refused.value.status_code == 413


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
    ],
)
def test_the_kind_of_a_file_is_told_by_its_name_and_then_by_its_type(name: str, content_type: str, kind: str) -> None:
    assert file_kind(name, content_type) == kind
