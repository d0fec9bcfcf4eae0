"""`lq explain` on the real data."""

from __future__ import annotations

import json

import pytest

from conftest import ROOT
from lq_graph.cli.exits import UsageError
from lq_graph.cli.explain import run

FACT = ("id/programme/livskvalitetsprogrammet", "lq:isAdoptedBy", "id/council/kommunfullmaktige")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LQ_ROOT", str(ROOT))


def test_text_says_rule_and_graph(capsys: pytest.CaptureFixture[str]) -> None:
    run(*FACT, "text")
    out = capsys.readouterr().out
    assert "by prp-inv2 (inverse property) from" in out
    assert "by prp-spo2 (property chain) from" in out
    assert "[graph:helsingborg-programme]" in out
    assert "[graph:ontology]" in out


def test_json_and_turtle(capsys: pytest.CaptureFixture[str]) -> None:
    run(*FACT, "json")
    assert len(json.loads(capsys.readouterr().out)["steps"]) == 2
    run(*FACT, "ttl")
    assert "prov:wasDerivedFrom" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fact", "reasons"),
    [
        (
            ("id/programme/livskvalitetsprogrammet", "lq:adoptedOn", '"2016-01-26"^^xsd:date'),
            ['lq:decisionDate "2016-01-26"^^xsd:date [graph:helsingborg-programme]', "(property chain)"],
        ),
        (
            ("id/programme/livskvalitetsprogrammet", "lq:lastDay", '"2024-12-31"^^xsd:date'),
            ["(first or last day of a date)", "lq:validThrough", "lq:validThrough lq:givesDay lq:lastDay"],
        ),
        (
            ("lq:Goal", "lq:nameEn", '"goal"@en'),
            ["(the label shown to readers of a language)", 'rdfs:label "goal"@en [graph:ontology]'],
        ),
    ],
)
def test_what_is_computed_is_explained(
    fact: tuple[str, str, str], reasons: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(*fact, "text")
    out = capsys.readouterr().out
    assert [reason for reason in reasons if reason not in out] == []


@pytest.mark.parametrize("subject", ["lq:Goal", "<https://w3id.org/livskvalitet/ns#Goal>"])
def test_an_asserted_triple_says_by_which_dataset(subject: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(subject, "a", "http://www.w3.org/2002/07/owl#Class", "text")
    assert "is asserted [graph:ontology]" in capsys.readouterr().out


def test_an_object_may_be_a_literal(capsys: pytest.CaptureFixture[str]) -> None:
    run("lq:Goal", "rdfs:label", '"goal"@en', "text")
    assert "is asserted" in capsys.readouterr().out


def test_what_is_not_there_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("id/priority/fortroende", "lq:advances", "id/nothing/at-all", "text")
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("lq: not in the graph, neither asserted nor inferred: id/priority/")


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense", "a", "lq:Goal", "text"),
        ("lq:Goal", "unknown:p", "lq:Goal", "text"),
        ("lq:Goal", "rdfs:label", '"open', "text"),
        ("<http://a b>", "a", "lq:Goal", "text"),
    ],
)
def test_words_that_are_no_terms_are_refused(words: tuple[str, str, str, str]) -> None:
    with pytest.raises(UsageError):
        run(*words)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (
            ("id/programme/livskvalitetsprogrammet", "lq:lastDay", '"2025-12-31"^^xsd:date'),
            'lq: the values that the graph has there: "2024-12-31"^^xsd:date',
        ),
        (
            ("id/programme/livskvalitetsprogrammet", "lq:contributesTo", "id/nothing/at-all"),
            "lq: lq:contributesTo is deprecated; ask for lq:isStatedToContributeTo",
        ),
    ],
)
def test_what_is_not_there_comes_with_what_is(
    words: tuple[str, str, str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(*words, "text")
    assert hint in capsys.readouterr().err.splitlines()
