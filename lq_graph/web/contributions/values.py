"""What stood in a form that was sent: the values of its inputs, and which button was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from lq_graph.settings import Texts
from lq_graph.web.contributions.upload_body import take_body
from lq_graph.web.contributions.upload_refusal import UploadRefused

FORM = "application/x-www-form-urlencoded"
BODY_BYTES = 400_000
MOST_FIELDS = 1_000
BUTTON = "do"

_NOT_A_FORM = Texts("Skicka formuläret från dess sida.", "Send the form from its page.")
_UNREADABLE = Texts("Formuläret går inte att läsa. Ladda om sidan.", "The form cannot be read. Load the page again.")


@dataclass(frozen=True)
class Sent:
    """The inputs that were filled and those that were not, by their keys, in their order; and the button."""

    values: Mapping[str, str]
    button: str

    @property
    def filled(self) -> Mapping[str, str]:
        """The inputs that hold something."""
        return {key: value for key, value in self.values.items() if value.strip()}


async def read_sent(request: Request) -> Sent:
    """The fields of a form; raises UploadRefused 400, 408, 413 or 415 for what is none, or too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise UploadRefused(415, _NOT_A_FORM)
    body = bytearray()
    await take_body(request, BODY_BYTES, body.extend)
    try:
        text = body.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise UploadRefused(400, _UNREADABLE) from error
    values = {name: value.replace("\r\n", "\n") for name, value in pairs if name != BUTTON}
    return Sent(values, next((value for name, value in pairs if name == BUTTON), ""))
