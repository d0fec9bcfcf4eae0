"""All rules of a project: of its shapes, of its whole-graph checks, and of those who read its files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property

from pyoxigraph import NamedNode

from lq_graph.checking.codes import CODES
from lq_graph.checking.finding import Severity
from lq_graph.checking.labels import labels_of
from lq_graph.checking.rules.example import Wanted, find_example
from lq_graph.checking.rules.rule import Rule, RuleExample
from lq_graph.checking.rules.shape_rules import ShapeRules
from lq_graph.checking.shacl.graph import SUBCLASS
from lq_graph.errors import UnknownName
from lq_graph.reading.project import rdf_files
from lq_graph.reading.query_file import QueryFile, read_query_folder
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.settings import Settings, Texts
from lq_graph.triples.terms import Term

_WHOLE_GRAPH = Texts("hela grafen", "the whole graph")
_NAMED = "…"


class Rulebook:
    """The rules of one project by their codes."""

    def __init__(self, settings: Settings, others: Iterable[Rule] = ()) -> None:
        """The rules, with those of other rooms; raises SourceError if ontology, shapes or checks cannot be read."""
        self._settings = settings
        self._others = {rule.code: rule for rule in (*map(_rule_of_code, CODES), *others)}
        self._ontology = [triple for path in rdf_files(settings.ontology) for triple in read_rdf_file(path).triples]
        labels = labels_of(self._ontology, settings.names)
        self._shapes = ShapeRules(map(read_rdf_file, rdf_files(settings.shapes)), labels)
        self._checks = {check.name: check for check in read_query_folder(settings.sparql / "checks")}

    @cached_property
    def _nodes(self) -> Mapping[str, NamedNode]:
        return self._shapes.nodes

    def codes(self) -> list[str]:
        """The codes that findings can have."""
        return sorted(
            {*self._others, *self._checks, *(code for code in self._nodes if self._shapes.gives_findings(code))}
        )

    def rule(self, code: str) -> Rule:
        """The rule of a code, with a right example if there is one; raises UnknownName for a code that is no rule's."""
        if code in self._others:
            return self._others[code]
        if code in self._checks:
            return _rule_of_check(self._checks[code])
        if code in self._nodes:
            shape = self._nodes[code]
            return replace(self._shapes.rule(code, shape), example=self._example(shape))
        raise UnknownName(_unknown(code, self.codes()))

    def summary(self, code: str) -> tuple[Severity, Texts]:
        """How much the findings of a code weigh, and what they tell to do."""
        if code in self._nodes:
            return self._shapes.severity(self._nodes[code]), self._shapes.message(self._nodes[code])
        rule = self.rule(code)
        return rule.severity, rule.message

    def _example(self, shape: NamedNode) -> RuleExample | None:
        folder = self._settings.ontology / "examples"
        if not folder.is_dir():
            return None
        classes = self._with_subclasses(self._shapes.classes(shape))
        return find_example(rdf_files(folder), Wanted(classes, self._shapes.having(shape), self._shapes.path(shape)))

    def _with_subclasses(self, classes: list[Term]) -> list[Term]:
        found = list(classes)
        for class_ in found:
            below = [each.subject for each in self._ontology if each.predicate == SUBCLASS and each.object == class_]
            found.extend(each for each in below if isinstance(each, NamedNode) and each not in found)
        return found


def _rule_of_code(code: str) -> Rule:
    known = CODES[code]
    return Rule(code, known.advice, known.severity, means=known.means)


def _rule_of_check(check: QueryFile) -> Rule:
    return Rule(
        code=check.name,
        about=_WHOLE_GRAPH,
        fault=Texts(_said(check, "sv"), _said(check, "en")),
        message=Texts(check.says("message-sv"), check.says("message-en")),
        severity=Severity[check.says("severity").upper()],
        file=check.path,
    )


def _said(check: QueryFile, language: str) -> str:
    return re.sub(r"\{\w+\}", _NAMED, check.says(f"fault-{language}"))


def _unknown(code: str, codes: list[str]) -> str:
    holding = [each for each in codes if code and code.lower() in each.lower()]
    same = [each for each in holding if each.lower() == code.lower()]
    near = same or list(dict.fromkeys([*holding, *get_close_matches(code, codes, n=3)]))[:3]
    if near:
        return f"there is no rule {code!r}; did you mean {' or '.join(near)}?"
    return f"there is no rule {code!r}; lq explain-finding lists all {len(codes)}"
