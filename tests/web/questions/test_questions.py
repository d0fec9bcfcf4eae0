"""Named questions: pages, answers in files, and what programs get with their default headers."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas
import polars
import pyarrow.parquet
import pytest

from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from web.asgi import Client
from web.wire import served, talk

QUESTION = """#+ summary: Which directions are there?
#+ question-sv: Vilka viljeinriktningar finns, och vad är ett & ett?
#+ question-en: Which directions are there, and what is one & one?
#+ param-direction: lq:Direction
#+ param-year: xsd:gYear
PREFIX lq: <https://w3id.org/livskvalitet/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?direction ?directionLabel ?year ?share ?formula WHERE {
  ?direction a lq:Direction ; skos:prefLabel ?directionLabel .
  FILTER(LANG(?directionLabel) = "sv")
  VALUES (?year ?share ?formula) { ("2016"^^xsd:gYear 1.5 "=1+1") ("2020"^^xsd:gYear 2 "plain") }
} ORDER BY ?direction ?directionLabel ?year ?share ?formula
"""
NAME = "cq02-directions-and-years"


@pytest.fixture(scope="module", name="named")
def _named(city: Release, engine: Engine, site_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("named") / "release"
    shutil.copytree(city.path, folder)
    (folder / "sparql" / "questions" / f"{NAME}.rq").write_text(QUESTION, encoding="utf-8")
    return Client(create_app(engine, replace(city, path=folder), site_settings))


@pytest.fixture(scope="module", name="address")
def _address(named: Client) -> Iterator[str]:
    with served(named.app) as port:
        yield f"http://127.0.0.1:{port}/q/{NAME}"


@pytest.fixture(scope="module", name="key")
def _key(named: Client) -> str:
    rows = named.get(f"/q/{NAME}.json").json["results"]["bindings"]
    return str(rows[0]["direction"]["value"]).rpartition("/")[2]


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("parquet", "application/vnd.apache.parquet"),
        ("html", "text/html"),
    ],
)
def test_the_extension_decides_the_format_whatever_is_accepted(named: Client, extension: str, media_type: str) -> None:
    reply = named.get(f"/q/{NAME}.{extension}", accept="image/png")
    assert (reply.status, reply.media_type) == (200, media_type)
    assert reply.body


def test_without_extension_accept_decides(named: Client) -> None:
    assert named.get(f"/q/{NAME}", accept="text/csv").media_type == "text/csv"
    assert named.get(f"/q/{NAME}", accept="*/*").media_type == "text/html"
    assert named.get(f"/q/{NAME}", accept="image/png").status == 406


def test_the_number_of_a_question_will_do(named: Client) -> None:
    assert named.get("/q/cq02.csv").body == named.get(f"/q/{NAME}.csv").body


@pytest.mark.parametrize("wanted", ["{key}", "id/direction/{key}", "https://w3id.org/livskvalitet/id/direction/{key}"])
def test_a_thing_is_given_by_key_or_address(named: Client, key: str, wanted: str) -> None:
    reply = named.get(f"/q/{NAME}.json?direction={wanted.format(key=key)}")
    values = {row["direction"]["value"].rpartition("/")[2] for row in reply.json["results"]["bindings"]}
    assert values == {key}


def test_a_thing_is_given_by_its_label(named: Client) -> None:
    rows = named.get(f"/q/{NAME}.json").json["results"]["bindings"]
    labels = [row["directionLabel"]["value"] for row in rows]
    label = next(each for each in labels if labels.count(each) == 2)
    reply = named.request("GET", f"/q/{NAME}.json?direction={label.replace('&', '%26').replace('#', '%23')}")
    assert {row["directionLabel"]["value"] for row in reply.json["results"]["bindings"]} == {label}


def test_a_literal_is_bound_with_its_type(named: Client) -> None:
    rows = named.get(f"/q/{NAME}.json?year=2016").json["results"]["bindings"]
    assert {row["year"]["value"] for row in rows} == {"2016"}
    assert 0 < len(rows) < len(named.get(f"/q/{NAME}.json").json["results"]["bindings"])


def test_an_empty_value_is_none(named: Client) -> None:
    assert named.get(f"/q/{NAME}.csv?direction=&year=").body == named.get(f"/q/{NAME}.csv").body


@pytest.mark.parametrize(
    ("query", "parameter", "advice"),
    [
        ("year=soon", "year", "a year, such as 2016"),
        ("direction=%3E%20%7D", "direction", "a thing of the class lq:Direction"),
        ("yaer=2016", "yaer", "it has direction, year"),
        ("year=2016&year=2020", "year", "twice"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(named: Client, query: str, parameter: str, advice: str) -> None:
    reply = named.get(f"/q/{NAME}.csv?{query}")
    assert (reply.status, reply.media_type) == (400, "application/problem+json")
    assert reply.json["parameter"] == parameter
    assert reply.json["type"] == "/problem/parameter-refused"
    assert advice in reply.json["detail"]


def test_near_values_are_in_the_problem(named: Client, key: str) -> None:
    reply = named.get(f"/q/{NAME}.csv?direction={key[:-1]}")
    assert key in reply.json["near"]


@pytest.mark.parametrize("name", ["cq02-direction", "nothing", "cq02-directions-and-years.exe", "..%2f..%2fx"])
def test_an_unknown_name_is_not_found(named: Client, name: str) -> None:
    reply = named.get(f"/q/{name}")
    assert reply.status == 404
    assert "/tmp" not in reply.text


def test_a_near_name_is_in_the_problem(named: Client) -> None:
    assert NAME in named.get("/q/cq02-directions-and-year.csv").json["detail"]


def test_an_answer_has_a_length_and_an_entity_tag(named: Client) -> None:
    reply = named.get(f"/q/{NAME}.csv")
    assert int(reply.headers["content-length"]) == len(reply.body)
    assert reply.headers["accept-ranges"] == "bytes"
    again = named.get(f"/q/{NAME}.csv", if_none_match=reply.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    other = named.get(f"/q/{NAME}.csv?year=2016")
    assert other.headers["etag"] != reply.headers["etag"]


def test_head_has_the_headers_of_get(named: Client) -> None:
    get, head = named.get(f"/q/{NAME}.csv"), named.request("HEAD", f"/q/{NAME}.csv")
    assert head.body == b""
    names = ("content-length", "etag", "content-type", "accept-ranges")
    assert [head.headers[name] for name in names] == [get.headers[name] for name in names]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(named: Client, method: str) -> None:
    reply = named.request(method, f"/q/{NAME}.csv")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_range_is_a_part_of_the_answer(named: Client) -> None:
    whole = named.get(f"/q/{NAME}.csv")
    reply = named.get(f"/q/{NAME}.csv", range="bytes=5-14", accept_encoding="gzip")
    assert (reply.status, reply.body) == (206, whole.body[5:15])
    assert reply.headers["content-range"] == f"bytes 5-14/{len(whole.body)}"
    assert reply.headers["content-length"] == "10"


def test_a_range_beyond_the_end_is_refused(named: Client) -> None:
    reply = named.get(f"/q/{NAME}.csv", range="bytes=999999-")
    assert reply.status == 416
    assert reply.headers["content-range"].startswith("bytes */")


def test_a_range_of_an_older_answer_gives_all_of_this_one(named: Client) -> None:
    whole = named.get(f"/q/{NAME}.csv")
    assert named.get(f"/q/{NAME}.csv", range="bytes=0-1", if_range='"older"').body == whole.body
    tag = whole.headers["etag"]
    assert named.get(f"/q/{NAME}.csv", range="bytes=0-1", if_range=tag).status == 206


def test_excel_gets_its_own_csv(named: Client) -> None:
    text = named.get(f"/q/{NAME}.csv?excel=1").body.decode("utf-8")
    assert text.startswith("\ufeffdirection;directionLabel;year;share;formula\r\n")
    assert ";2016;1,5;'=1+1\r\n" in text


def test_excel_is_for_csv_alone(named: Client) -> None:
    assert named.get(f"/q/{NAME}.json?excel=1").status == 400
    assert named.get(f"/q/{NAME}.csv?excel=perhaps").status == 400


def test_parquet_has_typed_columns(named: Client) -> None:
    reply = named.get(f"/q/{NAME}.parquet")
    table = pyarrow.parquet.read_table(io.BytesIO(reply.body))
    kinds = {field.name: str(field.type) for field in table.schema}
    assert kinds["direction"] == kinds["formula"] == "string"
    assert (kinds["year"], kinds["share"]) == ("int32", "decimal128(38, 1)")
    assert set(table.column("year").to_pylist()) == {2016, 2020}
    assert b"release" in table.schema.metadata


def test_parquet_is_the_same_each_time(named: Client) -> None:
    assert named.get(f"/q/{NAME}.parquet?year=2016").body == named.get("/q/cq02.parquet?year=2016").body


def test_pandas_reads_an_answer(address: str) -> None:
    frame = pandas.read_csv(f"{address}.csv?year=2016")
    assert list(frame.columns) == ["direction", "directionLabel", "year", "share", "formula"]
    assert set(frame["year"]) == {2016}


def test_pandas_reads_parquet(address: str) -> None:
    assert set(pandas.read_parquet(f"{address}.parquet")["year"]) == {2016, 2020}


def test_polars_reads_an_answer(address: str) -> None:
    assert set(polars.read_csv(f"{address}.csv?year=2016")["year"]) == {2016}


def test_polars_reads_parquet_lazily(address: str) -> None:
    frame = polars.scan_parquet(f"{address}.parquet").select("year").collect()
    assert set(frame["year"]) == {2016, 2020}


def test_the_page_has_the_form_the_rows_and_the_code(named: Client, key: str) -> None:
    text = named.page(f"/q/{NAME}?direction={key}&year=2016").text
    assert "Vilka viljeinriktningar finns, och vad är ett &amp; ett?" in text
    assert f'<option value="{key}" selected>' in text
    assert f'href="/page/direction/{key}"' in text
    assert f"/q/{NAME}.csv?direction={key}&amp;year=2016" in text
    assert ">Rensa valen<" in text
    assert "<script" not in text
    assert "evil.example" not in text


def test_the_page_in_english(named: Client) -> None:
    text = named.page(f"/en/q/{NAME}").text
    assert "what is one &amp; one?" in text
    assert 'lang="en"' in text


def test_a_refused_value_stands_in_the_form(named: Client) -> None:
    reply = named.page(f"/q/{NAME}?year=%22soon%22")
    assert reply.status == 400
    assert 'value="&#34;soon&#34;"' in reply.text
    assert "ett årtal, såsom 2016" in reply.text
    assert reply.headers["cache-control"] == "no-store"


def test_all_questions_are_listed(named: Client) -> None:
    assert f'href="/q/{NAME}"' in named.page("/q/").text
    assert named.get("/q").headers["location"] == "/q/"


def test_a_broken_parameter_in_the_address_of_files_is_a_problem_for_people_too(named: Client) -> None:
    assert named.page(f"/q/{NAME}.csv?year=soon").status == 400


@pytest.mark.parametrize("query", ["%ff=1", "year=%ff", "a=1" * 9000])
def test_an_address_that_cannot_be_read(named: Client, query: str) -> None:
    assert named.get(f"/q/{NAME}.csv?{query}").status in (400, 414)


def test_a_file_that_is_no_question_takes_down_no_page(named: Client, tmp_path: Path) -> None:
    assert named.get("/q/.csv").status == 404


def test_what_was_answered_is_answered_again_as_it_is_asked(named: Client) -> None:
    def reply_to(**headers: str) -> tuple[int, str, str, bytes]:
        reply = named.get(f"/q/{NAME}.csv?year=2020", **headers)
        return reply.status, reply.media_type, reply.headers.get("content-encoding", ""), reply.body

    first = reply_to()
    assert reply_to() == first
    tag = named.get(f"/q/{NAME}.csv?year=2020").headers["etag"]
    assert reply_to(if_none_match=tag)[0] == 304
    assert reply_to(range="bytes=0-3") == (206, "text/csv", "", first[3][:4])
    assert named.request("POST", f"/q/{NAME}.csv?year=2020").status == 405
    again = named.get(f"/q/{NAME}", accept="text/csv")
    assert again.media_type == "text/csv"
    assert named.get(f"/q/{NAME}", accept="text/html").media_type == "text/html"
    assert named.get(f"/q/{NAME}", accept="text/csv").body == again.body


def test_a_cached_page_names_the_host_that_asks(address: str) -> None:
    port = int(address.partition("/q/")[0].rpartition(":")[2])

    def page(host: str) -> str:
        return talk(port, f"GET /q/{NAME} HTTP/1.1\nHost: {host}\nAccept: text/html\nConnection: close\n\n")

    assert "http://localhost:1/q/" in page("localhost:1")
    assert "http://localhost:1/q/" in page("localhost:1")
    assert "http://localhost:1/q/" not in page("localhost:2")
    assert "http://localhost" not in page("evil.example")
