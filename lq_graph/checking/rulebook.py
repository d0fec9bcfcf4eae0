"""The rules behind the codes of findings, with right examples, as text for a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import NamedNode, Triple

from lq_graph.checking.code_rules import CODE_RULES
from lq_graph.checking.finding import CODES, Severity
from lq_graph.checking.shape_rules import Rule, RuleExample, ShapeRules
from lq_graph.errors import UnknownName
from lq_graph.labels import Labels
from lq_graph.names import class_segment
from lq_graph.reading.position import Place, Positions
from lq_graph.reading.project import rdf_files
from lq_graph.reading.query_file import QueryFile, read_query_folder
from lq_graph.reading.rdf_file import RdfFile, read_rdf_file
from lq_graph.settings import Settings
from lq_graph.text import Language, Texts
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE, RDFS_SUB_CLASS_OF

_WHOLE_GRAPH = Texts("hela grafen", "the whole graph")
_NAMED = "…"


class Rulebook:
    """The rules of one project by their codes."""

    def __init__(self, settings: Settings, others: Iterable[Rule] = ()) -> None:
        """The rules, with others from outside this package; raises SourceError for files that cannot be read."""
        self._settings = settings
        own = (Rule(code, each.advice, each.severity, means=each.means) for code, each in CODES.items())
        coded = (
            Rule(code, each.advice, each.severity, means=each.means, fault=_with_gaps(each.fault))
            for code, each in CODE_RULES.items()
        )
        self._others = {rule.code: rule for rule in (*own, *coded, *others)}
        self._ontology = [triple for path in rdf_files(settings.ontology) for triple in read_rdf_file(path).triples]
        labels = Labels(settings.names, self._ontology)
        self._shapes = ShapeRules(map(read_rdf_file, rdf_files(settings.shapes)), labels)
        self._checks = {check.name: check for check in read_query_folder(settings.sparql / "checks")}

    def codes(self) -> list[str]:
        """The codes that findings can have."""
        return sorted(
            {*self._others, *self._checks, *(code for code in self._shapes.nodes if self._shapes.gives_findings(code))}
        )

    def rule(self, code: str) -> Rule:
        """The rule of a code, with a right example if there is one; raises UnknownName for a code that is no rule's."""
        if code in self._others:
            return self._others[code]
        if code in self._checks:
            return _rule_of_check(self._checks[code])
        if code in self._shapes.nodes:
            shape = self._shapes.nodes[code]
            return replace(self._shapes.rule(code, shape), example=self._example(shape))
        raise UnknownName(_unknown(code, self.codes()))

    def summary(self, code: str) -> tuple[Severity, Texts]:
        """The severity of the findings of a code, and what they advise to do."""
        if code in self._shapes.nodes:
            return self._shapes.severity(self._shapes.nodes[code]), self._shapes.message(self._shapes.nodes[code])
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
            below = [
                each.subject for each in self._ontology if each.predicate == RDFS_SUB_CLASS_OF and each.object == class_
            ]
            found.extend(each for each in below if isinstance(each, NamedNode) and each not in found)
        return found


def _rule_of_check(check: QueryFile) -> Rule:
    return Rule(
        code=check.name,
        about=_WHOLE_GRAPH,
        fault=_with_gaps(Texts(check.required("fault-sv"), check.required("fault-en"))),
        message=Texts(check.required("message-sv"), check.required("message-en")),
        severity=Severity[check.required("severity").upper()],
        file=check.path,
    )


def _with_gaps(fault: Texts) -> Texts:
    """A sentence on what is wrong, with a mark for each part that a finding names."""
    return Texts(*(re.sub(r"\{\w+\}", _NAMED, sentence) for sentence in (fault.sv, fault.en)))


def _unknown(code: str, codes: list[str]) -> str:
    holding = [each for each in codes if code and code.lower() in each.lower()]
    same = [each for each in holding if each.lower() == code.lower()]
    near = same or list(dict.fromkeys([*holding, *get_close_matches(code, codes, n=3)]))[:3]
    if near:
        return f"there is no rule {code!r}; did you mean {' or '.join(near)}?"
    return f"there is no rule {code!r}; lq explain-finding lists all {len(codes)}"


# Rules as text for a person.

_MEANS: Mapping[Severity, Texts] = MappingProxyType(
    {
        Severity.VIOLATION: Texts("fel: hindrar publicering", "error: stands in the way of publication"),
        Severity.WARNING: Texts("varning: bör rättas", "warning: should be mended"),
        Severity.INFO: Texts("upplysning: inget fel, men något kan vara känt", "note: no fault, but more may be known"),
    }
)
_ABOUT = Texts("Gäller", "About")
_FAULT = Texts("Fyndet säger", "The finding says")
_MUST = Texts("Ska gälla", "Must hold")
_DO = Texts("Gör så här", "Do this")
_PARTS = Texts("Hör hit", "Belong to it")
_EXAMPLE = Texts("Rätt exempel", "Right example")
_WRITTEN = Texts("Regeln står i", "The rule is written in")


