"""Web addresses are absolute; an address that is nearly valid gets a suggestion."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from lq_graph.contributing.sheets.addresses import read_address
from lq_graph.contributing.sheets.problems import CellError


@pytest.mark.parametrize(
    "text", ["https://a.se", "http://a.se/b?c=d#e", "https://a.se/å", "https://a.se:8080/x", "https://a.se/%C3%A5"]
)
def test_an_absolute_address_is_read(text: str) -> None:
    assert read_address(text) == NamedNode(text)


def test_the_scheme_is_read_in_any_case() -> None:
    assert read_address("HTTPS://a.se/X") == NamedNode("https://a.se/X")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("www.a.se", "https://www.a.se"),
        ("a.se/b", "https://a.se/b"),
        ("https://a.se/b c", "https://a.se/b%20c"),
        ("a.se/b c", "https://a.se/b%20c"),
        ("https://a.se/b (läst 20/11)", "https://a.se/b"),
        ("www.a.se/b hämtad 2026-11-20", "https://www.a.se/b"),
        ("https://a.se/b, s. 14", "https://a.se/b"),
        ("https://a.se/plan (slutlig).pdf", "https://a.se/plan%20(slutlig).pdf"),
        ("<https://a.se>", "https://a.se"),
        ("”https://a.se”", "https://a.se"),
        ("http//a.se/b", "https://a.se/b"),
        ("htp://a.se", "https://a.se"),
        ("ttps://a.se", "https://a.se"),
        ("https:/a.se", "https://a.se"),
        ("https:a.se", "https://a.se"),
        ("//a.se", "https://a.se"),
        ("ftp://a.se", None),
        ("mailto:x@a.se", None),
        ("x@a.se", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("https://a.se/%zz", None),
        ("https://x:y@a.se/", None),
        ("se sidan", None),
        ("https://a.se/<b>", None),
        ("https://a.se/a\u200bb", "https://a.se/ab"),
        ("https://a.se/plan\u00ad2024", "https://a.se/plan2024"),
        ("https://a.se/plan–2024", "https://a.se/plan-2024"),
        ("https://a.se/1; https://a.se/2", None),
        ("https://a.se/1 https://a.se/2", None),
        ("https://a.se/1\nhttps://a.se/2", None),
        ("www.a.se och www.b.se", None),
        ("a.se, b.se", None),
    ],
)
def test_what_is_none_is_not_read(text: str, meant: str | None) -> None:
    found = read_address(text)
    assert isinstance(found, CellError), found
    assert found.code == "cell-not-an-address"
    assert (found.suggestion.sv if found.suggestion else None) == meant
    if meant is not None:
        assert read_address(meant) == NamedNode(meant)


@pytest.mark.parametrize(
    "text", ["https://a.se/b,c.html", "https://web.archive.org/web/2020/https://a.se/b", "https://a.se/?u=https://b.se"]
)
def test_marks_and_addresses_within_an_address_are_part_of_it(text: str) -> None:
    assert read_address(text) == NamedNode(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("https://a.se/1; https://a.se/2", "Cellen har flera adresser. Skriv en enda av dem."),
        ("dnr KS 2024/12", "Ange adressen till sidan där handlingen finns, med https:// först."),
        ("KS 2024/00123", "Ange adressen till sidan där handlingen finns, med https:// först."),
        ("Årsredovisning 2023", "Ange adressen till sidan där källan finns, med https:// först."),
        (
            "G:\\Gemensam\\plan.docx",
            "En fil på en egen dator går inte att nå. Ange adressen till sidan där den är publicerad.",
        ),
        (
            "\\\\server\\plan.docx",
            "En fil på en egen dator går inte att nå. Ange adressen till sidan där den är publicerad.",
        ),
        ("info@example.org", "En e-postadress är ingen källa. Ange adressen till en sida."),
    ],
)
def test_what_is_no_address_is_told_with_what_to_give(text: str, advice: str) -> None:
    found = read_address(text)
    assert isinstance(found, CellError)
    assert found.advice is not None
    assert (found.suggestion, found.advice.sv) == (None, advice)


def test_several_addresses_go_into_a_column_each_where_there_are_several() -> None:
    found = read_address("https://a.se; https://b.se", is_one_of_several=True)
    assert isinstance(found, CellError)
    assert found.advice is not None
    assert found.advice.sv == "Cellen har flera adresser. Skriv en i varje kolumn."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("https://a.se/plan–2024", "Adressen har tankstreck i stället för bindestreck."),
        ("https://a.se/plan‑2024", "Adressen har hårda bindestreck i stället för bindestreck."),
        ("https://a.se/plan\u00ad2024", "Adressen har ett mjukt bindestreck, som inte syns."),
        ("https://a.se/plan\u200b2024", "Adressen har tecken utan bredd, som inte syns."),
    ],
)
def test_a_character_that_looks_like_another_is_named(text: str, fault: str) -> None:
    found = read_address(text)
    assert isinstance(found, CellError)
    assert found.fault is not None
    assert found.fault.sv == fault
