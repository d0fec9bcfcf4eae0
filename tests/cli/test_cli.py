"""The `lq` command: output, exit codes, and errors of one line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.releasing.release import Release
from processes.watching import until

Write = Callable[[str, str], Path]
ASK = "ASK { ?s a <https://w3id.org/livskvalitet/ns#Direction> }"


@pytest.fixture(name="lq")
def _lq(release: Release) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs lq with some words on the release of the real data."""

    def run(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, "LQ_ROOT": str(ROOT), "LQ_RELEASES": str(release.path.parent), **environment}
        command = [sys.executable, "-m", "lq_graph", *words]
        return subprocess.run(
            command, env=variables, input=stdin, capture_output=True, text=True, check=False, timeout=120
        )

    return run


Lq = Callable[..., subprocess.CompletedProcess[str]]


@contextmanager
def serving(release: Release, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    variables = {**os.environ, "LQ_ROOT": str(ROOT), "LQ_RELEASES": str(release.path.parent)}
    command = [sys.executable, "-m", "lq_graph", "serve", "--port", "0", *words]
    process = subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        yield process, line.partition(" at ")[2].split()[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def test_help_loads_nothing_heavy() -> None:
    heavy = ["rdflib", "pyshacl", "owlrl", "fastapi", "uvicorn", "pyoxigraph", "rich"]
    code = f"import sys, lq_graph.cli.main; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_check_of_the_real_data_finds_no_error(lq: Lq) -> None:
    done = lq("check", "--lang", "en")
    assert (done.returncode, done.stderr.split(",")[0]) == (0, "0 errors")


def test_both_engines_find_the_same_in_the_real_data(lq: Lq) -> None:
    by_columns, by_pyshacl = (lq("check", "--engine", engine) for engine in ("columns", "pyshacl"))
    assert by_columns.returncode == by_pyshacl.returncode == 0
    assert by_columns.stdout == by_pyshacl.stdout


def test_check_of_a_faulty_file_says_what_to_do_and_exits_1(lq: Lq) -> None:
    done = lq("check", str(ROOT / "tests" / "faults" / "priority-in-two-areas.ttl"), "--lang", "sv")
    assert done.returncode == 1
    assert "fel  Priority-isPartOf  ”Påhittad priority fault-m” [id/priority/fault-m]" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("query", "nowhere.rq"), 3, "nowhere.rq: cannot be read: No such file or directory"),
        (("query", "-q", ASK, "--release", "nowhere"), 3, "nowhere: there is no release here; make one with: lq build"),
        (
            ("query", "-q", ASK, "--release", str(ROOT)),
            3,
            "not a release that lq can read, it has no readable manifest.json",
        ),
        (("serve", "--release", "nowhere"), 3, "nowhere: there is no release here; make one with: lq build"),
        (("query",), 2, "give one of: a FILE (or -), -q TEXT, --example NAME"),
        (("query", "--example", "cq99"), 2, "there is no question 'cq99'"),
        (("query", "--example", "cq14-targets"), 2, "did you mean cq14-targets-that-changed-value"),
        (("query", "--example", "cq12", "--var", "indicator=populatio"), 2, "till exempel population"),
        (("query", "--example", "cq12", "--var", "indicator"), 2, "--var takes NAME=VALUE, not 'indicator'"),
        (("query", "-q", ASK, "--var", "a=b"), 2, "name one with --example"),
        (("query", "-q", "SELECT nothing"), 3, "line 1, column"),
        (("query", "-q", "DROP ALL"), 3, "read-only"),
        (("query", "-q", "SELECT * { SERVICE <http://127.0.0.1:9> { ?s ?p ?o } }"), 3, "SERVICE"),
        (("query", "-q", "SELECT * {}", "--format", "ttl"), 2, "the answer is result rows"),
        (("frobnicate",), 2, "frobnicate"),
        (("serve", "--port", "99999"), 2, "--port"),
    ],
)
def test_a_refusal_is_one_clear_line(lq: Lq, words: tuple[str, ...], code: int, message: str) -> None:
    done = lq(*words)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_bad_setting_is_named(lq: Lq) -> None:
    done = lq("query", "-q", ASK, LQ_WORKERS="none")
    assert (done.returncode, done.stderr) == (2, "lq: LQ_WORKERS must be a whole number above 1, not 'none'\n")


