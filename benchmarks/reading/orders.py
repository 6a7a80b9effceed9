"""What a measuring process is told, what it answers, and how it is started."""

from __future__ import annotations

import subprocess
import sys
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from .contenders import Contender
from .data import Plan
from .sources import Work


class Order(Struct, frozen=True, kw_only=True):
    """What to measure.

    Attributes:
        plan: what to read.
        work: what the consumer does.
        watch: whether to look at the loop, which costs processor time.
        isal: whether to unpack with isal.
    """

    plan: Plan
    work: Work = Work()
    watch: bool = False
    isal: bool = False


class Sample(Struct, frozen=True, kw_only=True):
    """What was measured.

    Attributes:
        records: that were read.
        seconds: for all of them.
        cpu: microseconds of the process's processor time a record.
        first: milliseconds until the first record.
        stall: the longest time in milliseconds that the loop was late; 0 where nobody looked.
        late99: 99 of 100 turns of the loop were no later, in milliseconds.
        memory: megabytes at the peak above those after all imports.
    """

    records: int
    seconds: float
    cpu: float
    first: float
    stall: float
    late99: float
    memory: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


class Worker:
    """The process, seen from outside."""

    def __init__(self, contender: Contender, base: str) -> None:
        command = [sys.executable, "-m", "benchmarks.reading.worker", contender.name, base]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.contender = contender

    def measure(self, order: Order) -> Sample:
        """Let it work."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.contender.name}: the process ended")
        return msgspec.json.decode(line, type=Sample)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
