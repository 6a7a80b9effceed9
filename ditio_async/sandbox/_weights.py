"""Mass transport: what scales have weighed (Ditio: External weight measures).

Of the bodies nothing is documented but company and project, so whatever else comes is kept as it is; `id` and `status`
are given by the sandbox. All else is its own choice too. A query has `ids`, and any other fields that a record must
have: a field that a record lacks does not matter. A mark takes `ids`, or an array of them, and leads from `new` to
`verified`, `approved` and `invoiced`: where one of them is not at the step before, it is a 409 and none is marked.
"""

from __future__ import annotations

import csv
import io
import itertools
from typing import Final, cast

from ._answers import Answer, file_answer, invalid, json_answer, not_found, refusal
from ._fields import LIST, TEXT, checked, missing, require
from ._routes import MASS_TRANSPORT, Call, Handler, Routes
from ._state import State
from ._world import Fields

PATH: Final = "/mass-transport/api/external-weight-measure"
STEPS: Final = ("new", "verified", "approved", "invoiced")


class WeightMeasures:
    """What they answer."""

    def __init__(self, state: State) -> None:
        self._state = state

    def mount(self, routes: Routes) -> None:
        """The addresses."""
        routes.add("POST", PATH, self.register, MASS_TRANSPORT)
        routes.add("POST", PATH + "/query", self.query, MASS_TRANSPORT)
        routes.add("POST", PATH + "/export", self.export, MASS_TRANSPORT)
        for before, step in itertools.pairwise(STEPS):
            routes.add("PUT", f"{PATH}/mark-{step}", self._mark(before, step), MASS_TRANSPORT)

    async def register(self, call: Call) -> Answer:
        """One more."""
        sent = _object(call)
        known = checked(sent, {"companyId": TEXT, "projectId": TEXT})
        require(known, "companyId", "projectId")
        self._state.check_company(known)
        self._state.project(str(known["projectId"]))
        rest = {name: value for name, value in sent.items() if name.lower() not in {"companyid", "projectid"}}
        record: Fields = {**known, **rest, "id": self._state.new_id(), "status": STEPS[0]}
        self._state.weight_measures.append(record)
        return json_answer(record, 201)

    async def query(self, call: Call) -> Answer:
        """Those that are asked for."""
        return json_answer(self._found(call))

    async def export(self, call: Call) -> Answer:
        """The same as a text, with a column for every field that one of them has."""
        records = self._found(call)
        names = list(dict.fromkeys(name for record in records for name in record))
        text = io.StringIO()
        rows = csv.DictWriter(text, names, delimiter=";", lineterminator="\r\n")
        rows.writeheader()
        rows.writerows(records)
        return file_answer("Veiinger.csv", text.getvalue().encode(), "text/csv; charset=utf-8")

    def _mark(self, before: str, step: str) -> Handler:
        async def mark(call: Call) -> Answer:
            """One step further."""
            sent = call.json()
            ids = _ids(cast("object", sent) if isinstance(sent, list) else checked(sent, {"ids": LIST}).get("ids"))
            there = {str(record["id"]): record for record in self._state.weight_measures}
            if absent := [id for id in ids if id not in there]:
                raise not_found(f"weight measure {absent[0]}")
            for id in ids:
                if there[id]["status"] != before:
                    raise refusal(409, "StepInvalid", f"weight measure {id} is {there[id]['status']}, not {before}")
            for id in ids:
                there[id]["status"] = step
            return json_answer([there[id] for id in ids])

        return mark

    def _found(self, call: Call) -> list[Fields]:
        asked = _object(call)
        ids = asked.pop("ids", None)
        wanted = None if ids is None else _ids(ids)
        return [
            record
            for record in self._state.weight_measures
            if (wanted is None or record["id"] in wanted)
            and all(record.get(name, value) == value for name, value in asked.items())
        ]


def _object(call: Call) -> Fields:
    sent = call.json()
    if not isinstance(sent, dict):
        raise invalid({"$": "the body must be a JSON object"})
    return cast("Fields", sent)


def _ids(sent: object) -> list[str]:
    if sent is None:
        raise missing("ids")
    ids = cast("list[object]", sent) if isinstance(sent, list) else [None]
    if not all(isinstance(id, str) for id in ids):
        raise invalid({"ids": "must be a list of texts"})
    return cast("list[str]", ids)
