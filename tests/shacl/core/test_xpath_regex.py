"""Patterns match like XPath's regular expressions, and invalid ones are refused."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from lq_graph.shacl.core.shapes_graph import Unsupported
from lq_graph.shacl.core.xpath_regex import Pattern

STORE = Store()
TEXTS = st.text("abAB1-.\nåſ ", max_size=6)
ATOMS = r"a b B å s 1 . \. \- \d \D \n \p{L} \P{Lu} ^ $ [ab] [^a] [a-z] [A-Bå-] [\d.] [^\p{L}1] [\-a]"
QUANTIFIERS = st.sampled_from(["", "", "", "?", "*", "+", "{2}", "{1,}", "{0,2}", "*?", "+?"])


FORBIDDEN = r"""
    \b \B \A \Z \z \x41 \u0041 \/ \_ \e \0 \
    (?P<a>b) (?<a>b) (?=a) (?!a) (?<=a) (?i)a (?>a) (?#c) (? (?:
    a++ a** a*+ a{2}{3} a??? * +a ? a|* (*) {2} a{ a{,2} a{2,1} a{x} a}
    ( ) (a a) [ ] [] [^] [a [z-a] [a-\d] [[a]] [a-[b]c] [a&&[b]] [[:alpha:]]
    \p \pL \p{ \p{} \p{Xx} \p{Greek} \p{IsNowhere} \p{LC} \p{^L} [\p{Zq}] \1 (a)\2 (a\1) (?:a)\1
"""


def quantified(atoms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{}{}".format, atoms, QUANTIFIERS)


def composed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pieces = st.lists(inner, min_size=1, max_size=3).map("".join)
    return pieces | quantified(st.builds("({}|{})".format, pieces, pieces) | pieces.map("(?:{})".format))


PATTERNS = st.recursive(quantified(st.sampled_from(ATOMS.split())), composed, max_leaves=6)


def in_oxigraph(text: str, pattern: str, flags: str) -> bool | None:
    """What SPARQL's REGEX says in Oxigraph; None if it fails."""
    arguments = ", ".join(str(Literal(part)) for part in (text, pattern, flags))
    answer = STORE.query(f"SELECT (REGEX({arguments}) AS ?r) {{}}")
    assert isinstance(answer, QuerySolutions)
    found = next(answer)["r"]
    return None if found is None else isinstance(found, Literal) and found.value == "true"


@given(TEXTS, PATTERNS, st.sampled_from(["", "i", "s", "m", "x", "is", "q", "iq"]))
def test_matches_are_those_of_oxigraph(text: str, pattern: str, flags: str) -> None:
    assume(not ("m" in flags and text.endswith("\n")))
    assume(not ("i" in flags and r"\P{Lu}" in pattern))  # Oxigraph folds categories, XPath does not
    expected = in_oxigraph(text, pattern, flags)
    assume(expected is not None)
    assert Pattern(pattern, flags).matches(text) == expected


@pytest.mark.parametrize(
    ("pattern", "flags", "yes", "no"),
    [
        ("[a-z-[aeiou]]", "", "xb", "ae"),
        ("[^a-z-[A-Z]]", "", "1", "aZ"),
        ("[a-z-[a-m-[c]]]", "", "zc", "ab"),
        ("[A-Z-[IO]]", "i", "aZ", "iIoO"),
        ("[^Q]", "i", "aZ", "qQ"),
        ("[a-]", "", "a-", "b"),
        ("[-a]", "", "a-", "b"),
        ("[+--]", "", "+,-", "."),
        (r"[\w-]", "", "a-", "_ "),
        (r"[\s\S]", "", "a\n ", ""),
        ("[.^$|]", "", ".^$|", "a"),
        ("[a&&b~~]", "", "a&b~", "c"),
        ("[#]", "x", "#", " "),
        ("[ ]", "x", " ", "a"),
        (" a\n#", "x", ["a#"], "a#"),
        ("a b", "", ["a b"], ["ab"]),
        (r"\i", "", "a_:å", "1-. "),
        (r"\c", "", "a_:å1-.", " /"),
        (r"^\I\C$", "", ["1 "], ["a "]),
        (r"\d", "", "1٣", "aⅧ"),
        (r"\w", "", "aå1+€", "_-. "),
        (r"\W", "", "_-. ", "aå1+€"),
        (r"\s", "", " \t\r\n", "\u00a0\u2003\v"),
        (r"\p{Lu}", "i", "AÅ", "aå"),
        (r"\p{IsBasicLatin}", "", "a~", "å"),
        (r"\P{IsGreek}", "", "a", "α"),
        (r"[^\p{IsLatin-1Supplement}]", "", "a", "å"),
        (".", "", "a ", "\n\r"),
        (".", "s", "a\n\r", ""),
        ("^a$", "", ["a"], ["a\n", "b\na", "\na"]),
        ("^a$", "m", ["a", "b\na\nc", "a\n"], ["b\nab", "a\r"]),
        ("k", "i", "kK\u212a", "l"),
        ("[a-z]", "i", "kK\u212aſ", "1"),
        ("å", "i", "åÅ\u212b", "a"),
        ("a.c[", "q", ["xa.c[x"], ["abc["]),
        ("A.", "qi", ["a."], ["ab"]),
        ("a b", "qx", ["a b"], ["ab"]),
        ("^(?:a|b)+?$", "", ["abba"], ["abc"]),
        (r"\^\$\{\}\[\]\(\)\|\\\?\*\+\.\-", "", [r"^${}[]()|\?*+.-"], "a"),
        ("", "", ["", "a"], ""),
        ("a||b", "", ["c"], ""),
        ("^[0-9]{3}-[0-9]{2,}$", "", ["123-4567"], ["12-34", "123-4", "123-45\n"]),
    ],
)
def test_matches_to_the_letter(pattern: str, flags: str, yes: str | list[str], no: str | list[str]) -> None:
    read = Pattern(pattern, flags)
    assert [text for text in yes if not read.matches(text)] == []
    assert [text for text in no if read.matches(text)] == []


@pytest.mark.parametrize("pattern", FORBIDDEN.split())
def test_what_xpath_forbids_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|Unicode"):
        Pattern(pattern)


@pytest.mark.parametrize("flags", ["g", "I", "u", "i,s", " "])
def test_other_flags_are_refused(flags: str) -> None:
    with pytest.raises(ValueError, match="flags"):
        Pattern("a", flags)


TOO_MUCH = [r"(a)\1", r"((a{1000}){1000}){1000}", r"\w{1,1000}", "a{9999999999}", "(" * 5000 + ")" * 5000, "[a-" * 500]


@pytest.mark.parametrize("pattern", TOO_MUCH)
def test_what_cannot_take_linear_time_is_left_to_others(pattern: str) -> None:
    with pytest.raises(Unsupported, match="regular expression"):
        Pattern(pattern)


@pytest.mark.parametrize("pattern", ["^(x+x+)+y$", "^(x|xx)+y$", "(x*)*y", "(.*)(.*)(.*)(.*)y"])
def test_no_pattern_hangs(pattern: str) -> None:
    assert not Pattern(pattern).matches("x" * 50_000)


def test_every_other_member_of_a_range_is_found_in_any_case() -> None:
    read = Pattern("^[\u0000-\U0010ffff-[é]]$", "i")
    assert read.matches("e")
    assert not read.matches("É")


def test_terms_are_matched_by_their_text() -> None:
    read = Pattern("^https")
    assert read.matches(NamedNode("https://example.org/a"))
    assert read.matches(Literal("https", language="sv"))
    assert not Pattern("").matches(BlankNode("b"))
