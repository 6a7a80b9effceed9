"""What is desired, how it is read, and what it is compared with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, cast

from cyclopts import Parameter
from cyclopts.validators import Number
from msgspec import Struct

from .. import Plan, reconcile
from ..errors import ArgumentError
from ..resources.absences import NewAbsence
from ..resources.certificates import NewCertificate
from ..resources.employees import NewEmployee
from ..resources.machines import NewMachine
from ..resources.projects import NewProject
from ..resources.work_orders import NewWorkOrder
from ..session import DitioSession
from ._rows import Format, read_rows

KindName: TypeAlias = Literal["projects", "work-orders", "machines", "employees", "absences", "certificates"]
AnyPlan: TypeAlias = Plan[Struct, Struct]

_SHAPES: Final[Mapping[KindName, type[Struct]]] = {
    "projects": NewProject,
    "work-orders": NewWorkOrder,
    "machines": NewMachine,
    "employees": NewEmployee,
    "absences": NewAbsence,
    "certificates": NewCertificate,
}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Choices:
    """How a file is read and compared."""

    format: Format | None = None
    """what is in the file; its ending says so unless told otherwise."""
    empty_is_null: bool = False
    """an empty cell of a CSV file clears the field; it is left out otherwise."""
    key: Annotated[list[str] | None, Parameter(name="--key")] = None
    """the fields by which both are matched, where the usual ones do not suit; may be given several times."""
    missing: Literal["leave", "deactivate", "end", "cancel"] | None = None
    """what to do about those that are there and not in the file: nothing is ever deleted."""
    at_most: Annotated[float | None, Parameter(validator=Number(gte=0, lte=1))] = None
    """the share of them that may be put away so; 0.2 unless told otherwise."""
    before: Path | None = None
    """absences: a file with the ids of those that were pushed earlier, one a line."""
    remembered: Path | None = None
    """certificates: the file that remembers what was written."""
    end_date: str | None = None
    """employees that are missing: their last day."""

    def given(self) -> dict[str, object]:
        """The arguments of `reconcile`."""
        names = ("key", "missing", "at_most", "remembered", "end_date")
        given: dict[str, object] = {name: value for name in names if (value := getattr(self, name)) is not None}
        return given if self.before is None else {**given, "before": _ids(self.before)}


NO_CHOICES: Final = Choices()
"""None of them is given."""


class Desired:
    """What is desired of one kind, read and checked."""

    def __init__(self, kind: KindName, file: str, choices: Choices) -> None:
        self._kind = kind
        self._given = choices.given()
        self._rows = read_rows(file, choices.format, _SHAPES[kind], empty_is_null=choices.empty_is_null)

    async def plan(self, ditio: DitioSession) -> AnyPlan:
        """Compare it with what is there."""
        # which kind it is turns out at run time: which options that one takes, `reconcile` says itself
        compare = cast("Callable[..., Awaitable[AnyPlan]]", reconcile)
        resource: object = getattr(ditio, self._kind.replace("-", "_"))
        return await compare(resource, self._rows, **self._given)


def _ids(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArgumentError(f"--before: {file} cannot be read: {error}") from None
    return [line.strip() for line in lines if line.strip()]
