"""What is wrong, in one sentence in each language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.settings import Texts

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
    """The sentence with its parts; what stands in the data is never read as a part itself."""
    pieces = sentence.replace("}", "{").split("{")  # every second piece is the name of a part
    text = "".join(parts.get(piece, "") if index % 2 else piece for index, piece in enumerate(pieces))
    return text[:1].upper() + text[1:]


def _quoted(text: str, marks: str) -> str:
    line = " ".join(text.split())
    shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()} …"
    return f"{marks[0]}{shown}{marks[1]}"
