"""Numbers as people write them: what is certain is read, the rest is explained."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from lq_graph.contributing.forms.rows import number_text
from lq_graph.contributing.sheets.characters import unusual_character, usual
from lq_graph.contributing.sheets.columns_beside import NONE_BESIDE, ColumnsBeside
from lq_graph.contributing.sheets.problems import CellError
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.names import XSD
from lq_graph.text import Texts

_CODE = "cell-not-a-number"
_INTEGERS = frozenset(f"{XSD}{name}" for name in ("integer", "nonNegativeInteger", "int", "long", "positiveInteger"))
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2012\ufe63\uff0d", "-"))
_SPACE = "[ \u00a0\u202f\u2009\u2007]"
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)")
_GROUPED = re.compile(
    rf"[+-]?[0-9]{{1,3}}(?:(?:{_SPACE}[0-9]{{3}})+(?:[.,][0-9]+)?|(?:\.[0-9]{{3}})+,[0-9]+|(?:,[0-9]{{3}})+\.[0-9]+)"
)
_TWO_WAYS = re.compile(r"(?P<whole>[+-]?[1-9][0-9]{0,2})[.,](?P<rest>[0-9]{3})")
_ONLY_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,}|(?:'[0-9]{3})+)")
_LONGEST = 100  # characters of a text that is explained


def read_number(
    cell: GridCell, datatypes: tuple[str, ...], beside: ColumnsBeside = NONE_BESIDE
) -> tuple[str, str] | CellError:
    """The lexical form and the datatype of a number, with the digits that were written but zeros before it.

    Decimal comma and point, space between thousands and every kind of minus are read. What may mean two numbers is
    not: three digits after a mark, which may be decimals or thousands, and a share in percent, since 5 % may be
    meant as 5 or as 0.05.
    """
    if cell.kind == "day":
        return CellError(_CODE, None, _AS_NUMBER, _MADE_A_DAY)
    text = cell.text.translate(_MINUS)
    lexical = text if cell.kind == "number" and _PLAIN.fullmatch(text) else _lexical(text)
    if lexical is None:
        return _explained(cell.text, beside)
    is_whole = not lexical.partition(".")[2].strip("0")
    for datatype in sorted(datatypes, key=lambda each: each not in _INTEGERS):
        if datatype not in _INTEGERS:
            return lexical, datatype
        if "." not in lexical or (is_whole and _INTEGERS.issuperset(datatypes)):
            return lexical.partition(".")[0], datatype
    return CellError(_CODE, None, _WHOLE)


def written(lexical: str) -> Texts:
    """A number as people write it in Swedish, with space between thousands, and in English."""
    whole, mark, decimals = number_text(lexical, "sv").partition(",")
    sign = "-" if whole.startswith("-") else ""
    grouped = f"{int(whole.removeprefix('-')):,}".replace(",", " ")
    return Texts(f"{sign}{grouped}{mark}{decimals}", number_text(lexical, "en"))


def _lexical(text: str) -> str | None:
    """The lexical form of a number that can be read in one way alone."""
    bare = text.removeprefix("'")
    if (not _PLAIN.fullmatch(bare) and not _GROUPED.fullmatch(bare)) or _TWO_WAYS.fullmatch(bare):
        return None
    digits = re.sub(_SPACE, "", bare).removeprefix("+")
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    mark = max(digits.rfind(","), digits.rfind("."))  # the last one is that of decimals, others are of thousands
    whole = re.sub("[.,]", "", digits[:mark] if mark >= 0 else digits).lstrip("0") or "0"
    return f"{sign}{whole}.{digits[mark + 1 :]}" if mark >= 0 else f"{sign}{whole}"


# What is no number, explained: each rule looks at a text with usual characters, and passes on what it does not know.

_NUMBER = r"(?P<number>[+-]?[0-9](?:[0-9., ]*[0-9])?)"
_AS_NUMBER = Texts(
    "Formatera cellen som tal och skriv talet igen, med decimalkomma.",
    "Format the cell as a number and write the number again.",
)
_MADE_A_DAY = Texts("Excel har gjort talet till ett datum.", "Excel has made the number a date.")
_MADE_A_TIME = Texts("Excel har gjort talet till ett klockslag.", "Excel has made the number a time of day.")
_WHOLE = Texts("Skriv ett heltal.", "Write a whole number.")
_AGAIN = Texts("Skriv talet igen från tangentbordet.", "Write the number again with the keyboard.")
_ONE = Texts("Skriv ett enda tal, på en rad.", "Write one number alone, in one line.")
_UNIT = Texts("Skriv bara talet, utan enhet.", "Write only the number, without a unit.")
_NO_NOTE = Texts("Skriv bara talet, utan fotnot eller kommentar.", "Write only the number, without a note.")
_WRITE_OUT = Texts("Skriv ut talet med alla siffror, utan enhet.", "Write the number with all its digits and no unit.")
_DECIMALS = Texts("Skriv talet med decimaler.", "Write the number with decimals.")
_SHORTENED = Texts(
    "Excel har kortat talet, så att siffror fattas.", "Excel has shortened the number, so that digits lack."
)
_ALL_DIGITS = Texts(
    "Formatera cellen som tal, och skriv talet med alla siffror.",
    "Format the cell as a number, and write the number with all its digits.",
)
_GROUPS = Texts(
    "Skriv talet utan mellanslag, eller med mellanslag mellan tusental.",
    "Write the number without spaces, or with spaces between thousands.",
)
_SIGN = Texts(
    "Skriv minus före talet om det är mindre än noll.", "Write a minus before the number if it is below zero."
)
_PERCENT = Texts(
    "Skriv talet utan procenttecken; att det är procent anges som enhet.",
    "Write the number without a percent sign; that it is percent is said by the unit.",
)


def _explained(text: str, beside: ColumnsBeside) -> CellError:
    if len(text) > _LONGEST:
        return CellError(_CODE)
    if "\n" in text or "\t" in text:
        return CellError(_CODE, None, _ONE, unusual_character(text, _THE_NUMBER, _FINE))
    plain = usual(text)
    lexical = _lexical(plain)
    if lexical is not None:
        return CellError(_CODE, written(lexical), _AGAIN, unusual_character(text, _THE_NUMBER, _FINE))
    for rule in _RULES:
        found = rule(plain, beside)
        if found is not None:
            return found
    return CellError(_CODE)


_THE_NUMBER = Texts("talet", "the number")
_FINE = "\u2212\u2013\u2012\ufe63\uff0d\u00a0\u202f\u2009\u2007"  # characters that are read


def _of_two_ways(text: str, beside: ColumnsBeside) -> CellError | None:
    found = _TWO_WAYS.fullmatch(text)
    if found is None:
        return None
    thousands, fraction = _both_ways(found)
    advice = Texts(f"Skriv {thousands.sv} eller {fraction.sv}.", f"Write {thousands.en} or {fraction.en}.")
    fault = Texts(
        f"”{text}” kan betyda {thousands.sv} eller {fraction.sv}.",
        f"“{text}” may mean {thousands.en} or {fraction.en}.",
    )
    return CellError(_CODE, None, advice, fault)


def _both_ways(found: re.Match[str]) -> tuple[Texts, Texts]:
    """A number with three digits after a mark, as thousands and as decimals, each written in one way."""
    whole, rest = found["whole"].removeprefix("+"), found["rest"]
    return written(whole + rest), written(f"{whole}.{rest}".rstrip("0").rstrip("."))


def _of_groups(text: str, beside: ColumnsBeside) -> CellError | None:
    if not _ONLY_GROUPS.fullmatch(text):
        return None
    return CellError(_CODE, written(re.sub("[.,'+]", "", text)), _GROUPS)


_MONTH = "(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*"
_DAY = re.compile(
    rf"[12][0-9]{{3}}-[0-9]{{2}}(?:-[0-9]{{2}})?|[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{2}}", re.IGNORECASE
)
_TIME = re.compile("[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_EXPONENT = re.compile("[+-]?[0-9](?:[.,][0-9]+)?e[+-]?[0-9]{1,3}", re.IGNORECASE)


def _of_excel(text: str, beside: ColumnsBeside) -> CellError | None:
    if _DAY.fullmatch(text):
        return CellError(_CODE, None, _AS_NUMBER, _MADE_A_DAY)
    if _TIME.fullmatch(text):
        return CellError(_CODE, None, _AS_NUMBER, _MADE_A_TIME)
    return CellError(_CODE, None, _ALL_DIGITS, _SHORTENED) if _EXPONENT.fullmatch(text) else None


_VULGAR = re.compile("(?P<sign>-?)(?P<whole>[0-9]*) ?(?P<part>[¼-¾⅐-⅞])")
_SLASH = re.compile("(?:[0-9]+ )?[0-9]+ ?/ ?[0-9]+")
_FINEST = 3  # decimals of a vulgar fraction that ends


def _of_fraction(text: str, beside: ColumnsBeside) -> CellError | None:
    if _SLASH.fullmatch(text):
        return CellError(_CODE, None, _DECIMALS)
    found = _VULGAR.fullmatch(text)
    if found is None:
        return None
    part = Decimal(unicodedata.numeric(found["part"])).normalize()
    if -int(part.as_tuple().exponent) > _FINEST:
        return CellError(_CODE, None, _DECIMALS)
    return CellError(_CODE, written(f"{found['sign']}{Decimal(found['whole'] or 0) + part}"), _DECIMALS)


_HEDGES = (
    r"~|≈|±|c:a|ca?\b\.?|cirka|circa|omkring|omkr\.?|ungefär|ungef\.?|runt|uppskattningsvis|drygt|knappt|nästan|närmare|"
    r"approx\.?|approximately|about|around|roughly|nearly|almost"
)
_HEDGED = re.compile(rf"(?:{_HEDGES}) ?(?P<rest>[+-]?[0-9].*)", re.IGNORECASE)
_BOUNDS = (
    "<=?|>=?|≤|≥|mindre än|mer än|färre än|fler än|större än|över|under|minst|högst|som mest|som minst|max|min|"
    "upp till|less than|more than|fewer than|over|at least|at most|up to"
)
_BOUNDED = re.compile(rf"(?:{_BOUNDS})\.? ?(?P<rest>[+-]?[0-9].*)", re.IGNORECASE)


def _of_hedge(text: str, beside: ColumnsBeside) -> CellError | None:
    found = _HEDGED.fullmatch(text)
    meant = None if found is None else _amount(found["rest"])
    if found is None:
        return None
    if meant is None:
        return _of_two_ways(found["rest"], beside) or CellError(_CODE, None, _UNIT)
    yes = beside.approximate
    advice = Texts(
        f"Skriv {meant.sv} och ”ja” under ”{yes.sv}”." if yes else f"Skriv {meant.sv}.",
        f"Write {meant.en} and “yes” under “{yes.en}”." if yes else f"Write {meant.en}.",
    )
    return CellError(_CODE, meant, advice)


def _of_bound(text: str, beside: ColumnsBeside) -> CellError | None:
    if not _BOUNDED.fullmatch(text):
        return None
    column = beside.comparison
    if column is None:
        advice = Texts(
            "Skriv ett bestämt tal, eller ta bort raden om källan inte anger något.",
            "Write a definite number, or remove the row if the source gives none.",
        )
    else:
        advice = Texts(
            f"Skriv bara talet här, och jämförelsen under ”{column.sv}”.",
            f"Write only the number here, and the comparison under “{column.en}”.",
        )
    return CellError(_CODE, None, advice)


_NOTED = re.compile(rf"{_NUMBER} ?(?:\*+|(?<= )[0-9]{{1,2}}\)|\([^()]*\)|[¹²³†])", re.IGNORECASE)


def _of_note(text: str, beside: ColumnsBeside) -> CellError | None:
    found = _NOTED.fullmatch(text)
    if found is None:
        return None
    is_raised = text[-1] in "¹²³"
    return CellError(_CODE, None if is_raised else _amount(found["number"]), _NO_NOTE)


_UNITED = re.compile(rf"(?:(?:kr|sek) ?)?{_NUMBER} ?(?P<unit>%|:-|,-|[^\W\d_][^\d]*)", re.IGNORECASE)
_AMOUNT_FIRST = re.compile(rf"(?:kr|sek) ?{_NUMBER}", re.IGNORECASE)
_SHARES = ("%", "procent", "percent", "per cent")
_SCALES: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("tusen", "tkr", "ksek", "tsek", "thousand"), 3),
        **dict.fromkeys(("miljoner", "miljon", "milj", "mkr", "mnkr", "mnsek", "msek", "mn", "million", "millions"), 6),
        **dict.fromkeys(("miljarder", "miljard", "mdkr", "mdr", "mdsek", "billion", "billions"), 9),
    }
)
_MONEY = frozenset(("kr", "kronor", "sek", "personer", "invånare", "persons", "people", "inhabitants"))
_PLAIN_UNITS = frozenset(("kr", "sek", "st", "år", ":-", ",-"))
_SCALING = (  # how words begin that make a number another one
    *(
        "tus",
        "mil",
        "mdr",
        "bil",
        "tri",
        "hund",
        "duss",
        "tjog",
        "kilo",
        "mega",
        "giga",
        "tera",
        "peta",
        "hekt",
        "deka",
    ),
    *("deci", "centi", "mikro", "micro", "nano", "promille", "tion", "hälft", "half", "halv", "thou", "dozen", "per "),
)
_SHORTEST = 4  # letters of a word that is no abbreviation


def _of_unit(text: str, beside: ColumnsBeside) -> CellError | None:
    first = _AMOUNT_FIRST.fullmatch(text)
    if first is not None:
        return CellError(_CODE, _amount(first["number"]), _UNIT)
    found = _UNITED.fullmatch(text)
    if found is None or _TWO_WAYS.fullmatch(found["number"]):
        return None if found is None else _of_two_ways(found["number"], beside)
    unit = found["unit"].strip().casefold()
    if unit in _SHARES:
        return CellError(_CODE, _amount(found["number"]), _PERCENT)
    word, _, more = unit.partition(" ")
    scale = _SCALES.get(word.rstrip("."))
    if scale is not None:
        return CellError(_CODE, _amount(found["number"], scale if more in ("", *_MONEY) else None), _WRITE_OUT)
    is_plain = unit in _PLAIN_UNITS or (len(word) >= _SHORTEST and not unit.startswith(_SCALING))
    return CellError(_CODE, _amount(found["number"]) if is_plain else None, _UNIT)


def _amount(text: str, scale: int | None = 0) -> Texts | None:
    """A number with its unit removed, times a power of ten, as it would be written; None if it may mean several."""
    united = _UNITED.fullmatch(text)
    if scale == 0 and united is not None:
        meant = _of_unit(text, NONE_BESIDE)
        return None if meant is None else meant.suggestion
    lexical = _lexical(text)
    if lexical is None or scale is None:
        return None
    number = Decimal(lexical).scaleb(scale)
    return written(lexical if scale == 0 else format(number.normalize(), "f"))


_RANGE = re.compile(r"[0-9][0-9., ]*(?: ?- ?| till | to | och | and |; ?| ?/ ?)[0-9][0-9., ]*")
_SPACED = re.compile("[0-9]+(?: [0-9]+)+")
_SIGNED = re.compile(r"\([0-9., ]+\)|[0-9](?:[0-9., ]*[0-9 ])?-")


def _of_several(text: str, beside: ColumnsBeside) -> CellError | None:
    if _SPACED.fullmatch(text):
        return CellError(_CODE, None, _GROUPS)
    if _SIGNED.fullmatch(text):
        return CellError(_CODE, None, _SIGN)
    return CellError(_CODE, None, _ONE) if _RANGE.fullmatch(text) else None


_RULES: tuple[Callable[[str, ColumnsBeside], CellError | None], ...] = (
    _of_two_ways,
    _of_groups,
    _of_excel,
    _of_fraction,
    _of_hedge,
    _of_bound,
    _of_several,
    _of_note,
    _of_unit,
)
