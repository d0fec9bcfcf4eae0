"""Forms follow from the shapes: every class, every field once, in the order of the shapes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from contributing.turtle import forms_of, plan_form
from lq_graph.checking.check import Checked
from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.form_reader import form_named, read_forms
from lq_graph.errors import UnknownName
from lq_graph.names import LQ, RDF, SKOS, XSD
from lq_graph.shacl.core.shapes_graph import IllFormedShapes
from lq_graph.text import Texts

DAYS = tuple(f"{XSD}{name}" for name in ("date", "gYearMonth", "gYear"))
SWEDISH = "lqs:Swedish a sh:NodeShape ; sh:languageIn ( 'sv' ) ."


@pytest.fixture(scope="module", name="forms")
def _forms(checked: Checked) -> Mapping[str, Form]:
    graph = checked.project.dataset.graph
    return read_forms(graph(checked.project.shapes), graph(checked.project.ontology))


def field(form: Form, key: str) -> Field:
    found = form.field(key)
    assert found is not None
    return found


def said(form: Form) -> Field:
    return field(form, "Plan-said")


def test_every_class_with_a_shape_of_its_own_or_from_above_has_a_form(forms: Mapping[str, Form]) -> None:
    assert {"plan", "policy", "focus-area", "contribution-link", "observation", "unit"} <= forms.keys()
    assert not {"document", "dataset", "perspective", "link-kind"} & forms.keys()


def test_the_fields_are_names_then_what_is_required_then_what_is_recommended_then_the_others(
    forms: Mapping[str, Form],
) -> None:
    assert [each.key for each in forms["plan"].fields] == [
        "Thing-prefLabel-sv",
        "Thing-prefLabel-en",
        "Thing-source",
        "Document-readDate",
        "GoverningDocument-appliesTo",
        "Plan-validFrom",
        "Thing-validThrough",
        "GoverningDocument-isPlatformFor",
        "GoverningDocument-replaces",
        "GoverningDocument-validFor",
        "ChainElement-isPartOf",
        "ChainElement-implements",
        "ChainElement-startsFrom",
        "ChainElement-addresses",
        "ChainElement-isResponsibilityOf",
        "ChainElement-isCoordinatedBy",
        "ChainElement-isPreparedBy",
        "ChainElement-isAbout",
        "Thing-notation",
        "Thing-definition@sv",
        "Thing-definition@en",
    ]


def test_a_form_says_what_its_class_is(forms: Mapping[str, Form]) -> None:
    form = forms["plan"]
    assert (form.class_, form.name) == (f"{LQ}Plan", Texts("plan", "plan"))
    assert form.definition.en.startswith("An activating document")


def test_no_form_asks_for_one_thing_twice(forms: Mapping[str, Form]) -> None:
    for form in forms.values():
        asked = [(each.predicate, each.language) for each in form.fields]
        for names in (asked, [each.key for each in form.fields], [each.name.sv for each in form.fields]):
            assert len(names) == len(set(names)), form.segment


def test_names_are_asked_for_in_each_language(forms: Mapping[str, Form]) -> None:
    swedish = field(forms["plan"], "Thing-prefLabel-sv")
    assert (swedish.predicate, swedish.language, swedish.kind) == (f"{SKOS}prefLabel", "sv", "text")
    assert (swedish.required, swedish.most) == (True, 1)


def test_swedish_names_come_first_in_each_form(forms: Mapping[str, Form]) -> None:
    for form in forms.values():
        names = [each.key for each in form.fields if each.key.startswith("Thing-prefLabel")]
        assert names == ["Thing-prefLabel-sv", "Thing-prefLabel-en"], form.segment


def test_one_shape_of_texts_in_two_languages_makes_two_fields(forms: Mapping[str, Form]) -> None:
    definition = field(forms["plan"], "Thing-definition@en")
    assert (definition.language, definition.most, definition.required) == ("en", 1, False)
    assert definition.name == Texts("beskrivning på engelska", "description in English")


def test_shapes_on_one_path_are_one_field_named_by_the_most_specific(forms: Mapping[str, Form]) -> None:
    starts = field(forms["plan"], "Plan-validFrom")
    assert (starts.kind, starts.datatypes, starts.most) == ("day", DAYS, 1)
    assert (starts.required, starts.recommended) == (False, True)
    assert field(forms["project"], "Project-validFrom").name == Texts("projektet börjar", "project begins")


def test_a_hint_also_says_how_to_write_what_the_most_specific_shape_asks_for(forms: Mapping[str, Form]) -> None:
    hint = field(forms["plan"], "Plan-validFrom").hint
    assert hint.en == (
        "Say when the plan starts to hold, if the source says so. "
        "Give one single first day as YYYY-MM-DD, YYYY-MM or YYYY."
    )


def test_the_narrowest_classes_win(forms: Mapping[str, Form]) -> None:
    assert field(forms["priority"], "Priority-isPartOf").classes == (f"{LQ}FocusArea",)
    assert field(forms["focus-area"], "FocusArea-isPartOf").classes == (
        f"{LQ}Direction",
        f"{LQ}Programme",
        f"{LQ}Plan",
    )
    assert field(forms["board"], "Board-unitOf").classes == (f"{LQ}Municipality",)


def test_what_may_not_be_said_is_no_field(forms: Mapping[str, Form]) -> None:
    for segment, predicate in (
        ("company", "unitOf"),
        ("working-method-change", "validThrough"),
        ("plan", "targetYear"),
    ):
        assert not [each for each in forms[segment].fields if each.predicate.endswith(predicate)]


def test_things_of_a_forbidden_class_are_not_to_be_chosen() -> None:
    set_by = said(plan_form("sh:path lq:x ; sh:class lq:Document ; sh:not lqs:Is", "lqs:Is sh:class lq:Programme ."))
    assert (set_by.classes, set_by.excluded) == ((f"{LQ}Document",), (f"{LQ}Programme",))


def test_a_source_is_an_address_with_the_day_of_reading_beside_it(forms: Mapping[str, Form]) -> None:
    form = forms["plan"]
    source = field(form, "Thing-source")
    assert (source.kind, source.required, source.most) == ("address", True, None)
    beside = form.companion(source)
    assert beside is not None
    assert (beside.key, beside.kind, beside.required, beside.describes_value) == (
        "Document-readDate",
        "day",
        True,
        True,
    )
    assert beside not in form.own_fields


def test_a_class_that_every_thing_must_have_is_a_constant(forms: Mapping[str, Form]) -> None:
    assert forms["observation"].constants == ((f"{RDF}type", "http://purl.org/linked-data/cube#Observation"),)
    assert not [each for each in forms["observation"].fields if each.predicate == f"{RDF}type"]


def test_numbers_truths_and_patterns_have_their_kinds(forms: Mapping[str, Form]) -> None:
    share = field(forms["ownership"], "Ownership-ownershipShare")
    assert (share.kind, share.least_value, share.most_value) == ("number", "0", "100")
    assert share.datatypes == (f"{XSD}decimal", f"{XSD}integer")
    assert field(forms["observation"], "Observation-approximate").kind == "truth"
    assert field(forms["priority"], "Priority-notation").pattern == r"^#[^\s#]+$"


def test_a_thing_of_no_stated_class_is_an_address_without_companion(forms: Mapping[str, Form]) -> None:
    area = field(forms["observation"], "Observation-refArea")
    assert (area.kind, area.companion, area.required) == ("address", None, True)


def test_what_only_some_must_say_is_asked_of_all_and_required_of_none(forms: Mapping[str, Form]) -> None:
    form = forms["contribution-link"]
    rationale = field(form, "ContributionLink-rationale-sv")
    assert (rationale.language, rationale.required, rationale.recommended) == ("sv", False, False)
    assert field(form, "ContributionLink-hasLinkKind").members == ()


def test_members_of_a_list_are_choices() -> None:
    choice = said(plan_form("sh:path lq:kind ; sh:in ( lq:Official lq:Interpreted )"))
    assert (choice.kind, choice.members) == ("choice", (f"{LQ}Official", f"{LQ}Interpreted"))


@pytest.mark.parametrize(
    ("severity", "required", "recommended"),
    [("sh:Violation", True, False), ("sh:Warning", False, True), ("sh:Info", False, True)],
)
def test_severity_tells_what_is_required(severity: str, required: bool, recommended: bool) -> None:
    asked = said(plan_form(f"sh:path lq:x ; sh:minCount 1 ; sh:severity {severity}"))
    assert (asked.required, asked.recommended) == (required, recommended)


def test_a_shape_that_is_switched_off_asks_nothing() -> None:
    assert plan_form("sh:path lq:x ; sh:deactivated true").fields == ()


def test_a_path_of_several_steps_is_no_field() -> None:
    assert plan_form("sh:path ( lq:x lq:y )").fields == ()


def test_alternatives_of_several_kinds_say_nothing_of_values() -> None:
    mixed = "lqs:A sh:datatype xsd:date . lqs:B sh:class lq:Goal ."
    assert said(plan_form("sh:path lq:x ; sh:or ( lqs:A lqs:B )", mixed)).kind == "text"


def test_a_shape_without_words_is_called_by_its_key() -> None:
    bare = "lqs:Plan sh:property lqs:Plan-bare . lqs:Plan-bare sh:path lq:bare ."
    assert field(plan_form("sh:path lq:x", bare), "Plan-bare").name == Texts("Plan-bare", "Plan-bare")


def test_a_rule_for_any_language_holds_in_each() -> None:
    more = f"{SWEDISH} lqs:Plan sh:property lqs:Plan-few . lqs:Plan-few sh:path lq:x ; sh:maxCount 2 ."
    form = plan_form("sh:path lq:x ; sh:qualifiedValueShape lqs:Swedish ; sh:qualifiedMinCount 1", more)
    assert [(each.language, each.most) for each in form.fields] == [("sv", 2)]


def test_ill_formed_shapes_are_refused() -> None:
    with pytest.raises(IllFormedShapes, match="sh:minCount"):
        plan_form("sh:path lq:x ; sh:minCount 1, 2")


@pytest.mark.parametrize("name", ["focus-area", "FocusArea", "FOKUSOMRÅDE", " focus area ", "lq:FocusArea"])
def test_a_form_is_found_by_any_of_its_names(forms: Mapping[str, Form], name: str) -> None:
    assert form_named(forms, name).segment == "focus-area"


def test_an_unknown_form_is_refused_with_near_names(forms: Mapping[str, Form]) -> None:
    with pytest.raises(UnknownName, match=r"no form for 'plann'; near it: plan, place$"):
        form_named(forms, "plann")
    with pytest.raises(UnknownName, match=r"no form for 'zzzz'; there are: .*\bplan\b"):
        form_named(forms, "zzzz")


PRINT = "sh:path lq:x ; sh:minCount 1 ; sh:maxCount 2 ; sh:class lq:Goal"


def test_a_fingerprint_stays_when_words_and_order_change() -> None:
    first, second = plan_form(f"{PRINT} ; sh:message 'a'"), plan_form(f"{PRINT} ; sh:message 'b' ; sh:order 7")
    assert first.fingerprint == second.fingerprint
    assert first.fields != second.fields


@pytest.mark.parametrize(
    "other",
    [
        PRINT.replace("lq:x", "lq:y"),
        PRINT.replace("sh:minCount 1 ; ", ""),
        PRINT.replace("sh:maxCount 2", "sh:maxCount 3"),
        PRINT.replace("lq:Goal", "lq:Body"),
        PRINT.replace("sh:class lq:Goal", "sh:datatype xsd:date"),
        PRINT.replace("sh:class lq:Goal", "sh:pattern 'a'"),
    ],
)
def test_a_fingerprint_changes_with_what_may_be_written(other: str) -> None:
    assert plan_form(other).fingerprint != plan_form(PRINT).fingerprint


def test_a_fingerprint_differs_between_classes() -> None:
    shapes = "lqs:Any a sh:NodeShape ; sh:targetClass lq:Plan, lq:Goal ; sh:property lqs:x . lqs:x sh:path lq:x ."
    assert len({form.fingerprint for form in forms_of(shapes).values()}) == 2
