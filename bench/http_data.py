"""Generates made-up data for the benchmark of the service: municipalities, indicators, observations, as N-Triples.

    python bench/http_data.py TRIPLES OUT.nt

The same arguments give the same bytes. Most of it is observations with seven triples each; the rest is actions
that serve goals, goals in a tree of five levels, directions, and targets of global goals.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

NS, ID = "https://example.org/bench#", "https://example.org/bench/id/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
XSD = "http://www.w3.org/2001/XMLSchema#"
FIXED, PER_OBSERVATION, OBSERVATIONS_PER_ACTION = 4_300, 6.3, 8
PER_ACTION = 9
MUNICIPALITIES, INDICATORS, GOALS, TARGETS = 290, 250, 341, 169
WORDS = ("water", "school", "housing", "climate", "culture", "health", "transport", "safety", "work", "nature")


def write(triples: int, path: Path) -> None:
    """Writes the given number of triples, or a few more."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(lines(triples))


def lines(triples: int) -> Iterator[str]:
    """The given number of triples, or a few more."""
    random_ = random.Random(triples)
    yield from frame(random_)
    group = OBSERVATIONS_PER_ACTION * PER_OBSERVATION + PER_ACTION
    for number in range(max(1, round((triples - FIXED) / group))):
        yield from action(number, random_)
        for index in range(OBSERVATIONS_PER_ACTION):
            yield from observation(number * OBSERVATIONS_PER_ACTION + index, random_)


def frame(random_: random.Random) -> Iterator[str]:
    """The things that observations and actions refer to."""
    for number in range(MUNICIPALITIES):
        yield from named("Municipality", f"municipality{number}", f"Municipality {number}", f"Kommun {number}")
        yield line(f"municipality{number}", f"<{NS}county>", thing(f"county{number % 21}"))
    for number in range(INDICATORS):
        word = WORDS[number % len(WORDS)]
        yield from named("Indicator", f"indicator{number}", f"Indicator {number} of {word}", f"Nyckeltal {number}")
        yield line(f"indicator{number}", f"<{NS}measures>", thing(f"target{random_.randrange(TARGETS)}"))
    for number in range(GOALS):
        yield from named("Goal", f"goal{number}", f"Goal {number} for {random_.choice(WORDS)}", f"Mål {number}")
        if number:
            yield line(f"goal{number}", f"<{NS}under>", thing(f"goal{(number - 1) // 4}"))
    for number in range(TARGETS):
        yield from named("Target", f"target{number}", f"Target {number}", f"Delmål {number}")
        yield line(f"target{number}", f"<{NS}partOf>", thing(f"world{number % 17}"))


def named(kind: str, name: str, english: str, swedish: str) -> Iterator[str]:
    """The triples of a thing: its class, its labels, and a code."""
    yield line(name, TYPE, f"<{NS}{kind}>")
    yield line(name, LABEL, f'"{english}"@en')
    yield line(name, LABEL, f'"{swedish}"@sv')


def action(number: int, random_: random.Random) -> Iterator[str]:
    """One action and the goals that it serves."""
    name, start = f"action{number}", random_.randrange(2010, 2022)
    yield from named("Action", name, f"Action {number} for {random_.choice(WORDS)}", f"Åtgärd {number}")
    yield line(name, f"<{NS}serves>", thing(f"goal{random_.randrange(GOALS)}"))
    yield line(name, f"<{NS}serves>", thing(f"goal{random_.randrange(85, GOALS)}"))
    yield line(name, f"<{NS}municipality>", thing(f"municipality{random_.randrange(MUNICIPALITIES)}"))
    yield line(name, f"<{NS}followedBy>", thing(f"indicator{random_.randrange(INDICATORS)}"))
    yield line(name, f"<{NS}from>", f'"{start}"^^<{XSD}integer>')
    if number % 3:
        yield line(name, f"<{NS}through>", f'"{start + random_.randrange(1, 6)}"^^<{XSD}integer>')


def observation(number: int, random_: random.Random) -> Iterator[str]:
    """One observation; every third states its quality."""
    name = f"observation{number}"
    yield line(name, TYPE, f"<{NS}Observation>")
    yield line(name, f"<{NS}municipality>", thing(f"municipality{number % MUNICIPALITIES}"))
    yield line(name, f"<{NS}indicator>", thing(f"indicator{random_.randrange(INDICATORS)}"))
    yield line(name, f"<{NS}year>", f'"{2000 + number % 24}"^^<{XSD}integer>')
    yield line(name, f"<{NS}value>", f'"{round(random_.uniform(0, 1000), 2)}"^^<{XSD}decimal>')
    yield line(name, f"<{NS}unit>", thing("percent"))
    if number % 3 == 0:
        yield line(name, f"<{NS}status>", thing("provisional"))


def thing(name: str) -> str:
    """The IRI of a thing, as N-Triples write it."""
    return f"<{ID}{name}>"


def line(subject: str, predicate: str, object_: str) -> str:
    """One triple of a thing."""
    return f"{thing(subject)} {predicate} {object_} .\n"


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
