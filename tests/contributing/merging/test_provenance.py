"""Each dataset that a contribution changes records it, and nobody's name."""

from __future__ import annotations

from datetime import date

import pytest

from contributing.merging.datasets import DATA, FILES, by_file, described, edit, project, said
from contributing.turtle import NAMES
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.merging.contents import new_contents
from lq_graph.contributing.merging.placement import FileEdit, Plan, placed
from lq_graph.contributing.merging.provenance import Origin, sha256, with_provenance
from lq_graph.errors import MergeError

FILE = sha256(b"a workbook")
ORIGIN = Origin(f"{NAMES.base}id/body/us", date(2031, 5, 6), (FILE,))
THINGS = described()


def recorded(changes: Edit, origin: Origin = ORIGIN) -> dict[str, tuple[list[object], set[object]]]:
    plan = with_provenance(placed(changes, THINGS), THINGS, origin)
    return {name: (list(more), set(less)) for name, (more, less) in by_file(plan).items()}


def test_each_changed_dataset_says_which_contribution_changed_it_by_whom_when_and_from_which_file() -> None:
    plan = recorded(edit("plan:a skos:note 1 . goal:1 skos:note 2 ."))
    key = f"2031-05-06-{FILE[:12]}"
    for dataset in ("plans", "goals"):
        added, _ = plan[f"{dataset}/contributions.ttl"]
        assert set(added) == set(
            said(f"""
            <https://example.org/id/contribution/{key}> a prov:Activity ;
                skos:prefLabel "Bidrag {key}"@sv, "Contribution {key}"@en ;
                dcterms:date "2031-05-06"^^xsd:date ; prov:wasAssociatedWith body:us ;
                prov:influenced graph:{dataset} ;
                prov:used <https://example.org/id/document/sha-256-{FILE}> ;
                dcterms:source <https://example.org/id/document/sha-256-{FILE}> .
            <https://example.org/id/document/sha-256-{FILE}> a foaf:Document ;
                dcterms:title "Inskickad fil {FILE[:12]}"@sv, "Contributed file {FILE[:12]}"@en ;
                lq:readDate "2031-05-06"^^xsd:date .
            """)
        )
    assert not {name for name in plan if name.startswith(("names", "readings", "titles"))}


def test_the_record_of_a_changed_dataset_has_the_day() -> None:
    plan = recorded(edit("plan:a skos:note 1 ."))
    assert plan["plans/dataset.ttl"] == (
        [*said('graph:plans dcterms:modified "2031-05-06"^^xsd:date .')],
        {*said('graph:plans dcterms:modified "2031-01-01"^^xsd:date .')},
    )


def test_a_day_that_is_not_earlier_stays() -> None:
    assert "plans/dataset.ttl" not in recorded(
        edit("plan:a skos:note 1 ."), Origin(ORIGIN.body, date(2030, 1, 1), (FILE,))
    )
    given = edit(
        'graph:plans dcterms:modified "2032-01-01"^^xsd:date .', 'graph:plans dcterms:modified "2031-01-01"^^xsd:date .'
    )
    assert recorded(given)["plans/dataset.ttl"][0] == list(given.added)


def test_several_files_are_one_contribution_whose_key_does_not_depend_on_their_order() -> None:
    one, other = (Origin(ORIGIN.body, ORIGIN.day, files) for files in ((FILE, "0" * 64), ("0" * 64, FILE)))
    assert one.key == other.key != ORIGIN.key
    added, _ = recorded(edit("plan:a skos:note 1 ."), one)["plans/contributions.ttl"]
    assert {*said(f"<https://example.org/id/document/sha-256-{'0' * 64}> a foaf:Document .")} < set(added)


def test_a_reason_is_recorded_in_its_language() -> None:
    origin = Origin(ORIGIN.body, ORIGIN.day, ORIGIN.files, "Årets värden.", "sv")
    added, _ = recorded(edit("plan:a skos:note 1 ."), origin)["plans/contributions.ttl"]
    reason = f'<https://example.org/id/contribution/{origin.key}> dcterms:description "Årets värden."@sv .'
    assert set(said(reason)) < set(added)


# The contents that follow.


def test_a_file_in_which_nothing_is_left_goes() -> None:
    city = project()
    contents = new_contents(placed(edit(removed=FILES["names/goals.ttl"]), THINGS), city)
    assert contents == {DATA / "names/goals.ttl": None}


def test_a_file_that_says_the_same_afterwards_is_no_change() -> None:
    plan: Plan = {DATA / "names/goals.ttl": FileEdit()}
    city = project()
    first = new_contents(plan, city)  # it was not canonical
    assert list(first) == [DATA / "names/goals.ttl"]


def test_a_file_of_another_syntax_is_refused() -> None:
    with pytest.raises(MergeError) as refused:
        new_contents({DATA / "plans/plans.jsonld": FileEdit(list(said("plan:a skos:note 1 .")))}, project())
    assert "är inte Turtle" in refused.value.texts.sv
