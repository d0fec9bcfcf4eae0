"""The house: imports run down only, outside libraries have one door each, and files stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "lq_graph"
LAYERS = (  # top to bottom; rooms on one line know nothing of each other
    {"__main__"},
    {"cli"},
    {"web"},
    {"querying", "releasing", "contributing"},
    {"checking"},
    {"reasoning", "formatting"},
    {"reading"},
    {"triples"},
    {"wording"},
    {"settings", "processes"},
    {"errors", "names"},
)
DOORS = {  # the only modules that may import a library
    "pyshacl": {"checking/pyshacl_engine.py"},
    "owlrl": {"reasoning/oracle.py"},
    "pyarrow": {"web/named/parquet.py"},
    "uvicorn": {"cli/serving.py", "cli/connection.py"},
    "typer": {"cli/main.py"},
}
ROOMS = {  # the only rooms that may import a library
    "fastapi": {"web"},
    "starlette": {"web"},
    "jinja2": {"web"},
    "brotli": {"web"},
    "prometheus_client": {"web"},
    "zstandard": {"web"},
    "aiohttp": {"querying", "releasing"},
    "openpyxl": {"contributing"},
    "rich": {"cli"},
    "rdflib": {"triples", "reasoning", "checking"},
}
STOP = 300
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def height(name: str) -> int:
    return next(index for index, rooms in enumerate(LAYERS) if name in rooms)


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_there_are_modules() -> None:
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__init__.py"], ids=named)
def test_imports_run_down_only(path: Path) -> None:
    own = [module.split(".")[1] for module in imports(path) if module.startswith("lq_graph.")]
    upward = [other for other in own if other != room(path) and height(other) <= height(room(path))]
    assert upward == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_libraries_come_in_by_their_door(path: Path) -> None:
    used = {module.split(".")[0] for module in imports(path)}
    wrong_door = {library for library in used if named(path) not in DOORS.get(library, {named(path)})}
    wrong_room = {library for library in used if room(path) not in ROOMS.get(library, {room(path)})}
    assert wrong_door | wrong_room == set()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_files_stay_under_the_stop(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= STOP


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) != "cli"], ids=named)
def test_no_import_hides_in_a_function(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    hidden = [node.lineno for f in functions for node in ast.walk(f) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert hidden == []


@pytest.mark.parametrize("path", [path for path in MODULES if named(path) != "settings.py"], ids=named)
def test_the_environment_is_read_in_settings_alone(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_the_code_knows_no_city(path: Path) -> None:
    assert "helsingborg" not in path.read_text(encoding="utf-8").lower()


def test_slow_engines_have_one_door() -> None:
    dynamic = [named(path) for path in MODULES if "import_module" in path.read_text(encoding="utf-8")]
    assert dynamic == ["triples/oracles.py"]
    slow = {"lq_graph.reasoning.owlrl_engine", "lq_graph.shacl.pyshacl_engine", "lq_graph.web.named.parquet"}
    assert [named(path) for path in MODULES if slow & set(imports(path))] == []


def test_a_check_of_the_project_loads_no_slow_engine() -> None:
    code = "import sys, lq_graph.cli.check; print({'rdflib', 'pyshacl', 'owlrl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
