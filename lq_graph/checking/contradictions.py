"""Contradictions as findings: the two statements that cannot both hold, and the files that speak of their subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.subjects import Subjects
from lq_graph.reasoning.contradictions import Contradiction
from lq_graph.reasoning.statement import Statement
from lq_graph.settings import Texts
from lq_graph.triples.dataset import Triples

CODE = "contradiction"
_ADVICE = Texts(
    sv="Välj en av två uppgifter som utesluter varandra, eller rätta det som en av dem följer av: {said}.",
    en="Choose one of two statements that exclude each other, or correct what one of them follows from: {said}.",
)


def contradiction_findings(
    contradictions: Iterable[Contradiction], asserted: Triples, subjects: Subjects
) -> Iterator[Finding]:
    """One finding for each subject that contradicts itself: of its contradictions, the one that is most asserted."""
    chosen: dict[str, tuple[int, Contradiction]] = {}
    for each in contradictions:
        weight = sum(_is_asserted(statement, asserted) for statement in each.statements)
        focus = getattr(each.subject, "value", str(each.subject))
        if focus not in chosen or weight > chosen[focus][0]:
            chosen[focus] = (weight, each)
    for focus, (_, contradiction) in chosen.items():
        yield _finding(focus, contradiction, subjects)


def _is_asserted(statement: Statement, asserted: Triples) -> bool:
    try:
        return Triple(*statement) in asserted  # type: ignore[arg-type]
    except TypeError:
        return False


def _finding(focus: str, contradiction: Contradiction, subjects: Subjects) -> Finding:
    said = " · ".join(map(_said, contradiction.statements)) or str(contradiction)
    advice = Texts(sv=_ADVICE.sv.format(said=said), en=_ADVICE.en.format(said=said))
    return Finding(Severity.VIOLATION, CODE, focus, subjects.label(focus), None, advice, subjects.files(focus))


def _said(statement: Statement) -> str:
    return f"{_name(statement.predicate)} {_name(statement.object)}"


def _name(term: object) -> str:
    """The last part of an IRI, as people know classes and properties; a literal as it is."""
    text = getattr(term, "value", str(term))
    return text.rstrip("/").replace("#", "/").rpartition("/")[2] or text
