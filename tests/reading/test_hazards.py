"""Malicious or damaged files are refused with a reason, in bounded time, without a crash.

All of them are made up.
"""

from __future__ import annotations

import codecs
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lq_graph.errors import SourceError
from lq_graph.names import RDF
from lq_graph.reading.rdf_file import RDF_FORMATS, RdfFile, parse_rdf, read_columns

TRIPLE = '<http://e/s> <http://e/p> "{text}" .'
ENOUGH = 2.0  # seconds, on a machine with much else to do
ALL = sorted(RDF_FORMATS)
TURTLE_KIN = [".ttl", ".trig", ".nt", ".nq"]
DEEP = 100_000


@pytest.fixture(autouse=True)
def _is_quick() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < ENOUGH


def xml(body: str, before: str = "", attributes: str = "") -> str:
    return f'{before}<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/" {attributes}>\n{body}\n</rdf:RDF>'


def xml_text(text: str) -> str:
    return f'<rdf:Description rdf:about="http://e/s"><e:p>{text}</e:p></rdf:Description>'


def one_text(suffix: str, text: str) -> str:
    """A file of a kind that says one text."""
    if suffix == ".rdf":
        return xml(xml_text(text))
    return json.dumps({"http://e/p": text}) if suffix == ".jsonld" else TRIPLE.format(text=text)


def parsed(suffix: str, content: str | bytes) -> RdfFile:
    return parse_rdf(Path(f"a{suffix}"), content.encode() if isinstance(content, str) else content)


def refusal(suffix: str, content: str | bytes) -> str:
    """What is said of a content that is refused; each reason says what to do."""
    with pytest.raises(SourceError) as caught:
        parsed(suffix, content)
    assert str(caught.value).startswith(f"a{suffix}")
    assert "; " in caught.value.reason
    return str(caught.value)


@pytest.mark.parametrize(
    "context",
    [
        "http://127.0.0.1:9/c",
        ["http://127.0.0.1:9/c", {"a": "http://e/a"}],
        "file:///etc/passwd",
        "context.jsonld",
        {"@import": "http://127.0.0.1:9/c"},
        {"@import": "c.jsonld"},
        {"t": {"@id": "http://e/t", "@context": "http://127.0.0.1:9/c"}},
    ],
)
def test_no_context_is_fetched(context: object) -> None:
    said = refusal(".jsonld", json.dumps({"@context": context, "t": {"a": 1}}))
    assert "the context stands at another address, and lq fetches nothing; write it in the file itself" in said


def test_no_ontology_is_fetched() -> None:
    text = "<http://e/o> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/x> ."
    assert len(parsed(".ttl", text).triples) == 1


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE rdf:RDF>",
        '<!DOCTYPE rdf:RDF [<!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">]>',
        '<!DOCTYPE rdf:RDF [<!ENTITY a "aa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
        '<!DOCTYPE rdf:RDF [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE rdf:RDF [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>',
    ],
)
def test_document_types_and_so_entities_are_refused(declaration: str) -> None:
    said = refusal(".rdf", xml(xml_text("&c;"), f'<?xml version="1.0"?>\n  {declaration}\n'))
    assert said.startswith("a.rdf:2:3: a document type declaration (DOCTYPE) is not read")
    assert "; remove it, and write out what its entities stand for" in said


def test_entities_that_nobody_declared_are_refused() -> None:
    assert "a.rdf:2:46: no well-formed XML (undefined entity)" in refusal(".rdf", xml(xml_text("&a;")))


@pytest.mark.parametrize("length", [20, 60, 130, 160])
def test_xml_that_was_cut_off_is_not_taken_for_less(length: int) -> None:
    whole = xml(xml_text("text"))
    assert len(parsed(".rdf", whole).triples) == 1
    assert "no well-formed XML" in refusal(".rdf", whole[:length])


@pytest.mark.parametrize(
    "text",
    [
        '{"http://e/p":' * DEEP + "1" + "}" * DEEP,
        '{"http://e/p":' * 101 + "1" + "}" * 101,
        '{"http://e/p":' * 10_000,
        "[" * DEEP + "]" * DEEP,
        '{"http://e/p":' + '{"@list":[' * DEEP + "]}" * DEEP + "}",
        '{"@context":' + '{"a":{"@id":"http://e/a","@context":' * DEEP + "{}" + "}}" * DEEP + "}",
        '{"nobody":' + '{"asked":' * DEEP + "1" + "}" * DEEP + "}",
    ],
    ids=["objects", "just too many", "open objects", "arrays", "lists", "contexts", "ignored"],
)
def test_json_nested_too_deep_is_refused(text: str) -> None:
    assert "nested more than 100 levels deep; give what is within an address" in refusal(".jsonld", text)


def test_the_level_that_is_too_deep_is_stated() -> None:
    text = '{"http://e/å": "[[[{{{\\"",\n "http://e/p": ' + "[" * 100 + "1" + "]" * 100 + "}"
    assert refusal(".jsonld", text).startswith("a.jsonld:2:115: ")


