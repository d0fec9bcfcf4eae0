"""Regular expressions of sh:pattern, which are XPath's, translated for an engine that takes linear time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from pydantic_core import SchemaError, SchemaValidator, core_schema
from pyoxigraph import BlankNode

from lq_graph.shacl.core.shapes_graph import Unsupported
from lq_graph.triples.terms import Term

_FLAGS = frozenset("smixq")
_DEEPEST = 100
_SPACE = "\t\n\r "
_CONTROLS = {"n": 0xA, "r": 0xD, "t": 0x9}
_ESCAPED = "\\|.?*+(){}-[]^$"
_LONGEST_COUNT = 9  # digits
_COUNT = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_QUANTIFIER = re.compile(r"[?*+]|(?=\{)")
_CATEGORIES = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_NAME_START = (
    r"A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}\x{200D}\x{2070}-\x{218F}"
    r"\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}:"
)
_NAME = _NAME_START + r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}"
_LETTERS = {"s": r" \t\n\r", "i": _NAME_START, "c": _NAME, "d": r"\p{Nd}", "w": r"\p{L}\p{M}\p{N}\p{S}"}
ESCAPES: Mapping[str, str] = MappingProxyType(
    {letter: f"[{members}]" for letter, members in _LETTERS.items()}
    | {letter.upper(): f"[^{members}]" for letter, members in _LETTERS.items()}
)
LAST_CASED = 0x1FFFF  # no character after it has two cases


class Pattern:
    r"""A regular expression and its flags, of i, m, s, x and q, read once and matched in time linear in the text.

    The engine is Rust's regex crate, by way of pydantic-core: it cannot hang. As XPath has it, \w takes no underscore,
    which is punctuation, and \s takes four characters only. One departure: with the flag m, a line
    also begins and ends after a line feed that is the text's last character. Raises ValueError for what XPath does not
    allow, and Unsupported for what it allows and this engine does not: back-references, and what takes it over 10 MB,
    as sets repeated some hundred times do. SHACL §4.4.3; SPARQL 1.1 §17.4.3.14; XPath F&O 3.1 §5.6.1.
    """

    def __init__(self, text: str, flags: str = "") -> None:
        unknown = set(flags) - _FLAGS
        if unknown:
            raise ValueError(f"the flags {''.join(sorted(unknown))!r} are not among 'smixq'")
        self._engine = _compiled(quoted(text, flags) if "q" in flags else translated(text, flags))

    def matches(self, node: str | Term) -> bool:
        """Whether a text, or the text of an IRI or literal, has a part that matches; a blank node has no text."""
        if isinstance(node, BlankNode):
            return False
        return self._engine.isinstance_python(node if isinstance(node, str) else node.value)


def _compiled(pattern: str) -> SchemaValidator:
    schema = core_schema.str_schema(pattern=pattern, strict=True, regex_engine="rust-regex")
    try:
        return SchemaValidator(schema)
    except SchemaError as error:
        raise Unsupported(f"this regular expression: {str(error).splitlines()[-1].strip(' .')}") from error


def translated(text: str, flags: str) -> str:
    """A regular expression of XPath for Rust's regex crate, with the flags i, m, s and x written into it.

    Raises ValueError if it breaks the grammar, and Unsupported for a back-reference, which no linear time allows, and
    for what is too deep or too large. XSD 1.1 Part 2 §G with XPath F&O 3.1 §5.6.1.
    """
    return _Reader(_without_space(text) if "x" in flags else text, flags).whole()


def quoted(text: str, flags: str) -> str:
    """A text to be found as it is, with the flag i written into it. XPath F&O 3.1 §5.6.1.1, flag q."""
    return "".join(one(ord(letter), "i" in flags) for letter in text)


def _without_space(text: str) -> str:
    letters, depth, escaped = [], 0, False
    for letter in text:
        if depth or letter not in _SPACE:
            letters.append(letter)
            depth += 0 if escaped else (letter == "[") - (letter == "]")
            escaped = letter == "\\" and not escaped
    return "".join(letters)


class _Reader:
    """One pass over a pattern; each method reads a rule of the grammar and gives it as the engine writes it."""

    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.any_case = "i" in flags
        self.start, self.end = ("(?m:^)", "(?m:$)") if "m" in flags else ("(?:^)", r"(?:\z)")
        self.dot = "(?s:.)" if "s" in flags else r"[^\n\r]"
        self.opened = 0
        self.closed: set[int] = set()

    def whole(self) -> str:
        """regExp, to the end of the text."""
        found = self.choice()
        if self.at < len(self.text):
            raise self.error("a ')' that closes nothing")
        return found

    def choice(self) -> str:
        """regExp: branches between bars."""
        branches = [self.branch()]
        while self.take("|"):
            branches.append(self.branch())
        return "|".join(branches)

    def branch(self) -> str:
        """branch: pieces, each an atom and how often."""
        pieces = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            pieces.append(self.atom() + self.quantifier())
        return "".join(pieces)

    def quantifier(self) -> str:
        """quantifier, with a question mark after it if it is reluctant; neither changes whether a text matches."""
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        often = found[0] or self.count()
        return often + ("?" if self.take("?") else "")

    def count(self) -> str:
        """How often, as numbers between braces: quantity."""
        found = _COUNT.match(self.text, self.at)
        if found is None:
            raise self.error("a '{' that begins no {n}, {n,} or {n,m}")
        least, most = found[1], found[3]
        if max(len(least), len(most or "")) > _LONGEST_COUNT:
            raise Unsupported("a regular expression with a count of more than nine digits")
        if most and int(most) < int(least):
            raise self.error("a count whose most is less than its least")
        self.at = found.end()
        return found[0]

    def atom(self) -> str:
        """atom: a character, a set, a group or an anchor."""
        letter = self.next()
        rules = {"(": self.group, "[": self.brackets, "\\": self.escape}
        if letter in rules:
            return rules[letter]()
        if letter in "?*+{}]":
            raise self.error(f"a {letter!r} with nothing before it to repeat or close; write it with a backslash")
        return {"^": self.start, "$": self.end, ".": self.dot}.get(letter) or one(ord(letter), self.any_case)

    def group(self) -> str:
        """A choice between parentheses, the first of which is read."""
        captures = not self.text.startswith("?", self.at)
        if not captures and not self.take("?:"):
            raise self.error("a group that begins with '(?'; XPath has only '(' and '(?:'")
        self.opened += captures
        number = self.opened
        self.deeper()
        inside = self.choice()
        if not self.take(")"):
            raise self.error("a '(' that is not closed")
        self.depth -= 1
        self.closed |= {number} if captures else set()
        return f"(?:{inside})"

    def escape(self) -> str:
        """What follows a backslash, outside a set."""
        letter = self.next()
        if letter in "123456789":
            self.refuse_reference(int(letter))
        code = self.escaped_character(letter)
        return self.escaped_set(letter) if code is None else one(code, self.any_case)

    def brackets(self) -> str:
        """charClassExpr, of which the first bracket is read; a set taken away from it may follow a last hyphen."""
        self.deeper()
        outside = "^" if self.take("^") else ""
        members = [self.member()]
        while not self.text.startswith(("]", "-["), self.at):
            members.append(self.member())
        less = "--" + self.brackets() if self.take("-[") else ""
        if not self.take("]"):
            raise self.error("a set that does not end after the set taken away from it")
        self.depth -= 1
        inside = "".join(members)
        return f"[[{outside}{inside}]{less}]"

    def member(self) -> str:
        """charGroupPart: a character, a range of them, or an escape that means many."""
        first = self.end_of_range()
        if isinstance(first, str):
            return first
        if not self.text.startswith("-", self.at) or self.text.startswith(("-]", "-["), self.at):
            return span(first, first, self.any_case)
        self.at += 1
        last = self.end_of_range()
        if isinstance(last, str) or last < first:
            raise self.error("a range that does not go from one character to a later one")
        return span(first, last, self.any_case)

    def end_of_range(self) -> int | str:
        """A character of a set by its code point, or an escape that means many as it is written for the engine."""
        letter = self.next()
        if letter in "[]":
            raise self.error(f"a {letter!r} in a set; write it with a backslash")
        if letter != "\\":
            return ord(letter)
        escaped = self.next()
        code = self.escaped_character(escaped)
        return self.escaped_set(escaped) if code is None else code

    def escaped_character(self, letter: str) -> int | None:
        """SingleCharEsc, by its code point."""
        return _CONTROLS.get(letter, ord(letter) if letter in _ESCAPED else None)

    def escaped_set(self, letter: str) -> str:
        """MultiCharEsc, catEsc or complEsc."""
        if letter not in "pP":
            if letter not in ESCAPES:
                raise self.error(f"the escape \\{letter}, which XPath has not")
            return ESCAPES[letter]
        end = self.text.find("}", self.at)
        if not self.take("{") or end < 0:
            raise self.error(f"a \\{letter} without a name in braces")
        name, self.at = self.text[self.at : end], end + 1
        return property_of(name, outside=letter == "P")

    def refuse_reference(self, number: int) -> None:
        """A back-reference: an error if its group is not closed before it, else beyond this engine."""
        if number not in self.closed:
            raise self.error(f"a back-reference to group {number}, which is not closed before it")
        raise Unsupported("a regular expression with a back-reference")

    def deeper(self) -> None:
        """Counts one more bracket that is open."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unsupported(f"a regular expression with more than {_DEEPEST} brackets inside each other")

    def next(self) -> str:
        """The next character, which is read."""
        if self.at >= len(self.text):
            raise self.error("an end where more is needed")
        self.at += 1
        return self.text[self.at - 1]

    def take(self, text: str) -> bool:
        """Whether a text is next; it is read if so."""
        found = self.text.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def error(self, what: str) -> ValueError:
        """What is wrong, and after how many characters."""
        return ValueError(f"the pattern has {what} (near character {self.at})")


