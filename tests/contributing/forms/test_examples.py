"""An example of a field is the shortest value that a thing of the class has, as people write it."""

from __future__ import annotations

import pytest

from contributing.city import plan_form, reference
from lq_graph.contributing.forms.examples import example_value
from lq_graph.text import Language


@pytest.mark.parametrize(
    ("key", "language", "example"),
    [
        ("Plan-name-sv", "sv", "-1+1"),
        ("Plan-name-en", "sv", "Ägg"),
        ("Plan-cost", "sv", "12,5"),
        ("Plan-cost", "en", "12.5"),
        ("Plan-from", "sv", "2018"),
        ("Plan-code", "en", "#vatten"),
        ("Plan-source", "en", "http://page.example/a"),
        ("Document-readDate", "en", "2026-01-02"),
        ("Plan-area", "en", "The city"),
        ("Plan-goal", "en", ""),
        ("Plan-held", "en", ""),
    ],
)
def test_a_field_has_an_example_if_a_thing_of_its_class_has_a_value(key: str, language: Language, example: str) -> None:
    form = plan_form()
    field = form.field(key)
    assert field is not None
    assert example_value(form, field, reference(), language) == example
