"""SHA256SUMS is what sha256sum writes, and the identifier of a release follows from it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.errors import ReleaseError
from lq_graph.releasing.checksums import SUMS, differing, identifier_of, parse_sums, read_sums, sums_of, sums_text
from lq_graph.releasing.release import MANIFEST, Release

DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
NAMES = st.from_regex(r"[a-zåäö0-9 _.-]*[a-z](/[a-z0-9.]*[a-z]){0,2}", fullmatch=True)


@given(st.dictionaries(NAMES, DIGESTS))
def test_what_is_written_is_read(sums: dict[str, str]) -> None:
    assert parse_sums(sums_text(sums)) == sums


@pytest.mark.parametrize(
    "line", ["x", f"{'a' * 64} dump.nq", f"{'a' * 64}  ../x", f"{'a' * 64}  /etc/x", f"{'a' * 63}  x"]
)
def test_any_other_line_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(ReleaseError, match="SHA256SUMS:2: not a checksum and a path"):
        parse_sums(f"{'b' * 64}  dump.nq\n{line}\n")


def test_a_folder_without_checksums_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="cannot be read"):
        read_sums(tmp_path)
    (tmp_path / SUMS).write_bytes(b"\xff")
    with pytest.raises(ReleaseError, match="UTF-8"):
        read_sums(tmp_path)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum, of coreutils")
def test_sha256sum_agrees_on_every_file_of_a_release(release: Release) -> None:
    command = ["sha256sum", "-c", "--strict", SUMS]
    done = subprocess.run(command, cwd=release.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK\n") == len(read_sums(release.path))


def test_the_identifier_follows_from_the_files_and_not_from_the_manifest_or_compressed_ones(release: Release) -> None:
    sums = read_sums(release.path)
    day = release.identifier.rpartition("-")[0]
    assert identifier_of(day, sums) == release.identifier
    for name in (MANIFEST, "dump.ttl.gz", "datasets/x.ttl.zst"):
        assert identifier_of(day, {**sums, name: "0" * 64}) == release.identifier
    for name in ("dump.nq", "shapes.ttl"):
        assert identifier_of(day, {**sums, name: "0" * 64}) != release.identifier


def test_what_is_missing_and_what_is_changed_differs(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    sums = sums_of(tmp_path)
    assert differing(sums, {**sums, "a": "0" * 64, "c": None}.get) == ["a", "c"]
