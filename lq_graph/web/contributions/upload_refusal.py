"""A request of a contributor that is refused, with the reason in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException

from lq_graph.settings import Texts


class UploadRefused(HTTPException):
    """A refusal by its status; `texts` says why and what to do, for a person."""

    def __init__(self, status: int, texts: Texts, headers: Mapping[str, str] | None = None) -> None:
        self.texts = texts
        super().__init__(status, texts.en, headers)
