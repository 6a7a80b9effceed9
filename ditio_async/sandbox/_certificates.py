"""Certificates: one of a type for each employee (Ditio: Certificates).

Where the documentation is silent, this is the sandbox's own choice: nothing of an array is stored if one of them is
wrong, and the answer is what is stored. Ditio documents no way to read them; tests look at `sandbox.certificates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._answers import Answer, invalid, json_answer
from ._fields import TEXT, TIME, checked, require, whole
from ._routes import CORE, Call, Routes
from ._state import State
from ._world import Fields, millis_of

PATH: Final = "/core/api/v4/integration/certificates"

CERTIFICATE: Final[Mapping[str, str]] = {
    "employeeNumber": TEXT,
    "certificateType": TEXT,
    "issuedDateTime": TIME,
    "validUntilDateTime": TIME,
    "certificateNumber": TEXT,
    "notes": TEXT,
}
_REQUIRED: Final = tuple(CERTIFICATE)[:4]


class Certificates:
    """What creating and replacing does."""

    def __init__(self, state: State) -> None:
        self._state = state

    def mount(self, routes: Routes) -> None:
        """The address."""
        routes.add("POST", PATH, self.store, CORE)

    async def store(self, call: Call) -> Answer:
        """Each takes the place of the one of that employee and type."""
        stored = call.each(self._read)
        for fields in stored:
            self._state.certificates[fields["employeeNumber"], fields["certificateType"]] = fields
        return json_answer(stored)

    def _read(self, item: object) -> Fields:
        fields = checked(item, CERTIFICATE)
        require(fields, *_REQUIRED)
        self._state.people.named_in(fields)
        issued, valid_until = (millis_of(str(fields[name])) for name in ("issuedDateTime", "validUntilDateTime"))
        if issued >= valid_until:
            raise invalid({"issuedDateTime": "must be before validUntilDateTime"})
        return whole(CERTIFICATE, fields)
