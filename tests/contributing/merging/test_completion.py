"""New observations get what they leave out: their class in the data cube, and the set that they are in."""

from __future__ import annotations

from pyoxigraph import NamedNode

from contributing.merging.datasets import FILES, described, said
from contributing.turtle import NAMES
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.merging.completion import completed

OBSERVATIONS = """
    o:{key} a lq:Observation, qb:Observation ; lq:observesIndicator <https://example.org/id/indicator/{indicator}> ;
        sdmx-dimension:refArea <https://example.org/id/municipality/x> ; {more} .
"""
KNOWN = [
    ("y1", "jobs", 'sdmx-dimension:refPeriod "2021"^^xsd:gYear ; qb:dataSet <https://example.org/id/set/years>'),
    ("y2", "jobs", 'sdmx-dimension:refPeriod "2022"^^xsd:gYear ; qb:dataSet <https://example.org/id/set/years>'),
    ("d1", "jobs", 'sdmx-dimension:refPeriod "2022-01-01"^^xsd:date ; qb:dataSet <https://example.org/id/set/days>'),
    ("n1", "jobs", "qb:dataSet <https://example.org/id/set/without-period>"),
    ("o1", "air", 'sdmx-dimension:refPeriod "2021"^^xsd:gYear ; qb:dataSet <https://example.org/id/set/air>'),
]
THINGS = described(
    {
        **FILES,
        "plans/observations.ttl": "".join(
            OBSERVATIONS.format(key=key, indicator=indicator, more=more) for key, indicator, more in KNOWN
        ),
    }
)


def set_of(indicator: str, more: str) -> str | None:
    """The key of the set that a new observation gets."""
    text = OBSERVATIONS.format(key="new", indicator=indicator, more=more).replace(", qb:Observation", "")
    edit = completed(Edit(said(text)), THINGS)
    assert set(said("o:new a qb:Observation .")) <= set(edit.added)
    found = [each.object for each in edit.added if each.predicate.value == f"{NAMES.prefixes['qb']}dataSet"]
    assert len(found) <= 1
    return next((each.value.rpartition("/")[2] for each in found if isinstance(each, NamedNode)), None)


def test_the_set_is_that_of_the_same_indicator_dimensions_and_kind_of_period() -> None:
    assert set_of("jobs", 'sdmx-dimension:refPeriod "2023"^^xsd:gYear') == "years"
    assert set_of("jobs", 'sdmx-dimension:refPeriod "2023-01-01"^^xsd:date') == "days"
    assert set_of("air", 'sdmx-dimension:refPeriod "2023"^^xsd:gYear') == "air"


def test_the_dimensions_come_before_the_indicator_and_the_indicator_before_the_kind_of_period() -> None:
    assert set_of("jobs", "skos:note 1") == "without-period"
    assert set_of("air", "skos:note 1") == "without-period"
    assert set_of("air", 'sdmx-dimension:refPeriod "2023-01"^^xsd:gYearMonth') == "air"
    assert set_of("new", 'sdmx-dimension:refPeriod "2023-01-01"^^xsd:date') == "days"


def test_a_set_that_is_stated_stays_and_one_that_is_not_known_is_not_guessed() -> None:
    assert set_of("jobs", "qb:dataSet <https://example.org/id/set/own>") == "own"
    assert set_of("jobs", "sdmx-dimension:sex 1") is None


def test_known_observations_and_other_things_are_left_as_they_are() -> None:
    edit = Edit(said("o:y1 skos:note 1 . plan:new a lq:Plan ."), frozenset(said("o:y1 skos:note 2 .")))
    assert completed(edit, THINGS) == edit
