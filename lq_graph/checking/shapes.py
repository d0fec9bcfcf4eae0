"""SHACL: what one node must look like, as findings."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

from lq_graph.checking.finding import Finding, Severity, fault
from lq_graph.checking.subjects import Subjects
from lq_graph.checking.suggestions import ShapeWords, Suggestions
from lq_graph.shacl.core.report import Result
from lq_graph.shacl.core.vocabulary import VIOLATION, sh
from lq_graph.shacl.validate import Engine, validate
from lq_graph.text import Texts
from lq_graph.triples.columns import Columns
from lq_graph.triples.dataset import Triples

_SEVERITIES: Mapping[NamedNode, Severity] = MappingProxyType(
    {sh("Info"): Severity.INFO, sh("Warning"): Severity.WARNING, VIOLATION: Severity.VIOLATION}
)
_CHOSEN = frozenset({"Class", "In", "Datatype", "NodeKind", "Or", "Xone", "MinInclusive", "MaxInclusive"})


def check_shapes(
    data: Columns,
    shapes: Triples,
    subjects: Subjects,
    engine: Engine = "auto",
    about: Container[object] | None = None,
) -> Iterator[Finding]:
    """The findings of all shapes on a closed graph, on some focus nodes alone if they are given. SHACL §3.

    Raises ShapesError if the shapes are not well-formed, and EngineError if they cannot be evaluated.
    """
    found = validate(data, shapes, engine).results()
    results = [each for each in found if about is None or each.focus in about]
    if results:
        teller = _Teller(subjects, ShapeWords(shapes, data, subjects.labels), Suggestions(data, subjects.labels))
        yield from map(teller.finding, results)


class _Teller:
    """Tells results in words."""

    def __init__(self, subjects: Subjects, words: ShapeWords, suggestions: Suggestions) -> None:
        self._subjects = subjects
        self._words = words
        self._suggestions = suggestions

    def finding(self, result: Result) -> Finding:
        labels = self._subjects.labels
        component = _local_name(result.component).removesuffix("ConstraintComponent")
        path = self._words.path_words(result.shape, result.path)
        value = labels.words(result.value) if result.value is not None else None
        return Finding(
            severity=_SEVERITIES.get(result.severity, Severity.VIOLATION),
            code=_local_name(result.shape),
            message=_message(result),
            fault=fault(component, labels.words(result.focus), path, value, self._words.forbids(result.shape)),
            focus=result.focus,
            label=labels.label(result.focus),
            files=self._subjects.files(result.focus),
            shape=result.shape.value if isinstance(result.shape, NamedNode) else None,
            component=component,
            path=result.path,
            path_words=path,
            language=self._words.language(result.shape),
            value=result.value,
            value_label=labels.label(result.value) if result.value is not None else None,
            suggestion=self._suggestion(result, component),
            depth=self._words.depth(result.shape),
        )

    def _suggestion(self, result: Result, component: str) -> Texts | None:
        if result.value is None or result.path is None or component not in _CHOSEN:
            return None
        return self._suggestions.value(result.value, self._words.allowed(result.shape))


def _message(result: Result) -> Texts:
    by_language = {message.language: message.value for message in result.messages}
    default = next(iter(by_language.values()), "")
    return Texts(sv=by_language.get("sv", default), en=by_language.get("en", default))


def _local_name(node: object) -> str:
    return node.value.rpartition("#")[2] if isinstance(node, NamedNode) else "unnamed-shape"
