"""Who reads. Each family has a module, which is imported only in the process that measures it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import Final, TypeAlias, cast

from msgspec import Struct

from ..sources import Source

Open: TypeAlias = Callable[[str, AsyncExitStack], Awaitable[Source]]


class Contender(Struct, frozen=True, kw_only=True):
    """One way to read.

    Attributes:
        name: in tables.
        module: of this package.
        function: of that module, which is given the server's address.
        needs: packages, without which it is left out.
        share: of the records that others read; less for the slowest.
        stalls: whether it runs in an event loop at all.
    """

    name: str
    module: str
    function: str
    needs: tuple[str, ...] = ()
    share: float = 1.0
    stalls: bool = True

    @property
    def missing(self) -> list[str]:
        """What is not installed."""
        return [name for name in self.needs if find_spec(name) is None]

    def load(self) -> Open:
        """Import it."""
        return cast("Open", getattr(import_module(f"{__name__}.{self.module}"), self.function))


OURS: Final = Contender(name="ditio_async", module="ours", function="stream")
RAW: Final = Contender(name="ditio_async, raw", module="ours", function="raw")
AHEAD: Final = Contender(name="ditio_async, ahead", module="modes", function="ahead")
EAGER: Final = Contender(name="ditio_async, eager", module="modes", function="eager")
PAGES: Final = Contender(name="ditio_async, pages", module="ours", function="pages")
SPLIT: Final = Contender(name="ditio_async, split", module="modes", function="split")

BARE: Final = Contender(name="bare loop", module="bare", function="whole_pages")
READ: Final = Contender(name="aiohttp read()", module="bare", function="read")
ITERATED: Final = Contender(name="aiohttp iter_any()", module="bare", function="iterated")
SLICES: Final = Contender(name="aiohttp + slices", module="bare", function="sliced")

ORJSON: Final = Contender(name="aiohttp + orjson", module="with_orjson", function="records", needs=("orjson",))
REQUESTS: Final = Contender(
    name="requests", module="with_requests", function="counting", needs=("requests",), stalls=False
)
KEEPING: Final = Contender(
    name="requests, keeping all", module="with_requests", function="keeping", needs=("requests",), stalls=False
)
HTTPX: Final = Contender(name="httpx + json", module="with_httpx", function="documents")
PYDANTIC: Final = Contender(name="httpx + pydantic", module="with_pydantic", function="models", needs=("pydantic",))
DLT: Final = Contender(
    name="dlt RESTClient", module="with_dlt", function="pages", needs=("dlt",), share=0.5, stalls=False
)
STAINLESS: Final = Contender(
    name="Stainless-style", module="stainless", function="paginator", needs=("openai", "pydantic"), share=0.1
)

PEERS: Final = (BARE, ORJSON, REQUESTS, HTTPX, PYDANTIC, DLT, STAINLESS)
LIMITS: Final = (READ, ITERATED, SLICES)
MODES: Final = (OURS, RAW, AHEAD, EAGER, PAGES)

ALL: Final = {contender.name: contender for contender in (*MODES, SPLIT, *PEERS, KEEPING, *LIMITS)}
