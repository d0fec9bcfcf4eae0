"""Output files are written and reported in the user's language, or an error states why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lq_graph.cli.exits import UsageError
from lq_graph.cli.terminal import write_and_report, write_file
from lq_graph.text import Language


@pytest.mark.parametrize(("language", "told"), [("sv", "skrev"), ("en", "wrote")])
def test_what_was_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: Language, told: str
) -> None:
    path = tmp_path / "a.ttl"
    write_and_report(path, b"x", language)
    assert path.read_bytes() == b"x"
    assert capsys.readouterr().err == f"lq: {told} {path}\n"


def test_a_file_that_cannot_be_written_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be written \(No such file or directory\); give another file$"):
        write_file(tmp_path / "nowhere" / "a.ttl", b"x")
