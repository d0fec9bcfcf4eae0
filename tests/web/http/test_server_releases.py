"""The server switches to a new release without dropping a request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from lq_graph.errors import ReleaseError
from lq_graph.web.http import server as module
from lq_graph.web.http.server import ReleaseSwitcher, ServedRelease


class Made:
    """Applications that say which release they are, and note when they are closed."""

    def __init__(self) -> None:
        self.closed: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    def start(self, folder: Path) -> ServedRelease:
        if folder.name == "broken":
            raise ReleaseError("its store is missing")
        if folder.name == "unforeseen":
            raise KeyError("what nobody foresaw")

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            gate = self.gates.get(folder.name)
            if gate is not None:
                await gate.wait()
            await send({"type": "said", "release": folder.name})

        return ServedRelease(folder, app, lambda: self.closed.append(folder.name))


Ask = Callable[[], "asyncio.Future[list[Message]]"]


@pytest.fixture(name="made")
def _made() -> Made:
    return Made()


@pytest.fixture(name="switch")
def _switch(tmp_path: Path) -> Callable[[str], None]:
    def switch(name: str) -> None:
        (tmp_path / name).mkdir(exist_ok=True)
        link = tmp_path / "next"
        link.symlink_to(tmp_path / name)
        link.replace(tmp_path / "current")

    switch("one")
    return switch


def switcher(made: Made, folder: Path) -> ReleaseSwitcher:
    return ReleaseSwitcher(made.start((folder / "current").resolve()), folder / "current", made.start)


async def until(is_so: Callable[[], bool]) -> None:
    """Returns when something has come to be so."""
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.01)


async def said(app: ReleaseSwitcher) -> str:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app({"type": "http"}, receive, send)
    return str(sent[0]["release"])


def test_the_current_release_is_served_and_a_new_one_taken_up(
    made: Made, switch: Callable[[str], None], tmp_path: Path
) -> None:
    async def test() -> None:
        app = switcher(made, tmp_path)
        assert await said(app) == "one"
        assert not await app.look()
        switch("two")
        assert await app.look()
        assert await said(app) == "two"
        await until(lambda: bool(made.closed))
        assert made.closed == ["one"]

    asyncio.run(test())


def test_a_request_keeps_its_release_to_its_end(made: Made, switch: Callable[[str], None], tmp_path: Path) -> None:
    async def test() -> None:
        made.gates["one"] = asyncio.Event()
        app = switcher(made, tmp_path)
        slow = asyncio.ensure_future(said(app))
        await asyncio.sleep(0)
        switch("two")
        await app.look()
        assert await said(app) == "two"
        assert made.closed == []
        made.gates["one"].set()
        assert await slow == "one"
        await until(lambda: bool(made.closed))
        assert made.closed == ["one"]

    asyncio.run(test())


def test_what_cannot_be_served_is_not_taken_up(
    made: Made, switch: Callable[[str], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        app = switcher(made, tmp_path)
        switch("broken")
        assert [await app.look() for _ in range(3)] == [False] * 3
        assert await said(app) == "one"
        assert len(caplog.records) == 1
        assert "its store is missing" in caplog.text
        switch("two")
        assert await app.look()
        assert await said(app) == "two"

    asyncio.run(test())


def test_ten_thousand_requests_go_on_while_releases_change(
    made: Made, switch: Callable[[str], None], tmp_path: Path
) -> None:
    async def test() -> None:
        app = switcher(made, tmp_path)
        answers = 0

        async def ask() -> None:
            nonlocal answers
            for _ in range(500):
                assert await said(app) in ("one", "two", "three")
                answers += 1
                await asyncio.sleep(0)

        async def change() -> None:
            for name in ("two", "three", "one", "two"):
                switch(name)
                await app.look()

        await asyncio.gather(*(ask() for _ in range(20)), change())
        assert answers == 10_000
        assert await said(app) == "two"

    asyncio.run(test())


def test_the_watch_outlives_whatever_is_wrong_with_a_release(
    made: Made,
    switch: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)

    async def test() -> None:
        app = switcher(made, tmp_path)
        watch = asyncio.create_task(app.watch())
        switch("unforeseen")
        await until(lambda: "what nobody foresaw" in caplog.text)
        (tmp_path / "current").unlink()
        (tmp_path / "current").symlink_to(tmp_path / "current")  # a loop
        await until(lambda: "cannot be followed: Symlink loop" in caplog.text)
        assert await said(app) == "one"
        switch("two")
        await until(lambda: "one" in made.closed)
        assert await said(app) == "two"
        watch.cancel()

    asyncio.run(test())
