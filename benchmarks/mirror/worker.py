"""A process that measures one contender: `python -m benchmarks.mirror.worker CONTENDER SERVER STORE`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from importlib import import_module
from typing import cast

import msgspec

from .samples import Sample


async def main(name: str, base: str, address: str) -> None:
    """Print a line of JSON for each phase."""
    module, _, function = name.rpartition(".")
    found = import_module(module if module.startswith(".") else f".{module}", __package__)
    contender = cast("Callable[[str, str], AsyncIterator[Sample]]", getattr(found, function))
    async for sample in contender(base, address):
        print(msgspec.json.encode(sample).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
