"""Canonical Turtle: the same graph, the same comments, equal bytes for equal content."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from conftest import ROOT
from lq_graph.errors import SourceError
from lq_graph.formatting.turtle import formatted
from lq_graph.reading.turtle import turtle_tokens
from reading.turtle_writer import Writer, writers

FILE = Path("made-up.ttl")
PREFIXES = "@prefix : <https://example.org/> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
HOUSE = sorted(path for folder in ("data", "ontology") for path in (ROOT / folder).rglob("*.ttl"))


def form(text: str) -> str:
    return formatted(FILE, text.encode()).decode()


def graph(text: str) -> Dataset:
    quads = Dataset(parse(text.encode(), format=RdfFormat.TURTLE))
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return quads


def comments(text: str) -> Counter[str]:
    tokens = turtle_tokens(text)
    lines = "".join(f"{gap}\n" for gap in (*tokens.gaps, tokens.last_gap)).splitlines()
    return Counter(line.strip() for line in lines if line.strip())


@given(writers(is_steady=True))
def test_the_graph_stays_the_same(writer: Writer) -> None:
    assert graph(form(writer.text)) == graph(writer.text)


@given(writers(is_steady=True))
def test_no_comment_is_lost(writer: Writer) -> None:
    assert comments(form(writer.text)) == Counter(writer.comments)


@given(writers(is_steady=True))
def test_what_has_the_form_keeps_it(writer: Writer) -> None:
    text = form(writer.text)
    assert form(text) == text


def test_predicates_and_objects_have_their_order() -> None:
    text = """
:a skos:editorialNote "Not."@sv ; :z 1 ; :b 10, 2, "x", "x"@de, "x"@en, "x"@sv ; skos:prefLabel "Namn"@sv ; a :T .
"""
    assert form(PREFIXES + text) == PREFIXES + (
        "\n:a\n    a :T ;\n"
        '    skos:prefLabel "Namn"@sv ;\n'
        '    :b 2, 10, "x", "x"@sv, "x"@en, "x"@de ;\n'
        "    :z 1 ;\n"
        '    skos:editorialNote "Not."@sv .\n'
    )


def test_equal_content_gives_equal_bytes() -> None:
    once = ":a a :T, :U ; :p 1, [ :r 1 ; :q 2 ] .\n:b :p :c ."
    type_ = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    again = f":a :p 1 . :b :p :c, :c . :a {type_} :U ; a :T ; :p [ :q 2 ; :r 1 ] ."
    assert form(PREFIXES + once) == form(PREFIXES + again)


def test_subjects_stay_in_the_order_of_their_author() -> None:
    text = form(f"{PREFIXES}:b :p 1 . :a :p 1 . :b :q 1 .")
    assert text.endswith("\n:b\n    :p 1 ;\n    :q 1 .\n\n:a :p 1 .\n")


def test_a_comment_that_stands_by_itself_parts_sections() -> None:
    text = form(f"{PREFIXES}:b :p 1 .\n\n# Names\n\n# of b\n:b :q 1 .\n")
    assert text.endswith("\n:b :p 1 .\n\n# Names\n\n# of b\n:b :q 1 .\n")


def test_comments_go_with_what_they_are_about() -> None:
    text = """# Made up.
PREFIX : <https://example.org/> # ours

# the thing
:a # this one
    :z 1 , # one
        # above two
        2 ;
    # about y
    :y 2, 1 ; # both
    :b ( # first
        1 ) # list
    # nothing else is known
    .
# the end
"""
    assert (
        form(text)
        == """# Made up.
@prefix : <https://example.org/> . # ours

# the thing
:a # this one
    :b (
        # first
        1
    ) ; # list
    # about y
    :y 1, 2 ; # both
    :z
        1, # one
        # above two
        2
    # nothing else is known
    .

