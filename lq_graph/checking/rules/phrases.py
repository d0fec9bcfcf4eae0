"""Phrases of the two languages: numbers of values, lists, languages and datatypes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lq_graph.names import RDF, XSD
from lq_graph.settings import Texts

MOST_LISTED = 8
_ONE = Texts("ett", "one")
_VALUES = (Texts("värde", "value"), Texts("värden", "values"))
_NO_VALUE = Texts("inget värde", "no value")
_EXACTLY, _AT_LEAST, _AT_MOST = Texts("exakt", "exactly"), Texts("minst", "at least"), Texts("högst", "at most")
_OR, _AND_MORE = Texts("eller", "or"), Texts("och {} till", "and {} more")
_LANGUAGES: Mapping[str, Texts] = MappingProxyType(
    {"sv": Texts("svenska", "Swedish"), "en": Texts("engelska", "English")}
)

DATATYPES: Mapping[str, Texts] = MappingProxyType(
    {
        f"{XSD}date": Texts("en dag, som 2024-05-01", "a day, as 2024-05-01"),
        f"{XSD}gYearMonth": Texts("en månad, som 2024-05", "a month, as 2024-05"),
        f"{XSD}gYear": Texts("ett år, som 2024", "a year, as 2024"),
        f"{XSD}dateTime": Texts("en tidpunkt, som 2024-05-01T12:00:00Z", "a moment, as 2024-05-01T12:00:00Z"),
        f"{XSD}integer": Texts("ett heltal, som 12", "a whole number, as 12"),
        f"{XSD}nonNegativeInteger": Texts("ett heltal från 0, som 12", "a whole number from 0, as 12"),
        f"{XSD}positiveInteger": Texts("ett heltal från 1, som 12", "a whole number from 1, as 12"),
        f"{XSD}decimal": Texts("ett tal, som 12.5", "a number, as 12.5"),
        f"{XSD}double": Texts("ett tal, som 12.5e0", "a number, as 12.5e0"),
        f"{XSD}boolean": Texts("true eller false", "true or false"),
        f"{XSD}string": Texts("en text utan språk", "a text without a language"),
        f"{XSD}anyURI": Texts("en webbadress som text", "a web address as text"),
        f"{RDF}langString": Texts("en text på ett angivet språk", "a text in a stated language"),
    }
)


def filled(template: Texts, *parts: Texts) -> Texts:
    """A phrase with its parts, in each language those of that language."""
    return Texts(template.sv.format(*(part.sv for part in parts)), template.en.format(*(part.en for part in parts)))


def plain(text: object) -> Texts:
    """A text that is the same in both languages."""
    return Texts(str(text), str(text))


def quoted(words: Texts) -> Texts:
    """Words in the quotes of each language."""
    return Texts(f"”{words.sv}”", f"“{words.en}”")


def joined(parts: Sequence[Texts], mark: str = ", ") -> Texts:
    """Phrases one after another."""
    return Texts(mark.join(part.sv for part in parts), mark.join(part.en for part in parts))


def either(parts: Sequence[Texts]) -> Texts:
    """Phrases of which any will do; of very many the first alone, and the number of the others."""
    if len(parts) > MOST_LISTED:
        rest = filled(_AND_MORE, plain(len(parts) - MOST_LISTED))
        return joined([joined(parts[:MOST_LISTED]), rest], " ")
    if len(parts) < 2:  # noqa: PLR2004 - a list of one has no "or"
        return joined(parts)
    mark = ";" if any("," in part.en or ":" in part.en for part in parts) else ""
    first, last = joined(parts[:-1], f"{mark or ','} "), parts[-1]
    return Texts(f"{first.sv}{mark} {_OR.sv} {last.sv}", f"{first.en}{mark} {_OR.en} {last.en}")


def count(least: int | None, most: int | None) -> Texts | None:
    """How many values there must be; None if any number will do."""
    if most == 0:
        return _NO_VALUE
    if least and least == most:
        return _number(_EXACTLY, least)
    bounds = [_number(word, number) for word, number in ((_AT_LEAST, least), (_AT_MOST, most)) if number]
    return joined(bounds) if bounds else None


def language(tag: str) -> Texts:
    """What a language is called; a tag that is not known stands for itself."""
    return _LANGUAGES.get(tag.lower(), plain(tag))


def _number(word: Texts, number: int) -> Texts:
    values = _VALUES[number != 1]
    amount = _ONE if number == 1 else plain(number)
    return Texts(f"{word.sv} {amount.sv} {values.sv}", f"{word.en} {amount.en} {values.en}")
