"""reasonable: `infer DATA ONTOLOGY OUT`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import reasonable


def term(node: object) -> str:
    """A term as N-Triples."""
    return node.n3()  # type: ignore[attr-defined, no-any-return]


def infer(data: Path, ontology: Path, out: Path) -> None:
    """Writes the inferred triples, as N-Triples, with the trivial ones that reasonable adds."""
    reasoner = reasonable.PyReasoner()
    reasoner.load_file(str(data))
    reasoner.load_file(str(ontology))
    given = set(reasoner.get_base_triples())
    start = time.process_time()
    closed = reasoner.reason()
    print(time.process_time() - start)
    new = (triple for triple in closed if triple not in given)
    out.write_text("".join(" ".join(map(term, triple)) + " .\n" for triple in new), encoding="utf-8")


if __name__ == "__main__":
    infer(*map(Path, sys.argv[2:]))
