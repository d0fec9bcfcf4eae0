"""The named questions of a release, with their parameters and the values that these can have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from threading import Lock

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from lq_graph.errors import UnknownName
from lq_graph.querying.instances import Instance, instances_of
from lq_graph.querying.parameters import Term, terms_of
from lq_graph.querying.question import near_names
from lq_graph.reading.query_file import Parameter, QueryFile, parameters_of, read_query_folder
from lq_graph.web.language import Language
from lq_graph.web.site import Site

_LONGEST = 200


class NamedQuery:
    """One question: its file, its text without the header, and its parameters."""

    def __init__(self, file: QueryFile) -> None:
        self.file = file
        self.name = file.name
        self.parameters = parameters_of(file)

    def title(self, language: Language) -> str:
        """The question in words."""
        header = self.file.header
        return header.get(f"question-{language}") or header.get("summary") or self.name


class NamedQueries:
    """Those of one release; what is looked up once is kept, as a release never changes."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._instances: dict[str, tuple[Instance, ...]] = {}
        self._values: dict[str, Mapping[str, tuple[Term, ...]]] = {}
        self._turn = Lock()

    @cached_property
    def all(self) -> tuple[NamedQuery, ...]:
        """Every question, by name; raises SourceError for one that cannot be read."""
        return tuple(NamedQuery(file) for file in read_query_folder(self.site.release.questions))

    @cached_property
    def _by_name(self) -> Mapping[str, NamedQuery]:
        numbered = {each.name.partition("-")[0]: each for each in self.all}
        return {**numbered, **{each.name: each for each in self.all}}

    def find(self, name: str) -> NamedQuery:
        """The question of a name, or of its number such as `cq14`; raises UnknownName, with near names, if none is."""
        found = self._by_name.get(name)
        if found is None:
            raise self._unknown(name[:_LONGEST])
        return found

    def terms(self, query: NamedQuery, given: Mapping[str, str]) -> dict[str, Term]:
        """The terms that the texts given for parameters mean; raises ParameterRefused if one means none."""
        return terms_of(query.parameters, given, self.instances, self.site.names)

    def instances(self, class_: str) -> tuple[Instance, ...]:
        """The things of a class."""
        with self._turn:
            if class_ not in self._instances:
                self._instances[class_] = instances_of(self.site.engine, class_)
            return self._instances[class_]

    def values(self, query: NamedQuery, parameter: Parameter) -> tuple[Term, ...]:
        """The values of a parameter for which the question has rows; for one that it does not show, none are told."""
        with self._turn:
            if query.name not in self._values:
                self._values[query.name] = self._columns(query)
            return self._values[query.name].get(parameter.name, ())

    def _unknown(self, name: str) -> UnknownName:
        names = [each.name for each in self.all]
        near = near_names(name, names) or near_names(name, [each.partition("-")[0] for each in names])
        meant = f"did you mean {' or '.join(near)}?" if near else "all of them are listed at /q/"
        return UnknownName(f"there is no question {name!r}; {meant}")

    def _columns(self, query: NamedQuery) -> Mapping[str, tuple[Term, ...]]:
        results = parse_query_results(self.site.ask(query.file.text), QueryResultsFormat.JSON)
        if not isinstance(results, QuerySolutions):
            return {}
        names = {variable.value for variable in results.variables} & {each.name for each in query.parameters}
        found: dict[str, dict[Term, None]] = {name: {} for name in names}
        for row in results:
            for name in names:
                term = row[name]
                if isinstance(term, NamedNode | Literal):
                    found[name][term] = None
        return {name: tuple(terms) for name, terms in found.items()}
