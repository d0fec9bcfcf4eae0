"""A release loaded into another store by the Graph Store Protocol, graph by graph; the switch comes at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from lq_graph.errors import ReleaseError
from lq_graph.names import DCTERMS, Names
from lq_graph.releasing.graph_store import GraphStore
from lq_graph.releasing.release import Release

_HAS_VERSION, _IDENTIFIER = NamedNode(f"{DCTERMS}hasVersion"), NamedNode(f"{DCTERMS}identifier")
_MADE = 6  # catalogue, inferred, ontology, questions, shapes, and the default graph
Step = Callable[[str], None]


@dataclass(frozen=True)
class Published:
    """What was done: the graphs that were loaded, and those that were there from a try before."""

    loaded: tuple[str, ...]
    kept: tuple[str, ...]


def publish(release: Release, store: GraphStore, step: Step = lambda _: None) -> Published:
    """Loads every graph of a release into a store, and says there at the end that it is the current one.

    The release's default graph becomes the graph of the release's IRI, so that queries on the release before go on
    until the switch. A graph whose content was loaded by a try before is not loaded again. Raises ReleaseError if the
    store refuses; to publish again goes on from there.
    """
    names = Names(release.base)
    progress = names.release(f"{release.identifier}/loading")
    done = _identifiers(store.get(progress))
    loaded, kept = [], []
    for name, content in graphs_of(release, names):
        digest = hashlib.sha256(content).hexdigest()
        if done.get(name) == digest:
            kept.append(name)
            continue
        step(name)
        store.put(name, content)
        done[name] = digest
        store.put(progress, _ntriples(_said(done)))
        loaded.append(name)
    _switch(store, names, release, progress)
    return Published(tuple(loaded), tuple(kept))


def graphs_in(release: Release) -> int:
    """How many graphs a release has at most, for those who wait."""
    return len(release.datasets) + _MADE


def current_release(store: GraphStore, names: Names) -> str | None:
    """The IRI of the release that a store says is the current one; None if it says nothing."""
    said = parse(store.get(pointer(names)), format=RdfFormat.N_TRIPLES)
    found = [quad.object for quad in said if quad.predicate == _HAS_VERSION]
    return next((each.value for each in found if isinstance(each, NamedNode)), None)


def pointer(names: Names) -> str:
    """The graph that says which release is the current one."""
    return names.release("current")


def graphs_of(release: Release, names: Names) -> Iterator[tuple[str, bytes]]:
    """The graphs of a release as sorted N-Triples: the named ones, and the default graph under the release's IRI."""
    named: dict[str, list[Triple]] = {}
    for quad in parse(path=release.path / "dump.nq", format=RdfFormat.N_QUADS):
        if not isinstance(quad.graph_name, NamedNode):
            raise ReleaseError(
                f"{release.path}: dump.nq has statements outside its named graphs; build the release anew"
            )
        named.setdefault(quad.graph_name.value, []).append(quad.triple)
    merged = (quad.triple for quad in parse(path=release.dump, format=RdfFormat.TURTLE))
    yield names.release(release.identifier), _ntriples(merged)
    for name in sorted(named):
        yield name, _ntriples(named[name])


def _switch(store: GraphStore, names: Names, release: Release, progress: str) -> None:
    before, now = current_release(store, names), names.release(release.identifier)
    said = Triple(NamedNode(names.catalogue), _HAS_VERSION, NamedNode(now))
    store.put(pointer(names), _ntriples([said]))
    store.delete(progress)
    if before is not None and before != now:
        store.delete(before)


def _said(done: Mapping[str, str]) -> list[Triple]:
    return [Triple(NamedNode(name), _IDENTIFIER, Literal(digest)) for name, digest in done.items()]


def _identifiers(content: bytes) -> dict[str, str]:
    said = (quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES) if quad.predicate == _IDENTIFIER)
    return {str(each.subject).strip("<>"): getattr(each.object, "value", "") for each in said}


def _ntriples(triples: Iterable[Triple]) -> bytes:
    lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))
