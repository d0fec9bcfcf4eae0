"""Rules as text for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from lq_graph.checking.finding import Severity
from lq_graph.checking.rules.rule import Rule
from lq_graph.settings import Language, Texts

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
    """What a rule is about, what must hold, what to do, an example, and where it is written."""
    return "".join(f"{line}\n" for line in _lines(rule, language, shown))


def _lines(rule: Rule, language: Language, shown: Callable[[Path], str]) -> Iterator[str]:
    yield f"{rule.code}  {_MEANS[rule.severity].said(language)}"
    yield ""
    if rule.means is not None:
        yield rule.means.said(language)
    for label, texts in ((_ABOUT, rule.about), (_FAULT, rule.fault)):
        if texts is not None:
            yield f"{label.said(language)}: {texts.said(language)}"
    if rule.must:
        yield f"{_MUST.said(language)}:"
        yield from (f"  - {phrase.said(language)}" for phrase in rule.must)
    if rule.message.said(language):
        yield f"{_DO.said(language)}: {rule.message.said(language)}"
    if rule.parts:
        yield f"{_PARTS.said(language)}: {', '.join(rule.parts)}"
    if rule.example is not None:
        yield f"{_EXAMPLE.said(language)}, {shown(rule.example.file)}:{rule.example.line}:"
        yield from (f"    {line}" for line in rule.example.text.splitlines())
    if rule.file is not None:
        place = shown(rule.file) if rule.line is None else f"{shown(rule.file)}:{rule.line}"
        yield f"{_WRITTEN.said(language)} {place}"