# the end
"""
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (":a :p 2 # two\n, 1 # one\n .", ":a\n    :p\n        1, # one\n        2 . # two"),
        (
            ":a :p 2, 1 ; # both\n :p 3 # three\n .",
            ":a\n    # both\n    :p\n        1,\n        2,\n        3 . # three",
        ),
        (":a :p 1, # one\n 1 . # again", ":a\n    :p\n        # again\n        1 . # one"),
    ],
)
def test_two_comments_never_stand_on_one_line(written: str, expected: str) -> None:
    start = "@prefix : <https://example.org/> .\n\n"
    assert form(start + written) == f"{start}{expected}\n"


LONG = f"<https://example.org/{'long' * 25}>"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (":a :p :b.", ":a :p :b ."),
        (":a a :T;:p :b;.", ":a\n    a :T ;\n    :p :b ."),
        (f":a a :T ; :p {LONG} .", f":a\n    a :T ;\n    :p\n        {LONG} ."),
        (f":a a :T ; :p {LONG}, 1 .", f":a\n    a :T ;\n    :p\n        1,\n        {LONG} ."),
        (':a :p "One."@en, "En."@sv .', ':a\n    :p\n        "En."@sv,\n        "One."@en .'),
        (":a :p 01, +1.50, 1e3, true .", ":a :p 01, 1e3, +1.50, true ."),
        (r""":a :p 'it\'s' , "\u00e5" .""", r""":a :p "\u00e5", 'it\'s' ."""),
        (':a :p """two\r\nlines""" .', ':a\n    :p """two\r\nlines""" .'),
        ("[] :p [ ] , ( ) .", "[] :p [], () ."),
        ("[:p 2,1] :q 3 .", "[ :p 1, 2 ] :q 3 ."),
        ("[ :p 1 ; a :T ] .", "[ a :T ; :p 1 ] ."),
        (f":a :p [ :q {LONG} ; a :T ] .", f":a\n    :p [\n        a :T ;\n        :q\n            {LONG}\n    ] ."),
        (f":a :p ( 2 {LONG} 1 ) .", f":a\n    :p (\n        2\n        {LONG}\n        1\n    ) ."),
        ("_:b :p _:c . _:b :q 1 .", "_:b\n    :p _:c ;\n    :q 1 ."),
        (':a :p "x" @version , "y" @base .', ':a :p "y"@base, "x"@version .'),
        (':a :p "x" # why\n @sv .', ':a\n    :p "x"@sv\n    # why\n    .'),
    ],
)
def test_the_layout_is_that_of_the_house(written: str, expected: str) -> None:
    start = "@prefix : <https://example.org/> .\n\n"
    assert form(start + written) == f"{start}{expected}\n"


def test_prefixes_are_sorted_and_those_that_are_used_stay() -> None:
    text = """PREFIX b-c: <https://example.org/bc/>
# nobody says it
@prefix gone: <https://example.org/gone/> .
@prefix b: <https://example.org/b/> .
<https://example.org/x> b:p "1"^^t:d .
@prefix b: <https://example.org/b/> .
@prefix t: <d/> .
@base <https://example.org/> .
<x> b-c:q "b^^gone:d" .
"""
    lines = text.splitlines()
    lines[4], lines[6], lines[7] = lines[7], lines[4], lines[6]
    lines[6], lines[7] = lines[7], lines[6]
    assert form("\n".join(lines)).split("\n\n")[0] == (
        "# nobody says it\n"
        "@base <https://example.org/> .\n"
        "@prefix b: <https://example.org/b/> .\n"
        "@prefix b-c: <https://example.org/bc/> .\n"
        "@prefix t: <d/> ."
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# Nothing yet.\n", "# One.\n\n# Two.\n", "\ufeff# Marked.\r\n"])
def test_a_file_without_statements_has_a_form_too(text: str) -> None:
    assert form(text) == text.strip("\n\r\ufeff") + ("\n" if text.strip() else "")


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (":a :p 1 ;; b .", "3:12", "b is not a valid predicate"),
        ("PREFIX : <https://example.org/other/> :a :p 1 .", "3:1", "prefix : has another meaning from here on"),
        ("@base <https://a.org/> . @base <https://b.org/> .", "3:26", "base has another meaning from here on"),
        (":a :p <<( :a :p 1 )>> .", "3:7", "a triple term of RDF 1.2"),
        ('VERSION "1.2" :a :p 1 .', "3:1", "syntax of RDF 1.2"),
        (f":a :p {'(' * 51}{')' * 51} .", "3:57", "more than 50 deep"),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_place(text: str, place: str, reason: str) -> None:
    with pytest.raises(SourceError, match=f"made-up.ttl:{place}: .*{reason}"):
        form(PREFIXES + text)


def test_fifty_brackets_are_not_too_deep() -> None:
    assert form(f"{PREFIXES}:a :p {'(' * 50}{')' * 50} .").count("(") == 50


@pytest.mark.parametrize("path", HOUSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_data_and_ontology_are_in_canonical_form(path: Path) -> None:
    assert formatted(path, path.read_bytes()) == path.read_bytes(), "run lq fmt"
