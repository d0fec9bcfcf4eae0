"""Downloads the files of a release from the web, by the names in its checksums."""

from __future__ import annotations

import shutil
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin
from urllib.request import Request, urlopen

from lq_graph.errors import ReleaseError
from lq_graph.releasing.checksums import SUMS, read_sums
from lq_graph.releasing.release import MANIFEST

_SECONDS = 60.0  # without a byte


def download(address: str, folder: Path) -> None:
    """Writes the checksums, the manifest and every other file of a release at an http address into a folder.

    A file that the server does not have is left out: that it is missing is for `verify` to say. Raises ReleaseError if
    the server has no checksums there, cannot be reached, or breaks off.
    """
    base = _fetch(address if address.endswith("/") else f"{address}/", SUMS, folder)
    if base is None:
        raise ReleaseError(
            f"{address}: there is no {SUMS} here; give the address of a release, such as …/release/latest/"
        )
    for name in {MANIFEST: "", **read_sums(folder)}:
        _fetch(base, name, folder)


def _fetch(base: str, name: str, folder: Path) -> str | None:
    """Writes one file; returns the address of its release after redirects, None if there is no such file."""
    address = urljoin(base, quote(name))
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urlopen(Request(address, headers={"Accept": "*/*"}), timeout=_SECONDS) as reply:  # noqa: S310  # http only
            with target.open("wb") as file:
                shutil.copyfileobj(reply, file)
            expected = reply.headers.get("Content-Length")
            found = str(reply.url)
    except HTTPError as error:
        if error.code in (404, 410):
            return None
        raise ReleaseError(f"{address}: the server answers {error.code} {error.reason}") from error
    except (URLError, HTTPException, OSError) as error:
        raise ReleaseError(f"{address}: cannot be read ({getattr(error, 'reason', None) or error})") from error
    if expected is not None and target.stat().st_size != int(expected):
        raise ReleaseError(f"{address}: breaks off after {target.stat().st_size} of {expected} bytes")
    return found.removesuffix(quote(name))
