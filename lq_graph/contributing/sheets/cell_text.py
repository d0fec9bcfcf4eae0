"""Numbers, days and web addresses as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from pyoxigraph import NamedNode

from lq_graph.contributing.sheets.problems import CellError, suggesting
from lq_graph.contributing.xlsx.cells import day_of
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.names import XSD
from lq_graph.text import Language, Texts

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


def read_number(cell: GridCell, datatypes: tuple[str, ...], language: Language) -> tuple[str, str] | CellError:
    """The lexical form and the datatype of a number, with the digits that were written.

    Decimal comma and point, space between thousands and every kind of minus are read; a share in percent is not, since
    5 % may be meant as 5 or as 0.05. In English 1,234 may be meant in two ways.
    """
    text = cell.text.translate(_MINUS)
    lexical = text if cell.kind == "number" and _PLAIN.fullmatch(text) else _lexical(text, language)
    if lexical is None:
        return _number_error(text, language)
    is_whole = not lexical.partition(".")[2].strip("0")
    for datatype in sorted(datatypes, key=lambda each: each not in _INTEGERS):
        if datatype not in _INTEGERS:
            return lexical, datatype
        if "." not in lexical or (is_whole and _INTEGERS.issuperset(datatypes)):
            return lexical.partition(".")[0], datatype
    return suggesting("cell-not-a-number", None, _WHOLE)


def _lexical(text: str, language: Language) -> str | None:
    if language == "en" and _ENGLISH_GROUPS.fullmatch(text):
        return None
    if not _PLAIN.fullmatch(text) and not _GROUPED.fullmatch(text):
        return None
    digits = re.sub(_SPACE, "", text).removeprefix("+")
    mark = max(digits.rfind(","), digits.rfind("."))  # the last one is that of decimals, others are of thousands
    if mark < 0:
        return digits
    whole = re.sub("[.,]", "", digits[:mark])
    return f"{f'{whole}0' if whole in ('', '-') else whole}.{digits[mark + 1 :]}"


def _number_error(text: str, language: Language) -> CellError:
    if _ONLY_GROUPS.fullmatch(text) or (language == "en" and _ENGLISH_GROUPS.fullmatch(text)):
        return suggesting("cell-not-a-number", re.sub("[.,'’]", "", text))
    found = _WITH_UNIT.fullmatch(" ".join(text.split()))
    if found is None:
        return CellError("cell-not-a-number")
    number = _lexical(found["number"].strip(), language)
    return suggesting("cell-not-a-number", number, _PERCENT if found["unit"].lower() in _SHARES else _UNIT)


_MONTHS = (
    "jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|ma[jy]|jun[ie]?|jul[iy]?|aug(?:usti|ust)?|"
    "sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH_KEYS: Mapping[str, int] = MappingProxyType(
    {**{name: month for month, name in enumerate(_MONTH_NAMES, 1)}, "may": 5, "oct": 10}
)
_YEAR, _MONTH, _DAY = r"(?P<year>[12][0-9]{3})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
_NAME = rf"(?P<name>{_MONTHS})\.?"
_CERTAIN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?:([-/.]){_MONTH}(?:\2{_DAY})?)?",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_DAY}/{_MONTH}[ -]{_YEAR}",
        rf"(?:(?:den )?{_DAY}\.? )?{_NAME} {_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
        rf"{_YEAR}-{_MONTH}-{_DAY}[T ]00:00(?::00(?:\.0+)?)?",
    )
)
_PROBABLE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY}[-/.] ?{_MONTH}[-/.] ?{_YEAR}",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])",
        r"(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_YEAR}[.,]0+",
        rf"{_YEAR}-{_MONTH}-{_DAY}[T ][0-9:.]+",
    )
)
_CENTURY = "50"  # a year of two digits below it is of this century
_SERIALS = range(20_000, 80_000)  # days from 1954 to 2119, as they show when their format is lost
_DATATYPES: Mapping[int, str] = MappingProxyType(
    {4: f"{XSD}gYear", 7: f"{XSD}gYearMonth", 10: f"{XSD}date", 19: f"{XSD}dateTime"}
)
_SHOWN: Mapping[str, Texts] = MappingProxyType(
    {
        f"{XSD}date": Texts("ÅÅÅÅ-MM-DD", "YYYY-MM-DD"),
        f"{XSD}gYearMonth": Texts("ÅÅÅÅ-MM", "YYYY-MM"),
        f"{XSD}gYear": Texts("ÅÅÅÅ", "YYYY"),
        f"{XSD}dateTime": Texts("ÅÅÅÅ-MM-DDTTT:MM:SS", "YYYY-MM-DDTHH:MM:SS"),
    }
)


def read_day(cell: GridCell, datatypes: tuple[str, ...]) -> tuple[str, str] | CellError:
    """The lexical form and the datatype of a day, a month or a year, as exact as it is written.

    Days are read as in ISO 8601, as `1/5 2024` and `1 maj 2024`, and as a program's own days are shown. What may be
    read in two ways, such as 1/5/2024, is not read, and suggested.
    """
    text = " ".join(cell.text.split())
    lexical = text if cell.kind == "day" else _first(_CERTAIN, text)
    if lexical is None or not _exists(lexical):
        is_serial = cell.kind == "number" and text.isdigit() and int(text) in _SERIALS
        probable = day_of(int(text)).isoformat() if is_serial else _first(_PROBABLE, text)
        return suggesting("cell-not-a-day", _fitting(probable, datatypes), _advice(datatypes))
    datatype = _DATATYPES.get(len(lexical), "")
    if datatype in datatypes:
        return lexical, datatype
    return suggesting("cell-not-a-day", _fitting(lexical, datatypes), _advice(datatypes))


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> str | None:
    found = next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)
    return None if found is None else _iso(found.groupdict())


def _iso(parts: Mapping[str, str | None]) -> str:
    year, name, month, day = (parts.get(part) or "" for part in ("year", "name", "month", "day"))
    century = ("20" if year < _CENTURY else "19") if len(year) == len(_CENTURY) else ""
    if name:
        month = str(_MONTH_KEYS[name.lower()[:3]])
    return "-".join([century + year, *(part.zfill(2) for part in (month, day) if part)])


def _exists(lexical: str) -> bool:
    """Whether the calendar has a day, month or year."""
    whole = f"{lexical}-01-01"[:10] if len(lexical) == 4 else f"{lexical}-01"[:10]  # noqa: PLR2004
    try:
        date.fromisoformat(whole)
    except ValueError:
        return False
    return True


def _fitting(lexical: str | None, datatypes: tuple[str, ...]) -> str | None:
    """The lexical form shortened to what the datatypes allow; None if it is too short for them, or no day."""
    if lexical is None or not _exists(lexical):
        return None
    lengths = [length for length, datatype in _DATATYPES.items() if datatype in datatypes and length <= len(lexical)]
    return lexical[: max(lengths)] if lengths else None


def _advice(datatypes: tuple[str, ...]) -> Texts:
    """What to write, such as `ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ`."""
    shown = [_SHOWN[each] for each in datatypes if each in _SHOWN]

    def either(texts: list[str], word: str) -> str:
        return f" {word} ".join(filter(None, (", ".join(texts[:-1]), texts[-1]))) if texts else ""

    return Texts(
        f"Skriv {either([each.sv for each in shown], 'eller')}.",
        f"Write {either([each.en for each in shown], 'or')}.",
    )


_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`\u00a0\u2000-\u200b\u3000]')  # RFC 3987 §2.2 has none of them
_ADDRESS = re.compile(r"https?://[^/?#:@\s]+(?::[0-9]+)?(?:[/?#].*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-zåäö]{2,}(?::[0-9]+)?(?:[/?#].*)?", re.IGNORECASE)
_HALF_SCHEME = re.compile(r"\A(?:h?t?t?ps?:?/+|https?:|//)", re.IGNORECASE)
_WRAPPED = re.compile(r"[<(\[\"'”](?P<inner>.+)[>)\]\"'”]")


def read_address(text: str) -> NamedNode | CellError:
    """The address of a web page, absolute and with http or https."""
    if _is_address(text):
        scheme, _, rest = text.partition(":")
        return NamedNode(f"{scheme.lower()}:{rest}")
    return suggesting("cell-not-an-address", _probable_address(text))


def _is_address(text: str) -> bool:
    if not _ADDRESS.fullmatch(text) or _FORBIDDEN.search(text):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _probable_address(text: str) -> str | None:
    """The address that is nearly written: without its scheme, with space in it, in brackets."""
    inner = _WRAPPED.fullmatch(text)
    bare = " ".join((inner["inner"] if inner else text).split())
    for each in (bare, bare.replace(" ", "%20"), bare.replace(" ", "")):
        for offer in (each, f"https://{_HALF_SCHEME.sub('', each, count=1)}"):
            if _is_address(offer) and _HOST.fullmatch(offer.partition("://")[2]):
                return offer
    return None
