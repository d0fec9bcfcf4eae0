"""Every triple of a Turtle file is found where it is written, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from conftest import ROOT
from lq_graph.names import RDF
from lq_graph.reading.position import Place
from lq_graph.reading.rdf_file import LOCATORS, RDF_FORMATS, parse_rdf, read_rdf_file
from lq_graph.reading.text_positions import Span, Spans
from lq_graph.reading.turtle_positions import turtle_spans
from reading.turtle_writer import Writer, Written, writers

PROJECT_FILES = sorted(path for folder in ("data", "ontology", "shapes") for path in (ROOT / folder).rglob("*.ttl"))
PREFIX = "PREFIX : <https://example.org/> "
Known = tuple[object, object, object, Spans]


def parsed(text: str, form: RdfFormat = RdfFormat.TURTLE) -> list[Triple]:
    return [quad.triple for quad in parse(text.encode(), format=form, rename_blank_nodes=True)]


def located(text: str) -> list[tuple[str, str, str]]:
    """The texts of the terms of each triple, as far as their first lines go."""
    lines = text.splitlines()
    found = turtle_spans(text.encode(), parsed(text))
    assert None not in found
    return [_texts(lines, spans) for spans in found if spans]


def _texts(lines: Sequence[str], spans: Spans) -> tuple[str, str, str]:
    subject, predicate, value = (lines[line - 1][column - 1 : column - 1 + length] for line, column, length in spans)
    return subject, predicate, value


def known(statements: Iterable[Written]) -> Counter[Known]:
    return Counter((_term(each.subject), each.predicate, _term(each.value), each.spans) for each in statements)


def found(triples: Sequence[Triple], spans: Sequence[Spans | None]) -> Counter[Known]:
    pairs = zip(triples, spans, strict=True)
    return Counter((_term(a.subject), a.predicate, _term(a.object), each) for a, each in pairs if each)


def _term(term: object) -> object:
    return None if isinstance(term, str | int | BlankNode) else term


@given(writers())
def test_every_triple_is_found_where_it_was_written(writer: Writer) -> None:
    triples = parsed(writer.text)
    assert found(triples, turtle_spans(writer.text.encode(), triples)) == known(writer.written())


@given(writers())
def test_blank_nodes_are_found_where_they_were_written(writer: Writer) -> None:
    triples = parsed(writer.text)
    by_spans = dict(zip(turtle_spans(writer.text.encode(), triples), triples, strict=True))
    pairs: set[tuple[Hashable, Hashable]] = set()
    for each in writer.written():
        triple = by_spans[each.spans]
        pairs |= {(each.subject, triple.subject), (each.value, triple.object)}
    nodes = {(written, node) for written, node in pairs if isinstance(node, BlankNode)}
    assert len(nodes) == len({written for written, _ in nodes}) == len({node for _, node in nodes})


@given(writers(), st.randoms(use_true_random=False))
def test_a_triple_out_of_order_is_found_rightly_or_not_at_all(writer: Writer, random: Random) -> None:
    triples = parsed(writer.text)
    chosen = random.sample(triples, random.randint(0, len(triples)))
    assert found(chosen, turtle_spans(writer.text.encode(), chosen)) <= known(writer.written())


@pytest.mark.parametrize("path", PROJECT_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_object_of_the_project_is_found(path: Path) -> None:
    file = read_rdf_file(path)
    lines = file.content.decode().splitlines()
    spans = turtle_spans(file.content, file.triples)
    assert None not in spans
    prefixes = "\n".join(line for line in lines if line.startswith("@prefix"))
    written = [(triple, _texts(lines, each)) for triple, each in zip(file.triples, spans, strict=True) if each]
    whole = [(triple, texts) for triple, texts in written if _is_whole(triple, texts)]
    document = "\n".join(f"<x:s> {verb} {value} ." for _, (_, verb, value) in whole)
    read = [(triple.predicate, triple.object) for triple in parsed(f"{prefixes}\n{document}")]
    assert read == [(triple.predicate, triple.object) for triple, _ in whole]


def _is_whole(triple: Triple, texts: tuple[str, str, str]) -> bool:
    """Whether predicate and object are written, and in one line."""
    is_unwritten = triple.predicate.value in {RDF + "first", RDF + "rest"} or isinstance(triple.object, BlankNode)
    return not is_unwritten and not texts[2].startswith('"""')


def test_repeated_subjects_and_values_are_distinguished() -> None:
    text = ':s :p :a, :b ;\n:p :b .\n:s :p :a .\n:s a "x", "x"@sv, "x"@en .'
    triples = parsed(f"{PREFIX}\n{text}")
    spans = [each for each in turtle_spans(f"{PREFIX}\n{text}".encode(), triples) if each]
    assert [(each.subject.line, each.object.line, each.object.column) for each in spans] == [
        *[(2, 2, 7), (2, 2, 11), (2, 3, 4), (4, 4, 7)],
        *[(5, 5, 6), (5, 5, 11), (5, 5, 19)],
    ]


