"""What the layers of the site note of one request, for the log and the counts."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

_KEY = "lq.note"


@dataclass(slots=True)
class Note:
    """One request: whether a kept answer was given, the engine's seconds, the kind of problem, and what was sent."""

    is_kept: bool = False
    engine_seconds: float = 0.0
    problem: str = ""
    status: int = 0
    size: int = 0


def begin_note(scope: Scope) -> Note:
    """A new note, found in the scope from now on."""
    note = Note()
    scope[_KEY] = note
    return note


def note_of(scope: Scope) -> Note:
    """The note of a request; one that nobody reads where none was begun."""
    found = scope.get(_KEY)
    return found if isinstance(found, Note) else Note()
