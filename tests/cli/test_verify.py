"""`lq verify` on folders and on the web."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lq_graph.cli.verify import run
from lq_graph.errors import ReleaseError
from lq_graph.releasing.release import Release


@pytest.fixture(name="served")
def _served(release: Release, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the release without its store, on a real web server that knows nothing of lq."""
    folder = Path(shutil.copytree(release.path, tmp_path / "copy", ignore=shutil.ignore_patterns("store")))
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Writes nothing."""


def test_a_folder_is_right(release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    run(str(release.path), "en")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"lq: {release.identifier}: ")
    assert "the identifier follows from the content" in said.err


def test_the_current_release_of_a_folder_of_releases_is_meant(
    release: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    run(str(release.path.parent), "sv")
    assert release.identifier in capsys.readouterr().err


def test_a_release_on_the_web_is_right_and_what_differs_is_named(
    served: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, address = served
    run(address, "en")
    assert capsys.readouterr().out == ""
    (folder / "shapes.ttl").unlink()
    (folder / "ontology.ttl").write_bytes(b"")
    with pytest.raises(SystemExit) as ended:
        run(f"{address}/", "sv")
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "ontology.ttl: har en annan kontrollsumma än i SHA256SUMS",
        "shapes.ttl: saknas",
    ]
    assert said.err.endswith("2 avvikelser; hämta utgåvan på nytt\n")


def test_what_is_no_release_is_one_line(tmp_path: Path, served: tuple[Path, str]) -> None:
    with pytest.raises(ReleaseError, match="there is no release here"):
        run(str(tmp_path / "none"))
    with pytest.raises(ReleaseError, match="there is no SHA256SUMS here"):
        run(f"{served[1]}/datasets/")
    with pytest.raises(ReleaseError, match="cannot be read"):
        run("http://127.0.0.1:9/")
