"""Numbers as people write them."""

from __future__ import annotations

import re

from lq_graph.contributing.sheets.grid import GridCell
from lq_graph.contributing.sheets.misreading import Misreading, probably
from lq_graph.names import XSD
from lq_graph.settings import Language, Texts

CODE = "cell-not-a-number"
_INTEGERS = frozenset(f"{XSD}{name}" for name in ("integer", "nonNegativeInteger", "int", "long", "positiveInteger"))
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2012\ufe63\uff0d", "-"))
_SPACE = "[ \u00a0\u202f\u2009]"
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)")
_GROUPED = re.compile(
    rf"[+-]?[0-9]{{1,3}}(?:(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]+)?|(?:\.[0-9]{{3}})+,[0-9]+|(?:,[0-9]{{3}})+\.[0-9]+)"
)
_ENGLISH_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+")
_ONLY_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,}|(?:['’][0-9]{3})+)")
_WITH_UNIT = re.compile(rf"(?P<number>[+-]?[0-9](?:[0-9.,]|{_SPACE})*?){_SPACE}*(?P<unit>%|procent|percent|[^\W\d_]+)")
_PERCENT = Texts(
    "Skriv talet utan procenttecken; att det är procent anges som enhet.",
    "Write the number without a percent sign; that it is percent is said by the unit.",
)
_UNIT = Texts("Skriv bara talet, utan enhet.", "Write only the number, without a unit.")
_WHOLE = Texts("Skriv ett heltal.", "Write a whole number.")
_SHARES = frozenset(("%", "procent", "percent"))


def read_number(cell: GridCell, datatypes: tuple[str, ...], language: Language) -> tuple[str, str] | Misreading:
    """The lexical form and the datatype of a number, with the digits that were written.

    Decimal comma and point, space between thousands and every kind of minus are read; a share in percent is not, since
    5 % may be meant as 5 or as 0.05. In English 1,234 may be meant in two ways.
    """
    text = cell.text.translate(_MINUS)
    lexical = text if cell.kind == "number" and _PLAIN.fullmatch(text) else _lexical(text, language)
    if lexical is None:
        return _misread(text, language)
    is_whole = not lexical.partition(".")[2].strip("0")
    for datatype in sorted(datatypes, key=lambda each: each not in _INTEGERS):
        if datatype not in _INTEGERS:
            return lexical, datatype
        if "." not in lexical or (is_whole and _INTEGERS.issuperset(datatypes)):
            return lexical.partition(".")[0], datatype
    return probably(CODE, None, _WHOLE)


def _lexical(text: str, language: Language) -> str | None:
    if language == "en" and _ENGLISH_GROUPS.fullmatch(text):
        return None
    if not _PLAIN.fullmatch(text) and not _GROUPED.fullmatch(text):
        return None
    digits = re.sub(_SPACE, "", text).removeprefix("+")
    whole, mark, fraction = _parted(digits)
    return f"{_with_digit(whole)}.{fraction}" if mark else whole


def _parted(digits: str) -> tuple[str, str, str]:
    """What stands before and after the last mark, which is that of decimals; marks of thousands are left out."""
    place = max(digits.rfind(","), digits.rfind("."))
    if place < 0:
        return digits, "", ""
    return re.sub("[.,]", "", digits[:place]), digits[place], digits[place + 1 :]


def _with_digit(whole: str) -> str:
    return f"{whole}0" if whole in ("", "-") else whole


def _misread(text: str, language: Language) -> Misreading:
    if _ONLY_GROUPS.fullmatch(text) or (language == "en" and _ENGLISH_GROUPS.fullmatch(text)):
        return probably(CODE, re.sub("[.,'’]", "", text))
    found = _WITH_UNIT.fullmatch(" ".join(text.split()))
    if found is None:
        return Misreading(CODE)
    number = _lexical(found["number"].strip(), language)
    return probably(CODE, number, _PERCENT if found["unit"].lower() in _SHARES else _UNIT)
