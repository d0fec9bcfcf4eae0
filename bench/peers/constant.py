"""The cost of uvicorn itself: an application that always gives the same response. `constant.py PORT REPLY.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import uvicorn


class Constant:
    """The same status, headers and body, always."""

    def __init__(self, headers: list[list[str]], body: str) -> None:
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self._start = {"type": "http.response.start", "status": 200, "headers": pairs}
        self._body = {"type": "http.response.body", "body": body.encode()}

    async def __call__(self, scope: dict, receive: object, send: object) -> None:
        if scope["type"] == "http":
            await send(self._start)
            await send(self._body)


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    application = Constant(told["headers"], told["body"])
    options = {"log_level": "warning", "server_header": False, "access_log": False, "lifespan": "off"}
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[1]), **options)
