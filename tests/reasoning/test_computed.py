"""What is computed from a closed graph: days of dates, and names that agree with the labels shown."""

from __future__ import annotations

import time
from calendar import isleap, monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from conftest import ROOT
from lq_graph.labels import NAMING_PROPERTIES, best_label
from lq_graph.names import LQ, XSD
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.reasoning.closure import close
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.days import date_literal, days_of, last_day, length_of

PREFIXES = """@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#> .
@prefix ex: <https://example.org/> .
"""
ONTOLOGY = read_rdf_file(ROOT / "ontology" / "lq.ttl").triples
THING = NamedNode("https://example.org/x")
COMPUTED = tuple(NamedNode(f"{LQ}{name}") for name in ("firstDay", "lastDay", "nameSv", "nameEn"))


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)]


def inferred(statements: list[Triple]) -> set[Triple]:
    """What is computed for the thing."""
    data = columns_of(statements)
    found = close(data, columns_of(ONTOLOGY, data.terms)).inferred.triples()
    return {each for each in found if each.predicate in COMPUTED and each.subject == THING}


@pytest.mark.parametrize(
    ("stated", "follows"),
    [
        ('lq:validFrom "2016"^^xsd:gYear', "lq:firstDay '2016-01-01'^^xsd:date"),
        ('lq:validFrom "2016-06"^^xsd:gYearMonth', "lq:firstDay '2016-06-01'^^xsd:date"),
        ('lq:validThrough "2016-02"^^xsd:gYearMonth', "lq:lastDay '2016-02-29'^^xsd:date"),
        ('lq:validThrough "2024"^^xsd:gYear', "lq:lastDay '2024-12-31'^^xsd:date"),
        ('lq:validThrough "2024-12"^^xsd:gYearMonth', "lq:lastDay '2024-12-31'^^xsd:date"),
        ('lq:validFrom "2016-01-26+02:00"^^xsd:date', "lq:firstDay '2016-01-26'^^xsd:date"),
        (
            'lq:decisionDate "2016-01"^^xsd:gYearMonth',
            "lq:firstDay '2016-01-01'^^xsd:date ; lq:lastDay '2016-01-31'^^xsd:date",
        ),
        (
            'sdmx-dimension:refPeriod "2013-12-31"^^xsd:date',
            "lq:firstDay '2013-12-31'^^xsd:date ; lq:lastDay '2013-12-31'^^xsd:date",
        ),
        (
            'lq:validFrom "2017-06"^^xsd:gYearMonth ; lq:validFor "P7Y"^^xsd:duration',
            "lq:firstDay '2017-06-01'^^xsd:date ; lq:lastDay '2024-06-29'^^xsd:date",
        ),
        (
            'lq:validFrom "2017-06-01"^^xsd:date ; lq:validFor "P6M"^^xsd:yearMonthDuration',
            "lq:firstDay '2017-06-01'^^xsd:date ; lq:lastDay '2017-11-30'^^xsd:date",
        ),
        (
            'lq:validFrom "2020-02-29"^^xsd:date ; lq:validFor "P1Y"^^xsd:duration',
            "lq:firstDay '2020-02-29'^^xsd:date ; lq:lastDay '2021-02-27'^^xsd:date",
        ),
        (  # an end that a source states is not computed
            'lq:validFrom "2016"^^xsd:gYear ; lq:validThrough "2024"^^xsd:gYear ; lq:validFor "P9Y"^^xsd:duration',
            "lq:firstDay '2016-01-01'^^xsd:date ; lq:lastDay '2024-12-31'^^xsd:date",
        ),
        (  # of two dates, the earliest first day and the latest last day
            'lq:validFrom "2016"^^xsd:gYear, "2015-05-05"^^xsd:date',
            "lq:firstDay '2015-05-05'^^xsd:date",
        ),
        ('lq:validThrough "-0044-03"^^xsd:gYearMonth', "lq:lastDay '-0044-03-31'^^xsd:date"),
        ('lq:validThrough "12024-02"^^xsd:gYearMonth', "lq:lastDay '12024-02-29'^^xsd:date"),
    ],
)
def test_days_follow_from_dates(stated: str, follows: str) -> None:
    assert inferred(triples(f"ex:x {stated} .")) == set(triples(f"ex:x {follows} ."))


