"""Turtle files in canonical form: formatted, found and written."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

from pyoxigraph import BlankNode, Triple

from lq_graph.errors import EngineError, SourceError
from lq_graph.formatting.document import Document, declared, read_turtle
from lq_graph.formatting.layout import text_of
from lq_graph.formatting.ordering import canonical
from lq_graph.reading.rdf_file import RdfFile, parse_rdf
from lq_graph.reading.text_positions import line_spans
from lq_graph.reading.turtle import Directive, UnknownSyntaxError, turtle_statements, turtle_tokens

SUFFIX = ".ttl"
_DEEPEST = 50
_RDF_12 = frozenset({"@version", "version"})  # triple terms are refused in reading


def formatted(path: Path, content: bytes) -> bytes:
    """A Turtle content in canonical form: the same graph and comments, the same bytes if it has that form.

    Raises SourceError, with line and column, for a content that cannot be parsed, and for what the form does not have:
    syntax of RDF 1.2, a prefix or base with two meanings, and brackets more than 50 deep.
    """
    before, document = read_document(path, content)
    result = content_of(document)
    if not has_statements(path, result, before.triples):
        raise EngineError(f"{path}: the formatted text would not say the same, so it was not written; please report it")
    return result


def read_document(path: Path, content: bytes) -> tuple[RdfFile, Document]:
    """A Turtle content with its triples and as a document; raises as `formatted`."""
    before = parse_rdf(path, content)
    text = before.content.decode()
    try:
        tokens = turtle_tokens(text)
        statements = turtle_statements(tokens.texts)
    except UnknownSyntaxError as error:
        raise EngineError(f"{path}: lq fmt does not understand it, though it is Turtle; please report it") from error
    for at, reason in _refusals(tokens.texts, statements.directives):
        (span,) = line_spans(text, tokens.starts[at : at + 1], tokens.ends[at : at + 1])
        raise SourceError(path, reason, span.line, span.column)
    return before, read_turtle(tokens, statements)


def content_of(document: Document) -> bytes:
    """A document in canonical form, as the bytes of a file."""
    return text_of(canonical(document)).encode()


def has_statements(path: Path, content: bytes, triples: Iterable[Triple]) -> bool:
    """Whether a content makes some statements and no others, blank nodes not compared."""
    return _statements(triples) == _statements(parse_rdf(path, content).triples)


def _refusals(texts: Sequence[str], directives: Sequence[Directive]) -> Iterator[tuple[int, str]]:
    """The tokens at which stands what the form does not have, and why each is refused."""
    for each in directives:
        if texts[each.first].lower() in _RDF_12:
            yield each.first, "this is syntax of RDF 1.2; lq fmt writes Turtle of RDF 1.1"
    for at, depth in enumerate(accumulate((text in {"[", "("}) - (text in {"]", ")"}) for text in texts)):
        if depth > _DEEPEST:
            yield at, f"brackets stand more than {_DEEPEST} deep; give what is in them a name"
    meanings: dict[str, str] = {}
    for each in directives:  # all stand at the top, where a prefix and the base have one address each
        name, address = declared(texts, each)
        if meanings.setdefault(name, address) != address:
            what = f"prefix {name}" if name else "base"
            yield each.first, f"{what} has another meaning from here on; give it one name for each"


def _statements(triples: Iterable[Triple]) -> Counter[tuple[object, ...]]:
    """How often each statement is made, blank nodes not compared."""
    return Counter(tuple(None if isinstance(term, BlankNode) else term for term in triple) for triple in set(triples))


# Files.


def turtle_files(paths: Iterable[Path]) -> list[Path]:
    """The given files, and the Turtle files below the given folders less hidden ones; each once.

    Raises SourceError for a file of another kind, and for a path where nothing is.
    """
    return list(dict.fromkeys(file for path in paths for file in _files_of(path)))


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        below = sorted(each for each in path.rglob(f"*{SUFFIX}") if each.is_file())
        return [each for each in below if not any(part.startswith(".") for part in each.relative_to(path).parts)]
    if path.suffix.lower() != SUFFIX:
        raise SourceError(path, f"lq fmt writes Turtle alone; give it {SUFFIX} files, or folders of them")
    return [path]


def read_content(path: Path) -> bytes:
    """The bytes of a file; raises SourceError if it is no file or cannot be read."""
    if path.exists() and not path.is_file():
        raise SourceError(path, "cannot be read: it is no file")
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror or error}") from error


def replace_content(path: Path, content: bytes) -> None:
    """Replaces the content of a file atomically, with the mode that the file has."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
