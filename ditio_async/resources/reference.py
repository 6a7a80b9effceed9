"""What other things refer to: machine types, types of alerts, external references."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec import UNSET, UnsetType

from .._endpoints import Act, Create, Find, List, Resource
from .._fields import Fields, Filter, Model

PATH: Final = "/api/project-external-reference"


class ExternalRefType(enum.StrEnum):
    """What an external reference is for. There are more than these; any text is taken."""

    EXTERNAL_PROJECT_NUMBER = "ExternalProjectNumber"
    EXTERNAL_SUB_PROJECT_NUMBER = "ExternalSubProjectNumber"
    PROCESS_CODE = "ProcessCode"


RefType: TypeAlias = ExternalRefType | str


_PROJECTS: Final[Mapping[str, str]] = {
    ExternalRefType.EXTERNAL_SUB_PROJECT_NUMBER: "external project number",
    ExternalRefType.PROCESS_CODE: "project number in Ditio",
}


class ExternalReference(Model):
    """A value that projects or hours may refer to (Ditio: External references).

    Attributes:
        id: what `disable_external_reference` takes.
        external_ref_type: an `ExternalRefType`, or another text.
        proj_number: the project that it is for, where it is for one.
    """

    id: str | None = None
    external_ref_type: str | None = None
    external_ref_value: str | None = None
    name: str | None = None
    proj_number: str | None = None


class NewExternalReference(Fields, kw_only=True):
    """A value to add.

    Args:
        external_ref_type: `ExternalRefType`, or another text.
        external_ref_value: the value.
        name: what people call it.
        proj_number: for ExternalSubProjectNumber the *external* project number, for ProcessCode the project number in
            Ditio; these two need it.
    """

    external_ref_type: RefType
    external_ref_value: str
    name: str | UnsetType | None = UNSET
    proj_number: str | UnsetType | None = UNSET

    def problem(self) -> str | None:
        """A value that needs a project and has none."""
        needed = _PROJECTS.get(self.external_ref_type)
        if needed is None or self.proj_number:
            return None
        return f"a {self.external_ref_type} needs proj_number=, the {needed}"


class ReferenceKey(Filter, rename="camel"):
    """Which references.

    Args:
        external_ref_type: `ExternalRefType`, or another text.
        project: only those that are for one project: its number.
    """

    external_ref_type: RefType
    project: str | None = None


class Reference(Resource):
    """Reference data (Ditio: Reference data). Rows are dicts where their fields are not documented."""

    name = "reference"

    machine_types = List("/api/MachineType", dict[str, object], "The machine types of the company.")
    alert_types = List("/api/ProjNotificationTypeSetup", dict[str, object], "The types of alerts.")
    external_references = Find(
        PATH + "/type/{externalRefType}",
        list[ExternalReference],
        ReferenceKey,
        "The external references of a type, or those of a type for one project.",
        narrowed="/project/{project}",
    )
    create_external_reference = Create(
        PATH,
        ExternalReference,
        NewExternalReference,
        "Add an external reference.",
        replay=False,
        hint="look with reference.external_references(type) whether it is there",
    )
    disable_external_reference = Act(
        PATH + "/disable/{id}", "Take an external reference out of use.", key=str, method="PUT"
    )
