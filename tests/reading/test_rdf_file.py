"""RDF files are parsed exactly, or refused with position and advice."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.errors import SourceError
from lq_graph.reading.rdf_file import RDF_FORMATS, is_rdf_file, read_columns, read_rdf_file

Write = Callable[[str, str], Path]
TRIPLE = "<https://example.org/s> <https://example.org/p> {object} .\n"

ONE_TRIPLE = {
    ".ttl": TRIPLE.format(object='"007"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ".nt": TRIPLE.format(object='"007"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ".trig": TRIPLE.format(object='"007"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ".nq": TRIPLE.format(object='"007"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ".jsonld": """{"@id": "https://example.org/s", "https://example.org/p":
        {"@value": "007", "@type": "http://www.w3.org/2001/XMLSchema#integer"}}""",
    ".rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="https://example.org/">
        <rdf:Description rdf:about="https://example.org/s">
        <ex:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">007</ex:p></rdf:Description></rdf:RDF>""",
}


def refusal(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_rdf_file(path)
    return caught.value


def test_every_format_has_a_case() -> None:
    assert set(ONE_TRIPLE) == set(RDF_FORMATS)


@pytest.mark.parametrize("suffix", sorted(ONE_TRIPLE))
def test_lexical_forms_are_preserved_in_every_format(write: Write, suffix: str) -> None:
    (triple,) = read_rdf_file(write(f"a{suffix}", ONE_TRIPLE[suffix])).triples
    assert str(triple.object) == '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'


def test_a_syntax_error_says_line_and_column(write: Write) -> None:
    error = refusal(write("a.ttl", "@prefix a: <https://example.org/> .\na:s a:p a:o ;; b .\n"))
    assert (error.line, error.column) == (2, 16)
    assert "a.ttl:2:16: b is not a valid predicate; a property is expected here" in str(error)


def test_an_unknown_prefix_names_those_that_are_declared(write: Write) -> None:
    error = refusal(write("a.ttl", "@prefix a: <https://example.org/> .\nPREFIX b: <https://b/>\na:s a:p lgs:o .\n"))
    assert (error.line, error.column) == (3, 9)
    assert "the prefix lgs: is not declared" in error.reason
    assert "one that this file declares: a:, b:" in error.reason


def test_a_well_known_prefix_comes_with_its_namespace(write: Write) -> None:
    error = refusal(write("a.ttl", "<https://example.org/s> a lq:Plan .\n"))
    assert "add @prefix lq: <https://w3id.org/livskvalitet/ns#> ." in error.reason
    assert "declares: none" in error.reason


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "nowhere.ttl: cannot be read: No such file" in str(refusal(tmp_path / "nowhere.ttl"))


def test_an_unknown_kind_names_the_known_ones(write: Write) -> None:
    assert "it reads .ttl, .nt" in str(refusal(write("a.docx", "")))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xff\xfe\x00")
    assert refusal(path).line == 1


def test_named_graphs_are_refused(write: Write) -> None:
    refusal(write("a.trig", "<https://example.org/g> { <https://example.org/s> a <https://example.org/C> . }"))


def test_remote_contexts_are_not_fetched(write: Write) -> None:
    refusal(write("a.jsonld", '{"@context": "https://example.org/context", "a": 1}'))


def test_blank_nodes_of_two_files_are_two(write: Write) -> None:
    text = "[] a <https://example.org/C> ."
    first, second = (read_rdf_file(write(name, text)).triples[0].subject for name in ("a.ttl", "b.ttl"))
    assert first != second


def test_endings_are_read_whatever_their_case() -> None:
    assert is_rdf_file(Path("A.TTL"))
    assert not is_rdf_file(Path("a.md"))


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + ONE_TRIPLE[".ttl"].encode())
    assert len(read_rdf_file(path).triples) == 1


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        ("a.ttl", "<rel> a <https://example.org/C> .", "a relative address; write it in full"),
        ("a.ttl", '<https://example.org/s> <https://example.org/p> "x', "the file ends in the middle"),
        ("a.ttl", "<https://example.org/s> .", "a property is expected here"),
        ("a.jsonld", '{"@context": "https://example.org/context", "a": 1}', "lq fetches nothing; write it in the file"),
        ("a.nq", " ".join(["<https://example.org/x>"] * 4) + " .", "a dataset's folder is its graph"),
    ],
)
def test_a_refusal_says_what_to_write(write: Write, name: str, text: str, advice: str) -> None:
    assert advice in str(refusal(write(name, text)))
    assert "Parser error" not in str(refusal(write(name, text)))


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    assert "it is no file" in str(refusal(tmp_path / "pipe.ttl"))
    (tmp_path / "loop.ttl").symlink_to(tmp_path / "loop.ttl")
    assert "symbolic links" in str(refusal(tmp_path / "loop.ttl"))


def test_columns_hold_what_the_file_says(write: Write) -> None:
    path = write("a.ttl", ONE_TRIPLE[".ttl"])
    assert set(read_columns(path).triples()) == set(read_rdf_file(path).triples)
