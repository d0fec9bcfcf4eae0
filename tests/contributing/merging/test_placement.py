"""Each statement of an edit goes to the file where its thing is described, and what is removed goes everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from contributing.merging.datasets import DATA, FILES, by_file, described, edit, project, said
from contributing.turtle import NAMES
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.merging.contents import new_contents, project_with
from lq_graph.contributing.merging.described import DescribedThings
from lq_graph.contributing.merging.placement import DOCUMENT, READ_DATE, placed
from lq_graph.errors import MergeError
from lq_graph.names import LQ, SKOS
from lq_graph.triples.vocabulary import RDF_TYPE

THINGS = described()


def places(added: str = "", removed: str = "", dataset: str | None = None) -> dict[str, int]:
    """How many statements each file gains and loses."""
    plan = by_file(placed(edit(added, removed), THINGS, dataset))
    return {name: len(more) - len(less) for name, (more, less) in plan.items()}


def after(added: str, thing: str) -> str:
    """The key of the thing after which a new one comes."""
    new = NamedNode(NAMES.base + thing)
    (found,) = [each.after[new] for each in placed(edit(added), THINGS).values() if new in each.after]
    assert isinstance(found, NamedNode)
    return found.value.rpartition("/")[2]


def test_a_statement_goes_where_the_class_of_its_thing_is_stated() -> None:
    assert places('plan:b skos:note "Ny"@sv .') == {"plans/plans.ttl": 1}
    assert places('plan:a skos:note "Ny"@sv .') == {"plans/plans.ttl": 1}  # not to the readings of it
    assert places("body:us skos:note 1 .") == {"readings/links.ttl": 1}  # which alone say what it is


def test_a_statement_is_removed_from_every_file_that_has_it() -> None:
    assert places(removed="plan:a lq:addresses goal:1 .") == {"plans/plans.ttl": -1, "readings/links.ttl": -1}


def test_a_value_that_replaces_another_goes_where_that_one_stood() -> None:
    plan = by_file(placed(edit('goal:1 skos:prefLabel "Etta"@sv .', 'goal:1 skos:prefLabel "Ett"@sv .'), THINGS))
    assert plan == {
        "names/goals.ttl": ([*said('goal:1 skos:prefLabel "Etta"@sv .')], {*said('goal:1 skos:prefLabel "Ett"@sv .')})
    }
    assert places('goal:1 skos:prefLabel "Uno"@it .', 'goal:1 skos:prefLabel "Ett"@sv .') == {
        "names/goals.ttl": -1,
        "goals/goals.ttl": 1,
    }


def test_a_new_thing_comes_after_the_one_that_is_most_alike() -> None:
    new = "plan:new a lq:Plan ; lq:addresses goal:{} ; dcterms:source <http://page.example/a> ."
    assert after(new.format(1), "id/plan/new") == "a"
    assert after(new.format(2), "id/plan/new") == "c"  # the last of equals
    assert after(new.format(3), "id/plan/new") == "old"
    assert places(new.format(3)) == {"plans/old-plans.ttl": 3}
    assert after("plan:new a lq:Plan .", "id/plan/new") == "c"  # in the file with most of them
    assert places('goal:9 a lq:Goal ; skos:prefLabel "Nine"@en .') == {"goals/goals.ttl": 2}


def test_a_new_thing_goes_beside_those_whose_values_the_same_file_describes() -> None:
    files = {
        **FILES,
        "goals/measures.ttl": "<https://example.org/id/measure/1> a lq:Measure ; lq:isPartOf plan:old .",
        "plans/measures.ttl": "<https://example.org/id/measure/2> a lq:Measure ; lq:isPartOf plan:a .",
    }
    for part_of, name in (("c", "plans/measures.ttl"), ("old", "goals/measures.ttl")):
        new = edit(f"<https://example.org/id/measure/3> a lq:Measure ; lq:isPartOf plan:{part_of} .")
        assert list(by_file(placed(new, described(files)))) == [name]


def test_a_reading_goes_to_a_dataset_of_readings_and_nothing_else_does() -> None:
    link = "<https://example.org/id/contribution-link/b> a lq:ContributionLink ; lq:linksFrom plan:a ; lq:{} goal:1 ."
    assert places(link.format("interpretsContributionTo")) == {"readings/links.ttl": 3}
    assert places(link.format("statesContributionTo")) == {"goals/contribution-link.ttl": 3}


def test_a_new_body_does_not_go_to_the_readings_though_others_of_its_class_are_there() -> None:
    with pytest.raises(MergeError, match="--dataset"):
        places("body:new a lq:Body .")
    assert places("body:new a lq:Body .", dataset="plans") == {"plans/body.ttl": 1}


def test_a_thing_of_a_new_class_goes_to_the_dataset_of_what_it_refers_to() -> None:
    added = "<https://example.org/id/decision/x> a lq:Decision ; lq:adopts plan:a, plan:b ; lq:decidesOn goal:1 ."
    assert places(added) == {"plans/decision.ttl": 4}


def test_new_things_that_refer_to_each_other_go_together_in_any_order() -> None:
    added = (
        '<https://example.org/id/duty/x> a lq:Duty ; skos:prefLabel "X"@sv .'
        "<https://example.org/id/measure/x> a lq:Measure ; lq:involves <https://example.org/id/duty/x> ;"
        " lq:isPartOf plan:a ."
    )
    assert places(added) == {"plans/duty.ttl": 2, "plans/measure.ttl": 3}


def test_what_is_stated_of_a_thing_without_its_class_goes_where_most_of_it_is_stated() -> None:
    files = {**FILES, "names/goals.ttl": "goal:7 lq:shortLabel 'Sju'@sv ."}
    plan = placed(edit("goal:7 skos:note 1 ."), described(files))
    assert [path.relative_to(DATA).as_posix() for path in plan] == ["names/goals.ttl"]


def test_the_dataset_of_new_things_can_be_named() -> None:
    assert places("goal:9 a lq:Goal .", dataset="plans") == {"plans/goal.ttl": 1}
    assert places("goal:9 a lq:Goal . plan:b skos:note 1 .", dataset="goals") == {
        "goals/goals.ttl": 1,
        "plans/plans.ttl": 1,
    }


def test_a_dataset_that_is_not_clear_or_not_there_is_asked_for_in_both_languages() -> None:
    with pytest.raises(MergeError) as unclear:
        places("<https://example.org/id/duty/x> a lq:Duty .")
    assert unclear.value.texts.sv.startswith("id/duty/x: det framgår inte vilken datamängd")
    assert "plans, goals, names, readings, titles" in unclear.value.texts.en
    with pytest.raises(MergeError, match="no dataset “plan”"):
        places("goal:9 a lq:Goal .", dataset="plan")


# Sources.


def test_a_new_source_is_described_in_each_dataset_that_cites_it() -> None:
    source = '<http://page.example/new> a foaf:Document ; lq:readDate "2031-05-05"^^xsd:date .'
    cited = "plan:b dcterms:source <http://page.example/new> . goal:1 dcterms:source <http://page.example/new> ."
    plan = by_file(placed(edit(source + cited), THINGS))
    assert {name: len(more) for name, (more, _) in plan.items()} == {
        "plans/plans.ttl": 1,
        "goals/goals.ttl": 1,
        "plans/sources.ttl": 2,
        "goals/sources.ttl": 2,
    }
    assert set(plan["goals/sources.ttl"][0]) == set(said(source))


def test_a_source_that_only_another_dataset_describes_is_described_with_the_days_known_there() -> None:
    plan = by_file(placed(edit("plan:b dcterms:source <http://page.example/goals> ."), THINGS))
    assert set(plan["plans/sources.ttl"][0]) == set(said(FILES["goals/sources.ttl"]))


def test_a_known_source_gets_one_more_day_where_a_changed_thing_cites_it() -> None:
    day = '<http://page.example/a> lq:readDate "2031-06-06"^^xsd:date .'
    assert places(f"plan:b skos:note 1 . {day}") == {"plans/plans.ttl": 1, "plans/sources.ttl": 1}
    assert places(day) == {"plans/sources.ttl": 1}  # also if nothing else changes


def test_the_title_of_a_source_goes_where_titles_are() -> None:
    added = (
        'plan:b dcterms:source <http://page.example/new> . <http://page.example/new> dcterms:title "Ny"@sv ;'
        ' a foaf:Document ; lq:readDate "2031-05-05"^^xsd:date .'
    )
    plan = by_file(placed(edit(added), THINGS))
    assert len(plan["plans/sources.ttl"][0]) == 2
    assert set(plan["titles/sources.ttl"][0]) == set(
        said('<http://page.example/new> a foaf:Document ; dcterms:title "Ny"@sv .')
    )


def test_a_dataset_without_sources_gets_a_file_for_them() -> None:
    added = (
        'goal:1 skos:prefLabel "Etta"@sv ; dcterms:source <http://page.example/new> .'
        '<http://page.example/new> a foaf:Document ; lq:readDate "2031-05-05"^^xsd:date .'
    )
    files = {name: text for name, text in FILES.items() if name != "goals/sources.ttl"}
    plan = by_file(placed(edit(added), described(files)))
    assert "goals/sources.ttl" in plan


# Any edit.

SUBJECTS = st.sampled_from(["plan/a", "plan/new", "goal/1", "goal/9", "body/us"]).map(
    lambda key: NamedNode(f"{NAMES.base}id/{key}")
)
PAGES = st.sampled_from(["http://page.example/a", "http://page.example/new"]).map(NamedNode)
STATEMENTS = st.one_of(
    st.builds(Triple, SUBJECTS, st.just(NamedNode(f"{LQ}addresses")), SUBJECTS),
    st.builds(Triple, SUBJECTS, st.just(NamedNode(f"{SKOS}note")), st.sampled_from([Literal("x"), Literal("y")])),
    st.builds(Triple, SUBJECTS, st.just(NamedNode("http://purl.org/dc/terms/source")), PAGES),
    st.builds(Triple, PAGES, st.just(READ_DATE), st.sampled_from([Literal("2031-01-01"), Literal("2031-09-09")])),
)
CLASSES = said("plan:new a lq:Plan . goal:9 a lq:Goal . <http://page.example/new> a foaf:Document .")
PROJECT = project()
STATED = sorted(PROJECT.data.merged(), key=str)


@settings(max_examples=40)
@given(st.lists(STATEMENTS, max_size=8), st.lists(st.sampled_from(STATED), max_size=8))
def test_the_files_state_together_what_the_edit_makes_of_them(added: list[Triple], removed: list[Triple]) -> None:
    kept = [triple for triple in removed if triple.predicate != RDF_TYPE]
    wanted = (PROJECT.data.merged() - set(kept)).union(added, CLASSES)
    plan = placed(Edit((*CLASSES, *added), frozenset(kept) - set(added)), DescribedThings(PROJECT))
    found = project_with(PROJECT, new_contents(plan, PROJECT)).data.merged()
    assert wanted <= found
    assert all(each.predicate in (RDF_TYPE, READ_DATE) for each in found - wanted)
    assert all(each.object == DOCUMENT for each in found - wanted if each.predicate == RDF_TYPE)


def test_blank_nodes_go_to_the_file_of_the_thing_that_has_them() -> None:
    """Their labels hold within a file alone."""
    added = edit(
        "plan:new a lq:Plan ; lq:addresses goal:1 ; lq:p [ a lq:Goal ; lq:q [ lq:r 1 ] , ( 1 2 ) ] ."
        "goal:1 lq:p [ lq:r 2 ] ."
    )
    placed_in = {name: len(each) for name, (each, _) in by_file(placed(added, described())).items()}
    assert placed_in == {"plans/plans.ttl": 11, "goals/goals.ttl": 2}


def test_a_source_is_not_described_among_the_files_of_contributions() -> None:
    record = "".join(f"<http://page.example/file-{number}> a foaf:Document ." for number in range(9))
    things = described({**FILES, "plans/contributions.ttl": record, "goals/contributions.ttl": record})
    added = edit("plan:a dcterms:source <http://page.example/c> . <http://page.example/c> a foaf:Document .")
    plan = by_file(placed(added, things))
    assert {name: len(more) for name, (more, _) in plan.items()} == {"plans/plans.ttl": 1, "plans/sources.ttl": 1}
