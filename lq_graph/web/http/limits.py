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

# Fair shares: each client has a budget of engine seconds, which fills again with time.

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


# Names for clients that say nothing about them: an address with a salt that is new each day.

MOST_NAMES = 10_000  # kept; what is forgotten is made again, the same
_NETWORK_BYTES = 8  # of an IPv6 address, the part that a household or an office shares
_NAME_CHARACTERS = 16
_DAY_SECONDS = 86_400


def _today() -> int:
    """The day in UTC, counted from 1970: Unix time has 86,400 seconds each day. POSIX.1-2017 §4.16."""
    return int(time() // _DAY_SECONDS)


class Clients:
    """Gives a client's address a name for one day; yesterday's names cannot be made again by anybody."""

    def __init__(self, today: Callable[[], Hashable] = _today) -> None:
        self._today = today
        self._day: Hashable = None
        self._salt = b""
        self._names: dict[str, str] = {}

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
    """The part of an address that a household or an office has: all of IPv4, 64 bits of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address.encode()
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.packed[:_NETWORK_BYTES]
    return str(getattr(parsed, "ipv4_mapped", None) or parsed).encode()
