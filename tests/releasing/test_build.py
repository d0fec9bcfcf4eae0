"""A release is a pure function of its content, and a failed build does not replace the previous one."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse

from lq_graph.checking.check import Checked, check_project
from lq_graph.checking.finding import has_violation
from lq_graph.errors import ReleaseError
from lq_graph.releasing import build as build_module
from lq_graph.releasing.build import build_release, building
from lq_graph.releasing.release import Release, open_release
from lq_graph.settings import Settings

LATER = date(2030, 3, 1)  # the made-up city was modified after the ontology


def files(release: Release) -> Iterator[tuple[str, bytes]]:
    for path in sorted(release.path.rglob("*")):
        if path.is_file() and "store" not in path.relative_to(release.path).parts:
            yield str(path.relative_to(release.path)), path.read_bytes()


@pytest.fixture(name="small")
def _small(city: Settings) -> Checked:
    return check_project(city, today=LATER)


def test_another_city_needs_only_its_data_and_settings(city: Settings, small: Checked) -> None:
    assert not has_violation(small.findings)
    release = build_release(small, city, city.releases)
    assert release.base == "https://data.example.org/"
    assert [entry.name for entry in release.datasets] == ["city"]


def test_a_release_is_dated_by_its_content(city: Settings, small: Checked) -> None:
    assert build_release(small, city, city.releases).identifier.startswith("2030-02-03-")


def test_the_same_content_gives_the_same_bytes(city: Settings, tmp_path: Path) -> None:
    first = build_release(check_project(city, today=LATER), city, tmp_path / "one")
    second = build_release(check_project(city, today=LATER), city, tmp_path / "two")
    assert first.identifier == second.identifier
    assert dict(files(first)) == dict(files(second))


def test_other_content_gives_another_release(city: Settings, small: Checked) -> None:
    first = build_release(small, city, city.releases)
    record = city.data / "city" / "dataset.ttl"
    record.write_text(record.read_text(encoding="utf-8").replace("us", "them"), encoding="utf-8")
    second = build_release(check_project(city, today=LATER), city, city.releases)
    assert first.identifier != second.identifier
    assert open_release(city.current_release).identifier == second.identifier
    assert open_release(first.path).identifier == first.identifier


def test_a_damaged_release_is_made_again(city: Settings, small: Checked) -> None:
    release = build_release(small, city, city.releases)
    release.dump.write_text("cut", encoding="utf-8")
    assert build_release(small, city, city.releases).dump.read_text(encoding="utf-8") != "cut"


def test_a_build_that_fails_leaves_the_release_before(
    city: Settings, small: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build_release(small, city, city.releases)
    record = city.data / "city" / "dataset.ttl"
    record.write_text(record.read_text(encoding="utf-8").replace("us", "them"), encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "store")

    monkeypatch.setattr(build_module, "fill_store", full)
    with pytest.raises(ReleaseError, match=r"No space left on device.*; the release before, if any, is still current"):
        build_release(check_project(city, today=LATER), city, city.releases)
    assert open_release(city.current_release).identifier == before.identifier
    assert sorted(path.name for path in city.releases.iterdir()) == sorted([".lock", before.identifier, "current"])


def test_what_a_killed_build_left_is_cleared_away(city: Settings, small: Checked) -> None:
    (city.releases / ".unfinished" / "store").mkdir(parents=True)
    build_release(small, city, city.releases)
    assert not (city.releases / ".unfinished").exists()


def test_two_builds_do_not_meet(city: Settings, small: Checked) -> None:
    with building(city.releases), pytest.raises(ReleaseError, match="another build is at work here"):
        build_release(small, city, city.releases)


def test_sums_are_those_of_the_files(release: Release) -> None:
    lines = (release.path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 10
    for line in lines:
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((release.path / name).read_bytes()).hexdigest() == digest


def test_what_is_stated_is_the_dump_without_what_follows(release: Release) -> None:
    def triples(name: str, form: RdfFormat) -> set[object]:
        return {quad.triple for quad in parse(path=str(release.path / name), format=form)}

    everything, stated = triples("dump.nt", RdfFormat.N_TRIPLES), triples("stated.nt", RdfFormat.N_TRIPLES)
    assert triples("dump.ttl", RdfFormat.TURTLE) == everything
    assert triples("stated.ttl", RdfFormat.TURTLE) == stated
    graphs = {str(quad.graph_name) for quad in parse(path=str(release.path / "stated.nq"), format=RdfFormat.N_QUADS)}
    every = {str(quad.graph_name) for quad in parse(path=str(release.path / "dump.nq"), format=RdfFormat.N_QUADS)}
    (inferred,) = every - graphs
    assert inferred.endswith("/graph/inferred>")
    assert stated < everything


def test_the_dump_is_the_default_graph(release: Release) -> None:
    dump = {quad.triple for quad in parse(path=str(release.dump), format=RdfFormat.TURTLE)}
    store = Store.read_only(str(release.store))
    assert len(dump) == release.triples
    assert len(list(store.quads_for_pattern(None, None, None, DefaultGraph()))) == release.triples


def test_dumps_keep_the_form_that_the_store_rewrites(city: Settings) -> None:
    extra = "<https://data.example.org/id/body/us> <http://purl.org/dc/terms/extent> 01.50 .\n"
    (city.data / "city" / "extra.ttl").write_text(extra, encoding="utf-8")
    release = build_release(check_project(city, today=LATER), city, city.releases)
    assert "01.50" in release.dump.read_text(encoding="utf-8")
    assert "01.50" in release.dataset_file("city").read_text(encoding="utf-8")


def test_every_named_graph_is_in_the_store(release: Release, settings: Settings) -> None:
    store = Store.read_only(str(release.store))
    names = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    own = {settings.names.graph(name) for name in ("inferred", "ontology", "shapes", "questions", "catalogue")}
    assert names == own | {entry.graph for entry in release.datasets}


def test_a_release_can_be_moved(release: Release, tmp_path: Path) -> None:
    shutil.copytree(release.path, tmp_path / "moved")
    assert open_release(tmp_path / "moved").identifier == release.identifier
