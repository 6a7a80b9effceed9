"""Brings Ditio into line with a list that another system owns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, overload

from .. import _checks
from .._endpoints import Resource
from .._times import Day
from ..errors import ArgumentError
from ..resources.absences import Absence, Absences, NewAbsence
from ..resources.certificates import Certificate, Certificates, NewCertificate
from ..resources.employees import Employee, Employees, NewEmployee
from ..resources.machines import Machine, Machines, NewMachine
from ..resources.projects import NewProject, Project, Projects
from ..resources.work_orders import NewWorkOrder, WorkOrder, WorkOrders
from .kind import Kind
from .kinds.absences import AbsenceKind
from .kinds.certificates import CertificateKind
from .kinds.employees import EmployeeKind
from .kinds.machines import MachineKind
from .kinds.projects import ProjectKind
from .kinds.work_orders import WorkOrderKind
from .plan import Plan
from .planner import plan_for

Row: TypeAlias = Mapping[str, object]
Deactivating: TypeAlias = Literal["leave", "deactivate"]


@overload
async def reconcile(
    resource: Projects,
    desired: Iterable[NewProject | Row],
    *,
    key: str | Sequence[str] = ...,
    missing: Deactivating = ...,
    at_most: float = ...,
    among: Callable[[Project], bool] | None = ...,
) -> Plan[NewProject, Project]: ...
@overload
async def reconcile(
    resource: WorkOrders,
    desired: Iterable[NewWorkOrder | Row],
    *,
    key: str | Sequence[str] = ...,
    missing: Deactivating = ...,
    at_most: float = ...,
    among: Callable[[WorkOrder], bool] | None = ...,
) -> Plan[NewWorkOrder, WorkOrder]: ...
@overload
async def reconcile(
    resource: Machines,
    desired: Iterable[NewMachine | Row],
    *,
    key: str | Sequence[str] = ...,
    missing: Deactivating = ...,
    at_most: float = ...,
    among: Callable[[Machine], bool] | None = ...,
) -> Plan[NewMachine, Machine]: ...
@overload
async def reconcile(
    resource: Employees,
    desired: Iterable[NewEmployee | Row],
    *,
    missing: Literal["leave", "end"] = ...,
    end_date: Day | None = ...,
    at_most: float = ...,
    among: Callable[[Employee], bool] | None = ...,
) -> Plan[NewEmployee, Employee]: ...
@overload
async def reconcile(
    resource: Absences,
    desired: Iterable[NewAbsence | Row],
    *,
    missing: Literal["leave", "cancel"] = ...,
    before: Iterable[str] = ...,
    at_most: float = ...,
    among: Callable[[Absence], bool] | None = ...,
) -> Plan[NewAbsence, Absence]: ...
@overload
async def reconcile(
    resource: Certificates,
    desired: Iterable[NewCertificate | Row],
    *,
    remembered: str | os.PathLike[str] | None = ...,
    among: Callable[[Certificate], bool] | None = ...,
) -> Plan[NewCertificate, Certificate]: ...
async def reconcile(
    resource: Resource,
    desired: Iterable[Any],
    *,
    key: str | Sequence[str] = (),
    missing: str = "leave",
    at_most: float = 0.2,
    among: Callable[[Any], bool] | None = None,
    end_date: Day | None = None,
    before: Iterable[str] = (),
    remembered: str | os.PathLike[str] | None = None,
) -> Plan[Any, Any]:
    """Compare what is there with what is desired. Nothing is written: that is what `plan.apply()` does.

        plan = await reconcile(ditio.projects, rows, missing="deactivate")
        print(plan)
        await plan.apply()

    Only the fields that are given are compared, each in its own way: times by the moment, days by the day, 7 like 7.0,
    people by any of their names. When a plan was applied, the next one is empty.

    Work orders are read project by project, of the projects that are named. Give them ids of your own (`id=`, 24
    hexadecimal digits), and parents can be named by these: one that is there keeps the id that it has, one that is not
    is created with yours, before those below it. Absences cannot be listed: each is read by its id. Certificates
    cannot be read at all: a file remembers what was written.

    Args:
        resource: `ditio.projects`, `work_orders`, `machines`, `employees`, `absences` or `certificates`.
        desired: what there is to be: `NewProject(...)` and so on, or dicts of the same fields.
        key: the fields by which both are matched, where the usual ones do not suit: project_number; project_id and
            external_id; machine_number.
        missing: what to do about those that are there and not desired: leave them, deactivate them (projects, work
            orders, machines), end their employment (employees), cancel them (absences). Nothing is ever deleted. Only
            those of the companies that are named count, or of the session's where none is.
        at_most: the share of them that may be put away so; a plan for more is refused.
        among: looks at one that is there; what it says no to is left out of everything.
        end_date: for employees that are missing: their last day.
        before: for absences: the ids of those that were pushed earlier, so that those that are missing can be found.
        remembered: for certificates: the path of the file; without it, every certificate is written every time.

    Returns:
        The plan: `print` it, look at its `.entries`, `.json()`, `await .apply()`.

    Raises:
        ArgumentError: something desired cannot be sent, or two of it have one key; nothing was read.
    """
    call = "reconcile"
    if among is not None:
        _checks.checked(call, "among", among, _checks.function)
    if isinstance(at_most, bool) or not isinstance(at_most, int | float) or not 0 <= at_most <= 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(f"{call}: at_most takes a share from 0 to 1, not {at_most!r}")
    shown = f"{type(desired).__name__} {desired!r:.80}"
    if isinstance(desired, str | bytes | Mapping) or not hasattr(desired, "__iter__"):
        raise ArgumentError(f"{call}: desired takes a list, not {shown}")
    keys = (key,) if isinstance(key, str) else tuple(key)
    ids = _ids(call, before)
    kind = _kind(resource, keys, end_date, ids, remembered)
    for name, value in {"key": keys, "end_date": end_date, "before": ids, "remembered": remembered}.items():
        if value and not isinstance(kind, _TAKEN_BY[name]):
            raise ArgumentError(f"{call}({kind.name}) takes no {name}=")
    words = ("leave", *([] if kind.away is None else [kind.away.value]))
    if missing not in words:
        raise ArgumentError(f"{call}({kind.name}): missing takes {' or '.join(map(repr, words))}, not {missing!r}")
    if missing == "end" and end_date is None:
        raise ArgumentError(f"{call}({kind.name}): missing='end' needs end_date=, the last day")
    if unknown := [name for name in kind.keys if name not in kind.shape.__struct_fields__]:
        raise ArgumentError(f"{call}({kind.name}): key has no field {unknown[0]!r}")
    return await plan_for(kind, resource.context, desired, put_away=missing != "leave", at_most=at_most, among=among)


_TAKEN_BY: Final[Mapping[str, tuple[type[Kind[Any, Any]], ...]]] = {
    "key": (ProjectKind, WorkOrderKind, MachineKind),
    "end_date": (EmployeeKind,),
    "before": (AbsenceKind,),
    "remembered": (CertificateKind,),
}


def _ids(call: str, before: Iterable[str]) -> list[str]:
    given: object = before
    if isinstance(given, str | bytes | Mapping) or not hasattr(given, "__iter__"):
        raise ArgumentError(f"{call}: before takes a list of ids, not {type(before).__name__} {before!r:.80}")
    ids = [*before]
    for index, id in enumerate(ids):
        _checks.checked(call, f"before[{index}]", id, _checks.rest)
    return ids


def _kind(
    resource: Resource,
    keys: tuple[str, ...],
    end_date: Day | None,
    before: Sequence[str],
    remembered: str | os.PathLike[str] | None,
) -> Kind[Any, Any]:
    match resource:
        case Projects():
            return ProjectKind(resource, keys)
        case WorkOrders():
            return WorkOrderKind(resource, keys)
        case Machines():
            return MachineKind(resource, keys)
        case Employees():
            if end_date is not None:
                _checks.checked("reconcile(employees)", "end_date", end_date, _checks.of(Day))
            return EmployeeKind(resource, end_date)
        case Absences():
            return AbsenceKind(resource, before)
        case Certificates():
            return CertificateKind(resource, None if remembered is None else Path(remembered))
        case _:
            kinds = "projects, work_orders, machines, employees, absences or certificates"
            raise ArgumentError(f"reconcile takes ditio.{kinds}, not {resource!r:.80}")
