"""What is counted, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

from lq_graph.web.note import Note

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_KINDS = ("sparql", "q", "id", "page", "doc", "about", "data", "ns", "contribute", "validate", "s", "static", "health")
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Counts:
    """The counts of one server process since its start."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter("lq_requests", "Requests answered.", ["kind", "status"], registry=self.registry)
        self._problems = Counter("lq_problems", "Requests refused or failed.", ["reason"], registry=self.registry)
        self._kept = Counter("lq_kept_answers", "Answers given from those that are kept.", registry=self.registry)
        self._bytes = Counter("lq_sent_bytes", "Bytes of bodies sent.", registry=self.registry)
        self._engine = Counter("lq_engine_seconds", "Seconds of the query engine.", registry=self.registry)
        self._under_way = Gauge("lq_requests_under_way", "Requests not yet answered.", registry=self.registry)
        self._seconds = Histogram(
            "lq_request_seconds",
            "Seconds from request to end of answer.",
            ["kind"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._children: dict[tuple[str, int], tuple[Callable[[], None], Callable[[float], None]]] = {}

    def begin(self) -> None:
        """Notes that a request has come."""
        self._under_way.inc()

    def end(self, scope: Scope, note: Note, seconds: float) -> None:
        """Counts a request that was answered, or broken off."""
        self._under_way.dec()
        count, measure = self._child(kind_of(scope["path"]), note.status)
        count()
        measure(seconds)
        self._bytes.inc(note.size)
        if note.is_kept:
            self._kept.inc()
        if note.problem:
            self._problems.labels(note.problem).inc()

    def spend(self, seconds: float) -> None:
        """Counts seconds of the engine."""
        self._engine.inc(seconds)

    def problems(self) -> dict[str, int]:
        """How many requests were refused or failed, by reason."""
        samples = (sample for metric in self._problems.collect() for sample in metric.samples)
        return {each.labels["reason"]: int(each.value) for each in samples if each.name.endswith("_total")}

    def text(self) -> bytes:
        """All counts in the Prometheus text format."""
        return generate_latest(self.registry)

    def watch(self, name: str, told: str, value: Callable[[], float]) -> None:
        """Has a number read whenever the counts are."""
        Gauge(name, told, registry=self.registry).set_function(value)

    def _child(self, kind: str, status: int) -> tuple[Callable[[], None], Callable[[float], None]]:
        """The counter and the measure of a kind and a status, looked up once."""
        found = self._children.get((kind, status))
        if found is None:
            counter, measure = self._requests.labels(kind, str(status)), self._seconds.labels(kind)
            found = self._children[kind, status] = (counter.inc, measure.observe)
        return found


def kind_of(path: str) -> str:
    """The first part of a path, if it is one of the site's; so that strangers cannot make counts without number."""
    first = path.removeprefix("/en").lstrip("/").partition("/")[0]
    return first if first in _KINDS else "other"
