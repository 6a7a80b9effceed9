"""States of excavators, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from ditio_async import UNSET
from ditio_async.resources.mass_transport import ExcavatorState, State

from ..support.strict import COMPANY, Answer
from .table import NOON, ODD, ODD_SENT, SUMMER, WINTER, Case, sent

PATH: Final = "/mass_transport/api/external-excavator-state"
KEYS: Final[dict[str, Any]] = {
    "project_id": "p æ",
    "machine_id": "M/1 🚜",
    "state": State.WORKING,
    "start_time": WINTER,
    "end_time": SUMMER,
}
KEYS_SENT: Final[dict[str, Any]] = {
    "projectId": "p æ",
    "machineId": "M/1 🚜",
    "state": "Working",
    "startTime": "2026-01-31T07:00:00.250000-05:00",
    "endTime": "2026-07-01T00:30:00+02:00",
}
TEXT: Final = {"Content-Type": "text/plain; charset=utf-8"}
EXACT: Final = NOON.replace(microsecond=123_457)
LATEST: Final[dict[str, tuple[Answer, dt.datetime | None]]] = {
    "UTC": (Answer("2026-01-31T12:00:00Z"), NOON),
    "an offset": (Answer("2026-01-31T13:00:00+01:00"), NOON),
    "seven digits": (Answer("2026-01-31T12:00:00.1234567Z"), EXACT),
    "no offset": (Answer("2026-01-31T12:00:00"), NOON.replace(tzinfo=None)),
    "without quotes": (Answer(b"2026-01-31T12:00:00Z", headers=TEXT), NOON),
    "without quotes, in a line": (Answer(b"2026-01-31T12:00:00Z\r\n", headers=TEXT), NOON),
    "in an object": (Answer({"latestTimestamp": "2026-01-31T12:00:00Z"}), NOON),
    "null": (Answer(b"null"), None),
    "null in an object": (Answer({"latestTimestamp": None}), None),
    "an empty text": (Answer(""), None),
    "nothing": (Answer(b""), None),
    "no content": (Answer(status=204), None),
    "unset": (Answer("0001-01-01T00:00:00"), None),
    "unset, in UTC": (Answer("0001-01-01T00:00:00Z"), None),
}


def several() -> Iterator[ExcavatorState]:
    """One machine that does one thing after the other."""
    for hour in (12, 13):
        yield ExcavatorState(
            project_id="p1",
            machine_id="m1",
            state="Idle",
            start_time=f"2026-01-31T{hour}:00:00Z",
            end_time=f"2026-01-31T{hour + 1}:00:00Z",
        )


def written(hour: int) -> dict[str, str]:
    times = {"startTime": f"2026-01-31T{hour}:00:00Z", "endTime": f"2026-01-31T{hour + 1}:00:00Z"}
    return {"companyId": COMPANY, "projectId": "p1", "machineId": "m1", "state": "Idle", **times}


REGISTERED = [
    Case(
        "mass_transport.excavator_states.register",
        "for the session's company, and nothing is said",
        lambda ditio: ditio.mass_transport.excavator_states.register(**KEYS),
        sent(f"POST {PATH}", {**KEYS_SENT, "companyId": COMPANY}),
        Answer(status=201),
        None,
    ),
    Case(
        "mass_transport.excavator_states.register",
        "for a company of one's own, a state that is a text, and a moment without length",
        lambda ditio: ditio.mass_transport.excavator_states.register(
            **{**KEYS, "state": "Venter på «lass»", "start_time": NOON, "end_time": "2026-01-31T13:00:00+01:00"},
            company_id="c 2",
        ),
        sent(
            f"POST {PATH}",
            {
                **KEYS_SENT,
                "companyId": "c 2",
                "state": "Venter på «lass»",
                "startTime": "2026-01-31T12:00:00Z",
                "endTime": "2026-01-31T13:00:00+01:00",
            },
        ),
        Answer({"id": "s1"}, 201),
        None,
    ),
    Case(
        "mass_transport.excavator_states.import_many",
        "one, and nothing is said",
        lambda ditio: ditio.mass_transport.excavator_states.import_many([ExcavatorState(**KEYS)]),
        sent(f"POST {PATH}/import", [{**KEYS_SENT, "companyId": COMPANY}]),
        Answer(status=201),
        None,
    ),
    Case(
        "mass_transport.excavator_states.import_many",
        "of two companies, and a number is said",
        lambda ditio: ditio.mass_transport.excavator_states.import_many(
            (ExcavatorState(company_id="c 2", **{**KEYS, "machine_id": "m2"}), ExcavatorState(company_id=UNSET, **KEYS))
        ),
        sent(
            f"POST {PATH}/import",
            [{**KEYS_SENT, "machineId": "m2", "companyId": "c 2"}, {**KEYS_SENT, "companyId": COMPANY}],
        ),
        Answer(b"2", 201),
        None,
    ),
    Case(
        "mass_transport.excavator_states.import_many",
        "of a generator, and a text is said",
        lambda ditio: ditio.mass_transport.excavator_states.import_many(several()),
        sent(f"POST {PATH}/import", [written(12), written(13)]),
        Answer(b"OK", 201, TEXT),
        None,
    ),
]
READ = [
    *[
        Case(
            "mass_transport.excavator_states.latest_timestamp",
            name,
            lambda ditio: ditio.mass_transport.excavator_states.latest_timestamp("c1", "p1"),
            sent(f"GET {PATH}/latest-timestamp/c1/p1"),
            answer,
            gives,
        )
        for name, (answer, gives) in LATEST.items()
    ],
    Case(
        "mass_transport.excavator_states.latest_timestamp",
        "odd ids by name, in another order",
        lambda ditio: ditio.mass_transport.excavator_states.latest_timestamp(project_id="p1", company_id=ODD),
        sent(f"GET {PATH}/latest-timestamp/{ODD_SENT}/p1"),
        Answer("2026-01-31T12:00:00Z"),
        NOON,
    ),
    *[
        Case(
            "mass_transport.excavator_states.aggregate",
            name,
            lambda ditio, body=body: ditio.mass_transport.excavator_states.aggregate(body),
            sent(f"POST {PATH}/aggregated-data-per-state", json),
            answer,
            gives,
        )
        for name, body, json, answer, gives in (
            ("an object", {"fra": dt.date(2026, 1, 31)}, {"fra": "2026-01-31"}, Answer([{"æ": 1}]), [{"æ": 1}]),
            ("an array, and nothing is said", [{"a": None}], [{"a": None}], Answer(b""), None),
        )
    ],
]
ROWS = [*REGISTERED, *READ]
