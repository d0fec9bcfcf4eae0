"""Names for clients that say nothing about them: an address with a salt that is new each day."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from ipaddress import IPv6Address, ip_address

MOST_NAMES = 10_000  # kept; what is forgotten is made again, the same
_NETWORK_BYTES = 8  # of an IPv6 address, the part that a household or an office shares
_NAME_CHARACTERS = 16


def _today() -> date:
    return datetime.now(UTC).date()


class Clients:
    """Gives a client's address a name for one day; yesterday's names cannot be made again by anybody."""

    def __init__(self, today: Callable[[], date] = _today) -> None:
        self._today = today
        self._day: date | None = None
        self._salt = b""
        self._names: dict[str, str] = {}

    def name(self, address: str | None) -> str:
        """The name of a client today, the same for all addresses of an IPv6 network of 64 bits."""
        if self._today() != self._day:
            self._day, self._salt = self._today(), secrets.token_bytes(16)
            self._names.clear()
        known = address or ""
        if known not in self._names:
            if len(self._names) >= MOST_NAMES:
                self._names.clear()
            self._names[known] = hashlib.blake2b(_part(known), key=self._salt).hexdigest()[:_NAME_CHARACTERS]
        return self._names[known]


def _part(address: str) -> bytes:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address.encode()
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.packed[:_NETWORK_BYTES]
    return str(getattr(parsed, "ipv4_mapped", None) or parsed).encode()
