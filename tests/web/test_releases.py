"""Releases at their permanent addresses: all files, whole, in ranges and on condition, of each that is kept."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lq_graph.querying.pool import WorkerPool
from lq_graph.releasing.checksums import SUMS, parse_sums, read_sums
from lq_graph.releasing.release import MANIFEST, Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from web.asgi import Client

OLDER = "2020-01-02-0123abcd"


@pytest.fixture(scope="module", name="site")
def _site(release: Release, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The real release, with another one beside it in its folder."""
    folder = tmp_path_factory.mktemp("releases")
    path = Path(shutil.copytree(release.path, folder / release.identifier))
    older = Path(shutil.copytree(path, folder / OLDER, ignore=shutil.ignore_patterns("store")))
    text = (older / MANIFEST).read_text(encoding="utf-8").replace(release.identifier, OLDER)
    (older / MANIFEST).write_text(text, encoding="utf-8")
    dataset = older / "datasets" / "goals-environment.ttl"
    said = dataset.read_text(encoding="utf-8").replace("Nationella miljömål", "En äldre titel")
    dataset.write_text(said, encoding="utf-8")
    (folder / "2021-01-01-00000000").mkdir()  # none
    here = Release(path, release.identifier, release.base, release.triples, release.datasets)
    engine = WorkerPool(here.store, settings.limits)
    yield Client(create_app(engine, here, settings))
    engine.close()


def test_every_file_that_the_checksums_name_is_fetched_and_right(site: Client, release: Release) -> None:
    sums = parse_sums(site.get(f"/release/{release.identifier}/{SUMS}").text)
    assert len(sums) > 80
    for name, digest in sums.items():
        reply = site.get(f"/release/{release.identifier}/{name}")
        assert (reply.status, hashlib.sha256(reply.body).hexdigest()) == (200, digest), name


def test_the_page_links_to_every_file(site: Client, release: Release) -> None:
    for prefix in ("", "/en"):
        text = site.page(f"{prefix}/release/{release.identifier}/").text
        for name, digest in read_sums(release.path).items():
            assert f'<a href="/release/{release.identifier}/{name}">' in text
            assert digest in text or name.endswith((".gz", ".zst"))
        assert "sha256sum -c SHA256SUMS" in text


def test_a_file_never_changes_and_has_the_time_of_its_content(site: Client, release: Release) -> None:
    address = f"/release/{release.identifier}/dump.nq"
    reply = site.get(address)
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["etag"] == f'"{read_sums(release.path)["dump.nq"]}"'
    modified = reply.headers["last-modified"]
    assert "00:00:00 GMT" in modified
    assert site.get(address, if_none_match=reply.headers["etag"]).status == 304
    assert site.get(address, if_modified_since=modified).status == 304
    assert site.get(address, if_modified_since="Tue, 01 Jan 2019 00:00:00 GMT").status == 200
    assert site.get(address, if_modified_since="yesterday").status == 200
    assert site.get(address, if_modified_since=modified, if_none_match='"other"').status == 200  # RFC 9110 §13.1.3
    part = site.get(address, range="bytes=10-19")
    assert (part.status, part.body) == (206, reply.body[10:20])
    assert site.get("/data/dump.nq", if_modified_since=modified).status == 304


@pytest.mark.parametrize(
    ("accepted", "coding"), [("gzip", "gzip"), ("br, zstd", "zstd"), ("gzip, deflate, br, zstd", "zstd")]
)
@pytest.mark.parametrize("address", ["/release/latest-one/dump.nq", "/data/dump.nq"])
def test_a_file_is_sent_as_a_build_compressed_it(
    site: Client, release: Release, accepted: str, coding: str, address: str
) -> None:
    address = address.replace("latest-one", release.identifier)
    reply = site.get(address, accept_encoding=accepted)
    assert (reply.status, reply.headers["content-encoding"]) == (200, coding)
    assert reply.headers["content-type"].startswith("application/n-quads")
    suffix = {"gzip": ".gz", "zstd": ".zst"}[coding]
    assert reply.body == release.path.joinpath(f"dump.nq{suffix}").read_bytes()
    assert "Accept-Encoding" in reply.headers["vary"]
    again = site.get(address, accept_encoding=accepted, if_none_match=reply.headers["etag"])
    assert (again.status, again.headers["etag"]) == (304, reply.headers["etag"])
    plain = site.get(address)
    assert plain.headers["etag"] != reply.headers["etag"]
    part = site.get(address, accept_encoding=accepted, range="bytes=0-9")
    assert (part.status, part.body) == (206, plain.body[:10])
    assert "content-encoding" not in part.headers


