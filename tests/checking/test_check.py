"""A contribution is checked together with the project, and only its own findings are reported."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.check import Checked, Contribution, check_project
from lq_graph.checking.finding import Finding, Severity
from lq_graph.names import SKOS
from lq_graph.reading.position import Place
from lq_graph.reading.project import read_project
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.settings import Settings
from lq_graph.text import Texts

FILE = Path("contribution.ttl")
HEAD = """# Made-up data.
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/livskvalitet/id/> .
"""
SOURCE = '<https://example.org/s> a <http://xmlns.com/foaf/0.1/Document> ; lq:readDate "2026-11-23"^^xsd:date .\n'
PLAN = """<plan/{key}> a lq:Plan ; skos:prefLabel "{sv}"@sv, "{en}"@en ; lq:appliesTo <municipality/helsingborg> ;
    lq:validFrom "2016"^^xsd:gYear ; dcterms:source <https://example.org/s> .
"""


def plan(key: str, sv: str = "Påhittad", en: str = "Made up") -> str:
    return HEAD + SOURCE + PLAN.format(key=key, sv=sv, en=en)


def contributed(settings: Settings, text: str, read: tuple[Finding, ...] = ()) -> Checked:
    document = parse_rdf(FILE, text.encode())
    contribution = Contribution((document,), read, read_project(settings).replaced_by([document]))
    return check_project(settings, contribution=contribution, today=date.today())


def codes(checked: Checked) -> list[str]:
    return [finding.code for finding in checked.findings]


def test_a_good_contribution_has_no_finding(settings: Settings) -> None:
    assert codes(contributed(settings, plan("alldeles-ny"))) == []


def test_a_thing_that_a_dataset_describes_is_described_twice_by_a_file_with_little_in_common(
    settings: Settings,
) -> None:
    text = plan("avfallsplan-2016-2020", "Avfallsplan i ny form", "Waste plan in a new form")
    assert "two-datasets-define-thing" in codes(contributed(settings, text))


def test_a_changed_copy_of_a_file_replaces_it(settings: Settings) -> None:
    path = settings.data / "helsingborg-documents" / "plans.ttl"
    text = path.read_text(encoding="utf-8").replace('"Avfallsplan 2016–2020"', '"Avfallsplan i ny form"')
    text = re.sub(r"    skos:editorialNote\n.*?(?=    dcterms:source)", "", text, flags=re.DOTALL)
    anew = contributed(settings, text)
    assert codes(anew) == []
    thing = NamedNode("https://w3id.org/livskvalitet/id/plan/avfallsplan-2016-2020")
    stated = [each for each in anew.project.data.merged() if each.subject == thing]
    names = [each.object for each in stated if each.predicate == NamedNode(f"{SKOS}prefLabel")]
    assert Literal("Avfallsplan i ny form", language="sv") in names
    assert len(names) == 2
    assert not [each for each in stated if each.predicate == NamedNode(f"{SKOS}editorialNote")]


def test_what_a_reader_found_is_reported_with_the_rest(settings: Settings) -> None:
    words = Texts("Fel.", "Wrong.")
    read = Finding(Severity.WARNING, "column-unknown", words, words, position=Place(FILE, 1, 1), origin="reader")
    assert codes(contributed(settings, plan("alldeles-ny"), read=(read,))) == ["column-unknown"]


def test_a_wrong_choice_is_found_on_the_choice_although_a_range_would_make_it_right(settings: Settings) -> None:
    text = plan("alldeles-ny").replace("<municipality/helsingborg>", "<direction/allas-delaktighet>")
    (finding,) = contributed(settings, text).findings
    assert (finding.code, str(finding.position)) == ("ChainElement-appliesTo", "contribution.ttl:8:90")


def test_a_thing_of_others_that_a_contribution_makes_contradict_itself_is_found_where_that_is_said(
    settings: Settings,
) -> None:
    text = f"{HEAD}<direction/allas-delaktighet> a lq:Goal .\n"
    assert "contradiction" in codes(contributed(settings, text))
    (finding,) = contributed(settings, f"{HEAD}<priority/lika> lq:hasOwner <direction/varmt-valkomnande> .\n").findings[
        :1
    ]
    assert finding.position is not None
