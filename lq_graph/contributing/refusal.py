"""A contribution that is refused whole, with the reason in both languages."""

from __future__ import annotations

from pathlib import Path

from lq_graph.errors import SourceError
from lq_graph.settings import Texts


class Refusal(SourceError):
    """A file that cannot be read as a contribution; `texts` says why and what to do, for a person who sent it."""

    def __init__(self, path: Path, texts: Texts) -> None:
        self.texts = texts
        super().__init__(path, texts.en)


BROKEN = Texts(
    "filen är skadad och går inte att läsa; öppna den i Excel eller LibreOffice, spara den på nytt som .xlsx och "
    "skicka den igen",
    "the file is damaged and cannot be read; open it in Excel or LibreOffice, save it anew as .xlsx, and send it again",
)
