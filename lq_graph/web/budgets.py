"""Fair shares: each client has a budget of engine seconds, which fills again with time."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

MOST_CLIENTS = 100_000


@dataclass(slots=True)
class _Account:
    seconds: float
    seen: float


class Budgets:
    """What each client has left, in engine seconds; a client is whatever name it is given.

    A budget is full at first and fills at an even rate. A query may be begun while there is anything left, and is paid
    for when it ends, so that a client that overdraws waits the longer. Memory: 200 bytes a client, the least recent of
    whom is forgotten.
    """

    def __init__(self, burst: float, per_minute: float, clock: Callable[[], float] = monotonic) -> None:
        """Budgets of so many engine seconds when full, and so many more for each minute that passes."""
        self._burst = burst
        self._rate = per_minute / 60
        self._clock = clock
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    def __len__(self) -> int:
        return len(self._accounts)

    def wait(self, client: str) -> int:
        """The whole seconds until a client may ask again; 0 if it may now."""
        account = self._accounts.get(client)
        if account is None:
            return 0
        left = self._filled(account)
        return 0 if left > 0 else math.ceil(-left / self._rate) or 1

    def spend(self, client: str, seconds: float) -> None:
        """Takes engine seconds from a client's budget."""
        account = self._accounts.setdefault(client, _Account(self._burst, self._clock()))
        account.seconds, account.seen = self._filled(account) - seconds, self._clock()
        self._accounts.move_to_end(client)
        if len(self._accounts) > MOST_CLIENTS:
            self._accounts.popitem(last=False)

    def _filled(self, account: _Account) -> float:
        return min(self._burst, account.seconds + (self._clock() - account.seen) * self._rate)
