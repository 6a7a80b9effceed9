"""Wrong calls of mass transport."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ditio_async import ConfigurationError, Ditio, DitioSession, Environment
from ditio_async.resources.mass_transport import ExcavatorState

from .wrong import HALF, NAIVE, Wrong
from .wrong_sessions import BASES

STATES, WEIGHTS = "mass_transport.excavator_states", "mass_transport.weight_measures"
NO_ADDRESS = ("needs the address of mass_transport", "DITIO_MASSTRANSPORT_BASE")
STATE: dict[str, Any] = {
    "project_id": "p1",
    "machine_id": "m1",
    "state": "Working",
    "start_time": "2026-01-31T12:00:00Z",
    "end_time": "2026-01-31T13:00:00Z",
}


def unaddressed(about: str, run: Callable[[Ditio], Any]) -> Wrong:
    """A call of a session that does not know where mass transport is."""

    async def call(*_: object) -> None:
        environment = Environment(name="own", **BASES)
        async with DitioSession("client", "secret", environment=environment, company_id="c") as ditio:
            await run(ditio)

    return Wrong(about, NO_ADDRESS, call, ConfigurationError)


def state(*words: str, **fields: Any) -> Wrong:
    given = {name: value for name, value in {**STATE, **fields}.items() if value is not ...}
    return Wrong(f"{STATES}.register", words, lambda ditio, _: ditio.mass_transport.excavator_states.register(**given))


def weight(*words: str, **fields: Any) -> Wrong:
    return Wrong(f"{WEIGHTS}.register", words, lambda ditio, _: ditio.mass_transport.weight_measures.register(**fields))


def latest(*words: str, **keys: Any) -> Wrong:
    return Wrong(
        f"{STATES}.latest_timestamp",
        words,
        lambda ditio, _: ditio.mass_transport.excavator_states.latest_timestamp(**keys),
    )


def free(body: Any, *words: str) -> list[Wrong]:
    """A body that none of the calls takes that take almost anything."""
    rows = [
        Wrong(f"{STATES}.aggregate", words, lambda ditio, _: ditio.mass_transport.excavator_states.aggregate(body)),
        Wrong(f"{WEIGHTS}.export", words, lambda ditio, to: ditio.mass_transport.weight_measures.export(body, to)),
    ]
    return rows + [
        Wrong(
            f"{WEIGHTS}.{name}",
            words,
            lambda ditio, _, name=name: getattr(ditio.mass_transport.weight_measures, name)(body),
        )
        for name in ("query", "mark_verified", "mark_approved", "mark_invoiced")
    ]


def export(to: Any, *words: str) -> Wrong:
    return Wrong(f"{WEIGHTS}.export", words, lambda ditio, _: ditio.mass_transport.weight_measures.export({"a": 1}, to))


def endless() -> list[Any]:
    """A list that is in itself."""
    rows: list[Any] = []
    rows.append(rows)
    return rows


ADDRESSES = [
    unaddressed("request", lambda ditio: ditio.request("GET", "/a", surface="mass_transport")),
    unaddressed(f"{STATES}.register", lambda ditio: ditio.mass_transport.excavator_states.register(**STATE)),
    unaddressed(
        f"{STATES}.import_many",
        lambda ditio: ditio.mass_transport.excavator_states.import_many([ExcavatorState(**STATE)]),
    ),
    unaddressed(
        f"{STATES}.latest_timestamp",
        lambda ditio: ditio.mass_transport.excavator_states.latest_timestamp("c1", "p1"),
    ),
    unaddressed(f"{WEIGHTS}.query", lambda ditio: ditio.mass_transport.weight_measures.query({"a": 1})),
    unaddressed(f"{WEIGHTS}.register", lambda ditio: ditio.mass_transport.weight_measures.register(project_id="p")),
]
REGISTERED = [
    *[state(f"needs {name}=", **{name: ...}) for name in STATE],
    *[state(f"{name} takes ", "not NoneType None", **{name: None}) for name in STATE],
    *[state(f"{name} is '', which names nothing", **{name: ""}) for name in ("project_id", "machine_id", "state")],
    state("state takes text, not int 1", state=1),
    state("machine_id holds half a character", machine_id=HALF),
    *[
        row
        for name in ("start_time", "end_time")
        for row in (
            state(f"{name} is a naive datetime (2026-01-31T00:00:00)", ".replace(tzinfo=...)", **{name: NAIVE}),
            state(f"{name} is no ISO 8601 time: '31.01.2026'", **{name: "31.01.2026"}),
            state(f"{name} takes a date, an aware datetime or ISO 8601 text, not int", **{name: 20260131}),
        )
    ],
    state(
        "end_time (2026-01-31T11:59:59.999Z) is before start_time (2026-01-31T12:00:00Z)",
        end_time="2026-01-31T11:59:59.999Z",
    ),
    state("is before start_time", end_time="2026-01-31T12:59:59+01:00"),
    state("is before start_time", end_time=dt.date(2026, 1, 29)),
    state("company_id takes text, not NoneType None", company_id=None),
    state("needs company_id=", company_id=""),
    state("no argument 'end'", end="2026-01-31"),
    Wrong(
        f"{STATES}.register",
        ("by name",),
        lambda ditio, _: ditio.mass_transport.excavator_states.register(ExcavatorState(**STATE)),
    ),
]
READ = [
    latest("needs project_id=", company_id="c1"),
    latest("needs company_id=", project_id="p1"),
    latest("needs company_id=, project_id="),
    latest("company_id is 'a/b'; a slash cannot be part of it", company_id="a/b", project_id="p1"),
    latest("project_id is '..', which names nothing", company_id="c1", project_id=".."),
    latest("project_id takes text, not int 7", company_id="c1", project_id=7),
    latest("company_id takes text, not NoneType", company_id=None, project_id="p1"),
    latest("project_id is ''", company_id="c1", project_id=""),
]
WEIGHED = [
    weight("project_id takes text, not int 7", project_id=7),
    weight("project_id is '', which names nothing", project_id=""),
    weight("company_id takes text, not NoneType None", project_id="p1", company_id=None),
    weight("needs company_id=", project_id="p1", company_id=""),
    weight("weighed_at is a naive datetime", ".replace(tzinfo=...)", project_id="p1", weighed_at=NAIVE),
    weight("cannot be written as JSON", project_id="p1", anything=object()),
    weight("cannot be written as JSON", project_id="p1", anything={(1, 2): 3}),
    weight("cannot be written as JSON", project_id="p1", anything=HALF),
    weight("cannot be written as JSON", project_id="p1", anything=endless()),
]
BODIES = [
    *free("x", "body takes a dict or a list, not str 'x'"),
    *free(b"{}", "body takes a dict or a list, not bytes b'{}'"),
    *free(None, "body takes a dict or a list, not NoneType None"),
    *free(7, "body takes a dict or a list, not int 7"),
    *free({1, 2}, "body takes a dict or a list, not set {1, 2}"),
    *free(ExcavatorState(**STATE), "body takes a dict or a list, not ExcavatorState"),
    *free({"a": object()}, "body cannot be written as JSON", "object"),
    *free({"a": HALF}, "body cannot be written as JSON"),
    *free([endless()], "body cannot be written as JSON"),
    *free({(1, 2): 3}, "body cannot be written as JSON"),
    export("", "to takes the path of a file or of a directory, not ''"),
    export(None, "to takes the path of a file or of a directory, not None"),
    export(Path("/nowhere/at/all.csv"), "make it first"),
]
ADVANCED = [
    Wrong(
        f"{WEIGHTS}.advance",
        ("through takes verified, approved, invoiced, not", repr(step)),
        lambda ditio, _, step=step: ditio.mass_transport.weight_measures.advance({"a": 1}, through=step),
    )
    for step in ("Approved", "", "paid", None, 2)
]
ROWS = [*ADDRESSES, *REGISTERED, *READ, *WEIGHED, *BODIES, *ADVANCED]
