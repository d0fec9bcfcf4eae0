"""The observations of a graph: their dimensions, the data set of others like them, and the last of each series."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.contributing.forms.form import Form
from lq_graph.names import LQ, WELL_KNOWN_PREFIXES
from lq_graph.triples.vocabulary import RDF_TYPE

_QB, _DIMENSION = WELL_KNOWN_PREFIXES["qb"], WELL_KNOWN_PREFIXES["sdmx-dimension"]
OBSERVATION = f"{_QB}Observation"
DATA_SET = f"{_QB}dataSet"
INDICATOR, AREA, PERIOD, SEX = (
    f"{LQ}observesIndicator",
    f"{_DIMENSION}refArea",
    f"{_DIMENSION}refPeriod",
    f"{_DIMENSION}sex",
)
DIMENSIONS = (INDICATOR, AREA, PERIOD, SEX)
MEASURE = f"{WELL_KNOWN_PREFIXES['sdmx-measure']}obsValue"
UNIT = f"{WELL_KNOWN_PREFIXES['sdmx-attribute']}unitMeasure"

Value = NamedNode | Literal
Properties = Mapping[str, Value]  # of one observation, by the IRIs of properties
Series = tuple[Value, Value | None, Value | None]  # indicator, area and sex


def is_of_observations(form: Form) -> bool:
    """Whether the things of a form are observations of a data cube."""
    return (RDF_TYPE.value, OBSERVATION) in form.constants


@dataclass(frozen=True)
class KnownObservations:
    """The observations that datasets state, by their IRIs."""

    by_iri: Mapping[str, Properties]

    @cached_property
    def area(self) -> Value | None:
        """The area of most of them, which names need not have."""
        return _most_common(each.get(AREA) for each in self.by_iri.values())

    @cached_property
    def series(self) -> Mapping[Series, str]:
        """The IRI of the last observation with a period, by indicator, area and sex."""
        dated = [(iri, each) for iri, each in self.by_iri.items() if PERIOD in each and INDICATOR in each]
        dated.sort(key=lambda each: (each[1][PERIOD].value, each[0]))
        return {(each[INDICATOR], each.get(AREA), each.get(SEX)): iri for iri, each in dated}

    def data_set(self, properties: Properties) -> Value | None:
        """The data set of the observations most like one; None if none has a sex as it has, or none as it has none.

        They have a period if it has one, then its indicator, then a period as exact as its own.
        """
        for key in _likeness(properties):
            if key in self._sets:
                return _most_common(self._sets[key])
        return None

    @cached_property
    def _sets(self) -> Mapping[object, Counter[Value]]:
        """The data sets of observations with something in common."""
        found: defaultdict[object, Counter[Value]] = defaultdict(Counter)
        for each in self.by_iri.values():
            if DATA_SET in each:
                for key in _likeness(each):
                    found[key][each[DATA_SET]] += 1
        return found


def known_observations(stated: Mapping[str, Iterable[Triple]]) -> KnownObservations:
    """The observations among the statements on things."""
    class_ = NamedNode(OBSERVATION)
    return KnownObservations(
        {
            iri: properties_of(triples)
            for iri, triples in stated.items()
            if any(triple.predicate == RDF_TYPE and triple.object == class_ for triple in triples)
        }
    )


def properties_of(triples: Iterable[Triple]) -> Properties:
    """The properties that triples state of one observation; of several values the last."""
    return {
        triple.predicate.value: triple.object for triple in triples if isinstance(triple.object, NamedNode | Literal)
    }


def _likeness(properties: Properties) -> tuple[Hashable, ...]:
    """What an observation can have in common with others, from the most to the least."""
    indicator, period = properties.get(INDICATOR), properties.get(PERIOD)
    exactness = period.datatype.value if isinstance(period, Literal) else ""
    least = (SEX in properties,)
    dimensions = (*least, period is not None)
    of_indicator = (*dimensions, indicator)
    return (*of_indicator, exactness), of_indicator, (*dimensions, exactness), dimensions, least


def _most_common(values: Iterable[Value | None]) -> Value | None:
    found = Counter(value for value in values if value is not None)
    return found.most_common(1)[0][0] if found else None
