"""The metrics."""

from __future__ import annotations

from lq_graph.web.http.log import RequestRecord
from lq_graph.web.http.metrics import Metrics, kind_of


def counted(*notes: tuple[str, RequestRecord]) -> str:
    counts = Metrics(lambda: 0)
    for path, note in notes:
        counts.begin()
        counts.end({"path": path}, note, 0.02)
    return counts.text().decode()


def test_requests_are_counted_by_kind_and_status() -> None:
    told = counted(
        ("/sparql", RequestRecord(status=200, size=10)),
        ("/en/sparql", RequestRecord(status=200)),
        ("/", RequestRecord(status=404)),
    )
    assert 'lq_requests_total{kind="sparql",status="200"} 2.0' in told
    assert 'lq_requests_total{kind="other",status="404"} 1.0' in told
    assert "lq_sent_bytes_total 10.0" in told
    assert "lq_requests_under_way 0.0" in told
    assert 'lq_request_seconds_bucket{kind="sparql",le="0.03"} 2.0' in told


def test_refusals_are_counted_by_reason_and_engine_seconds_are_summed() -> None:
    counts = Metrics(lambda: 3)
    for _ in range(2):
        counts.begin()
        counts.end(
            {"path": "/sparql"},
            RequestRecord(status=504, problem="query-timeout", engine_seconds=1.5, is_cached=True),
            2,
        )
    assert counts.problems() == {"query-timeout": 2}
    assert "lq_engine_seconds_total 3.0" in counts.text().decode()
    assert "lq_kept_answers_total 2.0" in counts.text().decode()


def test_a_number_can_be_watched() -> None:
    counts = Metrics(lambda: 0)
    counts.watch("lq_things", "Things.", lambda: 7)
    assert "lq_things 7.0" in counts.text().decode()


def test_paths_of_strangers_make_no_kinds() -> None:
    assert kind_of("/wp-login.php") == kind_of("/en") == "other"
    assert kind_of("/en/page/plan/x") == kind_of("/page/plan/x") == "page"
    assert kind_of("/q/cq01.csv") == kind_of(f"/q/{'x' * 60_000}") == "q"
