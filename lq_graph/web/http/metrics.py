"""Metrics of the server process, in the Prometheus text format."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.types import Scope

from lq_graph.web.http.log import RequestRecord

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_KINDS = ("sparql", "q", "id", "page", "doc", "about", "data", "ns", "contribute", "validate", "s", "static", "health")
_LONGEST_KIND = 30  # characters of a path, more than its language and any kind
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
_BOUNDS = (*(str(float(bound)) for bound in _SECONDS), "+Inf")

_Labelled = Mapping[tuple[str, ...], float]


class Metrics(Collector):
    """The counts of one server process since its start.

    Plain numbers, used from one event loop, until they are collected: a metric's lock costs more than a cached
    response. `engine_seconds` reads the total that clients have spent.
    """

    def __init__(self, engine_seconds: Callable[[], float]) -> None:
        self.registry = CollectorRegistry()
        self._requests: dict[tuple[str, int], int] = defaultdict(int)
        self._problems: dict[str, int] = defaultdict(int)
        self._buckets: dict[str, list[int]] = defaultdict(lambda: [0] * len(_BOUNDS))
        self._seconds: dict[str, float] = defaultdict(float)
        self._under_way = self._cached = self._bytes = 0
        self._engine_seconds = engine_seconds
        self.registry.register(self)

    def begin(self) -> None:
        """Counts a request that has arrived."""
        self._under_way += 1

    def end(self, scope: Scope, record: RequestRecord, seconds: float) -> None:
        """Counts a request whose response was sent, or broken off."""
        kind = kind_of(scope["path"])
        self._under_way -= 1
        self._requests[kind, record.status] += 1
        self._buckets[kind][bisect_left(_SECONDS, seconds)] += 1
        self._seconds[kind] += seconds
        self._bytes += record.size
        self._cached += record.is_cached
        if record.problem:
            self._problems[record.problem] += 1

    def problems(self) -> dict[str, int]:
        """How many requests were refused or failed, by reason."""
        return dict(self._problems)

    def text(self) -> bytes:
        """All counts in the Prometheus text format."""
        return generate_latest(self.registry)

    def watch(self, name: str, description: str, value: Callable[[], float]) -> None:
        """Adds a gauge whose value is read whenever the metrics are."""
        Gauge(name, description, registry=self.registry).set_function(value)

    def collect(self) -> Iterator[Metric]:
        """The numbers as metrics."""
        requests: _Labelled = {(kind, str(status)): count for (kind, status), count in self._requests.copy().items()}
        problems: _Labelled = {(reason,): count for reason, count in self._problems.copy().items()}
        yield _counter("lq_requests", "Requests answered.", requests, ("kind", "status"))
        yield _counter("lq_problems", "Requests refused or failed.", problems, ("reason",))
        yield _counter("lq_kept_answers", "Answers given from those that are kept.", {(): self._cached})
        yield _counter("lq_sent_bytes", "Bytes of bodies sent.", {(): self._bytes})
        yield _counter("lq_engine_seconds", "Seconds of the query engine.", {(): self._engine_seconds()})
        yield GaugeMetricFamily("lq_requests_under_way", "Requests not yet answered.", self._under_way)
        yield self._histogram()

    def _histogram(self) -> Metric:
        metric = HistogramMetricFamily("lq_request_seconds", "Seconds from request to end of answer.", labels=["kind"])
        for kind, buckets in self._buckets.copy().items():
            totals = list(zip(_BOUNDS, map(float, accumulate(buckets)), strict=True))
            metric.add_metric([kind], totals, self._seconds[kind])
        return metric


def _counter(name: str, description: str, counts: _Labelled, labels: tuple[str, ...] = ()) -> Metric:
    metric = CounterMetricFamily(name, description, labels=labels)
    for values, count in counts.items():
        metric.add_metric(values, count)
    return metric


def kind_of(path: str) -> str:
    """The first part of a path, if it is one of the site's; so that clients cannot make counts without number."""
    return _kind(path[:_LONGEST_KIND])


@lru_cache(1000)
def _kind(beginning: str) -> str:
    first = beginning.removeprefix("/en").lstrip("/").partition("/")[0]
    return first if first in _KINDS else "other"
