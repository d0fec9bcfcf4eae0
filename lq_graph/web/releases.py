"""`/release/`: every release that is kept, at addresses that last, with all of its files but the store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.errors import ReleaseError
from lq_graph.releasing.checksums import SUMS, Sums, read_sums, sha256_of
from lq_graph.releasing.citation import FILES
from lq_graph.releasing.compressed import COMPRESSED
from lq_graph.releasing.release import MANIFEST, read_manifest
from lq_graph.text import Language
from lq_graph.web.datasets import shown_size
from lq_graph.web.http.files import file_response
from lq_graph.web.http.language import language_of
from lq_graph.web.http.middleware import LATEST
from lq_graph.web.pages.site import Site, origin_of

_IDENTIFIER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{8}")
_CITATIONS = dict(zip(FILES, ("Citation File Format", "BibTeX", "CSL JSON", "DataCite JSON"), strict=True))
_FOREVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=60"


@dataclass(frozen=True)
class KeptRelease:
    """A release that is kept: its folder, and the checksums of all files that are published."""

    identifier: str
    folder: Path
    sums: Sums


@dataclass(frozen=True)
class ListedFile:
    """One file of a release as its page lists it, with the files that hold it compressed, each with its coding."""

    name: str
    size: str
    sha256: str
    compressed: tuple[tuple[str, str], ...]


class Releases:
    """The releases in the folder of the one that is served, and that one itself."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: dict[str, KeptRelease] = {}

    def index(self, request: Request) -> Response:
        """The list of all kept releases, the newest day first."""
        identifiers = sorted(self._identifiers(), reverse=True)
        return self._site.page(request, "releases.html", kept=identifiers, current=self._site.release.identifier)

    def iri(self, request: Request) -> Response:
        """Redirects from the IRI of a release to its page."""
        identifier = self._find(request).identifier
        return RedirectResponse(f"/release/{identifier}/", 303, {"Cache-Control": _SHORTLY})

    def page(self, request: Request) -> Response:
        """The list of the files of one release."""
        if request.path_params["identifier"] == LATEST:
            return self._latest(request, "")
        kept, language = self._find(request), language_of(request.url.path)
        files = [_listed(kept, name, language) for name in kept.sums if not name.endswith(COMPRESSED)]
        address = f"{origin_of(self._site, request)}release/{kept.identifier}/"
        others = sorted(self._identifiers() - {kept.identifier}, reverse=True)
        citations = [(name, form) for name, form in _CITATIONS.items() if name in kept.sums]
        return self._site.page(
            request, "release.html", kept=kept, files=files, address=address, others=others, citations=citations
        )

    def file(self, request: Request) -> Response:
        """One file of one release, which never changes."""
        name = request.path_params["name"]
        if request.path_params["identifier"] == LATEST:
            return self._latest(request, name)
        kept = self._find(request)
        if name not in kept.sums or not (kept.folder / name).is_file():
            raise HTTPException(404, f"the release has no file of that name; see /release/{kept.identifier}/")
        return file_response(request, kept.folder / name, f'"{kept.sums[name]}"', {"Cache-Control": _FOREVER})

    def _latest(self, request: Request, name: str) -> Response:
        """Redirects to the same file of the current release."""
        language = "/en" if language_of(request.url.path) == "en" else ""
        address = f"{language}/release/{self._site.release.identifier}/{name}"
        return RedirectResponse(address, 307, {"Cache-Control": _SHORTLY})

    def _find(self, request: Request) -> KeptRelease:
        """The release that a request names; raises HTTPException if there is none."""
        return self.named(request.path_params["identifier"])

    def named(self, identifier: str) -> KeptRelease:
        """The release with an identifier, or the latest; raises HTTPException if none is kept with it."""
        identifier = self._site.release.identifier if identifier == LATEST else identifier
        known = self._kept.get(identifier)
        if known is not None and known.folder.is_dir():
            return known
        folder = self._folder(identifier)
        if folder is None:
            raise HTTPException(404, "there is no such release here; those that are kept are listed at /release/")
        try:
            sums = published_sums(folder)
        except ReleaseError as error:
            raise HTTPException(503, f"release {identifier} cannot be read at the moment") from error
        self._kept[identifier] = KeptRelease(identifier, folder, sums)
        return self._kept[identifier]

    def _folder(self, identifier: str) -> Path | None:
        served = self._site.release
        if identifier == served.identifier:
            return served.path
        return served.path.parent / identifier if identifier in self._identifiers() else None

    def _identifiers(self) -> set[str]:
        """The identifiers of the served release and of those beside it in a folder of releases."""
        served = self._site.release
        beside = served.path.parent.iterdir() if served.path.name == served.identifier else ()
        return {served.identifier, *(each.name for each in beside if _is_release(each))}


def _listed(kept: KeptRelease, name: str, language: Language) -> ListedFile:
    path = kept.folder / name
    size = shown_size(path.stat().st_size, language) if path.is_file() else ""
    codings = tuple((f"{name}{suffix}", suffix[1:]) for suffix in COMPRESSED if f"{name}{suffix}" in kept.sums)
    return ListedFile(name, size, kept.sums[name], codings)


def published_sums(folder: Path) -> Sums:
    """The checksums of all files of a release that are published: those in its checksums, these, and its manifest.

    Raises ReleaseError if the folder has no checksums that can be read.
    """
    sums: Mapping[str, str] = read_sums(folder)
    return {**{name: sha256_of(folder / name) for name in (SUMS, MANIFEST)}, **sums}


def _is_release(folder: Path) -> bool:
    if not _IDENTIFIER.fullmatch(folder.name):
        return False
    try:
        return bool(read_manifest(folder).get("id") == folder.name)
    except ReleaseError:
        return False