def test_json_of_a_hundred_levels_is_read_and_located() -> None:
    file = parsed(".jsonld", '{"http://e/p":' * 100 + "1" + "}" * 100)
    assert len(file.triples) == 100
    assert len(file.positions().values) == 100


def test_text_that_only_looks_deep_is_read() -> None:
    assert len(parsed(".jsonld", one_text(".jsonld", "[{<<(" * DEEP + '\\"')).triples) == 1


@pytest.mark.parametrize("form", ["{0}", "{0}:x", "{0}:"])
def test_terms_made_of_each_other_in_a_long_chain_are_refused(form: str) -> None:
    terms = {f"t{number}": form.format(f"t{number + 1}") for number in range(10_000)}
    said = refusal(".jsonld", json.dumps({"@context": {**terms, "t10000": "http://e/"}, "t0": 1}))
    assert said.startswith("a.jsonld:1:2: a context of more than 2,000 terms; leave out those that are not used")


@pytest.mark.parametrize(
    ("end", "said"),
    [(b" x", "no JSON from here on; "), (b" \xe5", "the byte 0xE5 here is not UTF-8"), (b",{}", "no JSON")],
)
def test_what_follows_a_dangerous_context_is_stated_first(end: bytes, said: str) -> None:
    terms = {f"t{number}": f"t{number + 1}" for number in range(10_000)}
    content = json.dumps({"@context": terms, "t0": 1}).encode() + end
    assert said in refusal(".jsonld", content)


def test_many_keys_beside_a_context_are_read() -> None:
    document = {"@context": {"@vocab": "http://e/"}, **{f"p{number}": 1 for number in range(3_000)}}
    assert len(parsed(".jsonld", json.dumps(document)).triples) == 3_000


@pytest.mark.parametrize("container", ['"@graph"', '["@set", "@graph"]', '"@gr\\u0061ph"'])
@pytest.mark.parametrize("value", ['{"@list": [1]}', '[{"@set": []}]', "1"])
def test_keys_of_graphs_are_refused(container: str, value: str) -> None:
    text = f'{{"@context": {{"g": {{"@id": "http://e/g",\n "@container": {container}}}}}, "g": {value}}}'
    said = refusal(".jsonld", text)
    assert said == "a.jsonld:2:2: the file names graphs of its own; remove this, a dataset's folder is its graph"


@pytest.mark.parametrize("suffix", TURTLE_KIN)
def test_triple_terms_within_each_other_are_refused(suffix: str) -> None:
    start = "<http://e/s> <http://e/p> "
    said = refusal(suffix, start + ("<<( " + start) * DEEP + '"1"' + ")>>" * DEEP + " .")
    assert said.startswith(f"a{suffix}:1:27: more than 1,000 triple terms of RDF 1.2, which lq does not read")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("<http://e/s> <http://e/p> <<( <http://e/s> <http://e/p> 1 )>> .", 27),
        ("<< <http://e/s> <http://e/p> 1 >> <http://e/q> 2 .", 1),
        ("<http://e/s> <http://e/p> 1 {| <http://e/q> 2 |} .", 29),
        ("<http://e/s> <http://e/p> 1 ~ <http://e/r> .", 29),
    ],
)
def test_triple_terms_are_refused(text: str, column: int, tmp_path: Path) -> None:
    said = refusal(".ttl", text)
    assert said == f"a.ttl:1:{column}: a triple term of RDF 1.2; say it of a thing with an address of its own"
    path = tmp_path / "a.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"a triple term of RDF 1\.2"):
        read_columns(path)


@pytest.mark.parametrize(("opening", "closing"), [("[ <http://e/p> ", "]"), ("(", ")")], ids=["nodes", "lists"])
def test_turtle_of_whatever_depth_is_read(opening: str, closing: str) -> None:
    file = parsed(".ttl", f"<http://e/s> <http://e/p> {opening * 10_000}1{closing * 10_000} .")
    assert len(file.triples) > 10_000


@pytest.mark.parametrize("depth", [1_001, DEEP])
def test_xml_nested_too_deep_is_refused(depth: int) -> None:
    said = refusal(".rdf", xml("<e:A><e:p>" * depth + "</e:p></e:A>" * depth))
    assert said.startswith("a.rdf:2:4996: nested more than 1,000 levels deep; ")


def test_xml_of_a_thousand_levels_is_read() -> None:
    assert len(parsed(".rdf", xml("<e:A><e:p>" * 499 + "<e:A/>" + "</e:p></e:A>" * 499)).triples) == 2 * 499 + 1


def test_elements_of_very_many_attributes_are_refused() -> None:
    prefixes = " ".join(f'xmlns:p{number}="http://e/{number}"' for number in range(50_000))
    assert "more than 1,000 attributes and prefixes; " in refusal(".rdf", xml("", attributes=prefixes))


