"""The real release behind the site with its query workers: every question, and things of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from conftest import ROOT
from lq_graph.querying.pool import WorkerPool
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from web.asgi import Client

QUESTIONS = sorted((ROOT / "sparql" / "questions").glob("*.rq"))
GOLDEN = ROOT / "tests" / "sparql" / "questions"
THINGS = [
    "vision/helsingborg-2035",
    "programme/livskvalitetsprogrammet",
    "direction/varmt-valkomnande",
    "plan/klimat-och-energiplan-2018-2024",
    "company/nordvastra-skanes-renhallnings-ab",
    "goal/folkhalsomal-2018-01",
    "observation-set/helsingborg-indicators",
]


@pytest.fixture(scope="module", name="site")
def _site(release: Release, settings: Settings) -> Iterator[Client]:
    engine = WorkerPool(release.store, settings.limits)
    yield Client(create_app(engine, release, settings))
    engine.close()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_the_served_answer_is_the_golden_one(site: Client, question: Path) -> None:
    reply = site.get(f"/sparql?query={quote(question.read_text(encoding='utf-8'))}", accept="text/tab-separated-values")
    assert reply.status == 200
    assert reply.text == (GOLDEN / f"{question.stem}.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_thing_has_its_page_and_its_data(site: Client, thing: str, prefix: str) -> None:
    assert site.page(f"{prefix}/page/{thing}").status == 200
    assert f"/id/{thing}>" in site.get(f"/doc/{thing}.nt").text


def test_a_goal_of_the_un_is_shown_with_what_is_read_as_contributing(site: Client) -> None:
    page = site.page(f"/en/about?iri={quote('http://metadata.un.org/sdg/11', safe='')}")
    assert page.status == 200
    assert "Sustainable cities and communities" in page.text


def test_a_class_has_its_view_whatever_the_address_of_the_thing(site: Client) -> None:
    """Boards and companies have the view of bodies; what it adds is what the bodies are responsible for."""
    data = site.get("/doc/company/nordvastra-skanes-renhallnings-ab.nt").text
    assert "ownership/bjuv" in data


def test_the_dump_is_served_whole(site: Client, release: Release) -> None:
    reply = site.get("/data/dump.ttl")
    assert (reply.status, reply.media_type) == (200, "text/turtle")
    assert reply.body == release.dump.read_bytes()
