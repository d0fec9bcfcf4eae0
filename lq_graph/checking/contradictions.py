"""Contradictions as findings: the two statements that cannot both hold, and the files that speak of their subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from lq_graph.checking.finding import Finding, Severity, filled
from lq_graph.checking.subjects import Subjects
from lq_graph.reasoning.axioms import Statement
from lq_graph.reasoning.contradictions import Contradiction
from lq_graph.text import Texts
from lq_graph.triples.dataset import Triples
from lq_graph.triples.terms import Term

CODE = "contradiction"
_ADVICE = Texts(
    sv="Välj en av de två uppgifterna, eller rätta det som en av dem följer av.",
    en="Choose one of the two statements, or correct what one of them follows from.",
)
_FAULT = Texts(
    sv="{focus} har två uppgifter som utesluter varandra: {said}.",
    en="{focus} has two statements that exclude each other: {said}.",
)


def contradiction_findings(
    contradictions: Iterable[Contradiction], asserted: Triples, subjects: Subjects
) -> Iterator[Finding]:
    """One finding for each subject that contradicts itself: of its contradictions, the one that is most asserted."""
    chosen: dict[Term, tuple[int, Contradiction]] = {}
    for each in contradictions:
        weight = sum(_is_asserted(statement, asserted) for statement in each.statements)
        if each.subject not in chosen or weight > chosen[each.subject][0]:
            chosen[each.subject] = (weight, each)
    for _, contradiction in chosen.values():
        yield _finding(contradiction, asserted, subjects)


def _is_asserted(statement: Statement, asserted: Triples) -> bool:
    try:
        return Triple(*statement) in asserted  # type: ignore[arg-type]
    except TypeError:
        return False


def _finding(contradiction: Contradiction, asserted: Triples, subjects: Subjects) -> Finding:
    focus = contradiction.subject
    said = [_said(statement, subjects) for statement in contradiction.statements]
    words = str(contradiction)
    both = Texts(" · ".join(each.sv for each in said) or words, " · ".join(each.en for each in said) or words)
    return Finding(
        severity=Severity.VIOLATION,
        code=CODE,
        message=_ADVICE,
        fault=filled(
            _FAULT, focus=subjects.labels.words(focus), said=both if said else Texts(*(str(contradiction),) * 2)
        ),
        focus=focus,
        label=subjects.label(focus),
        files=subjects.files(focus),
        value=next((each.object for each in contradiction.statements if _is_asserted(each, asserted)), None),
        origin="reasoning",
    )


def _said(statement: Statement, subjects: Subjects) -> Texts:
    predicate, value = subjects.labels.words(statement.predicate), subjects.labels.words(statement.object)
    return Texts(f"{predicate.sv} {value.sv}", f"{predicate.en} {value.en}")
