"""A value as people write it in a cell."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal

from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.templates.sheet_row import CellValue
from lq_graph.contributing.templates.words import FALSE, TRUE
from lq_graph.settings import Language
from lq_graph.triples.terms import Term

_TRUTHS = {"true": TRUE, "1": TRUE, "false": FALSE, "0": FALSE}
_MOST_DIGITS = 15  # that a spreadsheet keeps of a number


def written(term: Term, field: Field, reference: Reference, language: Language) -> CellValue:
    """A value of a field as its cell holds it: a label for a thing, a number for a number that stays as it is.

    A number that a spreadsheet would write otherwise, such as 12.50, is a text, with the decimal mark of the language.
    """
    if isinstance(term, Literal):
        return _literal(term, field, language)
    return term.value if isinstance(term, BlankNode) else _thing(term.value, field, reference, language)


def _thing(iri: str, field: Field, reference: Reference, language: Language) -> str:
    """The name of a thing that the field would find by it, else its address."""
    choice = reference.choice(iri)
    if choice is None or field.kind not in ("choice", "address"):
        return iri
    name = reference.shown(field, choice).said(language)
    return name if reference.find(field, name) == choice else iri


def _literal(literal: Literal, field: Field, language: Language) -> CellValue:
    if field.kind == "truth" and literal.value in _TRUTHS:
        return _TRUTHS[literal.value].said(language)
    if field.kind == "number":
        return _number(literal, language)
    return literal.value


def _number(literal: Literal, language: Language) -> CellValue:
    text = literal.value
    if sum(map(str.isdigit, text)) <= _MOST_DIGITS:
        if _is_kept(text, int):
            return int(text)
        if not text.endswith(".0") and _is_kept(text, float):
            return float(text)
    return text.replace(".", ",") if language == "sv" else text


def _is_kept(text: str, kind: type[int] | type[float]) -> bool:
    """Whether a text is what a number of a kind is written as, in digits."""
    try:
        return text[-1:].isdigit() and "e" not in text and str(kind(text)) == text
    except ValueError:
        return False
