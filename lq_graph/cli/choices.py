"""What can be chosen on the command line."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The languages of messages."""

    SV = "sv"
    EN = "en"


class Engine(StrEnum):
    """The engines of validation."""

    AUTO = "auto"
    COLUMNS = "columns"
    PYSHACL = "pyshacl"


class FindingsFormat(StrEnum):
    """The formats of findings."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"
    TURTLE = "turtle"
    HTML = "html"


class FailOn(StrEnum):
    """The least severity of findings that fails a check."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


class Colour(StrEnum):
    """When text is in colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class ReportFormat(StrEnum):
    """The formats of a validation report."""

    TURTLE = "turtle"
    TEXT = "text"
    JSON = "json"


class ChangesFormat(StrEnum):
    """The formats of changes."""

    TEXT = "text"
    JSON = "json"
    MD = "md"


class DerivationFormat(StrEnum):
    """The formats of a derivation."""

    TEXT = "text"
    JSON = "json"
    TTL = "ttl"


class Output(StrEnum):
    """The formats of an answer."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TTL = "ttl"
    NT = "nt"
