"""What a pass took."""

from __future__ import annotations

from msgspec import Struct


class Sample(Struct, frozen=True, kw_only=True):
    """One pass.

    Attributes:
        phase: full, or changes.
        records: that came.
        seconds: that it took; of a limit, those of the writing alone.
        cpu: microseconds of this process's processor time a record.
        stall: the longest that the event loop was late, in milliseconds; 0 where there is none.
        own: the same without the time that the process was kept from running.
        late99: 99 of 100 turns of the loop were no later.
        memory: added to what was there before, in MB, at the peak.
    """

    phase: str
    records: int
    seconds: float
    cpu: float
    stall: float = 0.0
    own: float = 0.0
    late99: float = 0.0
    memory: float = 0.0

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds
