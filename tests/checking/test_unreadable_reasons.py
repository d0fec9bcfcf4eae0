"""The reason why a file cannot be read, in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.checking.unreadable import reading_fault
from lq_graph.errors import SourceError
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.text import Texts


def test_reason_and_advice_are_told_apart() -> None:
    fault = reading_fault("the dataset has no dataset.ttl; describe it there, as its neighbours do")
    assert fault.reason == Texts("datamängden har ingen dataset.ttl", "the dataset has no dataset.ttl")
    assert fault.advice == Texts("Beskriv den där, som dess grannar gör.", "Describe it there, as its neighbours do.")


def test_a_reason_that_is_not_known_is_quoted() -> None:
    assert reading_fault("odd.").reason == Texts("läsaren säger ”odd”", "odd")
    assert reading_fault("odd.").advice == Texts("", "")
    assert reading_fault("odd; mend it").reason == Texts("läsaren säger ”odd”", "odd")


def test_what_the_folders_of_a_project_are_refused_for_is_known_in_swedish() -> None:
    tree = ast.parse((ROOT / "lq_graph" / "reading" / "project.py").read_text(encoding="utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "SourceError"
    ]
    reasons = [re.sub(r"\{.*?\}", "x.ttl", ast.unparse(call.args[1])).lstrip("f").strip("\"'") for call in calls]
    assert len(reasons) > 5
    assert [reason for reason in reasons if "läsaren" in reading_fault(reason).reason.sv] == []


HOSTILE = (
    ("a.ttl", b"\xff\xfe<\x00"),
    ("a.ttl", b"<urn:a> <urn:b> \xe5 ."),
    ("a.ttl", b"<urn:a> <urn:b> \x00 ."),
    ("a.ttl", b"PK\x03\x04"),
    ("a.ttl", b"(" * 5000),
    ("a.jsonld", b""),
    ("a.jsonld", b"[" * 5000),
    ("a.jsonld", b'{"@context": "https://example.org/c"}'),
    ("a.rdf", b""),
    ("a.rdf", b"<!DOCTYPE a><a/>"),
    ("a.rdf", b"<a><b></a>"),
)


@pytest.mark.parametrize(("name", "content"), HOSTILE)
def test_what_no_parser_is_given_is_told_in_swedish(name: str, content: bytes) -> None:
    with pytest.raises(SourceError) as refused:
        parse_rdf(Path(name), content)
    fault = reading_fault(refused.value.reason)
    assert not fault.reason.sv.startswith("läsaren säger")
    assert fault.advice.sv not in ("", fault.advice.en)
