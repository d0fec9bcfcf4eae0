"""What is made once, before workers are forked, so that none of them makes it in the time of a query."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT

SCRIPT = """
import os, sys
from lq_graph.querying import process
from lq_graph.reading import sparql_tokens
assert sparql_tokens._token.cache_info().currsize == 0
process.warm_up()
assert sparql_tokens._token.cache_info().currsize == 1
assert len(os.listdir("/proc/self/task")) == 1
assert "numpy" not in sys.modules  # 40 ms, memory of each worker, and threads
print("warm")
"""


def test_the_pattern_of_tokens_is_there_before_the_first_fork_and_no_thread_is() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "warm\n"
