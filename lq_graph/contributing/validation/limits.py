"""What the check of one contribution may take."""

from __future__ import annotations

import json
import signal
from dataclasses import asdict, dataclass

from lq_graph.processes.confinement import limit_cpu, limit_memory
from lq_graph.processes.seccomp import deny_writes


@dataclass(frozen=True)
class JobLimits:
    """The largest contribution and the largest answer, in bytes, and what the child that checks may take.

    `memory_bytes` are beyond what the validator has mapped itself; `seconds` are of the clock and of the processor.
    """

    contribution_bytes: int = 10_000_000
    answer_bytes: int = 40_000_000
    memory_bytes: int = 1_000_000_000
    seconds: int = 20

    def to_json(self) -> str:
        """The same as a text."""
        return json.dumps(asdict(self))

    def impose(self) -> None:
        """Takes from this process, for good, all beyond the limits, the network, and the writing of files."""
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        limit_cpu(self.seconds)
        limit_memory(self.memory_bytes)
        deny_writes()


def job_limits(text: str) -> JobLimits:
    """The limits that a text of `to_json` holds."""
    return JobLimits(**json.loads(text))
