"""What a file of Turtle changes, in comments at its end, so that it can be merged when the data have changed since.

The file describes things whole. Without the comments it could not be known whether a statement that the data no longer
have was proposed, or was there when the proposal was made and has been removed since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.checking.finding import Finding
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.sheets.problems import CellError, Subject, cell_finding
from lq_graph.errors import SourceError
from lq_graph.reading.position import Place, Positions
from lq_graph.reading.rdf_file import Source
from lq_graph.text import Texts
from lq_graph.triples.dataset import Triples

_HEADING = "# What this changes, for lq; leave these lines as they are."
_LINE = re.compile(r"^# lq (adds|removes): (.+)$", re.MULTILINE)
_BROKEN = "a line of changes at the end of the file cannot be read; get the proposal anew, or remove all these lines"


def with_changes(content: bytes, edit: Edit) -> bytes:
    """A file of Turtle with what it changes at its end; unchanged if it changes nothing."""
    if not edit:
        return content
    lines = [f"# lq adds: {triple} ." for triple in edit.added]
    lines += [f"# lq removes: {triple} ." for triple in sorted(edit.removed, key=str)]
    return content + "\n".join(["", _HEADING, *lines, ""]).encode()


def changes_of(document: Source) -> Edit | None:
    """What a file has at its end as its changes, None if it has nothing; raises SourceError if that cannot be read."""
    text = (document.text or b"").decode("utf-8", "replace")
    found: dict[str, list[Triple]] = {"adds": [], "removes": []}
    matches = list(_LINE.finditer(text)) if document.path.suffix.lower() == ".ttl" else []
    for match in matches:
        try:
            found[match[1]] += [quad.triple for quad in parse(match[2].encode(), format=RdfFormat.N_TRIPLES)]
        except SyntaxError as error:
            line = text.count("\n", 0, match.start()) + 1
            raise SourceError(document.path, _BROKEN, line, 1) from error
    return Edit(tuple(found["adds"]), frozenset(found["removes"])) if matches else None


@dataclass(frozen=True)
class ChangingDocument:
    """A file of Turtle less what was stated when it was written and is not any more."""

    document: Source
    triples: tuple[Triple, ...]

    @property
    def path(self) -> Path:
        """The file."""
        return self.document.path

    @property
    def text(self) -> bytes | None:
        """Its content."""
        return self.document.text

    def positions(self) -> Positions:
        """Where its statements stand."""
        return self.document.positions()


@dataclass(frozen=True)
class Patch:
    """A file that says what it changes, applied to the data of today: its statements, what it removes, and findings."""

    document: ChangingDocument
    removed: Triples
    findings: tuple[Finding, ...]


def applied(document: Source, changes: Edit, stated: Triples, reference: Reference) -> Patch:
    """A file applied to what is stated now: what it leaves as it is stays as it has become since.

    It is a finding if what it replaces has another value now.
    """
    added = frozenset(changes.added)
    triples = tuple(triple for triple in document.triples if triple in added or triple in stated)
    findings = tuple(_contradictions(document, changes, stated, reference))
    return Patch(ChangingDocument(document, triples), changes.removed & stated, findings)


def _contradictions(document: Source, changes: Edit, stated: Triples, reference: Reference) -> Iterator[Finding]:
    positions = document.positions()
    for lost in sorted(changes.removed - stated, key=str):
        if not isinstance(lost.subject, NamedNode):
            continue
        proposed = [each for each in changes.added if _is_alike(each, lost) and each not in stated]
        now = sorted((each for each in stated if _is_alike(each, lost)), key=str)
        if not proposed or not now:
            continue
        first = proposed[0]
        place = positions.value(first.subject, first.predicate, first.object) or Place(document.path, 1, 1)  # type: ignore[arg-type]
        name = reference.describe(lost.predicate.value) or Texts(lost.predicate.value, lost.predicate.value)
        field = Field("", lost.predicate.value, name, Texts("", ""), "text")
        was, became = _words([lost], reference), _words(now, reference)
        other = Texts(f"{was.sv} → {became.sv}", f"{was.en} → {became.en}")
        subject = Subject(lost.subject.value, reference.describe(lost.subject.value))
        yield cell_finding(CellError("changed-by-others"), place, field=field, other=other, subject=subject)


def _is_alike(one: Triple, other: Triple) -> bool:
    """Whether two statements are of one property of one thing, in one language."""
    languages = [each.object.language if isinstance(each.object, Literal) else None for each in (one, other)]
    return one.subject == other.subject and one.predicate == other.predicate and languages[0] == languages[1]


def _words(triples: Iterable[Triple], reference: Reference) -> Texts:
    found = []
    for triple in triples:
        value = triple.object
        text = value.value if isinstance(value, NamedNode | Literal) else str(value)
        label = reference.describe(value.value) if isinstance(value, NamedNode) else None
        found.append(label or Texts(text, text))
    return Texts(", ".join(each.sv for each in found), ", ".join(each.en for each in found))
