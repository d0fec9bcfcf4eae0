"""A refusal because of headers states what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from contributing.workbooks import city_form
from lq_graph.contributing.sheets.recognise import ambiguous
from lq_graph.contributing.sheets.source import open_sheets
from lq_graph.errors import Refusal

FORM = city_form()


def test_headers_of_no_template_are_refused_with_the_way_to_one() -> None:
    with pytest.raises(Refusal) as refused:
        open_sheets(Path("other.csv"), b"a;b\n1;2\n", {"plan": FORM})
    assert refused.value.texts.sv.endswith("hämta en mall, eller säg vad raderna handlar om")


def test_who_says_the_class_is_not_asked_for_it() -> None:
    with pytest.raises(Refusal) as refused:
        open_sheets(Path("other.csv"), b"a;b\n1;2\n", {"plan": FORM}, FORM)
    assert refused.value.texts.sv.startswith("ingen rad bland de första tio har rubriker ur mallen för plan; ")
    assert "what the rows are about" not in refused.value.texts.en


def test_no_more_than_six_templates_are_named() -> None:
    named = ambiguous(Path("other.csv"), [FORM] * 9).texts
    assert (named.sv.count("plan,"), named.en.count("plan,")) == (5, 5)
