"""The types of machines, which all companies of the sandbox share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class MachineType(NamedTuple):
    """One; `base` is what streams call typeBaseName."""

    id: str
    name: str
    base: str


TYPES: Final = (
    MachineType("5f0c2a7e9b1d4c0003ac0001", "Gravemaskin", "Machine"),
    MachineType("5f0c2a7e9b1d4c0003ac0002", "Hjullaster", "Machine"),
    MachineType("5f0c2a7e9b1d4c0003ac0003", "Dumper", "Vehicle"),
    MachineType("5f0c2a7e9b1d4c0003ac0004", "Valse", "Machine"),
    MachineType("5f0c2a7e9b1d4c0003ac0005", "Lastebil", "Vehicle"),
)
BY_ID: Final[Mapping[object, MachineType]] = {kind.id: kind for kind in TYPES}
BY_NAME: Final[Mapping[str, MachineType]] = {kind.name: kind for kind in TYPES}
