"""Weights of loads, and what must be on the wire."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from ditio_async import Ditio

from ..support.strict import COMPANY, Answer
from .table import NOON, WINTER, Case, sent

PATH: Final = "/mass_transport/api/external-weight-measure"
GROUP: Final = "mass_transport.weight_measures"
MEASURE: Final[dict[str, Any]] = {
    "weight_in_kg": 12_500.5,
    "at": WINTER,
    "truck": {"regNumber": "ÆØ 1", "axles": [1, 2.5, None]},
    "note": None,
    "empty": "",
    "heavy": False,
}
MEASURE_SENT: Final[dict[str, Any]] = {
    "weightInKg": 12_500.5,
    "at": "2026-01-31T07:00:00.250000-05:00",
    "truck": {"regNumber": "ÆØ 1", "axles": [1, 2.5, None]},
    "note": None,
    "empty": "",
    "heavy": False,
}
BODIES: Final = (
    ("an object", {"ids": ["w1", "ø"], "since": NOON}, {"ids": ["w1", "ø"], "since": "2026-01-31T12:00:00Z"}),
    ("an array", ["w1", {"a": None}], ["w1", {"a": None}]),
    ("a tuple", ("w1", "w2"), ["w1", "w2"]),
)
CSV: Final = "id;vekt\r\n1;«2,5»\r\n".encode("latin-1")
NAMED: Final = {"Content-Type": "text/csv", "Content-Disposition": "attachment; filename*=UTF-8''Vekt%20%C3%A6.csv"}


async def exported(ditio: Ditio, body: Any, name: str = "") -> tuple[str, bytes]:
    """The name that the file got, and what is in it."""
    with tempfile.TemporaryDirectory() as directory:
        path = await ditio.mass_transport.weight_measures.export(body, Path(directory, name) if name else directory)
        return path.name, path.read_bytes()


def free(call: str, line: str) -> list[Case]:
    """A call that takes and gives anything."""
    answers = ((Answer([{"id": "w1", "vekt": 2.5}]), [{"id": "w1", "vekt": 2.5}]), (Answer(status=204), None))
    return [
        Case(
            f"{GROUP}.{call}",
            f"{name}, and the answer is {gives}",
            lambda ditio, body=body: getattr(ditio.mass_transport.weight_measures, call)(body),
            sent(line, json),
            answer,
            gives,
        )
        for name, body, json in BODIES
        for answer, gives in answers
    ]


ROWS = [
    Case(
        f"{GROUP}.register",
        "only what must be given",
        lambda ditio: ditio.mass_transport.weight_measures.register(project_id="p æ"),
        sent(f"POST {PATH}", {"projectId": "p æ", "companyId": COMPANY}),
        Answer(status=201),
        None,
    ),
    Case(
        f"{GROUP}.register",
        "whatever else there is to say",
        lambda ditio: ditio.mass_transport.weight_measures.register(project_id="p1", company_id="c 2", **MEASURE),
        sent(f"POST {PATH}", {"projectId": "p1", "companyId": "c 2", **MEASURE_SENT}),
        Answer({"id": "w1"}, 201),
        {"id": "w1"},
    ),
    *free("query", f"POST {PATH}/query"),
    *free("mark_verified", f"PUT {PATH}/mark-verified"),
    *free("mark_approved", f"PUT {PATH}/mark-approved"),
    *free("mark_invoiced", f"PUT {PATH}/mark-invoiced"),
    Case(
        f"{GROUP}.export",
        "to a path",
        lambda ditio: exported(ditio, {"a": 1}, "min.csv"),
        sent(f"POST {PATH}/export", {"a": 1}),
        Answer(CSV, headers=NAMED),
        ("min.csv", CSV),
    ),
    Case(
        f"{GROUP}.export",
        "to a directory",
        lambda ditio: exported(ditio, ["w1"]),
        sent(f"POST {PATH}/export", ["w1"]),
        Answer(b"", headers=NAMED),
        ("Vekt æ.csv", b""),
    ),
    Case(
        f"{GROUP}.export",
        "to a directory, without a name of the server's",
        lambda ditio: exported(ditio, {"a": None}),
        sent(f"POST {PATH}/export", {"a": None}),
        Answer(b"x"),
        ("export", b"x"),
    ),
]