@pytest.mark.parametrize(
    "stated",
    [
        'lq:validFrom "2016"',
        'lq:validFrom "2016-13"^^xsd:gYearMonth',
        'lq:validFrom "2023-02-29"^^xsd:date',
        'lq:validFrom "2016"^^xsd:integer',
        'lq:validFrom "i år"@sv',
        "lq:validFrom ex:y",
        f'lq:validFrom "{"9" * 4001}"^^xsd:gYear',
        'lq:validFor "P7Y"^^xsd:duration',  # from when is not known
        'lq:readDate "2026-11-23"^^xsd:date',  # a source was read on it; nothing began
        'lq:targetYear "2030"^^xsd:gYear',
        'lq:validThrough "P7Y"^^xsd:duration',
    ],
)
def test_nothing_follows_from_what_is_no_date(stated: str) -> None:
    assert inferred(triples(f"ex:x {stated} .")) == set()


@pytest.mark.parametrize("duration", ["P0D", "-P1Y", "P", "P1S", "7 år"])
def test_no_end_follows_from_what_is_no_duration(duration: str) -> None:
    stated = f'ex:x lq:validFrom "2017"^^xsd:gYear ; lq:validFor "{duration}"^^xsd:duration .'
    assert inferred(triples(stated)) == set(triples("ex:x lq:firstDay '2017-01-01'^^xsd:date ."))


# A plain oracle for days: a calendar by years, months and days, which is stepped through.

YEARS = st.one_of(st.integers(-12000, 12000), st.integers(1890, 2110))
ZONES = st.sampled_from(["", "Z", "+14:00", "-05:30"])
CIVIL = st.tuples(YEARS, st.integers(1, 12), st.integers(1, 31)).map(lambda d: (*d[:2], min(d[2], length(*d[:2]))))


def length(year: int, month: int) -> int:
    return 29 if month == 2 and isleap(year) else monthrange(2001, month)[1]


