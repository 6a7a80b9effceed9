"""Every call: exactly what it sends, and exactly what it makes of the answer."""

from __future__ import annotations

import pytest

from ditio_async import DitioSession

from ..support.strict import StrictServer
from . import rows_projects
from .table import Case

ROWS = [*rows_projects.ROWS]


@pytest.mark.parametrize("case", ROWS, ids=str)
async def test_a_call_is_on_the_wire_as_it_is_documented(server: StrictServer, ditio: DitioSession, case: Case) -> None:
    server.answer(case.answer)
    assert await case.run(ditio) == case.gives
    ((operation, sent),) = server.taken
    assert case.call in {operation.call, *operation.also}
    assert sent == case.sent
