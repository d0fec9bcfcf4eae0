"""The short links on disk: one line of JSON each, in a file that only grows."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock

from starlette.exceptions import HTTPException

from lq_graph.web.short_links.link import Link, link_of

LINK_BYTES = 400_000
_NEWLINE = b"\n"
_UNAVAILABLE, _FULL, _TOO_LARGE = 503, 507, 413


class LinkStore:
    """Every link that was made; it knows where each stands in the file, and reads it when it is asked for.

    Several processes may share the file: what others have added is found when it is looked for. Memory: 150 bytes a
    link.
    """

    def __init__(self, path: Path, most_bytes: int) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._places: dict[str, tuple[int, int]] = {}
        self._read_to = 0
        self._turn = Lock()

    def get(self, name: str) -> Link | None:
        """The link of a name; None if there is none."""
        with self._turn:
            if name not in self._places:
                self._catch_up()
            place = self._places.get(name)
        return self._link(*place) if place else None

    def put(self, link: Link) -> None:
        """Keeps a link for good, once.

        Raises HTTPException: 413 if it is too large, 507 if the file is full, 503 if it cannot be written.
        """
        line = link.line()
        if len(line) > LINK_BYTES:
            raise HTTPException(_TOO_LARGE, f"a short link holds {LINK_BYTES:,} bytes; make the query shorter")
        with self._turn:
            self._catch_up()
            if link.name in self._places:
                return
            if self._read_to + len(line) > self._most_bytes:
                raise HTTPException(_FULL, "there is no more room for short links; keep the query itself")
            self._append(line)
            self._catch_up()

    def _append(self, line: bytes) -> None:
        try:
            descriptor = os.open(self._path, os.O_APPEND | os.O_CREAT | os.O_RDWR, 0o644)
            try:
                torn = _is_torn(descriptor)
                whole = _NEWLINE + line if torn else line
                if os.write(descriptor, whole) != len(whole):
                    raise OSError("the disk is full")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise HTTPException(_UNAVAILABLE, "short links cannot be kept just now; keep the query itself") from error

    def _catch_up(self) -> None:
        """Notes the links that were added since; a line without an end is left for the next time."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._read_to)
                for line in file:
                    if not line.endswith(_NEWLINE):
                        return
                    self._note(line)
                    self._read_to += len(line)
        except OSError:
            return

    def _note(self, line: bytes) -> None:
        link = link_of(line)
        if link is not None:
            self._places.setdefault(link.name, (self._read_to, len(line)))

    def _link(self, start: int, size: int) -> Link | None:
        try:
            with self._path.open("rb") as file:
                file.seek(start)
                return link_of(file.read(size))
        except OSError:
            return None


def _is_torn(descriptor: int) -> bool:
    """Whether the last line was not written to its end."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != _NEWLINE
