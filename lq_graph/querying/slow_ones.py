"""Which queries were slow lately, so that others like them need not be tried among the short ones."""

from __future__ import annotations

from collections import OrderedDict

from lq_graph.querying.exchange import Exchange

_MOST = 4096
_SECONDS = 60.0


class SlowOnes:
    """Queries that were slow within the last minute, by what they have in common with others like them."""

    def __init__(self) -> None:
        self._until: OrderedDict[int, float] = OrderedDict()

    def remember(self, exchange: Exchange, now: float) -> None:
        """Notes that a query is slow."""
        self._until[exchange.key] = now + _SECONDS
        self._until.move_to_end(exchange.key)
        if len(self._until) > _MOST:
            self._until.popitem(last=False)

    def forget(self, exchange: Exchange) -> None:
        """Notes that a query is not slow after all."""
        self._until.pop(exchange.key, None)

    def holds(self, exchange: Exchange, now: float) -> bool:
        """Whether a query like this was slow. While none was, its key is not made, which takes longer than to ask."""
        until = self._until.get(exchange.key, 0.0) if self._until else 0.0
        if 0.0 < until < now:
            del self._until[exchange.key]
        return until > now
