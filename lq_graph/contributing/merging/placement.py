"""Where each statement of an edit goes: the file, and for a new thing the thing that it comes after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.contributing.edit import Edit
from lq_graph.contributing.merging.described import DescribedThings, by_subject, classes_of, pairs_of
from lq_graph.errors import MergeError
from lq_graph.names import DCTERMS, LQ, WELL_KNOWN_PREFIXES, class_segment
from lq_graph.text import Texts
from lq_graph.triples.vocabulary import RDF_TYPE

DOCUMENT = NamedNode(f"{WELL_KNOWN_PREFIXES['foaf']}Document")
SOURCE, READ_DATE = NamedNode(f"{DCTERMS}source"), NamedNode(f"{LQ}readDate")
SOURCES_FILE, CONTRIBUTIONS_FILE = "sources.ttl", "contributions.ttl"
_INTERPRETED, _KIND = NamedNode(f"{LQ}Interpreted"), NamedNode(f"{LQ}hasLinkKind")
_INTERPRETS = NamedNode(f"{LQ}interpretsContributionTo")

_NO_DATASET = Texts(
    "{thing}: det framgår inte vilken datamängd det hör till. Ange den med --dataset. Datamängderna är: {datasets}.",
    "{thing}: it is not clear which dataset it belongs to. Name it with --dataset. The datasets are: {datasets}.",
)
_UNKNOWN_DATASET = Texts(
    "Det finns ingen datamängd ”{name}”. Datamängderna är: {datasets}.",
    "There is no dataset “{name}”. The datasets are: {datasets}.",
)


@dataclass
class FileEdit:
    """What is added to one file and removed from it, and the subject that each new subject comes after."""

    added: list[Triple] = field(default_factory=list)
    removed: set[Triple] = field(default_factory=set)
    after: dict[object, object] = field(default_factory=dict)


Plan = Mapping[Path, FileEdit]


def placed(edit: Edit, described: DescribedThings, dataset: str | None = None) -> Plan:
    """The edit by files. `dataset` is the name of the dataset that new things go to.

    A statement is removed from every file that has it. One that takes the place of another, by its property and
    language, goes where that one stands; any other goes where the class of its thing is stated. A new thing goes to
    the file of the thing of its classes that is most alike, or else to a file of its class in the dataset of the things
    that it refers to; a blank node goes to the file of the statement that has it. Sources are described in each dataset
    that cites them. Raises MergeError for a thing whose dataset is not clear, and for a dataset that does not exist.
    """
    names = described.project.dataset_names
    if dataset is not None and dataset not in names:
        raise MergeError(_UNKNOWN_DATASET, name=dataset, datasets=", ".join(names))
    placing = _Placing(edit, described, dataset)
    placing.remove()
    placing.add_things()
    placing.add_sources()
    return {path: each for path, each in placing.plan.items() if each.added or each.removed}


class _Placing:
    def __init__(self, edit: Edit, described: DescribedThings, dataset: str | None) -> None:
        self.plan: defaultdict[Path, FileEdit] = defaultdict(FileEdit)
        self._described = described
        self._dataset = dataset
        self._removed = edit.removed
        self._added = by_subject(edit.added)
        self._replaced: dict[object, Path] = {}
        self._placed: dict[object, Path] = {}  # new things
        self._referred_blanks = {each.object for each in edit.added if isinstance(each.object, BlankNode)}
        self._homes_of_blanks: dict[object, Path] = {}

    # What is removed.

    def remove(self) -> None:
        """Removes each statement from every file that has it."""
        described = self._described
        readings_last = sorted(described.paths, key=lambda path: described.holds_readings(path.parent.name))
        for path in readings_last:
            for subject in {triple.subject for triple in self._removed} & described.by_file[path].keys():
                for triple in described.by_file[path][subject]:
                    if triple in self._removed:
                        self.plan[path].removed.add(triple)
                        self._replaced.setdefault(_slot(triple), path)

    # What is added to things.

    def add_things(self) -> None:
        """Adds what is stated of all but sources; things that only refer to each other are placed together."""
        left = {subject: triples for subject, triples in self._added.items() if not self._is_source(subject)}
        while left:
            waiting = {subject: triples for subject, triples in left.items() if not self._add(subject, triples)}
            if len(waiting) == len(left):
                raise self._unclear(next(iter(waiting)))
            left = waiting

    def _add(self, subject: object, triples: Sequence[Triple]) -> bool:
        """Adds what is stated of one thing; whether it is clear where."""
        home = self._described.homes.get(subject) or self._described.mentions.get(subject)
        if home is None and subject in self._referred_blanks:
            home = self._homes_of_blanks.get(subject)
            if home is None:
                return False
        elif home is None:
            home, after = self._new_home(subject, triples)
            if home is None:
                return False
            self._placed[subject] = home
            if after is not None:
                self.plan[home].after[subject] = after
        for triple in triples:
            path = self._replaced.get(_slot(triple), home)
            self.plan[path].added.append(triple)
            if isinstance(triple.object, BlankNode):
                self._homes_of_blanks.setdefault(triple.object, path)
        return True

    def _new_home(self, subject: object, triples: Sequence[Triple]) -> tuple[Path | None, object]:
        """The file for a new thing, and the thing that it comes after; None if neither is clear."""
        described, classes = self._described, classes_of(triples)
        fitting = self._fitting(triples)
        alike = described.most_alike(classes, pairs_of(triples), fitting) if classes else None
        if alike is not None:
            return alike.path, alike.thing
        dataset = self._dataset or self._dataset_of_neighbours(subject, triples, fitting)
        return (None if dataset is None else described.folder(dataset) / self._file_name(subject, classes)), None

    def _fitting(self, triples: Iterable[Triple]) -> frozenset[str]:
        """The datasets that a new thing may go to: those of readings if it is one, else the others."""
        if self._dataset is not None:
            return frozenset((self._dataset,))
        is_reading = any(
            triple.predicate == _INTERPRETS or (triple.predicate, triple.object) == (_KIND, _INTERPRETED)
            for triple in triples
        )
        names = self._described.project.dataset_names
        return frozenset(name for name in names if self._described.holds_readings(name) == is_reading)

    def _dataset_of_neighbours(self, subject: object, triples: Iterable[Triple], fitting: frozenset[str]) -> str | None:
        """The dataset of most of the things that a new thing refers to, or else of those that refer to it."""
        for neighbours in (self._referred_to(triples), self._referring_to(subject)):
            homes = (self._described.homes.get(each) or self._placed.get(each) for each in neighbours)
            counts = Counter(path.parent.name for path in homes if path is not None and path.parent.name in fitting)
            if counts:
                return min(counts, key=lambda name: (-counts[name], name))
        return None

    def _referred_to(self, triples: Iterable[Triple]) -> Iterator[object]:
        return (triple.object for triple in triples if triple.predicate not in (RDF_TYPE, SOURCE))

    def _referring_to(self, subject: object) -> Iterator[object]:
        return (
            other
            for other, triples in self._added.items()
            if any(triple.object == subject and triple.predicate != SOURCE for triple in triples)
        )

    def _file_name(self, subject: object, classes: Iterable[object]) -> str:
        """The file of new things of a class: named by the segment of the address, or else by the class."""
        iri = subject.value if isinstance(subject, NamedNode) else ""
        parts = self._described.project.names.thing_parts(iri)
        named = sorted(class_segment(each.value) for each in classes if isinstance(each, NamedNode))
        return f"{parts[0] if parts else (named or ['others'])[0]}.ttl"

    def _unclear(self, subject: object) -> MergeError:
        names = self._described.project.names
        thing = names.short(subject.value) if isinstance(subject, NamedNode) else str(subject)
        return MergeError(_NO_DATASET, thing=thing, datasets=", ".join(self._described.project.dataset_names))

    # Sources: the class and the days of reading in each dataset that cites them, the rest where it is stated of others.

    def add_sources(self) -> None:
        """Adds what is stated of sources, and describes those that a changed thing cites in its dataset."""
        cited = self._cited()
        for name, sources in cited.items():
            for source in sources:
                self._describe(source, name)
        for subject, triples in self._added.items():
            if self._is_source(subject):
                homes = [name for name, sources in cited.items() if subject in sources]
                self._add_to_source(subject, triples, homes or [self._home_of_source(subject)])

    def _add_to_source(self, source: object, triples: Iterable[Triple], homes: Sequence[str]) -> None:
        for triple in triples:
            if triple.predicate in (RDF_TYPE, READ_DATE):
                for name in homes:
                    self._add_once(self._file_of_source(source, name), triple)
                continue
            path = self._replaced.get(_slot(triple)) or self._home_of_property(triple.predicate)
            path = path or self._file_of_source(source, homes[0])
            self._describe_class(source, path)
            self._add_once(path, triple)

    def _cited(self) -> Mapping[str, Sequence[object]]:
        """The sources that the changed things of each dataset cite, as far as they are known or described here."""
        found: defaultdict[str, dict[object, None]] = defaultdict(dict)
        for path, edit in self.plan.items():
            changed = dict.fromkeys(triple.subject for triple in edit.added)
            stated = [each for thing in changed for each in self._described.by_file.get(path, {}).get(thing, ())]
            for triple in (*stated, *edit.added):
                if triple.predicate == SOURCE and triple not in edit.removed and self._is_source(triple.object):
                    found[path.parent.name][triple.object] = None
        return {name: tuple(sources) for name, sources in found.items()}

    def _describe(self, source: object, dataset: str) -> None:
        """Describes a source in a dataset that does not yet: its class, and the days on which it was read."""
        path = self._file_of_source(source, dataset)
        self._describe_class(source, path)
        stated = {triple.predicate for triple in self._stated_in(path, source)}
        new = {triple.predicate for triple in self._added.get(source, ())}
        if READ_DATE not in stated and READ_DATE not in new:
            for other in self._described.paths:
                for triple in self._stated_in(other, source):
                    if triple.predicate == READ_DATE:
                        self._add_once(path, triple)

    def _describe_class(self, source: object, path: Path) -> None:
        if isinstance(source, NamedNode) and DOCUMENT not in classes_of(self._stated_in(path, source)):
            self._add_once(path, Triple(source, RDF_TYPE, DOCUMENT))

    def _add_once(self, path: Path, triple: Triple) -> None:
        if triple not in self._stated_in(path, triple.subject) and triple not in self.plan[path].added:
            self.plan[path].added.append(triple)

    def _is_source(self, thing: object) -> bool:
        described = self._described
        path = described.homes.get(thing)
        stated = self._stated_in(path, thing) if path is not None else ()
        return DOCUMENT in classes_of((*stated, *self._added.get(thing, ())))

    def _home_of_source(self, source: object) -> str:
        """The dataset of a source that no changed thing cites."""
        path = self._described.homes.get(source) or self._home_of_property(READ_DATE)
        if self._dataset is None and path is None:
            raise self._unclear(source)
        return self._dataset or (path.parent.name if path is not None else "")

    def _file_of_source(self, source: object, dataset: str) -> Path:
        """The file of a dataset that describes a source, or else the one that describes most sources."""
        paths = [path for path in self._described.paths if path.parent.name == dataset]
        own = [path for path in paths if DOCUMENT in classes_of(self._stated_in(path, source))]
        counts = {path: self._documents.get((path, RDF_TYPE), 0) for path in own or paths}
        most = max(counts, key=lambda path: counts[path])
        return most if counts[most] else self._described.folder(dataset) / SOURCES_FILE

    def _home_of_property(self, predicate: NamedNode) -> Path | None:
        """The file that states a property of most sources."""
        counts = {path: count for (path, each), count in self._documents.items() if each == predicate}
        return max(counts, key=lambda path: counts[path], default=None)

    @cached_property
    def _documents(self) -> Mapping[tuple[Path, NamedNode], int]:
        """How many sources each file states each property of; the record of contributed files is for no others."""
        counts = self._described.properties_of(DOCUMENT)
        return {key: count for key, count in counts.items() if key[0].name != CONTRIBUTIONS_FILE}

    def _stated_in(self, path: Path, thing: object) -> Sequence[Triple]:
        return self._described.by_file.get(path, {}).get(thing, ())


def _slot(triple: Triple) -> object:
    """What of a thing a statement is about: its property, and the language of a text."""
    language = triple.object.language if isinstance(triple.object, Literal) else None
    return triple.subject, triple.predicate, language
