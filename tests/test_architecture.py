"""The layout: imports run down only, outside libraries are imported in one place each, and modules stay readable."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache

from conftest import ROOT

PACKAGE = ROOT / "lq_graph"
LAYERS = (  # top to bottom; packages on one line do not import each other
    {"__main__"},
    {"cli"},
    {"web"},
    {"querying", "releasing", "contributing"},
    {"changes"},
    {"checking"},
    {"shacl", "formatting"},
    {"reasoning", "reading"},
    {"labels"},
    {"triples"},
    {"processes", "settings"},
    {"errors", "names"},
    {"text"},
)
ONE_MODULE = {  # the only modules that may import a library
    "pyshacl": {"shacl/pyshacl_engine.py"},
    "owlrl": {"reasoning/owlrl_engine.py"},
    "pyarrow": {"web/questions/parquet.py"},
    "uvicorn": {"web/http/server.py"},
}
ONE_PACKAGE = {  # the only packages that may import a library
    "fastapi": {"web"},
    "starlette": {"web"},
    "jinja2": {"web"},
    "brotli": {"web"},
    "prometheus_client": {"web"},
    "zstandard": {"releasing", "web"},
    "aiohttp": {"querying", "releasing"},
    "openpyxl": {"contributing"},
    "rich": {"cli"},
    "rdflib": {"triples", "reasoning", "shacl"},
}
MOST_LINES = 600


def package(name: str) -> str:
    return name.split("/", maxsplit=1)[0].removesuffix(".py")


def folder(name: str) -> str:
    return name.rpartition("/")[0] or name


def dotted(name: str) -> str:
    return "lq_graph." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def modules() -> Mapping[str, ast.Module]:
    """The modules by their files, parsed when the first test needs them and not when tests are collected."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def files() -> Mapping[str, str]:
    """The files by the dotted names of their modules."""
    return {dotted(name): name for name in modules()}


def imports(tree: ast.AST) -> Iterator[str]:
    """The dotted names that a module imports: modules where they are modules, else what holds the name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                yield f"{module}.{alias.name}" if f"{module}.{alias.name}" in files() else module


def own_imports(name: str) -> set[str]:
    """The files of lq that a file imports."""
    return {files()[module] for module in imports(modules()[name]) if module in files()} - {name}


def height(name: str) -> int:
    return next(index for index, packages in enumerate(LAYERS) if package(name) in packages)


def cycles(graph: Mapping[str, set[str]]) -> list[str]:
    """What stands in a ring of a graph, or between two: the rest is taken away from both of its ends."""
    left = {name: {other for other in others if other != name} for name, others in graph.items()}
    while True:
        used = {other for others in left.values() for other in others}
        free = [name for name, others in left.items() if name not in used or not others & left.keys()]
        if not free:
            return sorted(left)
        left = {name: others for name, others in left.items() if name not in free}


def test_imports_run_down_only() -> None:
    upward = [
        f"{name} imports {other}"
        for name in modules()
        for other in sorted(own_imports(name))
        if name != "__init__.py" and other != "__init__.py" and package(other) != package(name)
        if height(other) <= height(name)
    ]
    assert upward == []


def test_no_modules_and_no_folders_import_each_other_in_a_ring() -> None:
    graph = {name: own_imports(name) for name in modules()}
    assert cycles(graph) == []
    folders: dict[str, set[str]] = {}
    for name, others in graph.items():
        folders.setdefault(folder(name), set()).update(folder(other) for other in others)
    assert cycles(folders) == []


def test_each_library_is_imported_in_one_place() -> None:
    used = {name: {module.split(".")[0] for module in imports(tree)} for name, tree in modules().items()}
    wrong = [
        f"{name} imports {library}"
        for name, libraries in used.items()
        for library in sorted(libraries)
        if name not in ONE_MODULE.get(library, {name}) or package(name) not in ONE_PACKAGE.get(library, {package(name)})
    ]
    assert wrong == []


def test_modules_stay_readable() -> None:
    lines = {name: len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) for name in modules()}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if package(name) != "cli"  # verbs are loaded when they are called
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_settings_are_read_in_one_place_and_the_code_knows_no_city() -> None:
    texts = {name: (PACKAGE / name).read_text(encoding="utf-8") for name in modules()}
    readers = [name for name, text in texts.items() if "os.environ" in text or "getenv" in text]
    assert readers == ["settings.py"]
    assert [name for name, text in texts.items() if "helsingborg" in text.lower()] == []


def test_slow_engines_are_loaded_by_name_alone() -> None:
    dynamic = [name for name in modules() if "import_module" in (PACKAGE / name).read_text(encoding="utf-8")]
    assert dynamic == ["cli/main.py", "triples/oracles.py"]
    slow = {"reasoning/owlrl_engine.py", "shacl/pyshacl_engine.py", "web/questions/parquet.py"}
    assert [name for name in modules() if slow & own_imports(name)] == []


def test_a_check_of_the_project_loads_no_slow_engine() -> None:
    code = "import sys, lq_graph.cli.check; print({'rdflib', 'pyshacl', 'owlrl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
