"""The fault in one sentence."""

from __future__ import annotations

import pytest

from lq_graph.checking.finding import fault, filled
from lq_graph.shacl.core.report import default_messages
from lq_graph.shacl.core.shapes_graph import component
from lq_graph.text import Texts

PLAN, AREA, PLACES = Texts("Planen", "The plan"), Texts("fokusområde", "focus area"), Texts("Platser", "Places")


def test_the_names_stand_in_the_quotes_of_the_language() -> None:
    assert fault("Class", PLAN, AREA, PLACES) == Texts(
        "”Platser” går inte att välja som ”fokusområde”.", "“Places” cannot be chosen as “focus area”."
    )


def test_a_missing_value_is_told_by_its_name() -> None:
    assert fault("MinCount", PLAN, AREA, None).sv == "”Fokusområde” saknas för ”Planen”.".replace("”F", "”f")


def test_where_nothing_is_allowed_the_property_does_not_belong() -> None:
    assert fault("MaxCount", PLAN, AREA, None, is_forbidden=True).en == "“focus area” does not belong to “The plan”."


@pytest.mark.parametrize("name", ["Or", "Node", "SomebodysOwn"])
def test_every_component_has_a_sentence(name: str) -> None:
    assert fault(name, PLAN, AREA, PLACES).en == "“Places” will not do as “focus area”."
    assert fault(name, PLAN, None, None).en == "The statements about “The plan” do not hold together."


def test_no_sentence_has_a_word_of_shacl_or_an_open_brace() -> None:
    names = ("Class", "Datatype", "MinCount", "MaxCount", "Pattern", "LanguageIn", "Closed", "HasValue", "In", "Equals")
    assert all(default_messages(component(name)) for name in names)
    for name in names:
        for value in (PLACES, None):
            said = fault(name, PLAN, AREA, value)
            assert not any(word in said.sv + said.en for word in ("{", "}", "sh:", "shape", "node", "None"))


def test_what_stands_in_the_data_is_never_read_as_a_part() -> None:
    assert filled(Texts("{focus}.", "{focus}."), focus=Texts("{value}", "{value}"), value=PLAN).sv == "”{value}”."


def test_a_long_text_is_cut_and_lines_are_joined() -> None:
    said = fault("MinLength", PLAN, AREA, Texts("a\n" * 500, "b")).sv
    assert "\n" not in said
    assert len(said) < 150