def lexical(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def as_date(year: int, month: int, day: int) -> str:
    return f"{lexical(year)}-{month:02d}-{day:02d}"


def day_before(year: int, month: int, day: int) -> tuple[int, int, int]:
    if day > 1:
        return year, month, day - 1
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return year, month, length(year, month)


def literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


def first_and_last(term: Literal) -> tuple[str, str] | None:
    days = days_of(term)
    return days and (date_literal(days[0]).value, date_literal(days[1]).value)


@given(CIVIL, ZONES)
def test_a_date_covers_its_day_a_month_and_a_year_all_of_theirs(civil: tuple[int, int, int], zone: str) -> None:
    year, month, _ = civil
    assert first_and_last(literal(as_date(*civil) + zone, "date")) == (as_date(*civil),) * 2
    assert first_and_last(literal(f"{lexical(year)}-{month:02d}{zone}", "gYearMonth")) == (
        as_date(year, month, 1),
        as_date(year, month, length(year, month)),
    )
    assert first_and_last(literal(lexical(year) + zone, "gYear")) == (as_date(year, 1, 1), as_date(year, 12, 31))


@given(CIVIL, st.integers(0, 30), st.integers(0, 30))
def test_a_period_of_months_ends_the_day_before_it_would_start_again(
    civil: tuple[int, int, int], years: int, months: int
) -> None:
    start = days_of(literal(as_date(*civil), "date"))
    lasting = length_of(literal(f"P{years}Y{months}M", "duration"))
    assert start is not None
    assert lasting is not None
    total = civil[0] * 12 + civil[1] - 1 + years * 12 + months
    year, month = total // 12, total % 12 + 1
    end = last_day(start[0], lasting)
    if not years and not months:
        assert end is None
    else:
        assert end is not None
        assert date_literal(end).value == as_date(*day_before(year, month, min(civil[2], length(year, month))))


@given(CIVIL, st.integers(1, 800), st.integers(0, 23))
def test_a_period_of_days_has_as_many(civil: tuple[int, int, int], days: int, hours: int) -> None:
    start = days_of(literal(as_date(*civil), "date"))
    lasting = length_of(literal(f"P{days}DT{hours}H", "dayTimeDuration"))
    assert start is not None
    assert lasting is not None
    assert last_day(start[0], lasting) == start[0] + days - 1 + (hours > 0)


@given(st.text(max_size=12), st.sampled_from(["date", "gYear", "gYearMonth", "duration", "dateTime", "string"]))
def test_no_text_is_too_odd(text: str, datatype: str) -> None:
    term = literal(text, datatype)
    days_of(term)
    length_of(term)


# Names.


@pytest.mark.parametrize(
    ("labels", "swedish", "english"),
    [
        ('skos:prefLabel "A"@sv, "B"@en', '"A"@sv', '"B"@en'),
        ('skos:prefLabel "A"@sv ; rdfs:label "B"@sv, "C"@en', '"A"@sv', '"C"@en'),
        ('lq:shortLabel "A"@sv ; skos:prefLabel "B"@en, "B"@fr', '"A"@sv', '"B"@en'),
        ('skos:prefLabel "B"@en, "C"@fr', '"B"@en', '"B"@en'),
        ('dcterms:title "A"@sv ; foaf:name "B"@sv, "C" ; rdfs:label "D"@sv', '"A"@sv', '"A"@sv'),
        ('skos:prefLabel " "@sv ; rdfs:label "B"@sv', '"B"@sv', '"B"@sv'),
        ('skos:prefLabel "B"@sv, "A"@sv', '"A"@sv', '"A"@sv'),
        ('skos:prefLabel "A"@sv-SE, "B"@sv', '"B"@sv', '"B"@sv'),
    ],
)
def test_a_thing_has_one_name_for_readers_of_each_language(labels: str, swedish: str, english: str) -> None:
    expected = set(triples(f"ex:x lq:nameSv {swedish} ; lq:nameEn {english} ."))
    assert inferred(triples(f"ex:x {labels} .")) == expected


@pytest.mark.parametrize("labels", ["skos:prefLabel ex:y", 'skos:notation "A"', 'skos:altLabel "A"@sv'])
def test_what_is_no_label_gives_no_name(labels: str) -> None:
    assert inferred(triples(f"ex:x {labels} .")) == set()


def test_nodes_without_an_address_have_no_name() -> None:
    data = columns_of([Triple(BlankNode(), NamedNode(NAMING_PROPERTIES[1]), Literal("A", language="sv"))])
    found = close(data, columns_of(ONTOLOGY, data.terms)).inferred
    assert not [each for each in found.triples() if isinstance(each.subject, BlankNode)]


TAGS = st.sampled_from(["sv", "en", "sv-SE", "en-GB", "de", "svx", None])
TEXTS = st.sampled_from(["", " ", "a", "b", "c ", "\u200b", "1"])
OFFERS = st.lists(st.tuples(st.sampled_from(NAMING_PROPERTIES), TAGS, TEXTS), max_size=8)


@given(OFFERS)
def test_a_name_is_the_label_shown(offers: list[tuple[str, str | None, str]]) -> None:
    labels = [(iri, Literal(text, language=tag) if tag else Literal(text)) for iri, tag, text in offers]
    found = inferred([Triple(THING, NamedNode(iri), text) for iri, text in labels])
    names = {each.predicate.value: each.object for each in found}
    shown = {f"{LQ}nameSv": best_label(labels, "sv"), f"{LQ}nameEn": best_label(labels, "en")}
    assert names == {name: label for name, label in shown.items() if label is not None}


def test_without_the_ontology_nothing_is_computed() -> None:
    data = columns_of(triples('ex:x skos:prefLabel "A"@sv ; lq:validFrom "2016"^^xsd:gYear .'))
    assert not len(close(data, Columns(data.terms, {})).inferred)


def test_a_large_graph_takes_little_time() -> None:
    things = [NamedNode(f"https://example.org/{number}") for number in range(25_000)]
    year, label = NamedNode(f"{LQ}validFrom"), NamedNode(NAMING_PROPERTIES[1])
    statements = [Triple(each, year, literal(str(1900 + at % 150), "gYear")) for at, each in enumerate(things)]
    for tag in ("sv", "en", "fr"):
        statements += [Triple(each, label, Literal(f"{at}", language=tag)) for at, each in enumerate(things)]
    data = columns_of(statements)
    ontology = columns_of(ONTOLOGY, data.terms)
    began = time.process_time()
    found = close(data, ontology)
    assert time.process_time() - began < 3
    assert len(found.inferred) > 75_000
