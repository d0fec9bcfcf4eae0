"""The offered formats: Parquet only if pyarrow is installed."""

from __future__ import annotations

import sys

import pytest

from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from web.asgi import Client

PARQUET = "application/vnd.apache.parquet"
ADVICE = "pip install 'lq-graph[parquet]'"


@pytest.fixture(name="without")
def _without(city: Release, engine: Engine, site_settings: Settings) -> Client:
    """A client of a site that was made where pyarrow is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow", None)
        return Client(create_app(engine, city, site_settings))


def test_where_pyarrow_is_not_installed_parquet_is_not_on_offer(client: Client, without: Client) -> None:
    def offers(site: Client) -> tuple[bool, ...]:
        page = site.page("/q/cq01-directions")
        snippet, link = "read_parquet" in page.text, PARQUET in page.headers["link"]
        return snippet, link, "cq01-directions.parquet" in page.text, "parquet" in site.get("/openapi.json").text

    assert offers(client) == (True, True, True, True)
    assert offers(without) == (False, False, False, False)
    tags = {site.get("/openapi.json").headers["etag"] for site in (client, without)}
    assert len(tags) == 2


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/q/cq01-directions.parquet", "*/*", 404),
        ("/q/cq01-directions?format=parquet", "*/*", 400),
        (f"/q/cq01-directions?format={PARQUET}", "*/*", 400),
        ("/q/cq01-directions", PARQUET, 406),
    ],
)
def test_asking_for_parquet_without_pyarrow_says_what_to_install(
    client: Client, without: Client, path: str, accept: str, status: int
) -> None:
    reply = without.get(path, accept=accept)
    assert (reply.status, reply.media_type) == (status, "application/problem+json")
    assert ADVICE in reply.json["detail"]
    assert client.get(path, accept=accept).media_type == PARQUET


def test_refusals_of_other_formats_have_no_such_advice(without: Client) -> None:
    assert ADVICE not in without.get("/q/cq01-directions.exe").json["detail"]
    assert ADVICE not in without.get("/q/cq01-directions", accept="image/png").json["detail"]
    assert without.get("/q/cq01-directions", accept=f"{PARQUET}, text/csv").media_type == "text/csv"
