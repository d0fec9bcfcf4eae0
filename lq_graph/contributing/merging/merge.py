"""A contribution merged into a project: the new contents of its files, what they change, and the findings on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lq_graph.checking.check import Checked, check
from lq_graph.checking.evaluation import Step
from lq_graph.contributing.contribution import ReadContribution
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.merging.completion import completed
from lq_graph.contributing.merging.contents import Contents, new_contents, project_with
from lq_graph.contributing.merging.described import DescribedThings
from lq_graph.contributing.merging.placement import CONTRIBUTIONS_FILE, placed
from lq_graph.contributing.merging.provenance import Origin, with_provenance
from lq_graph.contributing.outcome import Outcome, outcome_of
from lq_graph.reading.project import Project
from lq_graph.reading.query_file import QueryFile
from lq_graph.text import Language, Texts

_MOST_LINES = 400  # of a commit message
_MORE = Texts("… och {n} rader till", "… and {n} more lines")


@dataclass(frozen=True)
class Merge:
    """A contribution merged into a project: the edit, completed, and the files that it changes."""

    project: Project
    edit: Edit
    contents: Contents

    def outcome(self, language: Language) -> Outcome:
        """What it changes, in words; its own record is left out."""
        return outcome_of(self.project, self.edit, language)


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
    records = [path for path, content in merge.contents.items() if path.name == CONTRIBUTIONS_FILE and content]
    paths = [*(source.path for source in read.sources), *records]
    return check(proposed, checks, paths, today=today, step=step, read=read.findings, before=merge.project)


def commit_message(outcome: Outcome) -> str:
    """The message of a commit of a merge: how many things are new, change and are removed, and the changes in words."""
    lines = outcome.text().rstrip().split("\n")[1:]
    left_out = len(lines) - _MOST_LINES
    more = [_MORE.in_language(outcome.language).format(n=left_out)] if left_out > 0 else []
    return "\n".join([f"data: {outcome.summary}", *lines[:_MOST_LINES], *more, ""])
