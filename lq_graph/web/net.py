"""A last net: what nobody foresaw becomes a problem that says nothing of what is inside, if nothing was sent yet."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from lq_graph.errors import LqError
from lq_graph.web.note import note_of
from lq_graph.web.outgoing import AnswerBroken
from lq_graph.web.problem import problem_of


class Net:
    """An application that answers whatever happens in it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; raises what happens after the answer has begun, so that the connection breaks off."""
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            note = note_of(scope)
            if note.status:
                note.problem = "broken-off"
                raise
            problem = problem_of(_cause(error))
            note.problem = problem.name
            await problem.json()(scope, receive, send)


def _cause(error: Exception) -> Exception:
    """Why an answer broke off of which nothing was sent."""
    return error.__cause__ if isinstance(error, AnswerBroken) and isinstance(error.__cause__, LqError) else error
