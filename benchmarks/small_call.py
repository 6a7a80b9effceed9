"""One small call over and over: `projects.get` against bare aiohttp and httpx, which decode into the same Struct."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from statistics import median
from types import MappingProxyType
from typing import Final, TypeAlias, cast

import aiohttp
import httpx
import msgspec
from msgspec import Struct

from ditio_async import AccessToken, DitioSession, Environment, Limits
from ditio_async.resources.projects import Project

from .report import Goal, Report, Settings, ratios, spread
from .server import PROJECT, PROJECT_ID, PROJECT_PATH, running

CALLS_PER_SECOND: Final = 0.85
"""Of bare aiohttp's."""
LAYERS: Final = 10.0
"""Microseconds of processor time that a call may take where the HTTP client takes none."""
CONCURRENT: Final = (1, 100)

ANSWER: Final = PROJECT.partition(b"\r\n\r\n")[2]

Call: TypeAlias = Callable[[], Awaitable[Project]]


class Sample(Struct, frozen=True):
    """One measurement: calls a second, and microseconds of this process's processor time a call."""

    rate: float
    cpu: float


class Contender(Struct, frozen=True):
    """One way to make the call, and how many at once it is measured with."""

    name: str
    concurrent: int
    call: Call


def run(settings: Settings) -> Iterator[Report]:
    """Measure, round after round, each contender in its turn."""
    with running() as base:
        samples = asyncio.run(_rounds(base, settings))
    rows = [_row(name, concurrent, samples) for name, concurrent in samples]
    goals = [
        Goal(
            f"calls a second of bare aiohttp's, {concurrent} at once",
            median(_ratios("ditio_async", concurrent, samples)),
            CALLS_PER_SECOND,
            at_least=True,
        )
        for concurrent in CONCURRENT
    ]
    pairs = zip(samples["ditio_async, no HTTP", 1], samples["nothing, no HTTP", 1], strict=True)
    layers = median(ours.cpu - nothing.cpu for ours, nothing in pairs)
    goals.append(Goal("the layers add to a call, the HTTP client taken out", layers, LAYERS, "µs"))
    yield Report(
        title=f"small call: one project of 25 fields, {settings.rounds} rounds of {settings.seconds:g} s each",
        columns=("contender", "at once", "calls/s", "of bare", "(half of the rounds)", "CPU µs/call", "above bare"),
        rows=rows,
        goals=goals,
        samples={
            f"{name}, {concurrent} at once, {unit}": [getattr(sample, unit) for sample in taken]
            for (name, concurrent), taken in samples.items()
            for unit in ("rate", "cpu")
        },
    )


Samples: TypeAlias = dict[tuple[str, int], list[Sample]]


async def _rounds(base: str, settings: Settings) -> Samples:
    samples: Samples = {}
    async with AsyncExitStack() as stack:
        contenders = await _contenders(base, stack)
        for contender in contenders:
            samples[contender.name, contender.concurrent] = []
            await measure(contender, min(0.2, settings.seconds))
        for _ in range(settings.rounds):
            for contender in contenders:
                samples[contender.name, contender.concurrent].append(await measure(contender, settings.seconds))
    return samples


async def _contenders(base: str, stack: AsyncExitStack) -> list[Contender]:
    ours = await stack.enter_async_context(_session(base, Limits(concurrency=100)))
    limited = await stack.enter_async_context(_session(base, Limits()))
    decode = msgspec.json.Decoder(Project).decode
    headers = {"Accept": "application/json", "Authorization": f"Bearer {'t' * 900}"}
    url = base + PROJECT_PATH
    bare = await stack.enter_async_context(
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=headers, raise_for_status=True)
    )
    unlimited = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    client = await stack.enter_async_context(httpx.AsyncClient(headers=headers, limits=unlimited, trust_env=False))

    async def by_ditio() -> Project:
        return await ours.projects.get(PROJECT_ID)

    async def by_ditio_limited() -> Project:
        return await limited.projects.get(PROJECT_ID)

    async def by_aiohttp() -> Project:
        async with bare.get(url) as answer:
            return decode(await answer.read())

    async def by_httpx() -> Project:
        answer = await client.get(url)
        return decode(answer.raise_for_status().content)

    instant = Instant()
    alone = await stack.enter_async_context(_session(base, Limits(), cast("aiohttp.ClientSession", instant)))

    async def by_layers() -> Project:
        return await alone.projects.get(PROJECT_ID)

    async def by_nothing() -> Project:
        return decode((await instant.request()).read_nowait())

    calls = {"ditio_async": by_ditio, "bare aiohttp": by_aiohttp, "httpx": by_httpx}
    contenders = [Contender(name, concurrent, call) for concurrent in CONCURRENT for name, call in calls.items()]
    contenders.append(Contender("ditio_async, 8 slots", 100, by_ditio_limited))
    contenders.append(Contender("ditio_async, no HTTP", 1, by_layers))
    contenders.append(Contender("nothing, no HTTP", 1, by_nothing))
    return contenders


class Instant:
    """An HTTP session, and its answer, that take no time: what is left of a call is our own layers."""

    closed = False
    status = 200
    headers: Mapping[str, str] = MappingProxyType({"Content-Type": "application/json"})
    content_length = len(ANSWER)

    def __init__(self) -> None:
        self.content = self

    async def request(self, *_: object, **__: object) -> Instant:
        return self

    def is_eof(self) -> bool:
        return True

    def read_nowait(self) -> bytes:
        return ANSWER

    def release(self) -> None:
        pass


class Token:
    """A source of tokens that has one."""

    async def fetch(self, scope: str, refused: str | None) -> AccessToken:
        return AccessToken("t" * 900, 3600)


def _session(base: str, limits: Limits, http: aiohttp.ClientSession | None = None) -> DitioSession:
    here = Environment(name="benchmark", identity=base, core=base, reporting=base)
    tokens = None if http is None else Token()
    return DitioSession("id", "secret", environment=here, limits=limits, http_session=http, token_source=tokens)


async def measure(contender: Contender, seconds: float) -> Sample:
    """Call for so many seconds."""
    gc.collect()
    count = 0
    cpu, began = time.process_time(), time.perf_counter()
    end = began + seconds

    async def work() -> None:
        nonlocal count
        while time.perf_counter() < end:
            await contender.call()
            count += 1

    await asyncio.gather(*(work() for _ in range(contender.concurrent)))
    return Sample(count / (time.perf_counter() - began), (time.process_time() - cpu) / count * 1e6)


def _ratios(name: str, concurrent: int, samples: Samples) -> list[float]:
    bare = samples["bare aiohttp", concurrent]
    return ratios([sample.rate for sample in samples[name, concurrent]], [sample.rate for sample in bare])


def _added(concurrent: int, samples: Samples, name: str = "ditio_async") -> list[float]:
    pairs = zip(samples[name, concurrent], samples["bare aiohttp", concurrent], strict=True)
    return [one.cpu - bare.cpu for one, bare in pairs]


def _row(name: str, concurrent: int, samples: Samples) -> list[str]:
    taken = samples[name, concurrent]
    ratio, _, bounds = spread(_ratios(name, concurrent, samples)).partition(" ")
    return [
        name,
        str(concurrent),
        f"{median(sample.rate for sample in taken):,.0f}",
        ratio,
        bounds,
        f"{median(sample.cpu for sample in taken):.1f}",
        f"{median(_added(concurrent, samples, name)):+.1f}",
    ]
