"""Code that gets the answer to a named question, ready to be copied."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from lq_graph.settings import Texts
from lq_graph.web.language import Language, text_in
from lq_graph.web.named.request import NamedRequest


@dataclass(frozen=True)
class Snippet:
    """One piece of code: its anchor, the program that it is for, and the code."""

    name: str
    title: str
    code: str
    help: str = ""


_POWER_QUERY = Texts(
    "Excel: Data → Hämta data → Från andra källor → Tom fråga → Avancerad redigerare, och klistra in. "
    "Eller öppna CSV för Excel ovan med ett dubbelklick.",
    "Excel: Data → Get data → From other sources → Blank query → Advanced editor, and paste. "
    "Or open the CSV for Excel above by a double click.",
)


def snippets(asked: NamedRequest, origin: str, language: Language) -> list[Snippet]:
    """Code for several programs, with the values that were given."""
    csv, parquet = (_address(asked, origin, name) for name in ("csv", "parquet"))
    return [
        Snippet("curl", "curl", f"curl -O -J {_shell(csv)}"),
        Snippet("pandas", "Python, pandas", f"import pandas as pd\n\ndf = pd.read_csv({_quoted(csv)})"),
        Snippet("polars", "Python, polars", f"import polars as pl\n\ndf = pl.read_csv({_quoted(csv)})"),
        Snippet("parquet", "Python, Parquet", f"import pandas as pd\n\ndf = pd.read_parquet({_quoted(parquet)})"),
        Snippet("r", "R", f'df <- read.csv({_quoted(csv)}, encoding = "UTF-8")'),
        Snippet("excel", "Excel, Power Query", _m(csv), text_in(_POWER_QUERY, language)),
        Snippet("javascript", "JavaScript", _javascript(_address(asked, origin, "json"))),
    ]


def _address(asked: NamedRequest, origin: str, extension: str) -> str:
    query = f"?{urlencode(asked.given)}" if asked.given else ""
    return f"{origin}q/{asked.query.name}.{extension}{query}"


def _quoted(text: str) -> str:
    """A text in double quotes, the same in any language for an address, in which unsafe characters are encoded."""
    return json.dumps(text)


def _shell(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _m(address: str) -> str:
    source = f'Csv.Document(Web.Contents({_quoted(address)}), [Delimiter = ",", Encoding = 65001])'
    return f"let\n  Source = {source},\n  Table = Table.PromoteHeaders(Source)\nin\n  Table"


def _javascript(address: str) -> str:
    return (
        f"const answer = await fetch({_quoted(address)});\n"
        "const { results } = await answer.json();\n"
        "const rows = results.bindings.map((row) =>\n"
        "  Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));"
    )
