"""A thing that moved to another address is told as that, with what else changed of it; what names it did not change."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from lq_graph.changes.compare import Kind, State, compare
from lq_graph.changes.description import describe
from lq_graph.changes.formats import text_of
from lq_graph.changes.moves import moved, moves_between
from lq_graph.names import Names
from lq_graph.triples.dataset import Dataset, Triples

HEAD = "@prefix : <https://example.org/id/> . @prefix v: <https://example.org/v#> ."
PLANS = """
:a a v:Plan ; v:name "Trafikplan"@sv ; v:from 2017 ; v:for :city ; v:note [ v:text "ja" ] .
:b a v:Plan ; v:name "Avfallsplan"@sv ; v:from 2016 ; v:for :city .
:d a v:Decision ; v:adopts :a ; v:day 3 .
"""


def triples(text: str) -> Triples:
    return frozenset(quad.triple for quad in parse(f"{HEAD}{text}".encode(), format=RdfFormat.TURTLE))


def name(key: str) -> NamedNode:
    return NamedNode(f"https://example.org/id/{key}")


def told(old: str, new: str) -> str:
    changes = compare(State(Dataset({"": triples(old)})), State(Dataset({"": triples(new)})))
    return text_of(describe(changes, Names("https://example.org/"), "sv"))


def test_a_new_address_is_one_line_and_what_names_the_thing_did_not_change() -> None:
    text = told(PLANS, PLANS.replace(":a ", ":x "))
    assert text.startswith("0 saker tillkom, 1 ändrades, varav 1 bytte adress, 0 togs bort\n")
    assert "<id/a → id/x>" in text
    assert len(text.splitlines()) == 4


def test_what_else_changed_of_it_is_told_with_it() -> None:
    text = told(PLANS, PLANS.replace(":a ", ":x ").replace("2017", "2018"))
    assert "<id/a → id/x>" in text
    assert text.splitlines()[-1].endswith(": 2017 → 2018")


TRAFFIC = ':a a v:Plan ; v:name "Trafikplan"@sv ; v:from 2017 ; v:for :city'


@pytest.mark.parametrize(
    "instead",
    [
        TRAFFIC.replace(":a ", ":x ").replace("v:Plan", "v:Programme"),
        TRAFFIC.replace(":a ", ":x ").replace("Trafik", "Skogs").replace("2017", "2030"),
        TRAFFIC.replace(":a ", ":x ") + " . " + TRAFFIC,
    ],
    ids=["another class", "most of it is other", "the old one is still there"],
)
def test_another_thing_did_not_move(instead: str) -> None:
    assert TRAFFIC in PLANS
    new = PLANS.replace(TRAFFIC, instead)
    assert moves_between(triples(PLANS), triples(new)) == {}
    assert "bytte adress" not in told(PLANS, new)


def test_of_two_alike_the_liker_one_moved() -> None:
    twin = ':e a v:Plan ; v:name "Trafikplan"@sv ; v:from 2017 ; v:for :city ; v:more 1 , 2 .'
    after = PLANS.replace(":a ", ":x ") + twin.replace(":e", ":y")
    assert moves_between(triples(PLANS + twin), triples(after)) == {name("a"): name("x"), name("e"): name("y")}


def test_a_thing_that_moved_counts_as_changed_and_the_others_keep_their_kind() -> None:
    new = PLANS.replace(":a ", ":x ") + ":n a v:Goal ; v:name 1 ."
    changes = compare(State(Dataset({"": triples(PLANS)})), State(Dataset({"": triples(new)})))
    assert [(each.thing, each.kind, each.was) for each in changes.things] == [
        (name("n"), Kind.ADDED, None),
        (name("x"), Kind.CHANGED, name("a")),
    ]
    assert (changes.moved, changes.number(Kind.CHANGED)) == (1, 1)


def test_triples_move_in_subject_and_object() -> None:
    p = name("p")
    assert moved([Triple(name("a"), p, name("a"))], {name("a"): name("x")}) == {Triple(name("x"), p, name("x"))}
