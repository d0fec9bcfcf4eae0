"""`lq verify`: whether a release, in a folder or on the web, is what its checksums, manifest and identifier say."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from lq_graph.cli.arguments import VerbParser, add_language
from lq_graph.cli.exits import FINDINGS
from lq_graph.errors import LqError, ReleaseError
from lq_graph.releasing.download import download
from lq_graph.releasing.release import release_link
from lq_graph.releasing.verify import Verified, verify
from lq_graph.settings import read_settings
from lq_graph.text import Language, Texts

_HTTP = re.compile(r"https?://", re.IGNORECASE)
_RIGHT = Texts(
    "{files} filer har rätt kontrollsumma, identiteten följer av innehållet, och alla former har samma uppgifter",
    "{files} files have the right checksum, the identifier follows from the content, and all forms state the same",
)
_WRONG = Texts("{number} avvikelser; hämta utgåvan på nytt", "{number} differences; get the release again")


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq verify`."""
    help_text = "folder of a release or of releases, or web address of a release (default: releases/ of the project)"
    parser.add_argument("source", nargs="?", metavar="RELEASE", help=help_text)
    add_language(parser, "differences")


def main(arguments: Namespace) -> None:
    """Runs `lq verify`."""
    run(arguments.source, arguments.lang)


def run(source: str | None, language: Language | None = None) -> None:
    """Prints what differs, and ends with 1 if anything does."""
    spoken = language or _language_here()
    if source is not None and _HTTP.match(source):
        with TemporaryDirectory(prefix="lq-verify-") as folder:
            download(source, Path(folder))
            verified = verify(Path(folder))
    else:
        path = release_link(Path(source) if source is not None else read_settings().current_release)
        if not path.is_dir():
            raise ReleaseError(f"{path}: there is no release here; make one with: lq build")
        verified = verify(path.resolve())
    _write(verified, spoken)
    if verified.differences:
        raise SystemExit(FINDINGS)


def _write(verified: Verified, language: Language) -> None:
    for each in verified.differences:
        print(f"{each.name}: {each.words.in_language(language)}")
    sentence = _WRONG if verified.differences else _RIGHT
    words = sentence.in_language(language).format(files=verified.files, number=len(verified.differences))
    print(f"lq: {verified.identifier}: {words}", file=sys.stderr)


def _language_here() -> Language:
    try:
        return read_settings().language
    except LqError:  # a release can be verified outside a project
        return "en"
