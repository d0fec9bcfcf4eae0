"""A file that somebody sent: in a form, or as the body itself."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from lq_graph.settings import Texts
from lq_graph.web.contributions.upload_body import take_body
from lq_graph.web.contributions.upload_kind import file_kind, file_name, last_component
from lq_graph.web.contributions.upload_parts import PartsReader
from lq_graph.web.contributions.upload_refusal import UploadRefused

MULTIPART = "multipart/form-data"
_AROUND = 20_000  # bytes of a form beside its file
_EMPTY = Texts("Det du skickade är tomt.", "What you sent is empty.")


@dataclass(frozen=True)
class Upload:
    """A file: what it is called, with the ending of its kind, its content, and what else stood in the form."""

    name: str
    kind: str
    content: bytes
    class_name: str = ""
    format_name: str = ""


async def read_upload(request: Request, most: int) -> Upload:
    """The file in the field `file` of a multipart form, or the body by its content type; `most` in bytes.

    Raises UploadRefused: 400 for a form that is broken or has no file, 408, 413 and 415 as `take_body` and `file_kind`.
    """
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() == MULTIPART:
        return await _from_form(request, content_type, most)
    kind = file_kind("", content_type)
    body = bytearray()
    await take_body(request, most, body.extend)
    if not body:
        raise UploadRefused(400, _EMPTY)
    return Upload(file_name("", kind), kind, bytes(body))


async def _from_form(request: Request, content_type: str, most: int) -> Upload:
    reader = PartsReader(content_type, most)
    await take_body(request, most + _AROUND, reader.take)
    part = reader.file()
    given = last_component(part.file_name or "")
    kind = file_kind(given, part.headers.get("content-type", ""))
    return Upload(file_name(given, kind), kind, bytes(part.content), reader.text("class"), reader.text("format"))
