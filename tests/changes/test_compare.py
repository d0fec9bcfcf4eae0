"""Only statements count, and each change belongs to its thing."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Triple

from changes.states import file, graph, state
from lq_graph.changes.compare import IN_DATASET, Changes, Kind, State, changes_between, compare
from lq_graph.errors import EngineError
from lq_graph.triples.dataset import Dataset


def told(changes: Changes) -> list[tuple[str, str, list[tuple[object, ...]]]]:
    """Every change as plain texts, less the start of the addresses."""
    return [
        (
            str(each.thing).strip("<>").removeprefix("https://example.org/"),
            each.kind.value,
            [
                (one.predicate.value[20:], *(_texts(terms) for terms in (one.removed, one.added)))
                for one in each.properties
            ],
        )
        for each in changes.things
    ]


def _texts(terms: tuple[object, ...]) -> list[str]:
    return [str(term).replace("https://example.org/", "") for term in terms]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (":a :p 1, 2 ; :q :b .", "# a comment\n\n:a :q :b .\n:a :p 2 .   :a :p 1 ."),
        (":a :p [ :q 1 ] , [ :q 2 ] .", ":a :p _:x , _:y . _:x :q 2 . _:y :q 1 ."),
        (":a :p ( 1 2 3 ) .", ":a :p ( 1 2 3 ) ."),
        ("", ""),
    ],
)
def test_order_format_and_labels_of_blank_nodes_do_not_count(old: str, new: str) -> None:
    assert compare(file(old), file(new)).things == ()


def test_things_come_change_and_go() -> None:
    changes = compare(file(":gone :p 1 . :kept :p 1 ; :q 1 ."), file(":kept :p 2 ; :q 1 . :new :p 1 ."))
    assert told(changes) == [
        ("gone", "removed", [("p", ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>'], [])]),
        ("kept", "changed", [("p", _integers(1), _integers(2))]),
        ("new", "added", [("p", [], _integers(1))]),
    ]
    assert [changes.number(kind) for kind in Kind] == [1, 1, 1]


def _integers(*numbers: int) -> list[str]:
    return [f'"{number}"^^<http://www.w3.org/2001/XMLSchema#integer>' for number in numbers]


@pytest.mark.parametrize(("old", "new"), [('"1"', "1"), ("1", "01"), ('"a"@sv', '"a"@en'), ('"a"@sv', '"a"')])
def test_the_exact_form_of_a_value_counts(old: str, new: str) -> None:
    assert len(compare(file(f":a :p {old} ."), file(f":a :p {new} .")).things) == 1


def test_a_change_inside_a_blank_node_is_told_of_the_thing_that_has_it() -> None:
    changes = compare(file(":a :p [ :q [ :r 1 ] ] ; :s 1 ."), file(":a :p [ :q [ :r 2 ] ] ; :s 1 ."))
    assert [(str(each.thing), each.kind, len(each.properties)) for each in changes.things] == [
        ("<https://example.org/a>", Kind.CHANGED, 1)
    ]


def test_a_change_in_one_blank_node_leaves_the_others_alone() -> None:
    many = " ".join(f":thing{number} :p [ :q {number} ] ." for number in range(20))
    changes = compare(file(many), file(many.replace("[ :q 0 ]", "[ :q 99 ]")))
    assert [str(each.thing) for each in changes.things] == ["<https://example.org/thing0>"]


def test_a_blank_node_that_belongs_to_nobody_is_a_thing() -> None:
    changes = compare(file(""), file("[] :p 1 . _:a :next _:b . _:b :next _:a ."))
    assert [each.kind for each in changes.things] == [Kind.ADDED, Kind.ADDED]


def test_twice_the_same_blank_node_is_not_once() -> None:
    changes = compare(file(":a :p [ :q 1 ] ."), file(":a :p [ :q 1 ], [ :q 1 ] ."))
    assert [(len(each.properties), len(each.properties[0].added)) for each in changes.things] == [(1, 1)]


def test_a_thing_that_moves_to_another_dataset_has_changed() -> None:
    changes = compare(state(one=":a :p 1 .", two=":b :p 1 ."), state(one="", two=":a :p 1 . :b :p 1 ."))
    assert [(str(each.thing), each.properties[0].predicate) for each in changes.things] == [
        ("<https://example.org/a>", IN_DATASET)
    ]


def test_where_a_file_is_compared_datasets_do_not_count() -> None:
    assert compare(state(one=":a :p 1 ."), file(":a :p 1 .")).things == ()


def test_changes_come_back_the_other_way_round() -> None:
    one, other = file(":a :p 1 . :b :p 1 ."), file(":b :p 2 . :c :p 1 .")
    forth, back = compare(one, other), compare(other, one)
    mirrored = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}
    assert [(each.thing, mirrored[each.kind]) for each in forth.things] == [
        (each.thing, each.kind) for each in back.things
    ]


def test_statements_about_statements_are_refused() -> None:
    inner = Triple(
        NamedNode("https://example.org/a"), NamedNode("https://example.org/p"), NamedNode("https://example.org/b")
    )
    triple = Triple(NamedNode("https://example.org/a"), NamedNode("https://example.org/says"), inner)
    with pytest.raises(EngineError, match="statements about statements"):
        compare(State(Dataset({"": frozenset([triple])})), file(""))


def test_sets_of_triples_can_be_compared_as_they_are() -> None:
    assert changes_between(graph(":a :p 1 ."), graph(":a :p 1 .")).things == ()
