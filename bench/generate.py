"""Generates made-up data for the benchmarks: plans, actions and measurements of a city that does not exist.

    python bench/generate.py TRIPLES OUT.ttl [--faults PERCENT]

The same arguments give the same bytes. Every 100th action has one of the faults that bench/shapes.ttl finds; with
--faults, that percentage of the actions has one. There are about 22 triples for each action.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Collection, Iterator
from pathlib import Path

HEAD = """@prefix b: <https://example.org/bench#> .
@prefix d: <https://example.org/bench/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TRIPLES_PER_ACTION, FIXED_TRIPLES = 23.4, 800
RARE = 100
DEPARTMENTS, DIRECTIONS, TARGETS = 20, 25, 169
FAULTS = (
    *("no-title", "two-owners", "bad-year", "bad-share", "reversed"),
    *("foreign-owner", "no-target", "bad-code", "extra", "bad-date"),
)


def action(number: int, plan: int, faults: Collection[str], random_: random.Random) -> str:
    """One action with its two measurements as Turtle."""
    start = random_.randrange(2010, 2022)
    end = start - 1 if "reversed" in faults else start + random_.randrange(1, 6)
    owner = random_.randrange(DEPARTMENTS)
    second = f", d:department{(owner + 1) % DEPARTMENTS}" if "two-owners" in faults else ""
    partner = "target1" if "foreign-owner" in faults else f"department{random_.randrange(DEPARTMENTS)}"
    lines = [
        "a b:Action",
        "" if "no-title" in faults else f'b:title "Åtgärd {number}"@sv, "Action {number}"@en',
        f"b:partOf d:plan{plan}",
        f"b:owner d:department{owner}{second}",
        f"b:partner d:{partner}",
        f"b:from {'1066' if 'bad-year' in faults else start}",
        f"b:through {end}",
        f'b:decided "{start}-02-{"30" if "bad-date" in faults else "28"}"^^xsd:date',
        f"b:share {'140.5' if 'bad-share' in faults else round(random_.uniform(0, 100), 1)}",
        f'b:code "{"x" if "bad-code" in faults else f"A{number:07d}"}"',
        "" if "no-target" in faults else f"b:contributesTo d:target{random_.randrange(TARGETS)}",
        "b:unexpected true" if "extra" in faults else "",
    ]
    body = " ;\n    ".join(line for line in lines if line)
    return f"d:action{number} {body} .\n" + "".join(measurement(number, index, random_) for index in range(2))


def measurement(number: int, index: int, random_: random.Random) -> str:
    """One measured value of an action as Turtle."""
    value = round(random_.uniform(0, 1000), 2)
    said = f"b:of d:action{number} ; b:year {2015 + index} ; b:value {value} ; b:unit b:percent"
    return f"d:m{number}-{index} a b:Measurement ; {said} .\n"


def blocks(triples: int, faults: int, seed: int = 7) -> Iterator[str]:
    """The complete data set, block by block."""
    random_ = random.Random(seed)
    actions = max(1, int((triples - FIXED_TRIPLES) / TRIPLES_PER_ACTION))
    plans = max(1, actions // 10)
    yield HEAD
    for number in range(DEPARTMENTS):
        yield f'd:department{number} a b:Department ; b:title "Förvaltning {number}"@sv, "Department {number}"@en .\n'
    for number in range(TARGETS):
        said = f'b:title "Delmål {number}"@sv, "Target {number}"@en ; b:goal d:goal{number % 17}'
        yield f"d:target{number} a b:Target ; {said} .\n"
    for number in range(17):
        yield f'd:goal{number} a b:Goal ; b:title "Mål {number}"@sv, "Goal {number}"@en .\n'
    for number in range(DIRECTIONS):
        yield f'd:direction{number} a b:Direction ; b:title "Inriktning {number}"@sv, "Direction {number}"@en .\n'
    for number in range(plans):
        above = f"d:plan{number // 10}" if number >= 10 else f"d:direction{number % DIRECTIONS}"
        yield f'd:plan{number} a b:Plan ; b:title "Plan {number}"@sv, "Plan {number}"@en ; b:partOf {above} .\n'
    for number in range(actions):
        many = faults or int(number % RARE == RARE - 1)
        yield action(number, number % plans, random_.sample(FAULTS, many), random_)


def write(triples: int, path: Path, faults: int = 0) -> None:
    """Writes a data set of about the given number of triples."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(blocks(triples, faults))


def main() -> None:
    """Reads the command line and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("triples", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--faults", type=int, default=0, metavar="NUMBER")
    given = parser.parse_args()
    write(given.triples, given.path, given.faults)


if __name__ == "__main__":
    main()
