"""A contradiction is one finding, which refers to both statements."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.results import Subjects, contradiction_findings
from lq_graph.labels import Labels
from lq_graph.names import RDFS, Names
from lq_graph.reasoning.axioms import Statement
from lq_graph.reasoning.contradictions import Contradiction

X, TYPE = NamedNode("https://example.org/x"), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PLAN, GOAL, THING = (NamedNode(f"https://example.org/ns#{name}") for name in ("Plan", "Goal", "Thing"))
LABEL = NamedNode(f"{RDFS}label")
LABELS = [Triple(X, LABEL, Literal("Saken", language="sv")), Triple(GOAL, LABEL, Literal("mål", language="sv"))]
SUBJECTS = Subjects(Labels(Names("https://example.org/"), LABELS), lambda _: (Path("data/a.ttl"),))


def contradiction(first: NamedNode, second: NamedNode) -> Contradiction:
    return Contradiction("cax-dw", X, (Statement(X, TYPE, first), Statement(X, TYPE, second)), ())


def test_the_statements_that_were_made_are_named_before_those_that_follow() -> None:
    asserted = frozenset({Triple(X, TYPE, PLAN), Triple(X, TYPE, GOAL)})
    (finding,) = contradiction_findings([contradiction(THING, GOAL), contradiction(PLAN, GOAL)], asserted, SUBJECTS)
    assert "”Saken”" in finding.fault.sv
    assert "Plan · slag mål" in finding.fault.sv
    assert (finding.code, finding.focus, finding.files) == ("contradiction", X, (Path("data/a.ttl"),))


def test_no_contradiction_is_no_finding() -> None:
    assert not list(contradiction_findings([], frozenset(), SUBJECTS))
