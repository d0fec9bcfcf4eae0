"""The pages of questions: groups, headings, notes and the present day."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode

from lq_graph.names import XSD
from lq_graph.querying.engine import Engine
from lq_graph.querying.parameters import with_today
from lq_graph.reading.query_file import Parameter
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from web.asgi import Client

NAME = "cq03-directions-on-a-day"
QUESTION = """#+ summary: Which directions are there on a day?
#+ question-sv: Vilka viljeinriktningar finns en dag?
#+ question-en: Which directions are there on a day?
#+ theme: programme
#+ audience: citizen, analyst
#+ heading-direction-sv: Viljeinriktning
#+ heading-direction-en: Direction
#+ heading-on-sv: Dag
#+ heading-on-en: Day
#+ note-sv: Svaret visar inte utkast.
#+ note-en: The answer does not show drafts.
#+ param-today: xsd:date
PREFIX lq: <https://w3id.org/livskvalitet/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?direction ?directionLabel ?on WHERE {
  ?direction a lq:Direction ; skos:prefLabel ?directionLabel .
  FILTER(LANG(?directionLabel) = "sv")
  BIND(COALESCE(?today, "1999-01-01"^^xsd:date) AS ?on)
} ORDER BY ?direction ?directionLabel ?on
"""


@pytest.fixture(scope="module", name="asked")
def _asked(city: Release, engine: Engine, site_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("asked") / "release"
    shutil.copytree(city.path, folder)
    (folder / "sparql" / "questions" / f"{NAME}.rq").write_text(QUESTION, encoding="utf-8")
    return Client(create_app(engine, replace(city, path=folder), site_settings))


def test_questions_are_grouped_by_theme_and_by_who_asks(asked: Client) -> None:
    by_theme, by_audience = asked.page("/en/q/").text, asked.page("/en/q/?by=audience").text
    assert "Programme, vision and directions" in by_theme
    assert "Other questions" in by_theme
    assert "Residents" not in by_theme
    assert by_audience.count(f'href="/en/q/{NAME}"') == 2
    assert "Residents" in by_audience
    assert "Analysts" in by_audience


@pytest.mark.parametrize(
    ("prefix", "heading", "note"),
    [("", "Viljeinriktning", "Svaret visar inte utkast."), ("/en", "Direction", "The answer does not show drafts.")],
)
def test_a_page_has_headings_and_a_note_in_its_language(asked: Client, prefix: str, heading: str, note: str) -> None:
    page = asked.page(f"{prefix}/q/{NAME}").text
    assert f">{heading}</th>" in page
    assert note in page


def test_headings_are_in_the_file_for_excel_and_not_in_csv(asked: Client) -> None:
    first = asked.get(f"/q/{NAME}.csv?excel=1").body.decode("utf-8-sig").splitlines()[0]
    assert first == "Viljeinriktning (adress);Viljeinriktning;Dag"
    assert asked.get(f"/q/{NAME}.csv").body.decode().splitlines()[0] == "direction,directionLabel,on"


def test_the_present_day_is_bound_shown_and_can_be_replaced(asked: Client) -> None:
    days = {date.today().isoformat()}
    rows = asked.get(f"/q/{NAME}.json").json["results"]["bindings"]
    days.add(date.today().isoformat())
    assert {row["on"]["value"] for row in rows} <= days
    assert any(f'value="{day}"' in asked.page(f"/q/{NAME}").text for day in days)
    rows = asked.get(f"/q/{NAME}.json?today=2020-06-30").json["results"]["bindings"]
    assert {row["on"]["value"] for row in rows} == {"2020-06-30"}


def test_an_answer_of_the_present_day_is_another_on_the_next_day(
    asked: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answers(day: date) -> list[str]:
        with monkeypatch.context() as patch:
            patch.setattr(
                "lq_graph.web.questions.questions.with_today",
                lambda parameters, terms, _: with_today(parameters, terms, day),
            )
            return [asked.get(f"/q/{NAME}.csv").text, asked.page(f"/q/{NAME}").text]

    for text in answers(date(2026, 12, 31)):
        assert "2026-12-31" in text
    for text in answers(date(2027, 1, 1)):
        assert "2027-01-01" in text
        assert "2026-12-31" not in text


def test_today_is_bound_only_where_a_question_has_it_and_no_value_is_given() -> None:
    today, day = Parameter("today", f"{XSD}date"), Parameter("from", f"{XSD}date")
    given = Literal("2020-06-30", datatype=NamedNode(f"{XSD}date"))
    assert with_today([day], {}, date(2026, 12, 1)) == {}
    assert with_today([today], {"today": given}, date(2026, 12, 1)) == {"today": given}
    bound = Literal("2026-12-01", datatype=NamedNode(f"{XSD}date"))
    assert with_today([today, day], {}, date(2026, 12, 1)) == {"today": bound}
