"""Findings of the reader of a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.problems import PROBLEMS
from lq_graph.contributing.sheets.misreading import Misreading
from lq_graph.reading.position import Position
from lq_graph.settings import Texts
from lq_graph.shacl.core.paths import Predicate

_SHOWN = 80
_NONE = Texts("", "")


@dataclass(frozen=True)
class Subject:
    """What a row is about: the address of the thing, and what it is called, None if that is not said."""

    iri: str
    label: Texts | None = None


def finding(
    misreading: Misreading,
    position: Position,
    value: str = "",
    *,
    field: Field | None = None,
    other: Texts = _NONE,
    subject: Subject | None = None,
    is_repeated: bool = False,
) -> Finding:
    """The finding that a cell has a problem; `other` is what else its sentences name.

    A finding is one of a value of a thing if both are known, and if no other cell has the same value of the same thing.
    """
    problem = PROBLEMS[misreading.code]
    name = _capital(field.name) if field is not None else _NONE
    shown = _short(value)
    return Finding(
        severity=problem.severity,
        code=misreading.code,
        message=misreading.advice or _filled(problem.message, shown, name, other),
        fault=_filled(problem.fault, shown, name, other),
        focus=NamedNode(subject.iri) if subject else None,
        label=subject.label if subject else None,
        files=(position.file,),
        position=position,
        is_exact=True,
        path=Predicate(NamedNode(field.predicate)) if field is not None else None,
        path_words=field.name if field is not None else None,
        language=field.language if field is not None else None,
        value=Literal(value) if value and subject and not is_repeated else None,
        suggestion=misreading.suggestion,
        origin="reader",
    )


def _filled(texts: Texts, value: str, field: Texts, other: Texts) -> Texts:
    return Texts(
        texts.sv.format(value=value, field=field.sv, other=other.sv),
        texts.en.format(value=value, field=field.en, other=other.en),
    )


def _capital(name: Texts) -> Texts:
    """A name as its header has it."""
    return Texts(name.sv[:1].upper() + name.sv[1:], name.en[:1].upper() + name.en[1:])


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()} …"
