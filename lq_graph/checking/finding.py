"""Findings: one thing that is wrong, where, and what to do about it; in sentences of both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Literal

from pyoxigraph import NamedNode

from lq_graph.reading.position import Position
from lq_graph.shacl.core.paths import Path
from lq_graph.text import Texts
from lq_graph.triples.terms import Term

Origin = Literal["reader", "reasoning", "shape", "check"]


class Severity(IntEnum):
    """How much a finding weighs; only a violation stops a release."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    `code` is the stable name of the rule: the local name of a shape, the name of a query in sparql/checks, or of a
    reader's rule such as `cell-not-in-list`. `fault` is a sentence on what is wrong, `message` one on what to do.
    `focus` is the focus node, None where a file cannot be read as statements; `label` is what people call it. `files`
    are those that describe the focus node, `position` is the place to correct; `is_exact` if that is the value or the
    property itself, not the thing in general.

    Of a shape's finding, `shape` is the shape's IRI, `component` the local name of the constraint component, `path` the
    property path and `path_words` its words, `language` the language that the shape asks for, `value` the offending
    value and `value_label` what people call it. `suggestion` is the nearest valid value, as it would be written.
    `origin` is the part of lq that found it; with `is_cause`, whatever else is wrong with its value follows from it.
    `beside` is a thing that a check compares the focus node with; `is_misdated` says that the dates of the focus node
    are wrong, so that whatever a check finds by comparing with it follows; `meant` is the property that stands there
    misspelt, so that it is not missing;
    `depth` is the number of classes above the one that the rule is for. `instead` are the properties of which one would
    do, where none of them is there, or more than one, which makes it `is_undecided`. `covers` are the places whose
    faults follow from this one. What `comes_first` is told before all else of its file.
    """

    severity: Severity
    code: str
    message: Texts
    fault: Texts
    focus: Term | None = None
    label: Texts | None = None
    files: tuple[FilePath, ...] = ()
    position: Position | None = None
    is_exact: bool = False
    shape: str | None = None
    component: str | None = None
    path: Path | None = None
    path_words: Texts | None = None
    language: str | None = None
    value: Term | None = None
    value_label: Texts | None = None
    suggestion: Texts | None = None
    origin: Origin = "shape"
    is_cause: bool = False
    beside: Term | None = None
    is_misdated: bool = False
    meant: Term | None = None
    depth: int = 0
    instead: tuple[Term, ...] = ()
    is_undecided: bool = False
    covers: tuple[Position, ...] = ()
    comes_first: bool = False

    @property
    def file(self) -> FilePath | None:
        """The file to correct: that of the position, else the last that describes the focus node."""
        if self.position is not None:
            return self.position.file
        return self.files[-1] if self.files else None

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Orders findings by file, place, focus node, rule and value; what comes first in a file goes before places."""
        return (
            str(self.file or ""),
            not self.comes_first,
            _place(self.position),
            str(self.focus),
            self.code,
            str(self.value or ""),
        )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, then place, then focus node, then rule; the same finding once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.sort_key))


def has_violation(findings: Iterable[Finding]) -> bool:
    """Whether any finding stops a release."""
    return any(finding.severity is Severity.VIOLATION for finding in findings)


def counts(findings: Iterable[Finding]) -> Counter[Severity]:
    """How many findings there are of each severity."""
    return Counter(finding.severity for finding in findings)


def _place(position: Position | None) -> tuple[str, int, int]:
    if position is None:
        return ("", 0, 0)
    return (getattr(position, "sheet", ""), getattr(position, "line", getattr(position, "row", 0)), position.column)


# What is wrong, in one sentence in each language.

_SHOWN = 80
_UNFIT = Texts("{value} duger inte som {path}.", "{value} will not do as {path}.")
_MISSING = Texts("{path} saknas för {focus}.", "{path} is missing for {focus}.")
_SURPLUS = Texts("{focus} har fler värden än tillåtet för {path}.", "{focus} has more values than allowed for {path}.")
_SMALL = Texts("{value} är för litet som {path}.", "{value} is too small for {path}.")
_LARGE = Texts("{value} är för stort som {path}.", "{value} is too large for {path}.")
_ORDER = Texts("{value} stämmer inte med vad som annars sägs om {focus}.",
               "{value} does not agree with what else is said of {focus}.")  # fmt: skip
_PATHLESS = Texts("Uppgifterna om {focus} hänger inte ihop.", "The statements about {focus} do not hold together.")