def character(code: int) -> str:
    """A character, whatever it is, as a member of a set or as a pattern of its own."""
    return f"\\x{{{code:X}}}"


def span(first: int, last: int, any_case: bool) -> str:
    """The members of a set from one character to another, with their other cases if case does not count.

    XPath F&O 3.1 §5.6.1.1, flag i.
    """
    members = f"{character(first)}-{character(last)}"
    return members + "".join(map(character, sorted(_other_cases(first, last)))) if any_case else members


def one(code: int, any_case: bool) -> str:
    """A pattern for one character."""
    return f"[{span(code, code, any_case)}]" if any_case and _cases().get(code) else character(code)


def property_of(name: str, outside: bool) -> str:
    r"""The set of \p{name}, or of \P{name} outside it; raises ValueError for a name that XML Schema has not."""
    if _CATEGORIES.fullmatch(name):
        return f"\\{'P' if outside else 'p'}{{{name}}}"
    if not name.startswith("Is") or name[2:] not in BLOCKS:
        raise ValueError(f"Unicode has no category or block {name!r}")
    first, last = BLOCKS[name[2:]]
    return f"[{'^' if outside else ''}{character(first)}-{character(last)}]"


def _other_cases(first: int, last: int) -> set[int]:
    cases = _cases()
    if last - first < len(cases):
        codes: Iterator[int] = (code for code in range(first, last + 1) if code in cases)
    else:
        codes = (code for code in cases if first <= code <= last)
    return {other for code in codes for other in cases[code] if not first <= other <= last}


