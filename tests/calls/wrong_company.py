"""Calls that need a company, in a session that has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ditio_async import Ditio, DitioSession, Environment
from ditio_async.resources.machines import MachineReplacement, NewMachine
from ditio_async.resources.mass_transport import ExcavatorState

from .wrong import Wrong
from .wrong_mass_transport import STATE
from .wrong_sessions import BASES
from .wrong_users import IDENTITY, USER

ENVIRONMENT = Environment(name="own", mass_transport="https://mass.test", **BASES)


def unowned(call: str, run: Callable[[Ditio], Any], where: str = "") -> Wrong:
    async def asked(*_: object) -> None:
        async with DitioSession("client", "secret", environment=ENVIRONMENT) as ditio:
            await run(ditio)

    cure = "; give it here, to DitioSession(company_id=...) or in DITIO_COMPANY_ID"
    return Wrong(call, (f"{where} needs company_id={cure}",), asked)


ROWS = [
    unowned("projects.create", lambda ditio: ditio.projects.create(project_number="1")),
    unowned("projects.replace", lambda ditio: ditio.projects.replace("p1", project_number="1")),
    unowned("work_orders.create", lambda ditio: ditio.work_orders.create(project_id="p", external_id="1")),
    unowned("work_orders.replace", lambda ditio: ditio.work_orders.replace("w", project_id="p", external_id="1")),
    unowned("machines.create", lambda ditio: ditio.machines.create(machine_number="1")),
    unowned(
        "machines.create_many",
        lambda ditio: ditio.machines.create_many([NewMachine(machine_number="1")]),
        "machines[0]",
    ),
    unowned(
        "machines.replace_many",
        lambda ditio: ditio.machines.replace_many(
            [
                MachineReplacement(machine_number="1", company_id="c"),
                MachineReplacement(machine_number="2"),
            ]
        ),
        "machines[1]",
    ),
    unowned("users.create", lambda ditio: ditio.users.create(**USER)),
    unowned("users.replace", lambda ditio: ditio.users.replace(IDENTITY, **USER)),
    unowned(
        "mass_transport.excavator_states.register",
        lambda ditio: ditio.mass_transport.excavator_states.register(**STATE),
    ),
    unowned(
        "mass_transport.excavator_states.import_many",
        lambda ditio: ditio.mass_transport.excavator_states.import_many([ExcavatorState(**STATE)]),
        "states[0]",
    ),
    unowned(
        "mass_transport.weight_measures.register",
        lambda ditio: ditio.mass_transport.weight_measures.register(project_id="p"),
    ),
]
