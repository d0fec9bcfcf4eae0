"""Admission control for uploads: how many at once, and how long anybody waits."""

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

# The service that checks contributions to a release.


def validation_service(release: Release, limits: JobLimits | None = None, patience: float = 5.0) -> ValidationService:
    """The service, whose process is being started; whoever asks for it closes it.

    `patience` is how long a contribution waits for its turn, in seconds.
    """
    datasets = {each.name: release.dataset_file(each.name) for each in release.datasets}
    files = SnapshotFiles(release.base, datasets, release.ontology, release.shapes, release.checks)
    return ValidationService(files, limits, patience)


# The door that contributions come in by: how many at once, and how long anybody waits.

RECEIVED = 8  # bodies that are held at once while they come
EACH = 4  # of these, from one address
WAITING = 8  # threads that wait for a check
MOST_TOLD = 8_000_000  # bytes
_SOON = 5


@dataclass(frozen=True, eq=False)
class _Place:
    """The place of one contribution, each another, and the network that it comes from."""

    network: bytes


@dataclass(frozen=True)
class Door:
    """The one way from the pages of contributors to the processes that check."""

    site: Site
    receiving: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(RECEIVED))
    threads: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(WAITING))
    _kept: dict[str, Message] = field(default_factory=dict)
    _taken: set[_Place] = field(default_factory=set)

    @property
    def forms(self) -> Mapping[str, Form]:
        """The forms of the release by their segments."""
        return self.site.forms

    def form(self, name: str) -> Form:
        """The form of a class; raises UnknownName, with the nearest names."""
        return form_named(self.forms, name)

    @asynccontextmanager
    async def place(self, request: Request) -> AsyncIterator[None]:
        """A place among those whose contributions are being received.

        Raises CheckBusy if there is none, or if whoever asks has half of them already, and may be slow on purpose.
        """
        network = network_of(request.client.host if request.client else "")
        place = _Place(network)
        if sum(each.network == network for each in self._taken) >= EACH:
            raise CheckBusy(_SOON)
        try:
            self.receiving.acquire_on_behalf_of_nowait(place)
        except anyio.WouldBlock as error:
            raise CheckBusy(_SOON) from error
        self._taken.add(place)
        try:
            yield
        finally:
            self._taken.discard(place)
            self.receiving.release_on_behalf_of(place)

    async def check(self, request: Request, asked: Message) -> Message:
        """The answer to a stranger's task, waited for as long as the stranger does; its body must have been read.

        Raises what `ValidationService.begin` and `Validation.outcome` raise.
        """
        if self.threads.available_tokens < 1:
            raise CheckBusy(_SOON)
        async with cancelled_on_disconnect(request) as cancel:
            return await run_sync(self._checked, asked, cancel, limiter=self.threads)

    async def told(self, request: Request, asked: Message) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The answer to a stranger's task as pages tell it, and what was said beside it."""
        answer = await self.check(request, asked)
        if len(answer.body) > MOST_TOLD:
            raise CheckExhausted("there is more to tell about this than a page can hold; send it in smaller parts")
        return json.loads(answer.body), answer.members

    def own(self, key: str, asked: Message) -> Message:
        """The answer to a task of the site's own, which is kept, since a release never changes."""
        if key not in self._kept:
            self._kept[key] = self._service.answer(asked, trusted=True)
        return self._kept[key]

    @property
    def most(self) -> int:
        """The largest contribution, in bytes."""
        limits = JobLimits() if self.site.validation is None else self.site.validation.limits
        return limits.contribution_bytes

    @property
    def _service(self) -> ValidationService:
        if self.site.validation is None:
            raise CheckError("the site was made without a service that checks")
        return self.site.validation

    def _checked(self, asked: Message, cancel: Cancellation) -> Message:
        with self._service.begin(asked) as validation, cancel.on_cancel(validation.abandon):
            return validation.outcome()
