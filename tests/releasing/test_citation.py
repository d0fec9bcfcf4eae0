"""A release has citations for reference managers, which name its permanent address."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import yaml

from lq_graph.releasing.checksums import read_sums
from lq_graph.releasing.citation import FILES, Citation, write_citations
from lq_graph.releasing.release import Release
from lq_graph.text import Texts

MADE_UP = Citation(
    title=Texts("Liv & ljus", "Life & light: 100 % {yes}"),
    about=Texts("Påhittat.", 'Made up, "quoted".'),
    publisher=Texts("vi", "us_all"),
    licence="https://creativecommons.org/licenses/by/4.0/",
    version="2026-12-01-0123abcd",
    day="2026-12-01",
    address="https://data.example.org/release/2026-12-01-0123abcd/",
)


def written(citation: Citation, folder: Path) -> dict[str, str]:
    write_citations(citation, folder)
    return {name: (folder / name).read_text(encoding="utf-8") for name in FILES}


def test_each_file_is_in_its_format_and_names_version_and_address(tmp_path: Path) -> None:
    files = written(MADE_UP, tmp_path)
    for text in files.values():
        assert MADE_UP.version in text
        assert MADE_UP.address in text
    cff = yaml.safe_load(files["CITATION.cff"])
    assert (cff["title"], cff["license"], cff["type"]) == (MADE_UP.title.en, "CC-BY-4.0", "dataset")
    assert cff["abstract"] == MADE_UP.about.en
    (item,) = json.loads(files["citation.json"])
    assert item["issued"] == {"date-parts": [[2026, 12, 1]]}
    attributes = json.loads(files["datacite.json"])["data"]["attributes"]
    assert {"creators", "titles", "publisher", "publicationYear", "types"} <= attributes.keys()  # the mandatory ones


def test_what_is_special_in_tex_is_escaped(tmp_path: Path) -> None:
    text = written(MADE_UP, tmp_path)["citation.bib"]
    assert r"title = {{Life \& light: 100 \% \{yes\}}}" in text
    assert r"author = {{us\_all}}" in text
    assert text.startswith("@misc{lq-2026-12-01-0123abcd,\n")


def test_a_licence_without_a_name_of_spdx_is_an_address(tmp_path: Path) -> None:
    own = replace(MADE_UP, licence="https://example.org/terms")
    cff = yaml.safe_load(written(own, tmp_path)["CITATION.cff"])
    assert "license" not in cff
    assert cff["license-url"] == "https://example.org/terms"


def test_a_release_has_them_among_its_checksums(release: Release) -> None:
    assert set(FILES) <= read_sums(release.path).keys()
    (item,) = json.loads((release.path / "citation.json").read_text(encoding="utf-8"))
    assert item["URL"] == f"{release.base}release/{release.identifier}/"