_FAULTS: Mapping[str, Texts] = MappingProxyType(
    {
        "Class": Texts("{value} går inte att välja som {path}.", "{value} cannot be chosen as {path}."),
        "In": Texts("{value} går inte att välja som {path}.", "{value} cannot be chosen as {path}."),
        "NodeKind": Texts("{value} är inte av rätt slag som {path}.", "{value} is not of the right kind for {path}."),
        "Datatype": Texts("{value} är inte skrivet på rätt sätt som {path}.",
                          "{value} is not written in the right way for {path}."),
        "MinCount": _MISSING,
        "QualifiedMinCount": _MISSING,
        "MaxCount": _SURPLUS,
        "QualifiedMaxCount": _SURPLUS,
        "MinExclusive": _SMALL,
        "MinInclusive": _SMALL,
        "MaxExclusive": _LARGE,
        "MaxInclusive": _LARGE,
        "MinLength": Texts("{value} är för kort som {path}.", "{value} is too short for {path}."),
        "MaxLength": Texts("{value} är för långt som {path}.", "{value} is too long for {path}."),
        "Pattern": Texts("{value} följer inte mönstret för {path}.", "{value} does not follow the pattern of {path}."),
        "LanguageIn": Texts("{value} är inte på ett språk som {path} har.",
                            "{value} is not in a language that {path} has."),
        "UniqueLang": Texts("{focus} har flera värden på samma språk för {path}.",
                            "{focus} has several values in the same language for {path}."),
        "Equals": _ORDER,
        "Disjoint": _ORDER,
        "LessThan": _ORDER,
        "LessThanOrEquals": _ORDER,
        "Closed": Texts("{path} hör inte hemma hos {focus}.", "{path} does not belong to {focus}."),
        "HasValue": Texts("Ett bestämt värde för {path} saknas för {focus}.",
                          "A certain value of {path} is missing for {focus}."),
        "SPARQL": _PATHLESS,
    }
)  # fmt: skip


def fault(component: str, focus: Texts, path: Texts | None, value: Texts | None, is_forbidden: bool = False) -> Texts:
    """What a constraint component finds wrong, with the words of focus node, path and value.

    `is_forbidden` says that no value at all is allowed.
    """
    sentence = _FAULTS["Closed"] if is_forbidden else _FAULTS.get(component, _UNFIT)
    if path is None or (value is None and "{value}" in sentence.sv):
        sentence = _PATHLESS
    return filled(sentence, focus=focus, path=path, value=value)


def filled(sentence: Texts, **parts: Texts | None) -> Texts:
    """A sentence with the parts that it names in braces, each in the quotes of the language."""
    return Texts(
        _filled(sentence.sv, {name: _quoted(texts.sv, "””") for name, texts in parts.items() if texts}),
        _filled(sentence.en, {name: _quoted(texts.en, "“”") for name, texts in parts.items() if texts}),
    )


def _filled(sentence: str, parts: Mapping[str, str]) -> str:
    """The sentence with its parts; braces in the data are never read as a part."""
    pieces = sentence.replace("}", "{").split("{")  # every second piece is the name of a part
    text = "".join(parts.get(piece, "") if index % 2 else piece for index, piece in enumerate(pieces))
    return text[:1].upper() + text[1:]


def _quoted(text: str, marks: str) -> str:
    line = " ".join(text.split())
    shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()} …"
    return f"{marks[0]}{shown}{marks[1]}"


# Codes of findings that neither a shape nor a query in sparql/checks has: what they mean and what to do. The codes of
# the reader of sheets are in contributing/sheets.

UNREADABLE = "unreadable-file"
CONTRADICTION = "contradiction"
UNNAMED = "unnamed-shape"


@dataclass(frozen=True)
class Code:
    """What a finding with a code means, what to do about it, and how much it weighs."""

    means: Texts
    advice: Texts
    severity: Severity = Severity.VIOLATION


CODES: Mapping[str, Code] = MappingProxyType(
    {
        UNREADABLE: Code(
            Texts(
                "Filen följer inte reglerna för sitt format, så inget i den kunde granskas.",
                "The file does not follow the rules of its format, so that nothing in it could be checked.",
            ),
            Texts(
                "Rätta på raden och kolumnen som anges, eller strax före dem, och granska igen.",
                "Mend it at the line and column that are given, or just before them, and check again.",
            ),
        ),
        CONTRADICTION: Code(
            Texts(
                "Två uppgifter om samma sak kan inte båda vara sanna, så som ontologin beskriver orden.",
                "Two statements about one thing cannot both be true, as the ontology describes the words.",
            ),
            Texts(
                "Välj en av dem, eller rätta det som en av dem följer av; lq explain visar varför en uppgift följer.",
                "Choose one of them, or correct what one of them follows from; lq explain shows why one follows.",
            ),
        ),
        UNNAMED: Code(
            Texts(
                "En regel utan namn har funnit ett fel.",
                "A rule without a name has found a fault.",
            ),
            Texts(
                "Gör som fyndet säger, och ge formen i shapes/ ett namn så att den går att slå upp.",
                "Do as the finding says, and give the shape in shapes/ a name so that it can be looked up.",
            ),
        ),
    }
)


def code_of(shape: object) -> str:
    """The code of the findings of a shape: its local name."""
    return shape.value.rpartition("#")[2] if isinstance(shape, NamedNode) else UNNAMED
