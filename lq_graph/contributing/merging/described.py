"""The things that the files of datasets describe, and which of them a new thing is most like."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from lq_graph.reading.project import Project
from lq_graph.triples.vocabulary import RDF_TYPE

Pair = tuple[NamedNode, object]


@dataclass(frozen=True)
class Described:
    """A thing where a file states its classes, with all that the file states of it."""

    thing: object
    path: Path
    classes: frozenset[object]
    pairs: frozenset[Pair]

    @property
    def dataset(self) -> str:
        """The name of its dataset."""
        return self.path.parent.name


class DescribedThings:
    """The things of the datasets of a project, by file and in the order of each file."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.paths = [path for path in project.sources if path.parent.name in project.dataset_names]
        self._properties: dict[NamedNode, Counter[tuple[Path, NamedNode]]] = {}
        self._likeness: dict[tuple[frozenset[object], frozenset[str]], Likeness] = {}

    @cached_property
    def by_file(self) -> Mapping[Path, Mapping[object, Sequence[Triple]]]:
        """The statements of each file by their subjects."""
        return {path: by_subject(self.project.sources[path].triples) for path in self.paths}

    @cached_property
    def all(self) -> Sequence[Described]:
        """Each thing in each file that states a class of it."""
        return [
            described
            for path, subjects in self.by_file.items()
            for subject, triples in subjects.items()
            if (described := _described(subject, path, triples)).classes
        ]

    @cached_property
    def homes(self) -> Mapping[object, Path]:
        """The file in which each thing is given a class; one of a dataset of readings only if no other does."""
        homes: dict[object, Path] = {}
        for each in sorted(self.all, key=lambda each: self.holds_readings(each.dataset)):
            homes.setdefault(each.thing, each.path)
        return homes

    @cached_property
    def mentions(self) -> Mapping[object, Path]:
        """The file that states most of each thing."""
        most: dict[object, tuple[int, Path]] = {}
        for path, subjects in self.by_file.items():
            for subject, triples in subjects.items():
                if len(triples) > most.get(subject, (0, path))[0]:
                    most[subject] = (len(triples), path)
        return {subject: path for subject, (_, path) in most.items()}

    def properties_of(self, class_: NamedNode) -> Mapping[tuple[Path, NamedNode], int]:
        """How many things of a class each file states each property of."""
        if class_ not in self._properties:
            self._properties[class_] = Counter(
                (path, predicate)
                for path, subjects in self.by_file.items()
                for triples in subjects.values()
                if class_ in classes_of(triples)
                for predicate in {triple.predicate for triple in triples}
            )
        return self._properties[class_]

    def holds_readings(self, dataset: str) -> bool:
        """Whether a dataset holds what somebody reads into sources."""
        return self.project.names.graph(dataset) in self.project.readings

    def folder(self, dataset: str) -> Path:
        """The folder of a dataset."""
        return next(path.parent for path in self.paths if path.parent.name == dataset)

    def most_alike(
        self, classes: frozenset[object], pairs: Iterable[Pair], datasets: frozenset[str]
    ) -> Described | None:
        """The thing of the same classes, in some datasets, that has most in common with a new one; None if none has.

        That is the number of values that both have, and of values of both that one file describes.
        """
        key = classes, datasets
        if key not in self._likeness:
            things = [each for each in self._of_classes(classes) if each.dataset in datasets]
            self._likeness[key] = Likeness(things, [self._traits(each.pairs) for each in things])
        return self._likeness[key].most_alike(self._traits(pairs))

    def _traits(self, pairs: Iterable[Pair]) -> frozenset[Pair]:
        """Properties with their values, and with the files that describe these."""
        pairs = frozenset(pairs)
        return pairs.union((predicate, home) for predicate, value in pairs if (home := self.homes.get(value)))

    def _of_classes(self, classes: frozenset[object]) -> Sequence[Described]:
        """The things of exactly some classes; if there are none, those of more."""
        exactly = [each for each in self.all if each.classes == classes]
        return exactly or [each for each in self.all if classes <= each.classes]


class Likeness:
    """Some things, of which one has most in common with another thing."""

    def __init__(self, things: Sequence[Described], traits: Iterable[frozenset[Pair]]) -> None:
        self._things = things
        in_file = Counter(each.path for each in things)
        order = {path: -number for number, path in enumerate(dict.fromkeys(each.path for each in things))}
        # among equals one in the file with most of them, and the last one there, after which a series goes on
        self._rank = [(in_file[each.path], order[each.path], number) for number, each in enumerate(things)]
        self._having: dict[Pair, list[int]] = defaultdict(list)
        for number, pairs in enumerate(traits):
            for pair in pairs:
                self._having[pair].append(number)

    def most_alike(self, traits: Iterable[Pair]) -> Described | None:
        """The thing that shares most traits with another; time: 0.1 µs for each thing and shared trait."""
        shared = Counter(number for pair in traits for number in self._having.get(pair, ()))
        candidates = shared or range(len(self._things))
        best = max(candidates, key=lambda number: (shared[number], self._rank[number]), default=None)
        return None if best is None else self._things[best]


def by_subject(triples: Iterable[Triple]) -> dict[object, list[Triple]]:
    """Triples by their subjects, in order."""
    found: dict[object, list[Triple]] = {}
    for triple in triples:
        found.setdefault(triple.subject, []).append(triple)
    return found


def classes_of(triples: Iterable[Triple]) -> frozenset[object]:
    """The classes that triples on one thing state."""
    return frozenset(triple.object for triple in triples if triple.predicate == RDF_TYPE)


def pairs_of(triples: Iterable[Triple]) -> frozenset[Pair]:
    """The properties and values that triples on one thing state, less its classes."""
    return frozenset((triple.predicate, triple.object) for triple in triples if triple.predicate != RDF_TYPE)


def _described(subject: object, path: Path, triples: Sequence[Triple]) -> Described:
    return Described(subject, path, classes_of(triples), pairs_of(triples))
