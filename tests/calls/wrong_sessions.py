"""Options, settings and sessions that make no sense."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Coroutine
from typing import Any

from ditio_async import (
    ClientCredentials,
    ConfigurationError,
    Ditio,
    DitioSession,
    Environment,
    Limits,
    RetryPolicy,
    SessionClosedError,
    Timeouts,
    UploadFile,
)

from .wrong import HALF, Wrong

BASES = {"identity": "https://identity.test", "core": "https://core.test", "reporting": "https://reporting.test"}
SECONDS = "takes a number of seconds above 0"
WHOLE = "takes a whole number of 1 or more"
NO_ADDRESS = "is no address such as https://host/path"


def option(*words: str, **options: Any) -> Wrong:
    return Wrong("", words, lambda ditio, _: ditio.with_options(**options))


def made(make: Callable[..., Any], about: str, *words: str, **arguments: Any) -> Wrong:
    return Wrong(about, words, lambda _, __: make(**arguments), ConfigurationError)


def misspelt(make: Callable[..., Any], about: str, *arguments: Any, **named: Any) -> Wrong:
    return Wrong(about, (), lambda _, __: make(*arguments, **named), TypeError)


def environment(base: str, *words: str, surface: str = "core") -> Wrong:
    return made(Environment, f"the {surface} base", *words, **{**BASES, "name": "own", surface: base})


def variable(name: str, value: str, about: str, *words: str, **arguments: Any) -> Wrong:
    """A session that is made while an environment variable is set."""

    def make() -> DitioSession:
        os.environ[name] = value
        try:
            return DitioSession(**arguments)
        finally:
            del os.environ[name]

    return made(make, about, *words)


CREDENTIALS = {"client_id": "client", "client_secret": "secret"}
OPTIONS = [
    *[
        option(f"timeout {SECONDS}", f"not {value!r}", timeout=value)
        for value in (-1, 0, math.nan, math.inf, "5", True)
    ],
    *[option("retries takes a whole number from 0 to 4", f"not {v!r}", retries=v) for v in (-1, 5, 1.5, True, "1")],
    *[
        option(f"headers: {name} is set by the session", headers={name: "x"})
        for name in (
            "Authorization",
            "authorization",
            "Host",
            "Content-Length",
            "CONTENT-TYPE",
            "Transfer-Encoding",
            "Connection",
        )
    ],
    *[
        option(f"headers: {name!r} cannot be sent", headers={name: value})
        for name, value in (("X", "a\nb"), ("X", "a\r\nAuthorization: x"), ("X\r", "y"), ("X", "\0"), ("æ", "x"))
    ],
    option("headers: 'X' cannot be sent", headers={"X": 5}),
    option("headers: 'X' cannot be sent", headers={"X": None}),
    option("headers: 'X' cannot be sent", headers={"A": "fine", "X": b"x"}),
]
SETTINGS = [
    *[environment(base, repr(base), NO_ADDRESS) for base in ("", "core.test", "//core.test", "https://", "https:///x")],
    *[environment(base, repr(base), NO_ADDRESS) for base in ("ftp://core.test", "https://a?b=c", "https://a#b")],
    *[environment("x", repr("x"), NO_ADDRESS, surface=surface) for surface in (*BASES, "mass_transport", "scim")],
    environment("https://user:pw@core.test", "must not hold a user or a password"),
    *[
        made(Limits, f"Limits({name}=...)", WHOLE, f"not {value!r}", **{name: value})
        for name, value in (("concurrency", 0), ("files", -1), ("page_bytes", 1.5), ("token_bytes", True))
    ],
    *[
        made(Timeouts, f"Timeouts({name}=...)", SECONDS, f"not {value!r}", **{name: value})
        for name, value in (
            ("call", 0),
            ("page", -1),
            ("file", math.nan),
            ("attempt", math.inf),
            ("connect", "5"),
            ("read", True),
            ("token", None),
        )
    ],
    *[
        made(RetryPolicy, f"RetryPolicy({name}=...)", words, f"not {value!r}", **{name: value})
        for name, value, words in (
            ("attempts", 0, WHOLE),
            ("attempts", True, WHOLE),
            ("attempts", "3", WHOLE),
            ("transient", 0, SECONDS),
            ("throttled", -1, SECONDS),
            ("longest", math.nan, SECONDS),
            ("retry_after", "1", SECONDS),
        )
    ],
    made(RetryPolicy, "RetryPolicy(attempts=6)", "is more than 5", attempts=6),
    made(RetryPolicy, "RetryPolicy(budget", "takes a whole number of 0 or more, not -1", budget=-1),
    misspelt(Limits, "Unexpected keyword argument 'concurency'", concurency=8),
    misspelt(Limits, "Extra positional arguments", 8),
    misspelt(Timeouts, "Unexpected keyword argument 'total'", total=5),
    misspelt(RetryPolicy, "Unexpected keyword argument 'retries'", retries=3),
    misspelt(Environment, "Unexpected keyword argument 'api'", name="own", api="https://core.test"),
    misspelt(Environment, "Missing required argument 'identity'", name="own"),
    misspelt(ClientCredentials, "Missing required argument 'client_secret'", "client"),
    misspelt(DitioSession, "DitioSession.__init__() got an unexpected keyword argument 'secret'", secret="x"),
]
MISSING = [
    made(DitioSession, "DITIO_CLIENT_ID and DITIO_CLIENT_SECRET are missing", "client_id and client_secret"),
    made(DitioSession.from_env, "DITIO_CLIENT_ID and DITIO_CLIENT_SECRET are missing", "set the environment variables"),
    made(DitioSession, "DITIO_CLIENT_SECRET is missing", "set the environment variable,", client_id="client"),
    made(DitioSession, "DITIO_CLIENT_ID is missing", "API clients are made in Ditio Web", client_secret="secret"),
    made(DitioSession, "DITIO_CLIENT_SECRET is missing", **{**CREDENTIALS, "client_secret": ""}),
    variable("DITIO_CLIENT_ID", "client", "DITIO_CLIENT_SECRET is missing"),
    variable("DITIO_CLIENT_SECRET", "secret", "DITIO_CLIENT_ID is missing"),
    variable("DITIO_ENVIRONMENT", "prod", "DITIO_ENVIRONMENT is 'prod'", "'test' or 'production'", **CREDENTIALS),
    variable("DITIO_API_BASE", "core.test", "the core base 'core.test'", NO_ADDRESS, **CREDENTIALS),
    variable("DITIO_SCIM_BASE", "x", "the scim base 'x'", NO_ADDRESS, **CREDENTIALS),
    variable("DITIO_LOG", "verbose", "DITIO_LOG is 'verbose'", "'info' or 'debug'", **CREDENTIALS),
]
CALLS: list[Callable[[Ditio], Any]] = [
    lambda ditio: ditio.projects.list(),
    lambda ditio: ditio.work_orders.create(project_id="p", external_id="1"),
    lambda ditio: ditio.projects.documents.upload("p1", [UploadFile(b"x", name="a.pdf")]),
    lambda ditio: ditio.projects.documents.open("p1", "f1").__aenter__(),
    lambda ditio: ditio.projects.documents.download("p1", "f1", "."),
    lambda ditio: ditio.reporting.time_registrations().collect(),
    lambda ditio: ditio.request("GET", "/api/MachineType"),
    lambda ditio: ditio.with_options(timeout=5).projects.list(),
]


def another(open_one: DitioSession) -> DitioSession:
    return DitioSession("client", "secret", environment=open_one.environment, company_id="c")


def unopened(call: Callable[[Ditio], Any]) -> Wrong:
    return Wrong("open the session first", ("async with",), lambda d, _: call(another(d)), SessionClosedError)


def closed(call: Callable[[Ditio], Any]) -> Wrong:
    async def run(open_one: DitioSession) -> None:
        async with another(open_one) as session:
            pass
        await call(session)

    return Wrong("the session is closed", (), lambda ditio, _: run(ditio), SessionClosedError)


async def opened_twice(open_one: DitioSession) -> None:
    async with open_one:
        pass


async def opened_again(open_one: DitioSession) -> None:
    session = another(open_one)
    await session.aclose()
    async with session:
        pass


def opening(run: Callable[[DitioSession], Coroutine[Any, Any, None]], about: str) -> Wrong:
    return Wrong(about, ("make another one",), lambda ditio, _: run(ditio), SessionClosedError)


LIVES = [
    *map(unopened, CALLS),
    *map(closed, CALLS),
    opening(opened_twice, "the session is open"),
    opening(opened_again, "the session is closed"),
]


def session(*words: str, **arguments: Any) -> Wrong:
    return made(DitioSession, "", *words, **{**CREDENTIALS, **arguments})


HEADERS = ("x", ["X"], {5: "x"}, {"": "x"}, {"X Y": "z"}, {"X:": "z"}, {"X": "\x7f"}, {"X": HALF}, {"Cookie": "a=b"})
NO_BASES = ("https://b:99999", "https://b:x", "https://b b", "https://b\n", "https://[::1", 7, None)
TYPES = [
    *[option("headers", headers=headers) for headers in HEADERS],
    option("with_options: timeout", timeout=-1),
    *[environment(base, "is no address") for base in NO_BASES],
    made(Environment, "", "name=...) takes text", **BASES, name=7),
    session("environment=...) takes PRODUCTION", environment="production"),
    session("environment", environment=7),
    session("client_id=...) takes text", client_id=7),
    session("client_secret=...) takes text, not bytes", client_secret=b"x"),
    session("company_id=...) takes text", company_id=7),
    session("limits=...) takes Limits", limits=5),
    session("timeouts=...) takes Timeouts", timeouts=5),
    session("retry=...) takes RetryPolicy", retry=3),
    *[session("middleware=...) takes a list", middleware=value) for value in (7, [7], lambda r, s: None)],
    *[session("credentials=...) takes ClientCredentials", credentials=value) for value in (("a", "b"), "x")],
    made(ClientCredentials, "", "client_secret takes text, not an empty one", client_id="a", client_secret=""),
    made(ClientCredentials, "", "client_id takes text, not int", client_id=7, client_secret="x"),
    session("token_source=...) takes a TokenSource", token_source=7),
    session("http_session=...) takes an aiohttp session", http_session=7),
    session("connector=...) takes a connector", connector=7),
    session("clock=...) takes a Clock", clock=7),
    *[made(RetryPolicy, "RetryPolicy(budget", budget=budget) for budget in ("5", 1.5, True)],
]
ROWS = [*OPTIONS, *SETTINGS, *MISSING, *LIVES, *TYPES]
