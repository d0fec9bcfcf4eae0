"""What is new since another state of a project: found by the rules that can have found it there too, and by no more."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Triple

from lq_graph.checking.check import Checked
from lq_graph.checking.evaluation import evaluated, new_findings
from lq_graph.checking.finding import Finding
from lq_graph.reading.project import Project
from lq_graph.reading.query_file import QueryFile, read_query_folder
from lq_graph.settings import Settings
from lq_graph.triples.dataset import Dataset

TODAY = date(2026, 12, 1)
Edit = tuple[int, int]
EDITS = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 1 << 20)), min_size=10, max_size=60)


class Desk:
    """The real project, its checks, and its statements in an order."""

    def __init__(self, project: Project, checks: Sequence[QueryFile]) -> None:
        self.project, self.checks = project, checks
        self._quads = sorted(((name, each) for name, some in project.data.graphs.items() for each in some), key=str)

    def edited(self, edits: Iterable[Edit]) -> Project:
        """The project in which some statements have the value of another one, and every third one has gone."""
        graphs = {name: set(triples) for name, triples in self.project.dataset.graphs.items()}
        for one, other in edits:
            name, triple = self._quads[one % len(self._quads)]
            graphs[name].discard(triple)
            if one % 3:
                value = self._quads[other % len(self._quads)][1].object
                graphs[name].add(Triple(triple.subject, triple.predicate, value))
        dataset = Dataset(MappingProxyType({name: frozenset(triples) for name, triples in graphs.items()}))
        return Project(self.project.names, dataset, self.project.dataset_names, self.project.sources)

    def found(self, project: Project) -> list[Finding]:
        """What all rules find in a project."""
        return evaluated(project).findings(self.checks, today=TODAY)

    def new(self, found: Sequence[Finding], before: Project) -> list[Finding]:
        """What of some findings a project does not have."""
        return new_findings(found, before, self.checks, today=TODAY)


@pytest.fixture(scope="module", name="real")
def _real(checked: Checked, settings: Settings) -> Desk:
    return Desk(checked.project, read_query_folder(settings.sparql / "checks"))


def key(finding: Finding) -> Hashable:
    """What makes two findings the same."""
    compared = (finding.value, finding.beside)
    return (finding.code, finding.component, finding.focus, finding.path, finding.language, *compared)


@settings(max_examples=3, phases=[Phase.generate])  # to shrink an example would take minutes
@given(EDITS, EDITS)
def test_what_is_new_is_what_a_whole_check_of_the_state_before_does_not_have(
    real: Desk, earlier: list[Edit], later: list[Edit]
) -> None:
    before, found = real.edited(earlier), real.found(real.edited([*earlier, *later]))
    whole = set(map(key, real.found(before)))
    assert real.new(found, before) == [each for each in found if key(each) not in whole]


def test_a_project_has_nothing_that_it_does_not_have_itself(real: Desk) -> None:
    assert real.new(real.found(real.project), real.project) == []
