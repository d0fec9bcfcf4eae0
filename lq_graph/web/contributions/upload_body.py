"""The bytes of a request, taken within limits of size and time."""

from __future__ import annotations

from collections.abc import Callable

import anyio
from starlette.requests import ClientDisconnect, Request

from lq_graph.settings import Texts
from lq_graph.web.contributions.upload_refusal import UploadRefused

BODY_SECONDS = 60.0
_CLOSE = {"Connection": "close"}  # what is not read can never be a request of its own

Take = Callable[[bytes], None]


async def take_body(request: Request, most: int, take: Take) -> None:
    """Gives every piece of a body to a function, as it comes.

    Raises UploadRefused: 408 if the body takes too long to come, 413 as soon as it is known to be larger than `most`,
    400 if it is cut off, 415 if it is compressed.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise UploadRefused(415, _COMPRESSED, _CLOSE)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise too_large(most)
    try:
        with anyio.fail_after(BODY_SECONDS):
            await _take(request, most, take)
    except TimeoutError as error:
        raise UploadRefused(408, _SLOW, _CLOSE) from error
    except ClientDisconnect as error:
        raise UploadRefused(400, _CUT) from error


def too_large(most: int) -> UploadRefused:
    """The refusal of what is larger than so many bytes."""
    megabytes = f"{most / 1e6:.2g}"
    texts = Texts(
        f"Det du skickade är större än {megabytes.replace('.', ',')} MB. Dela upp det i mindre delar.",
        f"What you sent is larger than {megabytes} MB. Send it in smaller parts.",
    )
    return UploadRefused(413, texts, _CLOSE)


async def _take(request: Request, most: int, take: Take) -> None:
    taken = 0
    async for piece in request.stream():
        taken += len(piece)
        if taken > most:
            raise too_large(most)
        take(piece)


_COMPRESSED = Texts("Skicka innehållet utan Content-Encoding.", "Send the content without Content-Encoding.")
_SLOW = Texts(
    "Det tog för lång tid att ta emot det du skickade. Försök igen, gärna över en snabbare förbindelse.",
    "It took too long to receive what you sent. Try again, over a faster connection if you can.",
)
_CUT = Texts("Förbindelsen bröts innan allt var framme.", "The connection was cut before everything had come.")
