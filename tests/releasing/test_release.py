"""A folder that is not a release is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lq_graph.errors import ReleaseError
from lq_graph.releasing.release import Release, open_release, release_link, write_manifest


def test_a_missing_folder_says_how_to_make_a_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="there is no release here; make one with: lq build"):
        open_release(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (None, "it has no readable manifest.json"),
        ("{", "its manifest.json is not valid JSON"),
        ("[]", "its manifest.json is not of version 1"),
        ('{"manifest_version": 99}', "its manifest.json is not of version 1"),
        ('{"manifest_version": 1}', "its manifest.json lacks 'datasets'"),
        ('{"manifest_version": 1, "datasets": ["x"]}', "its manifest.json has a value of the wrong kind"),
    ],
)
def test_a_folder_that_is_no_release_says_why(tmp_path: Path, manifest: str | None, reason: str) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(ReleaseError, match=reason):
        open_release(tmp_path)


def test_a_release_without_its_store_is_refused(tmp_path: Path) -> None:
    write_manifest(Release(tmp_path, "2030-01-01-abc", "https://example.org/", 1, ()))
    with pytest.raises(ReleaseError, match="its store is missing"):
        open_release(tmp_path)


def test_a_folder_of_releases_means_its_current_one(release: Release, tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(release.path)
    (tmp_path / "current").symlink_to("one")
    assert open_release(tmp_path) == open_release(tmp_path / "current") == release
    assert release_link(tmp_path) == tmp_path / "current"
    assert release_link(release.path) == release.path


def test_a_folder_whose_current_release_is_gone_names_it(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("gone")
    with pytest.raises(ReleaseError, match="current: there is no release here; make one with: lq build"):
        open_release(tmp_path)


def test_the_manifest_comes_back_as_it_was(release: Release) -> None:
    assert open_release(release.path) == release
    manifest = json.loads((release.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["id"] == release.identifier
