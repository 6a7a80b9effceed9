"""Machines, by machine number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...resources.machines import Machine, Machines, NewMachine
from ..compare import given
from ..kind import InUse


class MachineKind(InUse[NewMachine, Machine]):
    """Machines and equipment."""

    name = "machines"
    blanks = frozenset({"block_check_in_message"})

    def __init__(self, machines: Machines, keys: tuple[str, ...]) -> None:
        super().__init__(NewMachine, keys or ("machine_number",))
        self._machines = machines

    async def read(self, wanted: Sequence[NewMachine]) -> list[Machine]:
        """All of them, equipment too, which may be shown only when it is asked for."""
        return await self._machines.list(include_equipment_details=True)

    async def create(self, want: NewMachine) -> object:
        """Make one."""
        return await self._machines.create(**given(want))

    async def change(self, have: Machine, changes: Mapping[str, Any]) -> object:
        """Change one."""
        return await self._machines.update(have.id, **dict(changes))
