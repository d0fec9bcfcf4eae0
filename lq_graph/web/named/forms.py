"""The formats in which a named question is answered, by the extension of its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lq_graph.querying.formats import CSV, JSON, TSV, XML, Format
from lq_graph.triples.oracles import oracle
from lq_graph.web.named.excel_csv import excel_csv

PARQUET_TYPE = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class NamedForm:
    """One format: its extension, its media type, the engine's format that it is made of, and whether it is saved."""

    name: str
    media_type: str
    base: Format
    is_saved: bool = False
    is_packed: bool = False
    made: str = ""

    @property
    def content_type(self) -> str:
        """The media type with its charset, where it has one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


FORMS = (
    NamedForm("json", JSON.media_type, JSON),
    NamedForm("csv", CSV.media_type, CSV, is_saved=True),
    NamedForm("tsv", TSV.media_type, TSV, is_saved=True),
    NamedForm("xml", XML.media_type, XML),
    NamedForm("parquet", PARQUET_TYPE, JSON, is_saved=True, is_packed=True, made="parquet"),
)
FIRST = FORMS[0]
EXCEL = NamedForm("csv", CSV.media_type, JSON, is_saved=True, made="excel")


def written(form: NamedForm, body: bytes, said: Mapping[str, str]) -> bytes:
    """The engine's answer in a format; `said` is put into formats that hold metadata."""
    match form.made:
        case "excel":
            return excel_csv(body)
        case "parquet":
            made: bytes = oracle("lq_graph.web.named.parquet", "parquet_bytes")(body, said)
            return made
        case _:
            return body
