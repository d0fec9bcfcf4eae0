"""The messages of `make` when something is missing: one line, with what to do."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT

OLD = """case $2 in *ensurepip*) exit 0;; *version_info*) exit 1;; *) echo 3.9.2;; esac"""
WITHOUT_VENV = "case $2 in *ensurepip*) exit 1;; *) exit 0;; esac"
FAILING = 'case $2 in *version_info*|*ensurepip*) exit 0;; esac\necho "no index can be reached" >&2; exit 1'


def environment(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Builds an environment with a python of its own, which is a shell script."""
    if python:
        (folder / "python").write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
        (folder / "python").chmod(0o755)
    command = [str(ROOT / "tools" / "environment"), str(ROOT / "requirements-bench.txt"), "made"]
    variables = {"PATH": f"{folder}:/usr/bin:/bin", "PYTHON": str(folder / "python")}
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("python", "message"),
    [
        ("", "python is missing; on Debian: apt install python3 python3-venv"),
        (OLD, "Python 3.11 or newer is needed"),
        (OLD, "is 3.9.2; give another with: make PYTHON=python3.12"),
        (WITHOUT_VENV, "venv is missing; on Debian: apt install python3-venv"),
        (FAILING, "made was not built"),
    ],
    ids=["no python", "an old python", "its version", "no venv", "no packages"],
)
def test_an_environment_that_cannot_be_built_says_why_and_what_to_do(tmp_path: Path, python: str, message: str) -> None:
    done = environment(tmp_path, python)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr.splitlines()[-1]


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs make, also within a `make test`, with the environment that there is."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--assume-old", ".venv/.ready", *words]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def test_every_target_is_in_the_help() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    targets = next(line for line in lines if line.startswith(".PHONY:")).split()[1:]
    assert sorted(line.split()[0] for line in make("help").stdout.splitlines()) == sorted(targets)


def test_a_port_that_is_taken_is_named_before_anything_is_built() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = make("serve", f"PORT={port}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"lq: port {port} is taken; choose another: make serve PORT=")


def test_help_names_the_address_and_not_a_variable() -> None:
    shown = subprocess.run(["make", "help", "PORT=8123"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "http://127.0.0.1:8123" in shown
    assert "$(" not in shown
