"""The named questions of the project, found by name."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from lq_graph.errors import UnknownName
from lq_graph.reading.query_file import QueryFile, read_query_file


def find_question(folder: Path, name: str) -> QueryFile:
    """The question of a name, from a folder of `.rq` files.

    The part before the first hyphen, such as `cq14`, will do. Raises UnknownName, which suggests near names, if there
    is none; SourceError if it cannot be read.
    """
    paths = {path.stem: path for path in folder.glob("*.rq")}
    numbered = {stem.partition("-")[0]: path for stem, path in paths.items()}
    path = paths.get(name) or numbered.get(name)
    if path is None:
        raise UnknownName(_unknown(folder, name, sorted(paths)))
    return read_query_file(path)


def near_names(name: str, names: list[str]) -> list[str]:
    """The names that hold a text, or are much like it; three at most."""
    wanted = name.lower()
    holding = [each for each in names if wanted and wanted in each]
    return list(dict.fromkeys(holding + get_close_matches(wanted, names, n=3)))[:3]


def _unknown(folder: Path, name: str, names: list[str]) -> str:
    near = near_names(name, names)
    if near:
        return f"there is no question {name!r}; did you mean {' or '.join(near)}?"
    return f"there is no question {name!r} in {folder}; it has {len(names)} others"