def test_a_syntax_error_in_data_says_file_line_and_column(lq: Lq, write: Write) -> None:
    path = write("bad.ttl", "@prefix a: <https://example.org/> .\na:s lgs:p a:o .\n")
    done = lq("check", str(path), "--lang", "sv")
    assert done.returncode == 3
    assert f"{path}:2:5  fel  unreadable-file  Filen går inte att läsa: prefixet lgs: är inte" in done.stdout


def test_a_syntax_error_in_a_query_file_says_file_line_and_column(lq: Lq, write: Write) -> None:
    path = write("bad.rq", "SELECT *\nWHRE { ?s ?p ?o }\n")
    done = lq("query", str(path))
    assert done.returncode == 3
    assert f"{path}:2:7: unexpected" in done.stderr


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("csv", "n\r\n5"),
        ("tsv", "?n\n5"),
        ("json", '{"head":{"vars":["n"]}'),
        ("xml", "<?xml"),
        ("table", " "),
    ],
)
def test_rows_come_in_every_format(lq: Lq, form: str, start: str) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?d a <https://w3id.org/livskvalitet/ns#Direction> }"
    done = lq("query", "-", "--format", form, stdin=query)
    assert done.returncode == 0
    assert done.stdout.replace("\r\n", "\n").startswith(start.replace("\r\n", "\n"))


@pytest.mark.parametrize("form", ["ttl", "nt"])
def test_graphs_come_in_every_format(lq: Lq, form: str) -> None:
    done = lq("query", "-q", "CONSTRUCT WHERE { ?d a <https://w3id.org/livskvalitet/ns#Direction> }", "--format", form)
    assert done.returncode == 0
    assert "varmt-valkomnande" in done.stdout


def test_a_question_is_asked_with_a_value_for_its_parameter(lq: Lq) -> None:
    done = lq("query", "--example", "cq12", "--var", "indicator=Folkmängd i kommunen", "--format", "csv")
    assert done.returncode == 0
    assert [line.partition(",")[0].rpartition("/")[2] for line in done.stdout.split()[1:2]] == ["population"]


def test_an_example_is_asked_by_name(lq: Lq) -> None:
    done = lq("query", "--example", "cq14-targets-that-changed-value", "--format", "csv")
    assert done.returncode == 0
    assert "2035" in done.stdout
    assert "2030" in done.stdout


def test_output_that_nobody_reads_ends_quietly(release: Release) -> None:
    variables = {**os.environ, "LQ_ROOT": str(ROOT), "LQ_RELEASES": str(release.path.parent)}
    command = f"{sys.executable} -m lq_graph query -q 'SELECT ?s {{ ?s ?p ?o }}' --format csv | head -1"
    done = subprocess.run(["bash", "-c", command], env=variables, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("s", "")


def test_serve_answers_and_stops(release: Release) -> None:
    with serving(release) as (process, address):
        query = urllib.parse.quote(ASK)
        with urllib.request.urlopen(f"{address}sparql?query={query}", timeout=60) as response:
            assert response.read() == b'{"head":{},"boolean":true}'
        assert process.poll() is None
    assert process.returncode is not None


def test_serve_says_when_the_port_is_taken(lq: Lq) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = lq("serve", "--port", str(port))
    assert done.returncode == 2
    assert (
        done.stderr
        == f"lq: cannot listen on 127.0.0.1 port {port}: Address already in use; choose another with --port\n"
    )


def test_a_server_leaves_no_process_behind(release: Release) -> None:
    with serving(release) as (process, address):
        urllib.request.urlopen(f"{address}sparql?query={urllib.parse.quote(ASK)}", timeout=60).close()
        tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
        children = [child for task in tasks for child in task.read_text(encoding="ascii").split()]
        assert children
    assert until(lambda: not [child for child in children if Path(f"/proc/{child}").exists()])
