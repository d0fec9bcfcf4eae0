"""Admission control for contributions: how many are received and checked at once, and the checks of a release."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import form_named
from lq_graph.contributing.validation.release_snapshot import SnapshotFiles
from lq_graph.contributing.validation.service import ValidationService
from lq_graph.contributing.validation.wire import JobLimits, Message
from lq_graph.errors import CheckBusy, CheckError, CheckExhausted
from lq_graph.querying.engine import Cancellation
from lq_graph.releasing.release import Release
from lq_graph.web.http.body import cancelled_on_disconnect
from lq_graph.web.http.limits import network_of
from lq_graph.web.pages.site import Site


def validation_service(
    release: Release, limits: JobLimits | None = None, wait_seconds: float = 5.0
) -> ValidationService:
    """The service that checks contributions to a release, as its process starts; the caller closes it.

    `wait_seconds` is how long a contribution waits for its turn.
    """
    datasets = {each.name: release.dataset_file(each.name) for each in release.datasets}
    files = SnapshotFiles(release.base, datasets, release.ontology, release.shapes, release.checks)
    return ValidationService(files, limits, wait_seconds)


MAX_RECEIVING = 8  # bodies that are received at once
MAX_PER_NETWORK = 4  # of these, from one network
MAX_WAITING = 8  # threads that wait for a check
MAX_PAGE_BYTES = 8_000_000  # bytes of a result that a page shows
_RETRY_SECONDS = 5


@dataclass(frozen=True, eq=False)
class _Slot:
    """The slot of one contribution, unequal to all others, and the network that it comes from."""

    network: bytes


@dataclass(frozen=True)
class AdmissionControl:
    """Admits contributions to one release, and has them checked by its validation service."""

    site: Site
    receiving: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(MAX_RECEIVING))
    threads: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(MAX_WAITING))
    _own_results: dict[str, Message] = field(default_factory=dict)
    _slots: set[_Slot] = field(default_factory=set)

    @property
    def forms(self) -> Mapping[str, Form]:
        """The forms of the release by their segments."""
        return self.site.forms

    def form(self, name: str) -> Form:
        """The form of a class; raises UnknownName, with the nearest names."""
        return form_named(self.forms, name)

    @asynccontextmanager
    async def slot(self, request: Request) -> AsyncIterator[None]:
        """A slot to receive a contribution in.

        Raises CheckBusy if none is free, or if the client's network has half of them, as it may be slow on purpose.
        """
        network = network_of(request.client.host if request.client else "")
        slot = _Slot(network)
        if sum(each.network == network for each in self._slots) >= MAX_PER_NETWORK:
            raise CheckBusy(_RETRY_SECONDS)
        try:
            self.receiving.acquire_on_behalf_of_nowait(slot)
        except anyio.WouldBlock as error:
            raise CheckBusy(_RETRY_SECONDS) from error
        self._slots.add(slot)
        try:
            yield
        finally:
            self._slots.discard(slot)
            self.receiving.release_on_behalf_of(slot)

    async def check(self, request: Request, task: Message) -> Message:
        """The result of a client's task, abandoned if the client disconnects; the body must have been read.

        Raises what `ValidationService.begin` and `Validation.outcome` raise.
        """
        if self.threads.available_tokens < 1:
            raise CheckBusy(_RETRY_SECONDS)
        async with cancelled_on_disconnect(request) as cancel:
            return await run_sync(self._checked, task, cancel, limiter=self.threads)

    async def check_for_page(self, request: Request, task: Message) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The result of a client's task as a page shows it, from JSON, and the members beside it."""
        result = await self.check(request, task)
        if len(result.body) > MAX_PAGE_BYTES:
            raise CheckExhausted("there is more to tell about this than a page can hold; send it in smaller parts")
        return json.loads(result.body), result.members

    def own_result(self, key: str, task: Message) -> Message:
        """The result of a task of the site's own, cached by key, as a release never changes."""
        if key not in self._own_results:
            self._own_results[key] = self._service.answer(task, trusted=True)
        return self._own_results[key]

    @property
    def most_bytes(self) -> int:
        """The largest contribution, in bytes."""
        limits = JobLimits() if self.site.validation is None else self.site.validation.limits
        return limits.contribution_bytes

    @property
    def _service(self) -> ValidationService:
        if self.site.validation is None:
            raise CheckError("the site was made without a service that checks")
        return self.site.validation

    def _checked(self, task: Message, cancel: Cancellation) -> Message:
        with self._service.begin(task) as validation, cancel.on_cancel(validation.abandon):
            return validation.outcome()
