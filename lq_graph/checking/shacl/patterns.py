"""Regular expressions as sh:pattern and sh:flags have them: those of SPARQL's REGEX, which are XPath's."""

from __future__ import annotations

from pydantic_core import SchemaError, SchemaValidator, core_schema
from pyoxigraph import BlankNode

from lq_graph.checking.shacl.pattern_syntax import literal, translated
from lq_graph.checking.shacl.unsupported import Unsupported
from lq_graph.triples.terms import Term

_FLAGS = frozenset("smixq")


class Pattern:
    r"""A regular expression and its flags, of i, m, s, x and q, read once and matched in time linear in the text.

    The engine is Rust's regex crate, by way of pydantic-core: it cannot hang. As XPath has it, \w takes no underscore,
    which is punctuation, and \s takes four characters only. One step aside from the letter: with the flag m, a line
    also begins and ends after a line feed that is the text's last character. Raises ValueError for what XPath does not
    allow, and Unsupported for what it allows and this engine does not: back-references, and what takes it over 10 MB,
    as sets repeated some hundred times do. SHACL §4.4.3; SPARQL 1.1 §17.4.3.14; XPath F&O 3.1 §5.6.1.
    """

    def __init__(self, text: str, flags: str = "") -> None:
        unknown = set(flags) - _FLAGS
        if unknown:
            raise ValueError(f"the flags {''.join(sorted(unknown))!r} are not among 'smixq'")
        self._engine = _compiled(literal(text, flags) if "q" in flags else translated(text, flags))

    def matches(self, node: str | Term) -> bool:
        """Whether a text, or the text of an IRI or literal, has a part that matches; a blank node has no text."""
        if isinstance(node, BlankNode):
            return False
        return self._engine.isinstance_python(node if isinstance(node, str) else node.value)


def _compiled(pattern: str) -> SchemaValidator:
    schema = core_schema.str_schema(pattern=pattern, strict=True, regex_engine="rust-regex")
    try:
        return SchemaValidator(schema)
    except SchemaError as error:
        raise Unsupported(f"this regular expression: {str(error).splitlines()[-1].strip(' .')}") from error