@lru_cache(maxsize=1)
def _cases() -> Mapping[int, frozenset[int]]:
    """For each character that has them, the characters with which it shares its lower or its upper case."""
    sharing: dict[tuple[bool, str], set[int]] = defaultdict(set)
    cased = [code for code in range(LAST_CASED) if chr(code).lower() != chr(code) or chr(code).upper() != chr(code)]
    for code in cased:
        sharing[True, chr(code).lower()].add(code)
        sharing[False, chr(code).upper()].add(code)
    together = {code: sharing[True, chr(code).lower()] | sharing[False, chr(code).upper()] for code in cased}
    return {code: frozenset(others - {code}) for code, others in together.items() if len(others) > 1}


_BLOCKS = """
    BasicLatin=0-7F Latin-1Supplement=80-FF LatinExtended-A=100-17F LatinExtended-B=180-24F IPAExtensions=250-2AF
    SpacingModifierLetters=2B0-2FF CombiningDiacriticalMarks=300-36F GreekandCoptic=370-3FF Cyrillic=400-4FF
    CyrillicSupplement=500-52F Armenian=530-58F Hebrew=590-5FF Arabic=600-6FF Syriac=700-74F
    ArabicSupplement=750-77F Thaana=780-7BF NKo=7C0-7FF Samaritan=800-83F Mandaic=840-85F SyriacSupplement=860-86F
    ArabicExtended-B=870-89F ArabicExtended-A=8A0-8FF Devanagari=900-97F Bengali=980-9FF Gurmukhi=A00-A7F
    Gujarati=A80-AFF Oriya=B00-B7F Tamil=B80-BFF Telugu=C00-C7F Kannada=C80-CFF Malayalam=D00-D7F Sinhala=D80-DFF
    Thai=E00-E7F Lao=E80-EFF Tibetan=F00-FFF Myanmar=1000-109F Georgian=10A0-10FF HangulJamo=1100-11FF
    Ethiopic=1200-137F EthiopicSupplement=1380-139F Cherokee=13A0-13FF UnifiedCanadianAboriginalSyllabics=1400-167F
    Ogham=1680-169F Runic=16A0-16FF Tagalog=1700-171F Hanunoo=1720-173F Buhid=1740-175F Tagbanwa=1760-177F
    Khmer=1780-17FF Mongolian=1800-18AF UnifiedCanadianAboriginalSyllabicsExtended=18B0-18FF Limbu=1900-194F
    TaiLe=1950-197F NewTaiLue=1980-19DF KhmerSymbols=19E0-19FF Buginese=1A00-1A1F TaiTham=1A20-1AAF
    CombiningDiacriticalMarksExtended=1AB0-1AFF Balinese=1B00-1B7F Sundanese=1B80-1BBF Batak=1BC0-1BFF
    Lepcha=1C00-1C4F OlChiki=1C50-1C7F CyrillicExtended-C=1C80-1C8F GeorgianExtended=1C90-1CBF
    SundaneseSupplement=1CC0-1CCF VedicExtensions=1CD0-1CFF PhoneticExtensions=1D00-1D7F
    PhoneticExtensionsSupplement=1D80-1DBF CombiningDiacriticalMarksSupplement=1DC0-1DFF
    LatinExtendedAdditional=1E00-1EFF GreekExtended=1F00-1FFF GeneralPunctuation=2000-206F
    SuperscriptsandSubscripts=2070-209F CurrencySymbols=20A0-20CF CombiningDiacriticalMarksforSymbols=20D0-20FF
    LetterlikeSymbols=2100-214F NumberForms=2150-218F Arrows=2190-21FF MathematicalOperators=2200-22FF
    MiscellaneousTechnical=2300-23FF ControlPictures=2400-243F OpticalCharacterRecognition=2440-245F
    EnclosedAlphanumerics=2460-24FF BoxDrawing=2500-257F BlockElements=2580-259F GeometricShapes=25A0-25FF
    MiscellaneousSymbols=2600-26FF Dingbats=2700-27BF MiscellaneousMathematicalSymbols-A=27C0-27EF
    SupplementalArrows-A=27F0-27FF BraillePatterns=2800-28FF SupplementalArrows-B=2900-297F
    MiscellaneousMathematicalSymbols-B=2980-29FF SupplementalMathematicalOperators=2A00-2AFF
    MiscellaneousSymbolsandArrows=2B00-2BFF Glagolitic=2C00-2C5F LatinExtended-C=2C60-2C7F Coptic=2C80-2CFF
    GeorgianSupplement=2D00-2D2F Tifinagh=2D30-2D7F EthiopicExtended=2D80-2DDF CyrillicExtended-A=2DE0-2DFF
    SupplementalPunctuation=2E00-2E7F CJKRadicalsSupplement=2E80-2EFF KangxiRadicals=2F00-2FDF
    IdeographicDescriptionCharacters=2FF0-2FFF CJKSymbolsandPunctuation=3000-303F Hiragana=3040-309F
    Katakana=30A0-30FF Bopomofo=3100-312F HangulCompatibilityJamo=3130-318F Kanbun=3190-319F
    BopomofoExtended=31A0-31BF CJKStrokes=31C0-31EF KatakanaPhoneticExtensions=31F0-31FF
    EnclosedCJKLettersandMonths=3200-32FF CJKCompatibility=3300-33FF CJKUnifiedIdeographsExtensionA=3400-4DBF
    YijingHexagramSymbols=4DC0-4DFF CJKUnifiedIdeographs=4E00-9FFF YiSyllables=A000-A48F YiRadicals=A490-A4CF
    Lisu=A4D0-A4FF Vai=A500-A63F CyrillicExtended-B=A640-A69F Bamum=A6A0-A6FF ModifierToneLetters=A700-A71F
    LatinExtended-D=A720-A7FF SylotiNagri=A800-A82F CommonIndicNumberForms=A830-A83F Phags-pa=A840-A87F
    Saurashtra=A880-A8DF DevanagariExtended=A8E0-A8FF KayahLi=A900-A92F Rejang=A930-A95F
    HangulJamoExtended-A=A960-A97F Javanese=A980-A9DF MyanmarExtended-B=A9E0-A9FF Cham=AA00-AA5F
    MyanmarExtended-A=AA60-AA7F TaiViet=AA80-AADF MeeteiMayekExtensions=AAE0-AAFF EthiopicExtended-A=AB00-AB2F
    LatinExtended-E=AB30-AB6F CherokeeSupplement=AB70-ABBF MeeteiMayek=ABC0-ABFF HangulSyllables=AC00-D7AF
    HangulJamoExtended-B=D7B0-D7FF PrivateUseArea=E000-F8FF CJKCompatibilityIdeographs=F900-FAFF
    AlphabeticPresentationForms=FB00-FB4F ArabicPresentationForms-A=FB50-FDFF VariationSelectors=FE00-FE0F
    VerticalForms=FE10-FE1F CombiningHalfMarks=FE20-FE2F CJKCompatibilityForms=FE30-FE4F SmallFormVariants=FE50-FE6F
    ArabicPresentationForms-B=FE70-FEFF HalfwidthandFullwidthForms=FF00-FFEF Specials=FFF0-FFFF
    LinearBSyllabary=10000-1007F LinearBIdeograms=10080-100FF AegeanNumbers=10100-1013F
    AncientGreekNumbers=10140-1018F AncientSymbols=10190-101CF PhaistosDisc=101D0-101FF Lycian=10280-1029F
    Carian=102A0-102DF CopticEpactNumbers=102E0-102FF OldItalic=10300-1032F Gothic=10330-1034F OldPermic=10350-1037F
    Ugaritic=10380-1039F OldPersian=103A0-103DF Deseret=10400-1044F Shavian=10450-1047F Osmanya=10480-104AF
    Osage=104B0-104FF Elbasan=10500-1052F CaucasianAlbanian=10530-1056F Vithkuqi=10570-105BF LinearA=10600-1077F
    LatinExtended-F=10780-107BF CypriotSyllabary=10800-1083F ImperialAramaic=10840-1085F Palmyrene=10860-1087F
    Nabataean=10880-108AF Hatran=108E0-108FF Phoenician=10900-1091F Lydian=10920-1093F
    MeroiticHieroglyphs=10980-1099F MeroiticCursive=109A0-109FF Kharoshthi=10A00-10A5F OldSouthArabian=10A60-10A7F
    OldNorthArabian=10A80-10A9F Manichaean=10AC0-10AFF Avestan=10B00-10B3F InscriptionalParthian=10B40-10B5F
    InscriptionalPahlavi=10B60-10B7F PsalterPahlavi=10B80-10BAF OldTurkic=10C00-10C4F OldHungarian=10C80-10CFF
    HanifiRohingya=10D00-10D3F RumiNumeralSymbols=10E60-10E7F Yezidi=10E80-10EBF OldSogdian=10F00-10F2F
    Sogdian=10F30-10F6F OldUyghur=10F70-10FAF Chorasmian=10FB0-10FDF Elymaic=10FE0-10FFF Brahmi=11000-1107F
    Kaithi=11080-110CF SoraSompeng=110D0-110FF Chakma=11100-1114F Mahajani=11150-1117F Sharada=11180-111DF
    SinhalaArchaicNumbers=111E0-111FF Khojki=11200-1124F Multani=11280-112AF Khudawadi=112B0-112FF
    Grantha=11300-1137F Newa=11400-1147F Tirhuta=11480-114DF Siddham=11580-115FF Modi=11600-1165F
    MongolianSupplement=11660-1167F Takri=11680-116CF Ahom=11700-1174F Dogra=11800-1184F WarangCiti=118A0-118FF
    DivesAkuru=11900-1195F Nandinagari=119A0-119FF ZanabazarSquare=11A00-11A4F Soyombo=11A50-11AAF
    UnifiedCanadianAboriginalSyllabicsExtended-A=11AB0-11ABF PauCinHau=11AC0-11AFF Bhaiksuki=11C00-11C6F
    Marchen=11C70-11CBF MasaramGondi=11D00-11D5F GunjalaGondi=11D60-11DAF Makasar=11EE0-11EFF
    LisuSupplement=11FB0-11FBF TamilSupplement=11FC0-11FFF Cuneiform=12000-123FF
    CuneiformNumbersandPunctuation=12400-1247F EarlyDynasticCuneiform=12480-1254F Cypro-Minoan=12F90-12FFF
    EgyptianHieroglyphs=13000-1342F EgyptianHieroglyphFormatControls=13430-1343F AnatolianHieroglyphs=14400-1467F
    BamumSupplement=16800-16A3F Mro=16A40-16A6F Tangsa=16A70-16ACF BassaVah=16AD0-16AFF PahawhHmong=16B00-16B8F
    Medefaidrin=16E40-16E9F Miao=16F00-16F9F IdeographicSymbolsandPunctuation=16FE0-16FFF Tangut=17000-187FF
    TangutComponents=18800-18AFF KhitanSmallScript=18B00-18CFF TangutSupplement=18D00-18D7F
    KanaExtended-B=1AFF0-1AFFF KanaSupplement=1B000-1B0FF KanaExtended-A=1B100-1B12F SmallKanaExtension=1B130-1B16F
    Nushu=1B170-1B2FF Duployan=1BC00-1BC9F ShorthandFormatControls=1BCA0-1BCAF ZnamennyMusicalNotation=1CF00-1CFCF
    ByzantineMusicalSymbols=1D000-1D0FF MusicalSymbols=1D100-1D1FF AncientGreekMusicalNotation=1D200-1D24F
    MayanNumerals=1D2E0-1D2FF TaiXuanJingSymbols=1D300-1D35F CountingRodNumerals=1D360-1D37F
    MathematicalAlphanumericSymbols=1D400-1D7FF SuttonSignWriting=1D800-1DAAF LatinExtended-G=1DF00-1DFFF
    GlagoliticSupplement=1E000-1E02F NyiakengPuachueHmong=1E100-1E14F Toto=1E290-1E2BF Wancho=1E2C0-1E2FF
    EthiopicExtended-B=1E7E0-1E7FF MendeKikakui=1E800-1E8DF Adlam=1E900-1E95F IndicSiyaqNumbers=1EC70-1ECBF
    OttomanSiyaqNumbers=1ED00-1ED4F ArabicMathematicalAlphabeticSymbols=1EE00-1EEFF MahjongTiles=1F000-1F02F
    DominoTiles=1F030-1F09F PlayingCards=1F0A0-1F0FF EnclosedAlphanumericSupplement=1F100-1F1FF
    EnclosedIdeographicSupplement=1F200-1F2FF MiscellaneousSymbolsandPictographs=1F300-1F5FF Emoticons=1F600-1F64F
    OrnamentalDingbats=1F650-1F67F TransportandMapSymbols=1F680-1F6FF AlchemicalSymbols=1F700-1F77F
    GeometricShapesExtended=1F780-1F7FF SupplementalArrows-C=1F800-1F8FF
    SupplementalSymbolsandPictographs=1F900-1F9FF ChessSymbols=1FA00-1FA6F
    SymbolsandPictographsExtended-A=1FA70-1FAFF SymbolsforLegacyComputing=1FB00-1FBFF
    CJKUnifiedIdeographsExtensionB=20000-2A6DF CJKUnifiedIdeographsExtensionC=2A700-2B73F
    CJKUnifiedIdeographsExtensionD=2B740-2B81F CJKUnifiedIdeographsExtensionE=2B820-2CEAF
    CJKUnifiedIdeographsExtensionF=2CEB0-2EBEF CJKCompatibilityIdeographsSupplement=2F800-2FA1F
    CJKUnifiedIdeographsExtensionG=30000-3134F Tags=E0000-E007F VariationSelectorsSupplement=E0100-E01EF
    SupplementaryPrivateUseArea-A=F0000-FFFFF SupplementaryPrivateUseArea-B=100000-10FFFF
"""
_OLD_NAMES = {"Greek": "GreekandCoptic", "CombiningMarksforSymbols": "CombiningDiacriticalMarksforSymbols"}


def _blocks() -> dict[str, tuple[int, int]]:
    blocks = {}
    for word in _BLOCKS.split():
        name, _, span = word.partition("=")
        first, last = span.split("-")
        blocks[name] = (int(first, 16), int(last, 16))
    return blocks | {old: blocks[name] for old, name in _OLD_NAMES.items()}


BLOCKS: Mapping[str, tuple[int, int]] = MappingProxyType(_blocks())
