"""Rows on things that end, are removed, are renamed or merge, read against the data of the project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.check import Checked
from lq_graph.contributing.contribution import ContributionReader, ReadContribution, contribution_reader
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.names import DCTERMS, LQ, SKOS, XSD
from lq_graph.reading.position import Place

ID = "https://w3id.org/livskvalitet/id/"
HEADERS = ("Vad som ändras", "Vad som händer", "Sista dag", "Ersätts av", "Nytt namn på svenska", "Skäl")
FIRST, SECOND = (NamedNode(f"{ID}department/{key}") for key in ("miljoforvaltningen", "stadsbyggnadsforvaltningen"))
LAST_DAY, REPLACES = NamedNode(f"{LQ}validThrough"), NamedNode(f"{DCTERMS}replaces")
NAME, OTHER_NAME = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{SKOS}altLabel")
DAY = Literal("2025-12-31", datatype=NamedNode(f"{XSD}date"))


@pytest.fixture(scope="module", name="reader")
def _reader(checked: Checked) -> ContributionReader:
    return contribution_reader(checked.project, project_forms(checked.project))


def read(reader: ContributionReader, *rows: Sequence[str]) -> ReadContribution:
    text = "\r\n".join(";".join(cells) for cells in (HEADERS, *rows))
    return reader.read([(Path("ändringar.csv"), text.encode())])


def found(contribution: ReadContribution) -> list[tuple[str, int]]:
    places = ((each.code, each.position) for each in contribution.findings)
    return [(code, place.column) for code, place in places if isinstance(place, Place)]


def test_what_ends_has_a_last_day_and_its_successor_replaces_it(reader: ContributionReader) -> None:
    changed = read(reader, ("Miljöförvaltningen", "upphör", "2025-12-31", SECOND.value, "", ""))
    assert found(changed) == []
    assert set(changed.edit.added) == {Triple(FIRST, LAST_DAY, DAY), Triple(SECOND, REPLACES, FIRST)}
    assert changed.edit.removed == frozenset()


def test_bodies_that_merge_are_both_replaced_by_the_same_one(reader: ContributionReader) -> None:
    third = NamedNode(f"{ID}department/arbetsmarknadsforvaltningen")
    rows = [(each.value, "går upp i", "2025-12-31", third.value, "", "") for each in (FIRST, SECOND)]
    added = set(read(reader, *rows).edit.added)
    assert {Triple(third, REPLACES, FIRST), Triple(third, REPLACES, SECOND)} <= added


def test_what_is_renamed_keeps_its_old_name(reader: ContributionReader) -> None:
    changed = read(reader, ("id/department/miljoforvaltningen", "byter namn", "", "", "Klimatförvaltningen", ""))
    old, new = (Literal(name, language="sv") for name in ("Miljöförvaltningen", "Klimatförvaltningen"))
    assert set(changed.edit.added) == {Triple(FIRST, NAME, new), Triple(FIRST, OTHER_NAME, old)}
    assert changed.edit.removed == {Triple(FIRST, NAME, old)}


def test_a_link_is_removed_with_all_that_is_stated_of_it_and_its_reason_is_kept(reader: ContributionReader) -> None:
    stated = reader.project.data.merged()
    link = next(each.subject for each in sorted(stated, key=str) if each.predicate.value == f"{LQ}hasLinkKind")
    assert isinstance(link, NamedNode)
    changed = read(reader, (link.value, "tas bort", "", "", "", "Planen gäller inte längre"))
    assert found(changed) == []
    assert changed.edit.added == ()
    assert changed.edit.removed == {each for each in stated if each.subject == link}
    assert changed.reasons == ("Planen gäller inte längre",)


def test_what_others_refer_to_is_not_removed_until_they_are(reader: ContributionReader) -> None:
    row = ("Miljöförvaltningen", "tas bort", "", "", "", "Prov")
    changed = read(reader, row)
    assert found(changed) == [("thing-is-used", 1)]
    assert "Avfallsplan 2016–2020" in changed.findings[0].fault.sv
    moved = read(reader, (*row[:3], "Stadsbyggnadsförvaltningen", *row[4:]))
    assert found(moved) == []
    assert all(each.object != FIRST for each in reader.project.data.merged() - moved.edit.removed)
    assert SECOND in {each.object for each in moved.edit.added}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Miljöförvaltningen", "upphör", "", "", "", ""), [("change-lacks", 27)]),
        (("Miljöförvaltningen", "tas bort", "", "", "", ""), [("change-lacks", 32)]),
        (("Miljöförvaltningen", "upphö", "2025", "", "", ""), [("change-unknown", 20)]),
        (("", "upphör", "2025", "", "", ""), [("change-lacks", 1)]),
        (("https://example.org/x", "upphör", "2025", "", "", ""), [("thing-unknown", 1)]),
        (("Miljöförvaltningen", "upphör", "snart", "", "", ""), [("cell-not-a-day", 27)]),
    ],
)
def test_what_a_row_lacks_is_found_in_its_cell(
    reader: ContributionReader, row: Sequence[str], expected: list[tuple[str, int]]
) -> None:
    changed = read(reader, row)
    assert found(changed) == expected
    assert not changed.edit


def test_a_near_word_is_suggested(reader: ContributionReader) -> None:
    (finding,) = read(reader, ("Miljöförvaltningen", "upphö", "2025", "", "", "")).findings
    assert finding.suggestion is not None
    assert finding.suggestion.sv == "upphör"


def test_two_files_that_contradict_each_other_are_found(reader: ContributionReader) -> None:
    files = [
        (Path(f"{name}.csv"), f"id;Gäller till och med\r\nid/plan/avfallsplan-2016-2020;{day}\r\n".encode())
        for name, day in (("en", "2021"), ("annan", "2022"))
    ]
    found = reader.read(files, reader.forms["plan"])
    assert [(each.code, each.position.file.name) for each in found.findings if each.position] == [
        ("cell-says-otherwise", "annan.csv")
    ]
    assert "en.csv, 2:31" in found.findings[0].fault.sv
    same = reader.read([files[0], (Path("samma.csv"), files[0][1])], reader.forms["plan"])
    assert same.findings == ()


def test_what_is_removed_and_changed_together_is_found(reader: ContributionReader) -> None:
    """Else all that is left of it would be the change: a thing without class and name."""
    link = "id/contribution-link/livskvalitetsprogrammet--miljomalen"
    removed = (link, "tas bort", "", "", "", "Prov")
    assert found(read(reader, removed)) == []
    assert found(read(reader, removed, (link, "upphör", "2025-12-31", "", "", ""))) == [("thing-is-removed", 65)]
    turtle = f'<{ID[:-3]}{link}> <{SKOS}note> "Prov"@sv .'
    text = "\n".join(";".join(cells) for cells in (HEADERS, removed))
    both = reader.read([(Path("a.ttl"), turtle.encode()), (Path("b.csv"), text.encode())])
    (finding,) = both.findings
    assert (finding.code, finding.files[0].name) == ("thing-is-removed", "a.ttl")
    assert "b.csv" in finding.fault.sv


def test_what_is_removed_with_what_it_refers_to_is_not_stated_anew(reader: ContributionReader) -> None:
    plan = ("id/plan/trafikplan-2017", "tas bort", "", "id/plan/cykelplan-2017-2023", "", "Prov")
    decision = "id/decision/stadsbyggnadsnamnden-2017-06-15-trafikplan-2017"
    changed = read(reader, plan, (decision, "tas bort", "", "", "", "Prov"))
    assert found(changed) == []
    assert NamedNode(ID[:-3] + decision) not in {each.subject for each in changed.edit.added}


@pytest.mark.parametrize("text", ["Trafikplan 2017", "id/plan/finns-inte"])
def test_what_is_not_published_cannot_be_changed_and_need_not_be_described(
    reader: ContributionReader, text: str
) -> None:
    (finding,) = read(reader, (text, "tas bort", "", "", "", "Prov")).findings
    assert finding.code == "thing-unknown"
    assert finding.fault.sv == f"”{text}” finns inte bland det som är publicerat."
    assert finding.message.sv.startswith("Skriv namnet som det står i exporten")


def test_what_is_renamed_goes_by_both_names_in_other_files(reader: ContributionReader) -> None:
    row = ("Miljöförvaltningen", "byter namn", "", "", "Klimatförvaltningen", "")
    changes = "\n".join(";".join(cells) for cells in (HEADERS, row))
    for name in ("Klimatförvaltningen", "Miljöförvaltningen"):
        keys = "id;Plan-validFrom;ChainElement-isResponsibilityOf#1"
        plans = f"{keys}\nid/plan/klimat-och-energiplan-2025-2030;2025;{name}\n"
        files = [(Path("a.csv"), plans.encode()), (Path("b.csv"), changes.encode())]
        both = reader.read(files)
        assert "cell-not-in-list" not in {each.code for each in both.findings}
        responsible = [each.object for each in both.edit.added if each.predicate.value.endswith("isResponsibilityOf")]
        assert responsible == [FIRST]
