"""All rules of the project can be looked up by their codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.checking.check import Checked
from lq_graph.checking.finding import CODES, Severity
from lq_graph.checking.rulebook import Rulebook, rule_text
from lq_graph.checking.shape_rules import Rule
from lq_graph.errors import UnknownName
from lq_graph.settings import Settings
from lq_graph.text import Texts


@pytest.fixture(scope="module", name="book")
def _book(settings: Settings) -> Rulebook:
    return Rulebook(settings)


def text(rule: Rule, language: str = "sv") -> str:
    return rule_text(rule, language, lambda path: path.relative_to(ROOT).as_posix())  # type: ignore[arg-type]


def test_a_shape_says_what_it_is_about_and_what_must_hold(book: Rulebook) -> None:
    assert text(book.rule("Plan-validFrom")).splitlines() == [
        "Plan-validFrom  upplysning: inget fel, men något kan vara känt",
        "",
        "Gäller: ”gäller från” hos plan",
        "Ska gälla:",
        "  - minst ett värde",
        "Gör så här: Ange när planen börjar gälla, om källan säger det.",
        "Rätt exempel, ontology/examples/plan.ttl:18:",
        "    plan:gron-plan",
        "        a lq:Plan ;",
        "        …",
        '        lq:validFrom "2022-01-01"^^xsd:date ;',
        "Regeln står i shapes/plan.ttl:12",
    ]


def test_a_shape_is_written_where_it_is_said_to_be(book: Rulebook) -> None:
    rule = book.rule("Body-identifier")
    assert rule.file is not None
    assert rule.line is not None
    assert rule.file.read_text(encoding="utf-8").splitlines()[rule.line - 1] == "lqs:Body-identifier"


def test_a_check_says_what_its_findings_say(book: Rulebook) -> None:
    assert text(book.rule("period-reversed"), "en").splitlines() == [
        "period-reversed  error: stands in the way of publication",
        "",
        "About: the whole graph",
        "The finding says: … stops holding before it starts.",
        "Do this: Correct the first or the last day.",
        "The rule is written in sparql/checks/period-reversed.rq",
    ]


def test_a_code_of_no_shape_says_what_it_means(book: Rulebook) -> None:
    rule = book.rule("contradiction")
    assert rule.means == CODES["contradiction"].means
    assert text(rule).splitlines()[2].startswith("Två uppgifter om samma sak")


def test_rules_of_other_rooms_are_rules_too(settings: Settings) -> None:
    other = Rule("cell-odd", Texts("Rätta.", "Mend."), Severity.WARNING, fault=Texts("… är udda.", "… is odd."))
    book = Rulebook(settings, [other])
    assert "cell-odd" in book.codes()
    assert book.rule("cell-odd") == other
    assert book.summary("cell-odd") == (Severity.WARNING, Texts("Rätta.", "Mend."))


def test_every_code_can_be_looked_up_in_both_languages(book: Rulebook) -> None:
    codes = book.codes()
    assert len(codes) > 100
    for code in codes:
        rule = book.rule(code)
        assert all((rule.message.sv, rule.message.en, rule.about or rule.means)), code
        assert rule.must or rule.fault or rule.means, code
        assert (rule.severity, rule.message) == book.summary(code)


def test_every_finding_of_the_real_data_has_a_rule(book: Rulebook, checked: Checked) -> None:
    assert {finding.code for finding in checked.findings} <= set(book.codes())


def test_shapes_that_others_refer_to_are_not_listed_but_known(book: Rulebook) -> None:
    assert "Day" not in book.codes()
    assert "Plan" not in book.codes()
    assert book.rule("Day").about == Texts("det som andra regler hänvisar till", "what other rules refer to")
    assert book.rule("Plan").parts == ("Plan-targetYear", "Plan-validFrom")


def test_examples_are_lines_of_their_file(book: Rulebook) -> None:
    examples = [rule.example for code in book.codes()[::10] if (rule := book.rule(code)).example]
    assert len(examples) > 5
    for example in examples:
        assert example is not None
        lines = example.file.read_text(encoding="utf-8").splitlines()
        assert example.text.splitlines()[0] == lines[example.line - 1]
        assert {line for line in example.text.splitlines() if line.strip() != "…"} <= set(lines)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("Plan-valid", "did you mean Plan-validFrom?"),
        ("plan-validfrom", "did you mean Plan-validFrom?"),
        ("dangling-lnk", "did you mean dangling-link?"),
        ("xyzzy", "lq explain-finding lists all"),
        ("", "lq explain-finding lists all"),
    ],
)
def test_an_unknown_code_is_answered_with_near_ones(book: Rulebook, code: str, message: str) -> None:
    with pytest.raises(UnknownName, match=message.replace("?", r"\?")):
        book.rule(code)


def test_a_project_without_examples_has_rules_without_them(settings: Settings, tmp_path: Path) -> None:
    for name, content in {
        "ontology/o.ttl": "",
        "shapes/s.ttl": "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        '<https://e.org/s#A> sh:targetClass <https://e.org/C> ; sh:nodeKind sh:IRI ; sh:message "Do."@en .\n',
    }.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content, encoding="utf-8")
    rule = Rulebook(replace(settings, root=tmp_path)).rule("A")
    assert (rule.example, rule.line, rule.message) == (None, 2, Texts("Do.", "Do."))