def test_what_a_collection_does_not_write_stands_at_its_items_and_brackets() -> None:
    assert Counter(located(PREFIX + ':s :p ("one" 2) .')) == Counter(
        [
            (":s", ":p", '("one" 2)'),
            ('("one" 2)', '"one"', '"one"'),
            ('("one" 2)', "2", "2"),
            ("2", "2", "2"),
            ("2", ")", ")"),
        ]
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (" 1.", "1"),
        (" 1.e5.", "1.e5"),
        ("+.5.", "+.5"),
        ("true.", "true"),
        (":a.b.", ":a.b"),
        (r":a\,b\'.", r":a\,b\'"),
        (":a%20b.", ":a%20b"),
        (":.", ":"),
        ("_:a.b.", "_:a.b"),
        ("<https://example.org/#a>.", "<https://example.org/#a>"),
        (r"<https://example.org/\u00e5>.", r"<https://example.org/\u00e5>"),
        ("'''a'b\nc'''.", "'''a'b"),
        ('"x"@sv-SE--ltr.', '"x"@sv-SE--ltr'),
        ('"x"^^:d.', '"x"^^:d'),
        ('"x" # why\n ^^ :d.', '"x" # why'),
        (r'"𝔸\\\""@en.', r'"𝔸\\\""@en'),
        ("[].", "[]"),
        ("[\n].", "["),
        ("().", "()"),
    ],
)
def test_the_end_of_a_term_is_known(value: str, written: str) -> None:
    assert located(f"{PREFIX}:s a {value}\n")[-1] == (":s", "a", written)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_the_parser_counts_them(line_break: str) -> None:
    text = f"# 😀{line_break}{PREFIX}{line_break}{line_break}:s a '''a{line_break}b''', 'c' ;;{line_break}."
    triples = parsed(text)
    assert [each and each.object for each in turtle_spans(text.encode(), triples)] == [Span(4, 6, 4), Span(5, 7, 3)]
    with pytest.raises(SyntaxError) as caught:
        parsed(f"{text} fault")
    assert caught.value.lineno == 6


def test_a_prefix_may_mean_something_else_later() -> None:
    text = "PREFIX : <https://example.org/a/> :s a :o . @prefix : <https://example.org/b/> . :s a :o ."
    triples = parsed(text)[::-1]
    assert [each and each.subject.column for each in turtle_spans(text.encode(), triples)] == [82, 35]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".nt", '<https://e.org/s> <https://e.org/p> "o"@sv . # c\n\n_:b <https://e.org/p> _:c .\n'),
        (".nq", '<https://e.org/s> <https://e.org/p> "o" <https://e.org/g> .\n_:b <https://e.org/p> _:c _:g .\n'),
        (
            ".trig",
            'PREFIX : <https://e.org/> :g { :s :p "o", ("i") . :s :p [] } { } GRAPH _:g { :s :p ("j") . }',
        ),
    ],
)
def test_every_syntax_of_the_family_has_a_locator(suffix: str, text: str) -> None:
    triples = parsed(text, RDF_FORMATS[suffix])
    assert None not in LOCATORS[suffix](text.encode(), triples)


@pytest.mark.parametrize(("start", "end"), [("[:p ", "]"), ("(", ")")])
def test_deep_nesting_is_no_danger(start: str, end: str) -> None:
    depth = 10_000
    text = f"{PREFIX}:s :p {start * depth}0{end * depth} ."
    triples = parsed(text)
    assert len(triples) > depth
    assert None not in turtle_spans(text.encode(), triples)


@pytest.mark.parametrize(
    "addition",
    [
        ":s :p <<( :a :b <<( :c :d [] )>> )>> .",
        "<< :a :b :c >> :p :o .",
        "<< :a :b << :c :d :e ~ :r >> ~ >> .",
        ':s :p "c" ~ ~ :r ~ _:r {| :q "r", [ :q :r ] ; :z (1) |} {| :q 1 |} ; :p :o .',
        'VERSION "1.2" @version "1.2" .',
    ],
)
def test_what_rdf_12_adds_leaves_the_rest_in_its_place(addition: str) -> None:
    text = f'{PREFIX}{addition}\n:here a "x" , [ a :y ] .\n'
    triples = parsed(text)
    places = {
        str(triple.object): each.object
        for triple, each in zip(triples, turtle_spans(text.encode(), triples), strict=True)
        if each and triple.predicate == NamedNode(RDF + "type")
    }
    assert places['"x"'] == Span(2, 9, 3)
    assert places["<https://example.org/y>"] == Span(2, 19, 2)


@pytest.mark.parametrize("text", [":s :p & .", ":s :p :o ] .", ":s :p ( .", ":s :p <<", ":s :p nothing ."])
def test_a_text_that_the_parser_would_refuse_has_no_places(text: str) -> None:
    triples = parsed(f"{PREFIX}:s :p :o .")
    assert turtle_spans(f"{PREFIX}{text}".encode(), triples) == [None]


@pytest.mark.parametrize("seed", range(60))
def test_a_fault_put_into_the_data_is_found_where_it_was_put(seed: int) -> None:
    random = Random(seed)
    path = random.choice([path for path in PROJECT_FILES if path.is_relative_to(ROOT / "data")])
    file = read_rdf_file(path)
    line, column, length = random.choice([each.object for each in turtle_spans(file.content, file.triples) if each])
    lines = file.content.decode().splitlines()
    lines[line - 1] = f'{lines[line - 1][: column - 1]}"fault"{lines[line - 1][column - 1 + length :]}'
    faulty = parse_rdf(path, "\n".join(lines).encode())
    (triple,) = [triple for triple in faulty.triples if triple.object == Literal("fault")]
    assert faulty.positions().value(*triple) == Place(path, line, column, len('"fault"'))
