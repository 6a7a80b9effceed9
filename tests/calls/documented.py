"""All operations that are documented."""

from __future__ import annotations

from typing import Final

from . import (
    contract,
    contract_machines,
    contract_mass_transport,
    contract_payroll,
    contract_people,
    contract_reference,
    contract_streams,
)

OPERATIONS: Final = [
    *contract.OPERATIONS,
    *contract_machines.OPERATIONS,
    *contract_people.OPERATIONS,
    *contract_reference.OPERATIONS,
    *contract_mass_transport.OPERATIONS,
    *contract_payroll.OPERATIONS,
    *contract_streams.STREAMS,
]