def rule_text(rule: Rule, language: Language, shown: Callable[[Path], str]) -> str:
    """What a rule is about, what must be true, what to do, an example, and where it is written; `shown` names files."""
    return "".join(f"{line}\n" for line in _rule_lines(rule, language, shown))


def _rule_lines(rule: Rule, language: Language, shown: Callable[[Path], str]) -> Iterator[str]:
    yield f"{rule.code}  {_MEANS[rule.severity].in_language(language)}"
    yield ""
    if rule.means is not None:
        yield rule.means.in_language(language)
    for label, texts in ((_ABOUT, rule.about), (_FAULT, rule.fault)):
        if texts is not None:
            yield f"{label.in_language(language)}: {texts.in_language(language)}"
    if rule.must:
        yield f"{_MUST.in_language(language)}:"
        yield from (f"  - {phrase.in_language(language)}" for phrase in rule.must)
    if rule.message.in_language(language):
        yield f"{_DO.in_language(language)}: {rule.message.in_language(language)}"
    if rule.parts:
        yield f"{_PARTS.in_language(language)}: {', '.join(rule.parts)}"
    if rule.example is not None:
        yield f"{_EXAMPLE.in_language(language)}, {shown(rule.example.file)}:{rule.example.line}:"
        yield from (f"    {line}" for line in rule.example.text.splitlines())
    if rule.file is not None:
        place = shown(rule.file) if rule.line is None else f"{shown(rule.file)}:{rule.line}"
        yield f"{_WRITTEN.in_language(language)} {place}"


# Right examples: lines of a file of examples that follow a rule.

_MOST_LINES = 14
_LEFT_OUT = "…"


@dataclass(frozen=True)
class Wanted:
    """What to show: a thing of some classes, or with some predicates, that has the predicate of the rule, if any."""

    classes: Collection[Term]
    having: Collection[Term] = ()
    predicate: Term | None = None

    def subjects(self, triples: Iterable[Triple]) -> Iterator[object]:
        """The wanted things, less those that lack the predicate of the rule."""
        statements = tuple(triples)
        having = {each.subject for each in statements if self.predicate in (None, each.predicate)}
        for each in statements:
            fits = each.predicate in self.having or (each.predicate == RDF_TYPE and each.object in self.classes)
            if fits and each.subject in having:
                yield each.subject


def find_example(files: Iterable[Path], wanted: Wanted) -> RuleExample | None:
    """The first wanted thing of some files, beginning with those named after its classes, in the order of the classes.

    None if no file describes such a thing, or if its lines are not known.
    """
    segments = [class_segment(each.value) for each in wanted.classes if isinstance(each, NamedNode)]
    places = {segment: place for place, segment in enumerate(segments)}
    for path in sorted(files, key=lambda path: (places.get(path.stem, len(places)), path.name)):
        file = read_rdf_file(path)
        for subject in wanted.subjects(file.triples):
            return _example(file, [each for each in file.triples if each.subject == subject], wanted.predicate)
    return None


def _example(file: RdfFile, statements: list[Triple], predicate: Term | None) -> RuleExample | None:
    positions = file.positions()
    shown = [each for each in statements if predicate is None or each.predicate in (predicate, RDF_TYPE)]
    lines = sorted({line for each in shown for line in _lines(positions, each)})
    if not lines:
        return None
    text = file.content.decode("utf-8", "replace").splitlines()
    return RuleExample(file.path, lines[0], "\n".join(_shown(text, lines[:_MOST_LINES])))


def _lines(positions: Positions, triple: Triple) -> Iterator[int]:
    """The lines of a statement: those of its subject, its predicate and its value, and those between."""
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    start, middle = positions.subject(subject), positions.property(subject, predicate)  # type: ignore[arg-type]
    end = positions.value(subject, predicate, value)  # type: ignore[arg-type]
    if isinstance(start, Place) and isinstance(middle, Place) and isinstance(end, Place):
        yield start.line
        yield from range(middle.line, end.line + 1)


def _shown(text: list[str], lines: list[int]) -> Iterator[str]:
    """The lines, with a mark where some are left out."""
    for before, line in zip([lines[0] - 1, *lines], lines, strict=False):
        if line > before + 1:
            yield f"    {_LEFT_OUT}"
        yield text[line - 1]
