"""One call for each way of sending something, with an answer that it takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct

from ditio_async import Ditio, UploadFile

from ..support.faults import Step, answer, json_answer
from .common import PROJECT, WORK_ORDER

UPLOADED = {"successful": True, "section": "Documents", "files": []}


def pdf(size: int = 3) -> UploadFile:
    return UploadFile(b"x" * size, name="a.pdf")


class Case(Struct, frozen=True):
    """A call, the answer to it, and whether it may be sent twice after a failure that leaves it open."""

    call: Callable[[Ditio], Awaitable[Any]]
    good: Step
    replay: bool = True


CASES = {
    "GET": Case(lambda ditio: ditio.projects.list(), json_answer([PROJECT])),
    "GET page": Case(lambda ditio: ditio.reporting.time_registrations().collect(), json_answer({"data": []})),
    "PUT": Case(lambda ditio: ditio.projects.replace("p1", project_number="1"), json_answer(PROJECT)),
    "PATCH": Case(lambda ditio: ditio.projects.update("p1", name="x"), json_answer(PROJECT)),
    "DELETE": Case(lambda ditio: ditio.projects.delete("p1"), answer(204)),
    "POST, idempotent": Case(lambda ditio: ditio.projects.create(project_number="1"), json_answer(PROJECT)),
    "POST": Case(
        lambda ditio: ditio.work_orders.create(project_id="p1", external_id="1"), json_answer(WORK_ORDER), replay=False
    ),
    "request POST": Case(lambda ditio: ditio.request("POST", "/api/x", json={"a": 1}), json_answer({}), replay=False),
    "request POST, replay": Case(
        lambda ditio: ditio.request("POST", "/api/x", json={"a": 1}, replay=True), json_answer({})
    ),
    "upload": Case(lambda ditio: ditio.projects.documents.upload("p1", [pdf()]), json_answer(UPLOADED), replay=False),
    "upload, replacing": Case(
        lambda ditio: ditio.projects.documents.upload("p1", [pdf()], replace_existing=True), json_answer(UPLOADED)
    ),
}
REPLAYED = [name for name, case in CASES.items() if case.replay]
NOT_REPLAYED = [name for name, case in CASES.items() if not case.replay]
