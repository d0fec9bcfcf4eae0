"""How long a query may take until it counts as stuck, slow or costly: in seconds of a processor, and of the clock."""

from __future__ import annotations

_STUCK_PROCESSOR_SECONDS = 0.002
_QUICK_SECONDS = 0.004
_COSTLY_PROCESSOR_SECONDS = 0.008
_SLOW_SECONDS = 0.1
_SETTLING_SECONDS = 0.2


def is_stuck(used: float, seconds: float) -> bool:
    """Whether those who stand behind such a query had better go elsewhere."""
    return used > _STUCK_PROCESSOR_SECONDS or seconds > _SLOW_SECONDS


def is_slow(used: float, seconds: float) -> bool:
    """Whether such a query belongs into the slow lane, for its own sake or as its machine or its reader is busy."""
    return is_costly(used) or seconds > _SLOW_SECONDS


def is_costly(used: float) -> bool:
    """Whether such a query would be slow anywhere."""
    return used > _COSTLY_PROCESSOR_SECONDS


def is_settling(seconds: float) -> bool:
    """Whether the worker of such a query may be so new that the thread that answers was not there to be slowed down."""
    return seconds < _SETTLING_SECONDS


def is_quick(seconds: float) -> bool:
    """Whether a query from the slow lane may be tried among the short ones again."""
    return seconds < _QUICK_SECONDS
