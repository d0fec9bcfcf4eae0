"""Names that differ by case, punctuation or one letter are near; different words, numbers and letters are not."""

from itertools import combinations
from random import Random

import pytest

from lq_graph.checking.rules.near_names import near_pairs


def are_near(one: str, other: str) -> bool:
    pairs = [*near_pairs([(1, one), (2, other)])]
    assert pairs in ([], [(1, 2)], [(2, 1)])
    return pairs != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Frisk luft", "frisk luft"),
        ("Miljö", "MILJÖ"),
        ("Plan 2014–2020", "Plan 2014-2020"),
        ("Frisk luft.", "Frisk luft"),
        ("Frisk luft", "Friskluft"),
        ("Avfallsplanen", "Avfallsplannen"),
        ("Avfallsplanen", "Avfalsplanen"),
        ("Avfallsplanen", "Avfallsplamen"),
        ("Malmö kommun", "Malmo kommun"),
        ("avfallsplanen", "Xavfallsplanen"),
        ("Avfallsplan", "Avfallsplan A"[:-2] + "s"),
    ],
)
def test_near_names(one: str, other: str) -> None:
    assert are_near(one, other)
    assert are_near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Delmål 11.6", "Delmål 11.7"),
        ("Plan 2014–2020", "Plan 2014–2021"),
        ("Nämnd A", "Nämnd B"),
        ("Mark", "Park"),
        ("Frisk luft", "Frisk luft"),  # the same name has a check of its own
        ("Avfallsplanen", "Trafikplanen"),
        ("Kommunen Å", "Kommunen Ö"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert not are_near(one, other)


def test_halves_miss_no_pair_that_differs_by_one_letter() -> None:
    random = Random(7)
    for _ in range(300):
        name = "".join(random.choice("abcdef") for _ in range(random.randint(6, 14)))
        place = random.randrange(len(name))
        changed = random.choice([name[:place] + "z" + name[place:], name[:place] + "z" + name[place + 1 :]])
        assert are_near(name, changed)
    assert [*combinations("ab", 2)] == [("a", "b")]
