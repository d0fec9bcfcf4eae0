"""Validation reports in Turtle. SHACL §3.6."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from lq_graph.checking.shacl.graph import Term
from lq_graph.checking.shacl.path_turtle import path_turtle
from lq_graph.checking.shacl.result import Batch, Result
from lq_graph.names import SH


def report_turtle(batches: Sequence[Batch | Sequence[Result]]) -> Iterator[str]:
    """The report of results, piece by piece; every blank node of it is new but for those of the data and the shapes.

    Time: about 3 µs a result.
    """
    results = chain.from_iterable(_batch(batch) if isinstance(batch, Batch) else map(_one, batch) for batch in batches)
    found = next(results, None)
    yield f"@prefix sh: <{SH}> .\n\n[] a sh:ValidationReport ;\n    sh:conforms {'true' if found is None else 'false'}"
    if found is not None:
        yield f" ;\n    sh:result {found}"
        yield from (f" ,\n        {each}" for each in results)
    yield " .\n"


def _batch(batch: Batch) -> Iterator[str]:
    """The results of a batch, of which only focus node and value differ."""
    said = _said(next(iter(batch)))
    focus = batch.terms.terms(batch.focus)
    values: list[Term] | list[None] = [None] * len(focus)
    if batch.values is not None:
        values = batch.terms.terms(batch.values)
    return (_text(node, value, said) for node, value in zip(focus, values, strict=True))


def _one(result: Result) -> str:
    return _text(result.focus, result.value, _said(result))


def _text(focus: Term, value: Term | None, said: str) -> str:
    shown = "" if value is None else f" ; sh:value {value}"
    return f"[ a sh:ValidationResult ; sh:focusNode {focus}{shown} ; {said} ]"


def _said(result: Result) -> str:
    """What results of one constraint have in common."""
    said = [f"sh:resultPath {path_turtle(result.path)}"] if result.path is not None else []
    said += [f"sh:resultMessage {message}" for message in result.messages]
    said += [f"sh:resultSeverity {result.severity}", f"sh:sourceConstraintComponent {result.component}"]
    said += [f"sh:sourceShape {result.shape}"]
    if result.constraint is not None:
        said.append(f"sh:sourceConstraint {result.constraint}")
    return " ; ".join(said)
