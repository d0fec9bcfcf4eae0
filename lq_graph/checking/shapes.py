"""SHACL: what one node must look like, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.shacl.result import Result
from lq_graph.checking.shacl.validate import Engine, validate
from lq_graph.checking.shacl.vocabulary import VIOLATION, sh
from lq_graph.checking.subjects import Subjects
from lq_graph.settings import Texts
from lq_graph.triples.columns import Columns
from lq_graph.triples.dataset import Triples

_SEVERITIES: Mapping[NamedNode, Severity] = MappingProxyType(
    {sh("Info"): Severity.INFO, sh("Warning"): Severity.WARNING, VIOLATION: Severity.VIOLATION}
)


def check_shapes(data: Columns, shapes: Triples, subjects: Subjects, engine: Engine = "auto") -> Iterator[Finding]:
    """The findings of all shapes on a closed graph. SHACL §3.

    Raises ShapesError if the shapes are not well-formed, and EngineError if they cannot be evaluated.
    """
    for result in validate(data, shapes, engine).results():
        yield _finding(result, subjects)


def _finding(result: Result, subjects: Subjects) -> Finding:
    focus = result.focus.value
    return Finding(
        severity=_SEVERITIES.get(result.severity, Severity.VIOLATION),
        code=_local_name(result.shape),
        focus=focus,
        label=subjects.label(focus),
        value=None if result.value is None else result.value.value,
        message=_message(result),
        files=subjects.files(focus),
    )


def _message(result: Result) -> Texts:
    by_language = {message.language: message.value for message in result.messages}
    default = next(iter(by_language.values()), "")
    return Texts(sv=by_language.get("sv", default), en=by_language.get("en", default))


def _local_name(shape: object) -> str:
    return shape.value.rpartition("#")[2] if isinstance(shape, NamedNode) else "unnamed-shape"
