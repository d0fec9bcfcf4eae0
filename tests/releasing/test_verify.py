"""A release is verified by its checksums, its identifier and its statements; whatever differs is named."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.checking.check import check_project
from lq_graph.errors import ReleaseError
from lq_graph.releasing.build import build_release
from lq_graph.releasing.checksums import SUMS, read_sums, sha256_of, sums_text
from lq_graph.releasing.release import MANIFEST, Release
from lq_graph.releasing.verify import verify
from releasing.conftest import made_up_city
from releasing.test_build import LATER


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a made-up city."""
    city = made_up_city(tmp_path_factory.mktemp("city"))
    return build_release(check_project(city, today=LATER), city, city.releases).path


@pytest.fixture(name="copy")
def _copy(built: Path, tmp_path: Path) -> Path:
    """A copy of the release that a test may damage."""
    return Path(shutil.copytree(built, tmp_path / "copy", ignore=shutil.ignore_patterns("store")))


def differences(folder: Path) -> list[tuple[str, str]]:
    return [(each.name, each.words.en) for each in verify(folder).differences]


def resum(folder: Path) -> None:
    """Writes checksums that fit the files as they are now: what somebody does who changes a release on purpose."""
    sums = {name: sha256_of(folder / name) for name in read_sums(folder)}
    (folder / SUMS).write_text(sums_text(sums), encoding="utf-8")


def test_a_release_as_it_was_built_is_right(copy: Path, release: Release) -> None:
    assert differences(copy) == []
    assert verify(release.path).differences == ()
    assert verify(release.path).files == len(read_sums(release.path))


def damage(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / name
        path.write_bytes(change(path.read_bytes()))

    return apply


@pytest.mark.parametrize(
    ("fault", "name", "words"),
    [
        (damage("dump.ttl", lambda text: text + b"\n"), "dump.ttl", "has another checksum"),
        (damage("dump.nq", lambda text: text[:-1]), "dump.nq", "has another checksum"),
        (damage("datasets/city.ttl", lambda text: text[:1] + b"!" + text[2:]), "datasets/city.ttl", "has another"),
        (
            damage(MANIFEST, lambda text: text.replace(b'"triples": ', b'"triples": 1')),
            MANIFEST,
            "has another checksum",
        ),
        (lambda folder: (folder / "shapes.ttl").unlink(), "shapes.ttl", "is missing"),
        (lambda folder: (folder / "more.ttl").write_text("", encoding="utf-8"), "more.ttl", "is not in SHA256SUMS"),
    ],
)
def test_a_file_that_is_changed_missing_or_one_too_many_is_named(
    copy: Path, fault: Callable[[Path], object], name: str, words: str
) -> None:
    fault(copy)
    ((found, said),) = differences(copy)
    assert found == name
    assert words in said


def test_checksums_that_were_changed_with_the_file_do_not_give_the_identifier(copy: Path) -> None:
    damage("datasets/city.ttl", lambda text: text + b"<https://e.example/a> <https://e.example/b> 1 .\n")(copy)
    resum(copy)
    found = dict(differences(copy))
    assert "follows from the content" in found[MANIFEST]
    assert found["datasets/city.ttl"] == "does not have the same statements as dump.nq"


def test_a_compressed_file_has_the_bytes_of_the_one_beside_it(copy: Path) -> None:
    (copy / "dump.ttl.gz").write_bytes(gzip.compress(b"other"))
    (copy / "dump.nq.zst").write_bytes(b"no frame")
    resum(copy)
    assert differences(copy) == [
        ("dump.nq.zst", "does not have the bytes of dump.nq"),
        ("dump.ttl.gz", "does not have the bytes of dump.ttl"),
    ]


def test_numbers_in_the_manifest_are_those_of_the_dump(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    manifest["triples"] += 1
    manifest["datasets"][0]["triples"] += 1
    (copy / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    resum(copy)
    found = [words for name, words in differences(copy) if name == MANIFEST]
    assert len(found) == 2
    assert all("but dump.nq has" in words for words in found)


def test_what_cannot_be_read_is_one_error(copy: Path) -> None:
    (copy / MANIFEST).unlink()
    with pytest.raises(ReleaseError, match=r"no readable manifest\.json"):
        verify(copy)
    (copy / SUMS).unlink()
    with pytest.raises(ReleaseError, match="SHA256SUMS: cannot be read"):
        verify(copy)