def test_a_release_beside_the_current_one_is_served_too(site: Client, release: Release) -> None:
    assert site.get(f"/release/{OLDER}/dump.ttl").body == release.dump.read_bytes()
    page = site.page(f"/en/release/{OLDER}/").text
    assert "The current release:" in page
    listed = site.page("/release/").text
    assert f'<a href="/release/{OLDER}/">{OLDER}</a>' in listed
    assert f"{release.identifier}</a> (gäller nu)" in listed
    assert "2021-01-01-00000000" not in listed


def test_latest_and_the_iri_lead_to_the_release(site: Client, release: Release) -> None:
    for name in ("", "dump.ttl", "datasets/x.ttl"):
        reply = site.get(f"/release/latest/{name}")
        assert (reply.status, reply.headers["location"]) == (307, f"/release/{release.identifier}/{name}")
    reply = site.get(f"/release/{release.identifier}")
    assert (reply.status, reply.headers["location"]) == (303, f"/release/{release.identifier}/")


@pytest.mark.parametrize(
    "path",
    ["2026-01-01-ffffffff/", "2021-01-01-00000000/", "none/dump.nq", f"{OLDER}/store/CURRENT", "current/dump.nq"],
)
def test_what_is_not_there_is_not_found(site: Client, path: str) -> None:
    assert site.get(f"/release/{path}").status == 404


@pytest.mark.parametrize(
    "name", ["../.lock", "%2e%2e/.lock", "..%2f.lock", "store/CURRENT", "datasets", "", "/etc/passwd"]
)
def test_nothing_beside_the_files_is_served(site: Client, release: Release, name: str) -> None:
    reply = site.get(f"/release/{release.identifier}/{name}")
    assert reply.status == (200 if name == "" else 404)


def test_what_changed_between_two_releases_is_a_page_text_and_json(site: Client, release: Release) -> None:
    address = f"/changes/{OLDER}..{release.identifier}"
    page = site.page(address)
    assert page.status == 200
    assert "0 saker tillkom, 1 ändrades, 0 togs bort" in page.text
    assert "<li>titel på svenska: ”En äldre titel” → ”Nationella miljömål”</li>" in page.text
    assert "0 things added, 1 changed, 0 removed" in site.page(f"/en{address}").text
    text = site.get(f"{address}?format=text")
    assert (text.media_type, text.text.splitlines()[0]) == ("text/plain", "0 saker tillkom, 1 ändrades, 0 togs bort")
    document = site.get(address, accept="application/json")
    assert document.json["summary"]["changed"] == 1
    assert (document.json["old"], document.json["new"]) == (OLDER, release.identifier)
    assert site.get(address, accept="application/json", if_none_match=document.headers["etag"]).status == 304
    assert site.page(f"/release/{release.identifier}/").text.count(f'href="{address}"') == 1


def test_changes_of_a_release_that_is_not_kept_are_not_found(site: Client, release: Release) -> None:
    assert site.get(f"/changes/2026-01-01-ffffffff..{release.identifier}").status == 404
    assert site.get(f"/changes/{OLDER}..latest?format=xml").status == 400
    assert "0 saker tillkom, 0 ändrades" in site.get("/changes/latest..latest?format=text").text


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [("application/rdf+xml", "rdf"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld")],
)
@pytest.mark.parametrize("address", ["/datasets/dcat", "/catalogue"])
def test_a_portal_gets_the_catalogue_in_its_format(site: Client, address: str, accept: str, suffix: str) -> None:
    reply = site.get(address, accept=accept)
    assert (reply.status, reply.headers["location"]) == (303, f"/data/catalog.{suffix}")
    document = site.get(f"/data/catalog.{suffix}")
    assert (document.status, document.media_type) == (200, accept)
    assert b"http://www.w3.org/ns/dcat#" in document.body


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}&", "/q/cq01-priorities-of-the-programme?", "/?", "/id/plan/x?"])
def test_another_release_is_never_answered_from_the_current_one(site: Client, release: Release, path: str) -> None:
    refused = site.get(f"{path}release={OLDER}")
    assert (refused.status, refused.media_type) == (404, "application/problem+json")
    assert f"from release {release.identifier} alone" in refused.text
    plain = site.get(path.rstrip("?&")).status
    assert site.get(f"{path}release={release.identifier}").status == plain
    assert site.get(f"{path}release=latest").status == plain
