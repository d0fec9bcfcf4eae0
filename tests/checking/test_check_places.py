"""The position of a finding: the value, else the property, else the thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from lq_graph.checking.check import Places
from lq_graph.checking.finding import Finding, Severity
from lq_graph.reading.position import Place
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.shacl.core.paths import Inverse, Predicate
from lq_graph.shacl.core.paths import Path as PropertyPath
from lq_graph.text import Texts

EX = "https://example.org/"
FILE, ELSEWHERE = Path("plans.ttl"), Path("elsewhere.ttl")
TEXT = b"""@prefix ex: <https://example.org/> .

ex:a
    a ex:Plan ;
    ex:title "En"@sv, "One"@en, "Ett"@sv ;
    ex:part ex:x .
"""
MORE = b"""<https://example.org/b> <https://example.org/part> <https://example.org/a> .
<https://example.org/a> <https://example.org/note> 1 .
"""
SAID = Texts("Fel.", "Wrong.")


@pytest.fixture(name="mentions")
def _mentions() -> Places:
    return Places({FILE: parse_rdf(FILE, TEXT), ELSEWHERE: parse_rdf(ELSEWHERE, MORE)})


def ex(name: str) -> NamedNode:
    return NamedNode(EX + name)


def path(name: str) -> PropertyPath:
    return Predicate(ex(name))


def place(mentions: Places, among: tuple[Path, ...] = (FILE,), **parts: Any) -> tuple[str, int, int] | None:
    found = mentions.located(
        Finding(Severity.VIOLATION, "code", SAID, SAID, **{"focus": ex("a"), **parts}), among
    ).position
    return (str(found.file), found.line, found.column) if isinstance(found, Place) else None


def test_a_value_is_where_it_is_written(mentions: Places) -> None:
    assert place(mentions, path=path("part"), value=ex("x")) == ("plans.ttl", 6, 13)
    assert place(mentions, path=path("title"), value=Literal("One", language="en")) == ("plans.ttl", 5, 23)


def test_a_missing_value_is_at_the_property_or_at_the_thing(mentions: Places) -> None:
    assert place(mentions, path=path("title")) == ("plans.ttl", 5, 5)
    assert place(mentions, path=path("date")) == ("plans.ttl", 3, 1)


def test_one_too_many_is_the_second_of_its_language(mentions: Places) -> None:
    assert place(mentions, path=path("title"), component="MaxCount") == ("plans.ttl", 5, 23)
    assert place(mentions, path=path("title"), component="QualifiedMaxCount", language="sv") == ("plans.ttl", 5, 33)


def test_what_a_check_finds_is_where_the_thing_says_it(mentions: Places) -> None:
    assert place(mentions, value=ex("x")) == ("plans.ttl", 6, 13)
    assert place(mentions, value=ex("part")) == ("plans.ttl", 6, 5)
    assert place(mentions, value=ex("Plan")) == ("plans.ttl", 4, 7)


def test_an_inverse_path_is_found_at_the_other_end(mentions: Places) -> None:
    assert place(mentions, (ELSEWHERE,), path=Inverse(path("part")), value=ex("b")) == ("elsewhere.ttl", 1, 52)


def test_the_file_that_says_what_a_thing_is_goes_before_one_that_mentions_it(mentions: Places) -> None:
    assert place(mentions, (ELSEWHERE, FILE), path=path("date")) == ("plans.ttl", 3, 1)
    assert place(mentions, (ELSEWHERE,), path=path("date")) == ("elsewhere.ttl", 2, 1)


def test_a_thing_that_no_file_speaks_of_has_no_place(mentions: Places) -> None:
    assert place(mentions, focus=ex("z")) is None
    assert place(mentions, (), path=path("part"), value=ex("x")) is None


def test_the_positions_of_a_file_are_made_when_it_holds_a_finding_and_not_before() -> None:
    class Reluctant:
        path = FILE
        triples = parse_rdf(FILE, TEXT).triples
        text = None

        def positions(self) -> Any:
            raise AssertionError("nobody asked")

    mentions = Places({FILE: Reluctant(), ELSEWHERE: parse_rdf(ELSEWHERE, MORE)})
    assert mentions.located(Finding(Severity.INFO, "c", SAID, SAID, focus=ex("a")), (ELSEWHERE,)).position is not None
