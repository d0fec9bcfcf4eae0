"""Limits of clients: budgets of engine seconds, and pseudonyms that change each day."""

from __future__ import annotations

import hashlib
import math
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from time import monotonic, time

from starlette.types import Scope

MOST_CLIENTS = 100_000
BURST_MINUTES = 2.0  # minutes' worth of engine seconds that a client may use at once
MOST_NAMES = 10_000  # remembered; others are computed again, the same


@dataclass(slots=True)
class _Account:
    seconds: float
    seen: float


class Budgets:
    """What each client has left, in engine seconds, by the client's name.

    A budget is full at first and refills at an even rate. A query may start while there is anything left, and is
    charged when it ends, so that a client that overdraws waits the longer. Memory: 200 bytes a client; the least recent
    is evicted. `spent` is the total of all clients.
    """

    def __init__(self, burst: float, per_minute: float, clock: Callable[[], float] = monotonic) -> None:
        """Budgets of so many engine seconds when full, and so many more for each minute that passes."""
        self._burst = burst
        self._rate = per_minute / 60
        self._clock = clock
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self.spent = 0.0

    def __len__(self) -> int:
        return len(self._accounts)

    def wait(self, client: str) -> int:
        """The seconds until a client may ask again, rounded up; 0 if it may now."""
        account = self._accounts.get(client)
        if account is None:
            return 0
        left = self._filled(account)
        return 0 if left > 0 else math.ceil(-left / self._rate) or 1

    def spend(self, client: str, seconds: float) -> None:
        """Charges engine seconds to a client's budget."""
        self.spent += seconds
        account = self._accounts.setdefault(client, _Account(self._burst, self._clock()))
        account.seconds, account.seen = self._filled(account) - seconds, self._clock()
        self._accounts.move_to_end(client)
        if len(self._accounts) > MOST_CLIENTS:
            self._accounts.popitem(last=False)

    def _filled(self, account: _Account) -> float:
        return min(self._burst, account.seconds + (self._clock() - account.seen) * self._rate)


_NETWORK_BYTES = 8  # of an IPv6 address, the part that a household or an office shares
_NAME_CHARACTERS = 16
_DAY_SECONDS = 86_400


def _today() -> int:
    """The day in UTC, counted from 1970: Unix time has 86,400 seconds each day. POSIX.1-2017 §4.16."""
    return int(time() // _DAY_SECONDS)


class Clients:
    """Pseudonyms for the addresses of clients: a hash with a salt that is new each day, and then gone."""

    def __init__(self, today: Callable[[], Hashable] = _today) -> None:
        self._today = today
        self._day: Hashable = None
        self._salt = b""
        self._names: dict[str, str] = {}

    def of(self, scope: Scope) -> str:
        """The name of a request's client today."""
        address = scope.get("client")
        return self.name(address[0] if address else None)

    def name(self, address: str | None) -> str:
        """The name of a client today, the same for all addresses of an IPv6 network of 64 bits."""
        today = self._today()
        if today != self._day:
            self._day, self._salt = today, secrets.token_bytes(16)
            self._names.clear()
        known = address or ""
        name = self._names.get(known)
        if name is None:
            if len(self._names) >= MOST_NAMES:
                self._names.clear()
            name = self._names[known] = hashlib.blake2b(network_of(known), key=self._salt).hexdigest()[
                :_NAME_CHARACTERS
            ]
        return name


def network_of(address: str) -> bytes:
    """The part of an address that a household or an office shares: all of IPv4, 64 bits of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address.encode()
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.packed[:_NETWORK_BYTES]
    return str(getattr(parsed, "ipv4_mapped", None) or parsed).encode()