@pytest.mark.parametrize("suffix", ALL)
def test_texts_of_a_few_megabytes_are_read(suffix: str) -> None:
    assert len(parsed(suffix, one_text(suffix, "x" * 4_000_000)).triples) == 1


@pytest.mark.parametrize("suffix", [".ttl", ".jsonld"])
def test_texts_of_more_than_the_parser_holds_are_refused(suffix: str) -> None:
    said = refusal(suffix, one_text(suffix, "x" * 17_000_000))
    assert said.startswith(f"a{suffix}: one text, address or comment of more than 16 MiB; shorten it, ")


@pytest.mark.parametrize("suffix", ALL)
@pytest.mark.parametrize(("byte", "sign"), [(b"\xe5", ", in Windows-1252 the sign å"), (b"\x81", "")])
def test_bytes_that_are_no_utf_8_are_placed(suffix: str, byte: bytes, sign: str) -> None:
    content = b"\n" + one_text(suffix, "åxx").encode().replace(b"\\u00e5", "å".encode()).replace(b"xx", byte + b"x")
    said = refusal(suffix, content.lstrip() if suffix == ".rdf" else content)
    assert said.endswith(f": the byte 0x{byte.hex().upper()} here is not UTF-8{sign}; save the file as UTF-8")
    line = 2
    column = content.split(b"\n")[-2 if suffix == ".rdf" else -1].decode("cp1252", "replace").index("Ã¥") + 2
    assert said.startswith(f"a{suffix}:{line}:{column}: ")


@pytest.mark.parametrize("suffix", ALL)
def test_nul_bytes_are_placed(suffix: str) -> None:
    content = one_text(suffix, "x").encode() + b"\n  \x00"
    assert f"a{suffix}:{content.count(bytes([10])) + 1}:3: a NUL byte, which is in no text; remove it" == refusal(
        suffix, content
    )


@pytest.mark.parametrize("suffix", ALL)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_of_unicode_are_stated(suffix: str, encoding: str) -> None:
    said = refusal(suffix, one_text(suffix, "x").encode(encoding))
    assert said == f"a{suffix}:1:1: the text is in UTF-16; save it as UTF-8" or encoding == "utf-32"


def test_xml_that_says_that_it_is_in_another_encoding_is_refused() -> None:
    said = refusal(".rdf", xml(xml_text("x"), '<?xml version="1.0" encoding="ISO-8859-1"?>'))
    assert "; save it as UTF-8, and say so there" in said


@pytest.mark.parametrize("content", [b"", codecs.BOM_UTF8, b" \r\n\t", codecs.BOM_UTF8 + b"\n"])
def test_an_empty_file_says_nothing_or_is_none_of_its_kind(content: bytes) -> None:
    assert {len(parsed(suffix, content).triples) for suffix in TURTLE_KIN} == {0}
    for suffix in (".jsonld", ".rdf"):
        assert refusal(suffix, content).endswith(": the file is empty; remove it, or write what it is to say")


@pytest.mark.parametrize("suffix", ALL)
@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "an Excel workbook or another ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x1f\x8b\x08", "a file packed with gzip"),
        (b"<!DOCTYPE html>\n<html>", "a web page (HTML)"),
    ],
)
def test_what_is_named_as_another_kind_is_stated(suffix: str, start: bytes, kind: str) -> None:
    said = refusal(suffix, start + bytes(range(1, 256)))
    assert said.startswith(f"a{suffix}:1:1: it looks like {kind}, whatever its name; ")


@pytest.mark.parametrize(
    ("suffix", "text", "kind"),
    [
        (".ttl", xml(xml_text("x")), "RDF/XML"),
        (".nt", xml(xml_text("x"), '<?xml version="1.0"?>\n'), "RDF/XML"),
        (".ttl", '{"@id": "http://e/s"}', "JSON"),
        (".rdf", '[{"@id": "http://e/s"}]', "JSON"),
        (".jsonld", "# made up\n\n@prefix a: <http://e/> .", "Turtle"),
        (".rdf", "PREFIX a: <http://e/>", "Turtle"),
        (".nt", "@base <http://e/> .", "Turtle"),
    ],
)
def test_text_of_another_kind_is_stated(suffix: str, text: str, kind: str) -> None:
    said = refusal(suffix, text)
    assert f": it looks like {kind}, whatever its name; give it the ending of what it is" in said


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".ttl", "<http://e/s> <http://e/p> " + '"' * 2_000_001),
        (".ttl", "<" * 200_000),
        (".ttl", "#\n" * 200_000 + "x"),
        (".jsonld", '"' + '\\"' * 1_000_000),
        (".jsonld", '{"a":"' * 100_000),
        (".jsonld", '"@container":[' * 100_000),
        (".rdf", "<!--" + "x" * 5_000_000),
        (".rdf", "<a " * 1_000_000),
        (".rdf", " " * 1_000_000 + "x"),
    ],
    ids=range(9),
)
def test_time_is_bounded_where_nothing_ends(suffix: str, text: str) -> None:
    with pytest.raises(SourceError):
        parsed(suffix, text)
