"""Files that cannot be read are reported as findings, all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lq_graph.checking.finding import Severity
from lq_graph.checking.unreadable import in_language, unreadable_finding, unreadable_findings
from lq_graph.errors import Refusal, SourceError
from lq_graph.reading.position import Place
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.settings import Settings
from lq_graph.text import Texts

Write = Callable[[str, str], Path]
BROKEN = {
    "prefix.ttl": (
        "@prefix a: <https://example.org/> .\na:s lgs:p a:o .\n",
        "Lägg till @prefix lgs: <…> . eller använd ett",
    ),
    "relative.ttl": ("<a> <b> <c> .", "Skriv ut den, eller skriv den med ett prefix."),
    "end.ttl": ('<https://example.org/a> <https://example.org/b> "c', "Avsluta med punkt eller citattecken."),
    "predicate.ttl": ('<https://example.org/a> "b" "c" .', "Skriv en egenskap här, som lq:isPartOf"),
    "subject.ttl": ('"a" <https://example.org/b> "c" .', "Skriv adressen till en sak här"),
    "object.ttl": ("<https://example.org/a> <https://example.org/b> } .", "Skriv ett värde här: en adress"),
    "graph.trig": (
        "<https://example.org/g> { <https://example.org/a> <https://example.org/b> 1 }",
        "Ta bort namnen, mappen är datamängdens graf.",
    ),
    "context.jsonld": ('{"@context": "https://example.org/c", "a": 1}', "Skriv den i filen själv."),
    "kind.txt": ("", "Det läser .ttl"),
}


def fault(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_rdf_file(path)
    return caught.value


@pytest.mark.parametrize("name", BROKEN)
def test_the_reason_is_said_in_both_languages(name: str, write: Write) -> None:
    text, swedish = BROKEN[name]
    error = fault(write(name, text))
    finding = unreadable_finding(error)
    assert finding.fault.sv.startswith("Filen går inte att läsa: ")
    assert swedish in finding.message.sv
    reason, _, advice = error.reason.rstrip(".").partition("; ")
    assert finding.fault.en == f"The file cannot be read: {reason}."
    assert finding.message.en[1:] == f"{advice[1:]}."
    assert (finding.code, finding.severity) == ("unreadable-file", Severity.VIOLATION)


def test_the_place_is_where_reading_stopped(write: Write) -> None:
    path = write("bad.ttl", BROKEN["prefix.ttl"][0])
    assert unreadable_finding(fault(path)).position == Place(path, 2, 5)


def test_a_missing_file_has_no_place(tmp_path: Path) -> None:
    finding = unreadable_finding(fault(tmp_path / "nowhere.ttl"))
    assert (finding.position, finding.file) == (None, tmp_path / "nowhere.ttl")
    assert finding.fault.sv == "Filen går inte att läsa: den finns inte."


def test_an_unknown_reason_is_quoted() -> None:
    finding = unreadable_finding(SourceError(Path("a.ttl"), "strange."))
    assert finding.fault.sv == "Filen går inte att läsa: läsaren säger ”strange”."
    assert finding.message.en == "See that path and file are the right ones."


def test_all_files_that_cannot_be_read_are_found(settings: Settings, write: Write) -> None:
    first, second = write("c/a.ttl", "<a"), write("c/b.ttl", "<b")
    write("c/good.ttl", "")
    findings = unreadable_findings(fault(first), settings, [first.parent])
    assert [finding.file for finding in findings] == [first, second]


def test_a_project_that_cannot_be_listed_gives_the_first_alone(settings: Settings, tmp_path: Path) -> None:
    empty = replace(settings, root=tmp_path)
    error = SourceError(tmp_path / "data", "there is no such folder; a project has data/")
    assert [finding.file for finding in unreadable_findings(error, empty)] == [tmp_path / "data"]


def test_a_reason_is_given_in_one_language_with_its_place() -> None:
    quote = SourceError(Path("a.csv"), "a quote that none ends; end it, or double each quote within a text", 2, 3)
    refused = Refusal(
        Path("a.ods"), Texts("den är skyddad; ta bort lösenordet", "it is protected; remove the password")
    )
    assert [str(in_language(each, "en")) for each in (quote, refused)] == [str(quote), str(refused)]
    assert [str(in_language(each, "sv")) for each in (quote, refused)] == [
        "a.csv:2:3: ett citattecken har inget slut; avsluta det, eller skriv citattecken i text dubbelt",
        "a.ods: den är skyddad; ta bort lösenordet",
    ]
