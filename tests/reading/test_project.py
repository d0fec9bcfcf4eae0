"""A project folder is read completely, each dataset in its graph, with a contribution."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.errors import SourceError
from lq_graph.reading.project import RESERVED, read_documents, read_project
from lq_graph.settings import Settings, read_settings

Write = Callable[[str, str], Path]
TRIPLE = "<https://example.org/{}> a <https://example.org/C> .\n"
TOML = """base = "https://example.org/"
publisher = "https://example.org/id/body/us"
licence = "https://example.org/licence"
title = { sv = "x", en = "x" }
about = { sv = "x", en = "x" }
"""


@pytest.fixture(name="city")
def _city(write: Write) -> Settings:
    write("lq.toml", TOML)
    write("ontology/o.ttl", TRIPLE.format("o"))
    write("shapes/s.ttl", TRIPLE.format("s"))
    return read_settings({}, write("data/a/dataset.ttl", TRIPLE.format("a")).parent)


def test_each_folder_is_a_graph(city: Settings) -> None:
    project = read_project(city)
    assert project.dataset_names == ("a",)
    names = {"a", "ontology", "shapes"}
    assert set(project.dataset.graphs) == {city.names.graph(name) for name in names}
    assert set(project.data.graphs) == {city.names.graph("a")}


def test_a_contribution_stands_in_its_own_graph(city: Settings, write: Write) -> None:
    path = write("elsewhere/b.ttl", TRIPLE.format("b"))
    before = read_project(city)
    project = before.with_contribution(read_documents(before, [path.parent]))
    assert [str(triple.subject) for triple in project.dataset.graph(city.names.graph("contribution"))] == [
        "<https://example.org/b>"
    ]


def test_a_path_in_data_is_not_read_twice(city: Settings) -> None:
    assert read_documents(read_project(city), [city.data / "a"]) == []


def test_every_file_of_a_subject_is_known(city: Settings, write: Write) -> None:
    path = write("elsewhere/b.ttl", TRIPLE.format("a"))
    before = read_project(city)
    project = before.with_contribution(read_documents(before, [path]))
    (files,) = [files for subject, files in project.files.items() if subject.value.endswith("/a")]
    assert files == (city.data / "a" / "dataset.ttl", path)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_dataset_cannot_take_the_name_of_lqs_own_graphs(city: Settings, write: Write, name: str) -> None:
    write(f"data/{name}/dataset.ttl", "")
    with pytest.raises(SourceError, match="rename the folder"):
        read_project(city)


def test_a_dataset_needs_its_record(city: Settings, write: Write) -> None:
    write("data/b/things.ttl", TRIPLE.format("b"))
    with pytest.raises(SourceError, match=r"data/b: the dataset has no dataset\.ttl"):
        read_project(city)


@pytest.mark.parametrize("folder", ["data", "ontology", "shapes"])
def test_a_missing_folder_says_what_a_project_has(city: Settings, folder: str) -> None:
    (city.root / folder).rename(city.root / "away")
    with pytest.raises(
        SourceError, match=f"{folder}: there is no such folder; a project has data/, ontology/ and shapes/"
    ):
        read_project(city)


def test_a_folder_without_rdf_says_what_lq_reads(city: Settings, write: Write) -> None:
    with pytest.raises(SourceError, match="no file here is of a kind that lq reads"):
        read_documents(read_project(city), [write("elsewhere/a.docx", "").parent])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("data/stray.ttl", "is in none of them; move it into a dataset's folder"),
        ("data/a/more/b.ttl", "a dataset has no folders in it"),
        ("data/a/b.docx", "lq would not read this"),
    ],
)
def test_nothing_in_data_is_left_out_in_silence(city: Settings, write: Write, name: str, reason: str) -> None:
    write(name, TRIPLE.format("b"))
    with pytest.raises(SourceError, match=reason):
        read_project(city)


def test_prose_and_hidden_files_may_stand_in_data(city: Settings, write: Write) -> None:
    for name in ("data/README.md", "data/a/README.md", "data/a/.a.ttl.swp", "data/.cache/x"):
        write(name, "")
    assert read_project(city).dataset_names == ("a",)


def test_a_missing_file_in_data_is_not_taken_for_read(city: Settings) -> None:
    with pytest.raises(SourceError, match=r"nosuch\.ttl: cannot be read: No such file"):
        read_documents(read_project(city), [city.data / "a" / "nosuch.ttl"])


def test_a_project_without_data_is_refused(city: Settings) -> None:
    (city.data / "a" / "dataset.ttl").unlink()
    (city.data / "a").rmdir()
    with pytest.raises(SourceError, match=r"there is no dataset here; make a folder with a dataset\.ttl"):
        read_project(city)
