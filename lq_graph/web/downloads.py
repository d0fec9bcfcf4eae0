"""`/data/`: the files of the release, served by the names that the release knows and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from lq_graph.querying.formats import FORMATS, TURTLE
from lq_graph.releasing.release import Release
from lq_graph.settings import Texts
from lq_graph.web.conditional import cache_headers, entity_tag, is_held, not_modified
from lq_graph.web.language import Language, language_of, number, prefix_of, text_in
from lq_graph.web.offers import choose_for_graph
from lq_graph.web.site import Site

_MEDIA_TYPES = {
    **{f".{form.name}": form.media_type for form in FORMATS},
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".json": "application/json",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".gz": "application/gzip",
    ".zst": "application/zstd",
}
_WHOLE = ("dump.*", "ontology.*", "shapes.*", "catalog.*", "report.*", "changes.*", "SHA256SUMS")
_TITLES = {
    "dump.nq": Texts("Alla namngivna grafer", "All named graphs"),
    "dump": Texts("Hela grafen, med slutsatser", "The whole graph, with what follows from it"),
    "ontology": Texts("Ontologin", "The ontology"),
    "shapes": Texts("Reglerna som data ska följa", "The shapes that data must follow"),
    "catalog": Texts("Katalog över datamängderna", "Catalogue of the datasets"),
    "report": Texts("Granskningsrapport", "Report of the checks"),
    "changes": Texts("Ändringar sedan förra utgåvan", "Changes since the release before"),
    "SHA256SUMS": Texts("Kontrollsummor", "Checksums"),
}


@dataclass(frozen=True)
class Download:
    """One file as the page lists it."""

    name: str
    title: str
    size: str


def routes(site: Site) -> list[Route]:
    """The list of files, and each file."""
    files = release_files(site.release)
    index = partial(_index, site, files)
    return [
        Route("/data/", index, methods=["GET"]),
        Route("/en/data/", index, methods=["GET"]),
        Route("/data", _to_index, methods=["GET"]),
        Route("/en/data", _to_index, methods=["GET"]),
        Route("/data/{name}", partial(_file, site, files), methods=["GET"]),
    ]


def release_files(release: Release) -> Mapping[str, Path]:
    """Every file of a release that is given away, by the name in its address."""
    whole = {path.name: path for pattern in _WHOLE for path in sorted(release.path.glob(pattern)) if path.is_file()}
    datasets = {f"{each.name}.ttl": release.dataset_file(each.name) for each in release.datasets}
    return {**{name: path for name, path in datasets.items() if path.is_file()}, **whole}


def _to_index(request: Request) -> Response:
    return RedirectResponse(f"{prefix_of(language_of(request.url.path))}/data/", 308)


def _index(site: Site, files: Mapping[str, Path], request: Request) -> Response:
    if choose_for_graph(request, (TURTLE,)).format:
        return _send(site, files, "dump.ttl", request)
    language = language_of(request.url.path)
    datasets = {f"{each.name}.ttl": each.title for each in site.release.datasets}
    whole = [_download(name, files[name], _title(name), language) for name in files if name not in datasets]
    parts = [_download(name, files[name], datasets[name], language) for name in files if name in datasets]
    return site.page(request, "data.html", whole=whole, parts=parts)


def _file(site: Site, files: Mapping[str, Path], request: Request) -> Response:
    return _send(site, files, request.path_params["name"], request)


def _send(site: Site, files: Mapping[str, Path], name: str, request: Request) -> Response:
    if name not in files:
        raise HTTPException(404, "the release has no file of that name; its files are listed at /data/")
    tag = entity_tag(site.release.identifier, "file", name)
    if is_held(request, tag):
        return not_modified(tag)
    headers = {**cache_headers(tag), "Content-Location": f"/data/{name}"}
    return FileResponse(files[name], headers=headers, media_type=_media_type(name))


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(Path(name).suffix, "text/plain")


def _title(name: str) -> Texts:
    return _TITLES.get(name) or _TITLES.get(name.partition(".")[0]) or Texts(name, name)


def _download(name: str, path: Path, title: Texts, language: Language) -> Download:
    return Download(name, text_in(title, language), _size(path.stat().st_size, language))


def _size(octets: int, language: Language) -> str:
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= factor:
            return f"{number(f'{octets / factor:.1f}', language)} {unit}"
    return f"{octets} byte"
