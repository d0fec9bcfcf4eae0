"""A contribution merged into a project: the new contents of its files, what they change, and the findings on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lq_graph.changes.compare import Changes, Kind, changes_between, with_shared_blanks
from lq_graph.changes.description import Description, describe
from lq_graph.changes.formats import text_of
from lq_graph.checking.check import Checked, Known, Step, check, finding_keys
from lq_graph.contributing.contribution import ReadContribution
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.merging.completion import completed
from lq_graph.contributing.merging.contents import Contents, new_contents, project_with
from lq_graph.contributing.merging.described import DescribedThings
from lq_graph.contributing.merging.placement import DOCUMENT, placed
from lq_graph.contributing.merging.provenance import Origin, with_provenance
from lq_graph.reading.project import Project
from lq_graph.reading.query_file import QueryFile
from lq_graph.text import Language, Texts
from lq_graph.triples.vocabulary import RDF_TYPE

_TITLE = Texts(
    "data: {added} nya, {changed} ändrade, {removed} borttagna",
    "data: {added} new, {changed} changed, {removed} removed",
)
_IS_SOURCE = (RDF_TYPE, DOCUMENT)
_LONGEST_MESSAGE = 400  # lines
_MORE = Texts("… och {n} rader till", "… and {n} more lines")


@dataclass(frozen=True)
class Merge:
    """A contribution merged into a project: the edit, completed, and the files that it changes."""

    project: Project
    edit: Edit
    contents: Contents

    def changes(self) -> Changes:
        """What it changes, without its own record."""
        before = self.project.data.merged()
        after = (before - self.edit.removed).union(self.edit.added)
        return changes_between(with_shared_blanks(before), with_shared_blanks(after))

    def description(self, language: Language) -> Description:
        """What it changes, in words."""
        terms = self.project.dataset.graph(self.project.ontology)
        return describe(self.changes(), self.project.names, language, terms)


def merged(read: ReadContribution, origin: Origin, dataset: str | None = None) -> Merge:
    """A contribution merged into its project; `dataset` is the one that new things go to.

    One that changes nothing has no contents. Raises MergeError as `placed` and `new_contents`.
    """
    project = read.project
    if not read.edit:
        return Merge(project, read.edit, {})
    described = DescribedThings(project)
    edit = completed(read.edit, described)
    plan = with_provenance(placed(edit, described, dataset), described, origin)
    return Merge(project, edit, new_contents(plan, project))


def check_merge(
    merge: Merge, read: ReadContribution, checks: Sequence[QueryFile], *, today: date, step: Step = lambda _: None
) -> Checked:
    """The project as it will be, checked: the findings that it does not have now, each where it arises."""
    proposed = project_with(merge.project, merge.contents, read.sources)
    known = Known(merge.project, lambda: finding_keys(merge.project, checks, today=today))
    paths = [source.path for source in read.sources]
    return check(proposed, checks, paths, today=today, step=step, read=read.findings, known=known)


def commit_message(merge: Merge, language: Language) -> str:
    """The message of a commit of a merge: how many things are new, changed and removed, and the changes in words."""
    changes, lines = merge.changes(), text_of(merge.description(language)).rstrip().split("\n")
    stated = changes.before | changes.after
    sources = {triple.subject for triple in stated if (triple.predicate, triple.object) == _IS_SOURCE}
    numbers = {kind: sum(each.kind is kind and each.thing not in sources for each in changes.things) for kind in Kind}
    title = _TITLE.in_language(language).format(
        added=numbers[Kind.ADDED], changed=numbers[Kind.CHANGED], removed=numbers[Kind.REMOVED]
    )
    left_out = len(lines) - _LONGEST_MESSAGE
    more = [_MORE.in_language(language).format(n=left_out)] if left_out > 0 else []
    return "\n".join([title, "", *lines[:_LONGEST_MESSAGE], *more, ""])
