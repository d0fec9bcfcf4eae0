"""A check of a file imports no module that it does not need: imports take half of its time."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT

NEEDLESS = {
    "concurrent.futures", "http.client", "multiprocessing", "numpy.ma", "rdflib", "pydantic", "rich", "ssl",
    "lq_graph.checking.reports.html", "lq_graph.checking.reports.sarif", "lq_graph.cli.sheets", "lq_graph.web",
    "urllib.request", "xml.sax", "lq_graph.contributing", "lq_graph.querying", "lq_graph.releasing",
}  # fmt: skip
CODE = """import sys
from pathlib import Path
import lq_graph.cli.main
from lq_graph.cli.check import Options, run
run([Path("data/quantities")], Options())
print(*sys.modules)
"""


def test_a_check_of_a_file_loads_nothing_that_it_does_not_need() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "lq_graph.checking.check" in loaded
    assert NEEDLESS & loaded == set()
