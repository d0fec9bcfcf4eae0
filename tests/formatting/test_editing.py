"""Edited Turtle: the statements that were meant, every comment, and nothing else changed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from conftest import ROOT
from lq_graph.errors import SourceError
from lq_graph.formatting.editing import edited
from lq_graph.formatting.turtle import formatted
from lq_graph.names import LQ, RDF, SKOS, Names
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.reading.turtle import turtle_tokens
from reading.turtle_writer import Writer, writers

FILE = Path("made-up.ttl")
NAMES = Names("https://w3id.org/livskvalitet/")
PREFIXES = "@prefix : <https://example.org/> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


def said(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)]


def edit(text: str, added: str = "", removed: str = "") -> str:
    """What stands below the prefixes of a text after an edit."""
    result = edited(FILE, (PREFIXES + text).encode(), said(added), set(said(removed)), names=NAMES).decode()
    return "".join(line for line in result.splitlines(keepends=True) if not line.startswith("@prefix"))


def comments(text: str) -> Counter[str]:
    tokens = turtle_tokens(text)
    lines = "".join(f"{gap}\n" for gap in (*tokens.gaps, tokens.last_gap)).splitlines()
    return Counter(line.strip() for line in lines if line.strip())


def without_blanks(triples: list[Triple] | set[Triple]) -> set[Triple]:
    return {
        each for each in triples if not isinstance(each.subject, BlankNode) if not isinstance(each.object, BlankNode)
    }


TERMS = st.sampled_from(
    ["https://example.org/a", "https://example.org/å/s", f"{RDF}type", "https://w3id.org/livskvalitet/id/plan/x"]
)
VALUES = st.one_of(
    TERMS.map(NamedNode), st.sampled_from([Literal("text"), Literal("two\nlines", language="sv"), Literal("-1.5")])
)
NEW = st.builds(Triple, TERMS.map(NamedNode), TERMS.map(NamedNode), VALUES)


@given(writers(is_steady=True), st.lists(NEW, max_size=4), st.data())
def test_an_edit_makes_the_statements_that_were_meant_and_keeps_each_comment(
    writer: Writer, added: list[Triple], data: st.DataObject
) -> None:
    stated = list(parse_rdf(FILE, writer.text.encode()).triples)
    known = sorted(without_blanks(stated), key=str)
    removed = set(data.draw(st.lists(st.sampled_from(known), max_size=6))) if known else set()
    result = edited(FILE, writer.text.encode(), added, removed, names=NAMES)
    found = list(parse_rdf(FILE, result).triples)
    assert without_blanks(found) == (without_blanks(stated) - removed) | set(added)
    assert len(set(found)) == len((set(stated) - removed) | set(added))
    assert comments(result.decode()) == Counter(writer.comments)
    assert formatted(FILE, result) == result


def blocks(content: bytes) -> list[bytes]:
    """The blocks of a canonical content below its prefixes."""
    return content.rstrip(b"\n").split(b"\n\n")[1:]


HOUSE = sorted((ROOT / "data" / "helsingborg-indicators").glob("*.ttl"))


@pytest.mark.parametrize("path", HOUSE, ids=lambda path: path.stem)
def test_the_blocks_of_other_things_stay_byte_for_byte(path: Path) -> None:
    content = path.read_bytes()
    triples = parse_rdf(path, content).triples
    thing = triples[len(triples) // 2].subject
    own = [triple for triple in triples if triple.subject == thing]
    result = edited(path, content, [], set(own[-1:]), names=NAMES)
    assert len(set(blocks(content)) ^ set(blocks(result))) == 2
    assert edited(path, result, own[-1:], set(), names=NAMES) == content
    assert len(set(blocks(content)) - set(blocks(edited(path, content, [], set(own), names=NAMES)))) == 1


def test_a_value_goes_to_its_property_and_a_property_to_its_place() -> None:
    text = ':a\n    a :T ;\n    :p 1 ;\n    skos:note "Not."@sv .\n\n:b :p 1 .\n'
    expected = '\n:a\n    a :T ;\n    skos:prefLabel "A"@sv ;\n    :p 1, 2 ;\n    skos:note "Not."@sv .\n\n:b :p 1 .\n'
    assert edit(text, ':a skos:prefLabel "A"@sv ; :p 2 .') == expected


def test_a_statement_goes_to_the_block_that_states_the_class() -> None:
    text = ":a :p 1 .\n\n# Classes\n\n:a a :T .\n"
    assert edit(text, ":a :q 2 .") == "\n:a :p 1 .\n\n# Classes\n\n:a\n    a :T ;\n    :q 2 .\n"


def test_a_removed_value_is_removed_from_every_block() -> None:
    text = ":a :p 1, 2 .\n\n# More\n\n:a :p 1 ; :q 1 .\n"
    assert edit(text, removed=":a :p 1 .") == "\n:a :p 2 .\n\n# More\n\n:a :q 1 .\n"


def test_comments_on_what_is_removed_stay() -> None:
    text = ":a # the thing\n:p 1, # one\n2 ; # two\n# about q\n:q 3 . # three\n# about b\n:b :p 1 . # last\n"
    assert edit(text, removed=":a :p 1 ; :q 3 . :b :p 1 .") == (
        "\n:a # the thing\n    # one\n    :p 2 # two\n    # about q\n    # three\n    .\n\n# about b\n# last\n"
    )


def test_a_new_thing_comes_after_the_one_that_is_named_for_it() -> None:
    after: dict[object, object] = {NamedNode("https://example.org/n"): NamedNode("https://example.org/a")}
    text = PREFIXES + "\n:a a :T .\n\n:b a :T .\n"
    result = edited(FILE, text.encode(), said(":n a :T . :o a :T ."), set(), names=NAMES, after=after).decode()
    assert result.endswith("\n\n:a a :T .\n\n:n a :T .\n\n:b a :T .\n\n:o a :T .\n")


def test_new_things_after_one_thing_keep_their_order() -> None:
    things = [NamedNode(f"https://example.org/{name}") for name in "nm"]
    after: dict[object, object] = dict.fromkeys(things, NamedNode("https://example.org/a"))
    result = edited(
        FILE, f"{PREFIXES}:a a :T .".encode(), said(":n a :T . :m a :T ."), set(), names=NAMES, after=after
    ).decode()
    assert result.index(":a a") < result.index(":n a") < result.index(":m a")


def test_prefixes_are_declared_as_the_project_does_unless_the_file_has_its_own() -> None:
    triple = Triple(NamedNode(f"{NAMES.base}id/plan/x"), NamedNode(f"{SKOS}note"), NamedNode(f"{LQ}Plan"))
    text = "@prefix lq: <https://example.org/other/> .\n@prefix v: <https://w3id.org/livskvalitet/ns#> .\n"
    assert edited(FILE, f"{text}lq:a lq:p v:T .".encode(), [triple], set(), names=NAMES).decode() == (
        "@prefix lq: <https://example.org/other/> .\n"
        "@prefix plan: <https://w3id.org/livskvalitet/id/plan/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix v: <https://w3id.org/livskvalitet/ns#> .\n"
        "\nlq:a lq:p v:T .\n\nplan:x skos:note v:Plan .\n"
    )


def test_an_empty_file_takes_statements_and_a_file_can_become_empty() -> None:
    content = edited(FILE, b"", said(":a :p 1 ."), set(), names=NAMES)
    assert content == b"<https://example.org/a> <https://example.org/p> 1 .\n"
    assert edited(FILE, content, [], set(said(":a :p 1 .")), names=NAMES) == b""


def test_what_is_both_removed_and_added_stays() -> None:
    assert edit(":a :p 1 .\n", ":a :p 1 .", ":a :p 1 .") == "\n:a :p 1 .\n"


def test_a_file_that_cannot_be_read_is_refused_with_the_place() -> None:
    with pytest.raises(SourceError, match=r"made-up.ttl:3"):
        edit(":a :p .")


def test_a_comment_on_a_line_of_values_stays_when_another_property_is_removed() -> None:
    text = ":a\n    a :T ;\n    :p :b, :c . # both\n"
    assert edit(text, removed=":a a :T .") == "\n:a :p :b, :c . # both\n"
