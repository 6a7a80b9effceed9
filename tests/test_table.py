"""The README's table of operations says what there is."""

from __future__ import annotations

import operator
import re
from typing import Any

from ditio_async import TEST, Ditio
from ditio_async._endpoints import Context

from .calls.documented import OPERATIONS
from .test_examples import README

SCIM = {
    ("scim.users", "GET", "/Users"),
    ("scim.get_user", "GET", "/Users/{id}"),
    ("scim.create_user", "POST", "/Users"),
    ("scim.replace_user", "PUT", "/Users/{id}"),
    ("scim.update_user", "PATCH", "/Users/{id}"),
    ("scim.delete_user", "DELETE", "/Users/{id}"),
}
ROWS = re.findall(r"^\| `([\w.]+)` \| ([A-Z]+) \| `(/[^`]*)` \|$", README, re.MULTILINE)


def test_the_table_has_every_documented_operation_once() -> None:
    documented = {(one.call, one.method, one.path) for one in OPERATIONS} | SCIM
    assert {*ROWS} == documented
    assert len(ROWS) == len(documented)


def test_every_call_of_the_table_is_there() -> None:
    send: Any = None
    ditio = Ditio(Context(send, TEST))
    for call, _, _ in ROWS:
        assert callable(operator.attrgetter(call)(ditio))
