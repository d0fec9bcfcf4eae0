"""Names for clients that say nothing about them: an address with a salt that is new each day."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Hashable
from ipaddress import IPv6Address, ip_address
from time import time

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
