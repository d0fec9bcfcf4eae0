"""The validation service on the real release: responses, limits, and recovery from any input."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lq_graph.contributing.validation.release_snapshot import SnapshotFiles, snapshot_files
from lq_graph.contributing.validation.service import MAX_UNTRUSTED, ValidationService
from lq_graph.contributing.validation.wire import JobLimits, Message, check_task, job_limits
from lq_graph.errors import CheckBusy, CheckError, CheckExhausted, Refusal
from lq_graph.releasing.release import Release
from processes.watching import children_of, until

DATASETS = ("helsingborg-programme", "helsingborg-documents", "helsingborg-organisation")  # enough, and soon checked
FAULTY = b"""# Made-up data.
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix id: <https://w3id.org/livskvalitet/id/> .
<https://w3id.org/livskvalitet/id/plan/prov> a lq:Plan ;
    lq:isPartOf <https://w3id.org/livskvalitet/id/programme/livskvalitetsprogramet> .
"""
LONG = b"".join(
    b"<http://a.example/%d> <http://a.example/p> <http://a.example/%d> .\n" % (n, -n) for n in range(100_000)
)
DEEP = b"(" * 1_000_000


def snapshot(release: Release) -> SnapshotFiles:
    datasets = {name: release.dataset_file(name) for name in DATASETS}
    return SnapshotFiles(release.base, datasets, release.ontology, release.shapes, release.checks)


@pytest.fixture(scope="module", name="service")
def _service(release: Release) -> Iterator[ValidationService]:
    service = ValidationService(snapshot(release), JobLimits(memory_bytes=300_000_000), timeout=60)
    assert until(lambda: service.identifier is not None)
    yield service
    service.close()


def running(service: ValidationService) -> list[int]:
    """The children that are at work."""
    assert service.identifier is not None
    return children_of(service.identifier)


def task(body: bytes, name: str = "prov.ttl", wanted: str = "page") -> Message:
    return check_task([(name, body)], wanted=wanted, language="sv")


def findings(answer: Message) -> dict[str, Any]:
    return {each["code"]: each for file in json.loads(answer.body)["files"] for each in file["findings"]}


def test_findings_come_with_their_place_and_their_line(service: ValidationService) -> None:
    answer = service.answer(task(FAULTY))
    found = findings(answer)["dangling-link"]
    assert found["place"] == {"line": 5, "column": 17}
    assert found["excerpt"]["marked"] == "<https://w3id.org/livskvalitet/id/programme/livskvalitetsprogramet>"
    assert "Livskvalitetsprogrammet" in found["meant"]
    assert answer.members["counts"]["violations"] == sum(
        each["severity"] == "violation" for each in findings(answer).values()
    )


def test_a_file_on_a_thing_that_is_there_already_adds_to_it(service: ValidationService) -> None:
    known = FAULTY.replace(b"id/plan/prov", b"id/plan/klimat-och-energiplan-2018-2024")
    assert findings(service.answer(task(known))).keys() == {"dangling-link", "two-datasets-define-thing"}


def test_files_are_read_together_and_each_has_its_own_findings(service: ValidationService) -> None:
    faultless = FAULTY.replace(b"livskvalitetsprogramet", b"livskvalitetsprogrammet").replace(b"prov", b"annat")
    refers = b"# Made-up data.\n<http://a.example/a> <https://w3id.org/livskvalitet/ns#isPartOf> <%s> ." % (
        b"https://w3id.org/livskvalitet/id/plan/prov"
    )
    files = [("a.ttl", refers), ("b.ttl", FAULTY), ("c.ttl", faultless)]
    answer = json.loads(service.answer(check_task(files, wanted="page", language="sv")).body)
    by_name = {file["name"]: [each["code"] for each in file["findings"]] for file in answer["files"]}
    assert "dangling-link" in by_name["b.ttl"]
    assert "dangling-link" not in [*by_name["a.ttl"], *by_name["c.ttl"]]
    with pytest.raises(Refusal) as refused:
        service.answer(check_task([*files, ("d.ttl", b"<a> .")], wanted="page", language="sv"))
    assert refused.value.excerpt is not None
    assert (refused.value.path.name, refused.value.excerpt["marked"]) == ("d.ttl", "<")


def test_a_page_shows_findings_of_every_file_however_many_one_has(service: ValidationService) -> None:
    plan, part = b"<https://w3id.org/livskvalitet/id/plan/prov>", b"<https://w3id.org/livskvalitet/ns#isPartOf>"
    many = FAULTY + b"".join(b"%s %s <http://a.example/%d> .\n" % (plan, part, number) for number in range(150))
    other = FAULTY.replace(b"id/plan/prov", b"id/plan/annan")
    answer = service.answer(check_task([("a.ttl", many), ("b.ttl", other)], wanted="page", language="sv"))
    first, second = json.loads(answer.body)["files"][:2]
    assert first["counts"]["violations"] > 150
    assert sum(each["severity"] == "violation" for each in first["findings"]) == 50
    assert len(second["findings"]) == sum(second["counts"].values())


def test_what_cannot_be_read_is_refused_with_its_place(service: ValidationService) -> None:
    with pytest.raises(Refusal, match="not declared") as refused:
        service.answer(task(b"# Made-up data.\n<http://a.example/a> ex:b 1 ."))
    assert (refused.value.path.name, refused.value.line) == ("prov.ttl", 2)
    assert "inte deklarerat" in refused.value.texts.sv


def test_the_validator_has_one_thread_so_that_it_may_fork_and_knows_nothing_of_the_servers_environment(
    service: ValidationService,
) -> None:
    process = Path(f"/proc/{service.identifier}")
    assert len(list((process / "task").iterdir())) == 1
    names = {each.partition(b"=")[0] for each in (process / "environ").read_bytes().split(b"\0") if each}
    assert names == {b"PYTHONPATH", b"PYTHONUTF8", b"OPENBLAS_NUM_THREADS"}


def test_what_needs_too_much_memory_is_refused(service: ValidationService) -> None:
    with pytest.raises(CheckExhausted, match="smaller parts"):
        service.answer(task(DEEP))
    assert until(lambda: not running(service))
    assert service.answer(task(FAULTY)).body


def test_a_check_that_was_left_is_ended_at_once(service: ValidationService) -> None:
    with service.begin(task(LONG, "prov.nt")) as validation:
        assert until(lambda: len(running(service)) == 1)
        validation.abandon()
        with pytest.raises(CheckExhausted):
            validation.outcome()
    assert until(lambda: not running(service))


def test_contributions_wait_for_their_turn_and_the_sites_own_tasks_do_not(
    service: ValidationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        for _ in range(MAX_UNTRUSTED):
            stack.enter_context(service.begin(task(FAULTY)))
        with monkeypatch.context() as impatient:
            impatient.setattr(service, "_timeout", 0.1)
            with pytest.raises(CheckBusy) as busy:
                service.answer(task(FAULTY))
        assert busy.value.retry_after > 0
        assert service.answer(task(FAULTY), trusted=True).body
    assert service.answer(task(FAULTY)).body


def test_a_validator_that_ended_is_started_anew(service: ValidationService) -> None:
    service.answer(task(FAULTY))
    first = service.identifier
    assert first is not None
    with service.begin(task(LONG, "prov.nt")) as validation:
        os.kill(first, signal.SIGKILL)
        with pytest.raises(CheckError) as ended:
            validation.outcome()
    assert not isinstance(ended.value, CheckExhausted)
    assert until(lambda: service.identifier not in (None, first))
    assert service.answer(task(FAULTY)).body


def test_contributions_cannot_be_checked_against_a_release_without_checks(release: Release, tmp_path: Path) -> None:
    files = snapshot(release)
    service = ValidationService(replace(files, checks=tmp_path), timeout=20)
    try:
        with pytest.raises(CheckError, match="no checks"):
            service.answer(task(FAULTY))
    finally:
        service.close()


def test_limits_and_snapshots_survive_being_written(release: Release) -> None:
    assert job_limits(JobLimits(seconds=3).to_json()) == JobLimits(seconds=3)
    assert snapshot_files(snapshot(release).to_json()) == snapshot(release)
