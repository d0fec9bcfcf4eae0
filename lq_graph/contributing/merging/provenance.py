"""The record of a contribution in each dataset that it changes: who merged it, when, and from which files.

A contribution is a prov:Activity that influenced the dataset (PROV-O §3.3). A file is named by its SHA-256 alone, since
names of files often are, or contain, names of people; nobody but a body is recorded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.contributing.merging.described import DescribedThings
from lq_graph.contributing.merging.placement import CONTRIBUTIONS_FILE, DOCUMENT, READ_DATE, SOURCE, FileEdit, Plan
from lq_graph.names import DCTERMS, SKOS, WELL_KNOWN_PREFIXES, XSD, Names
from lq_graph.reading.project import Project
from lq_graph.text import Language
from lq_graph.triples.vocabulary import DCTERMS_TITLE, RDF_TYPE

_PROV = WELL_KNOWN_PREFIXES["prov"]
_ACTIVITY, _BY = NamedNode(f"{_PROV}Activity"), NamedNode(f"{_PROV}wasAssociatedWith")
_USED, _INFLUENCED = NamedNode(f"{_PROV}used"), NamedNode(f"{_PROV}influenced")
_LABEL, _DATE = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{DCTERMS}date")
_REASON, _MODIFIED = NamedNode(f"{DCTERMS}description"), NamedNode(f"{DCTERMS}modified")
_DAY = NamedNode(f"{XSD}date")
_FILE = "sha-256-"  # how the key of a file begins, before its hash
_DIGITS = 12  # of the hash in the address of a contribution


@dataclass(frozen=True)
class Origin:
    """Where a contribution comes from: the body that merges it, the day, its files as SHA-256, and perhaps a reason."""

    body: str
    day: date
    files: tuple[str, ...]
    reason: str = ""
    language: Language = "sv"

    @property
    def key(self) -> str:
        """The key of its address: the day, and the beginning of the hash of its files."""
        digest = self.files[0] if len(self.files) == 1 else sha256("\n".join(sorted(self.files)).encode())
        return f"{self.day}-{digest[:_DIGITS]}"


def sha256(content: bytes) -> str:
    """The SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def merged_on(project: Project, digest: str) -> str | None:
    """The day on which a file with a SHA-256 was merged into a project, by its record; None if it was not."""
    file = NamedNode(project.names.thing("document", f"{_FILE}{digest}"))
    stated = (each for each in project.data.merged() if each.subject == file and each.predicate == READ_DATE)
    return min((each.object.value for each in stated if isinstance(each.object, Literal)), default=None)


def with_provenance(plan: Plan, described: DescribedThings, origin: Origin) -> Plan:
    """The plan with the contribution recorded in each dataset that it changes, and the day of that in its record."""
    recorded: dict[Path, FileEdit] = dict(plan)
    for dataset in dict.fromkeys(path.parent.name for path in plan):
        record = NamedNode(described.project.names.graph(dataset))
        path = described.folder(dataset) / CONTRIBUTIONS_FILE
        _add(recorded, path, list(_contribution(record, origin, described.project.names)))
        _date_record(recorded, described, record, origin.day)
    return recorded


def _contribution(record: NamedNode, origin: Origin, names: Names) -> Iterator[Triple]:
    contribution = NamedNode(names.thing("contribution", origin.key))
    day = Literal(origin.day.isoformat(), datatype=_DAY)
    files = {digest: NamedNode(names.thing("document", f"{_FILE}{digest}")) for digest in origin.files}
    yield Triple(contribution, RDF_TYPE, _ACTIVITY)
    yield Triple(contribution, _LABEL, Literal(f"Bidrag {origin.key}", language="sv"))
    yield Triple(contribution, _LABEL, Literal(f"Contribution {origin.key}", language="en"))
    yield Triple(contribution, _DATE, day)
    yield Triple(contribution, _BY, NamedNode(origin.body))
    yield Triple(contribution, _INFLUENCED, record)
    if origin.reason:
        yield Triple(contribution, _REASON, Literal(origin.reason, language=origin.language))
    for file in files.values():
        yield Triple(contribution, _USED, file)
        yield Triple(contribution, SOURCE, file)
    for digest, file in files.items():
        yield Triple(file, RDF_TYPE, DOCUMENT)
        yield Triple(file, DCTERMS_TITLE, Literal(f"Inskickad fil {digest[:_DIGITS]}", language="sv"))
        yield Triple(file, DCTERMS_TITLE, Literal(f"Contributed file {digest[:_DIGITS]}", language="en"))
        yield Triple(file, READ_DATE, day)


def _date_record(plan: dict[Path, FileEdit], described: DescribedThings, record: NamedNode, day: date) -> None:
    """Sets the day on which a dataset was last changed, unless its record has that or a later one."""
    path = described.homes[record]
    stated = described.by_file[path][record]
    days = [triple for triple in stated if triple.predicate == _MODIFIED and triple not in _removed(plan, path)]
    added = plan[path].added if path in plan else ()
    latest = [each.object.value for each in (*days, *added) if each.predicate == _MODIFIED]
    if max(latest, default="") < day.isoformat():
        _add(plan, path, [Triple(record, _MODIFIED, Literal(day.isoformat(), datatype=_DAY))], days)


def _removed(plan: Mapping[Path, FileEdit], path: Path) -> set[Triple]:
    return plan[path].removed if path in plan else set()


def _add(plan: dict[Path, FileEdit], path: Path, added: Sequence[Triple], removed: Sequence[Triple] = ()) -> None:
    edit = plan.get(path, FileEdit())
    plan[path] = FileEdit([*edit.added, *added], {*edit.removed, *removed}, edit.after)
