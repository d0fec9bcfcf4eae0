"""The fields of a form as its page shows them."""

from __future__ import annotations

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.form_reader import ClassTree
from lq_graph.names import LQ, XSD
from lq_graph.text import Texts
from lq_graph.web.contribute.fields import FieldGroup, FormViewer


def field(key: str, **given: object) -> Field:
    return Field(key, f"{LQ}{key}", Texts(key, key), Texts("Skriv.", "Write."), **{"kind": "text", **given})  # type: ignore[arg-type]


MANY = tuple(field(f"text{number}") for number in range(3))
OTHERS = (
    field("day", kind="day"),
    field("duration", datatypes=(f"{XSD}duration",)),
    field("body", kind="choice", classes=(f"{LQ}Body",)),
    field("part", kind="choice", classes=(f"{LQ}Plan",)),
    field("gender", kind="choice", members=("https://a.example/f",)),
)


def groups(*fields: Field, **given: object) -> tuple[FieldGroup, ...]:
    form = Form("plan", f"{LQ}Plan", Texts("plan", "plan"), Texts("", ""), fields, "")
    return FormViewer(form, given.pop("offers", {}), given.pop("examples", {}), ClassTree(()), "sv", **given).groups()  # type: ignore[arg-type]


def keys(group: FieldGroup) -> list[str]:
    return [each.key for each in group.fields]


def test_required_fields_come_first_and_the_others_by_meaning() -> None:
    first, *folded = groups(*OTHERS, field("asked", recommended=True), *MANY, field("name", required=True))
    assert (first.title, keys(first)) == ("", ["name", "asked"])
    assert {group.title: keys(group) for group in folded} == {
        "Tid": ["day", "duration"],
        "Organisation och ansvar": ["body"],
        "Samband med annat": ["part"],
        "Beskrivning och annat": ["gender", "text0", "text1", "text2"],
    }
    assert folded[-1].names == "Gender, text0, text1, text2"


def test_a_form_of_few_fields_is_not_folded() -> None:
    only = groups(field("name", required=True), *MANY[:2])
    assert [keys(group) for group in only] == [["name", "text0", "text1"]]


def test_options_stay_in_the_order_in_which_people_look_for_them() -> None:
    chosen = field("part", kind="choice", classes=(f"{LQ}Plan",), most=1, required=True)
    offers = {"part": [[f"id/plan/{name}", name] for name in "zyxabcdefg"]}
    (group,) = groups(chosen, offers=offers)
    assert [option.text for option in group.fields[0].inputs[0].options] == list("zyxabcdefg")


def test_an_example_follows_a_hint_that_has_none() -> None:
    given = Field("b", "", Texts("b", "b"), Texts("Skriv, till exempel 2.", "Write 2, for example."), "text")
    (group,) = groups(field("a"), given, examples={"a": "1", "b": "1"})
    assert [each.hint for each in group.fields] == ["Skriv. Till exempel: 1", "Skriv, till exempel 2."]
