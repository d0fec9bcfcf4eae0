"""Whether a release is what it says it is: its files, its identifier, and that all of its forms state the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from lq_graph.errors import ReleaseError
from lq_graph.names import Names
from lq_graph.releasing.catalogue import OWN_GRAPHS
from lq_graph.releasing.checksums import DUMP, SUMS, Sums, differing, identifier_of, read_sums, sha256_of
from lq_graph.releasing.compressed import COMPRESSED, sha256_of_content
from lq_graph.releasing.release import MANIFEST, Release, read_manifest, release_of
from lq_graph.text import Texts
from lq_graph.triples.dataset import Triples

_STORE = "store"  # made from the dump, in bytes that differ from build to build
_MISSING = Texts("saknas", "is missing")
_CHANGED = Texts("har en annan kontrollsumma än i SHA256SUMS", "has another checksum than in SHA256SUMS")
_UNLISTED = Texts("står inte i SHA256SUMS", "is not in SHA256SUMS")
_OTHER_STATEMENTS = Texts("har inte samma uppgifter som dump.nq", "does not have the same statements as dump.nq")


@dataclass(frozen=True)
class Difference:
    """A file of a release, and what differs from what the release says of it."""

    name: str
    words: Texts


@dataclass(frozen=True)
class Verified:
    """A release as it was found: its identifier, the number of its files, and what differs."""

    identifier: str
    files: int
    differences: tuple[Difference, ...]


def verify(folder: Path) -> Verified:
    """What differs in a folder from what its checksums and its manifest say.

    The statements are compared only if every checksum is right. Time: that of reading all files, and of parsing the
    dumps. Raises ReleaseError if the folder has no checksums or no manifest that can be read.
    """
    sums = read_sums(folder)
    release = release_of(folder, read_manifest(folder))
    differences = [*_files(folder, sums)]
    if not differences:
        differences += _compressed(folder, sums)
        differences += _identity(folder, release)
        differences += _statements(folder, release)
    return Verified(release.identifier, len(sums), tuple(differences))


def _files(folder: Path, sums: Sums) -> Iterator[Difference]:
    def digest(name: str) -> str | None:
        path = folder / name
        return sha256_of(path) if path.is_file() else None

    for name in differing(sums, digest):
        yield Difference(name, _CHANGED if (folder / name).is_file() else _MISSING)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in sums and name not in (SUMS, MANIFEST) and not name.startswith(f"{_STORE}/"):
            yield Difference(name, _UNLISTED)


def _compressed(folder: Path, sums: Sums) -> Iterator[Difference]:
    """That each compressed file has the bytes of the file beside it."""
    for name in sums:
        base, mark, coding = name.rpartition(".")
        if f"{mark}{coding}" in COMPRESSED and sha256_of_content(folder / name) != sums.get(base):
            yield Difference(name, Texts(f"har inte samma bytes som {base}", f"does not have the bytes of {base}"))


def _identity(folder: Path, release: Release) -> Iterator[Difference]:
    """That the identifier follows from the content."""
    day, _, _ = release.identifier.rpartition("-")
    sums = read_sums(folder)
    if DUMP not in sums:
        yield Difference(DUMP, _UNLISTED)
        return
    follows = identifier_of(day, sums)
    if follows != release.identifier:
        words = Texts(
            f"har identiteten {release.identifier}, men av innehållet följer {follows}",
            f"has the identifier {release.identifier}, but {follows} follows from the content",
        )
        yield Difference(MANIFEST, words)


def _statements(folder: Path, release: Release) -> Iterator[Difference]:
    """That Turtle files and numbers are those of the graphs in the dump."""
    graphs = _graphs(folder / DUMP)
    names = Names(release.base)
    shapes, inferred = names.graph("shapes"), names.graph("inferred")
    stated = frozenset().union(*(graphs[name] for name in graphs if name not in (shapes, inferred)))
    merged = stated | graphs.get(inferred, frozenset())
    expected = {
        **{f"dump.{suffix}": merged for suffix in ("ttl", "nt")},
        **{f"stated.{suffix}": stated for suffix in ("ttl", "nt")},
        "ontology.ttl": graphs.get(names.graph("ontology"), frozenset()),
        "shapes.ttl": graphs.get(shapes, frozenset()),
        **{f"{name}.ttl": graphs.get(names.graph(name), frozenset()) for name in OWN_GRAPHS},
        **{f"datasets/{each.name}.ttl": graphs.get(each.graph, frozenset()) for each in release.datasets},
    }
    for name, triples in expected.items():
        if not (folder / name).is_file():
            yield Difference(name, _MISSING)
        elif _triples(folder / name) != triples:
            yield Difference(name, _OTHER_STATEMENTS)
    counted = {"": (release.triples, len(merged))}
    counted |= {each.name: (each.triples, len(graphs.get(each.graph, ()))) for each in release.datasets}
    for name, (said, found) in counted.items():
        if said != found:
            of = Texts(f" i {name}", f" in {name}") if name else Texts("", "")
            words = Texts(
                f"anger {said} uppgifter{of.sv}, men dump.nq har {found}",
                f"says {said} statements{of.en}, but dump.nq has {found}",
            )
            yield Difference(MANIFEST, words)


def _graphs(dump: Path) -> dict[str, Triples]:
    graphs: dict[str, set[Triple]] = {}
    try:
        for quad in parse(path=str(dump), format=RdfFormat.N_QUADS, lenient=True):
            if isinstance(quad.graph_name, NamedNode):
                graphs.setdefault(quad.graph_name.value, set()).add(quad.triple)
    except (SyntaxError, ValueError) as error:
        raise ReleaseError(f"{dump}: {error}") from error
    return {name: frozenset(triples) for name, triples in graphs.items()}


def _triples(path: Path) -> Triples:
    form = RdfFormat.from_extension(path.suffix[1:])
    try:
        return frozenset(quad.triple for quad in parse(path=str(path), format=form, lenient=True))
    except (SyntaxError, ValueError) as error:
        raise ReleaseError(f"{path}: {error}") from error
