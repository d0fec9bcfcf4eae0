"""The tokens of a query, as this room reads them."""

from __future__ import annotations

from lq_graph.reading.query_tokens import Token, may_be_less_than, tokens, words

__all__ = ["Token", "may_be_less_than", "tokens", "words"]
