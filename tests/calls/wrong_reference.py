"""Wrong calls of reference data and lookups."""

from __future__ import annotations

from typing import Any

from ditio_async.resources.lookups import ActiveInactiveAll
from ditio_async.resources.machines import FuelType
from ditio_async.resources.reference import ExternalRefType

from .wrong import HALF, Wrong

WHICH = (
    "active_inactive_all takes one of ActiveInactiveAll.ACTIVE (0), ActiveInactiveAll.INACTIVE (1), "
    "ActiveInactiveAll.ALL (2), not "
)
CREATE = "reference.create_external_reference"


def create(*words: str, **fields: Any) -> Wrong:
    given = {"external_ref_type": "ExternalProjectNumber", "external_ref_value": "1", **fields}
    return Wrong(CREATE, words, lambda ditio, _: ditio.reference.create_external_reference(**given))


def find(*words: str, **keys: Any) -> Wrong:
    call = "reference.external_references"
    return Wrong(call, words, lambda ditio, _: ditio.reference.external_references(**keys))


def search(*words: str, **given: Any) -> Wrong:
    return Wrong("lookups.search_projects", words, lambda ditio, _: ditio.lookups.search_projects(**given))


def key(value: Any, *words: str) -> list[Wrong]:
    """A key that is wrong in every call that takes one."""
    return [
        Wrong(
            "reference.disable_external_reference",
            ("id", *words),
            lambda ditio, _: ditio.reference.disable_external_reference(value),
        ),
        find("external_ref_type", *words, external_ref_type=value),
        Wrong("lookups.project", ("id", *words), lambda ditio, _: ditio.lookups.project(value)),
        Wrong("lookups.project_tasks", ("id", *words), lambda ditio, _: ditio.lookups.project_tasks(value)),
        Wrong("lookups.resource", ("id", *words), lambda ditio, _: ditio.lookups.resource(value)),
    ]


KEYS = [
    *key("..", "is '..', which names nothing"),
    *key("a/b", "is 'a/b'; a slash cannot be part of it"),
    *key("a\nb", "control characters cannot be part of it"),
    *key(None, "takes text, not NoneType"),
    *key(7, "takes text, not int 7"),
    *key(HALF, "half a character"),
    *[row for value in ("", " ") for row in key(value, f"is {value!r}")],
    find("project is '..', which names nothing", external_ref_type="ProcessCode", project=".."),
    find("project is 'a/b'; a slash cannot be part of it", external_ref_type="ProcessCode", project="a/b"),
    find("project is empty; leave it out", external_ref_type="ProcessCode", project=""),
    find("project takes text, not int 7", external_ref_type="ProcessCode", project=7),
    find("needs external_ref_type="),
    find("needs external_ref_type=", project="P-1"),
    find("no argument 'type'", type="ProcessCode"),
    Wrong(
        "reference.external_references",
        ("takes external_ref_type, project, and was given 3 arguments by position",),
        lambda ditio, _: ditio.reference.external_references("ProcessCode", "P-1", "x"),
    ),
]
CREATES = [
    create("external_ref_type takes text, not NoneType", external_ref_type=None),
    create("external_ref_type is '', which names nothing", external_ref_type=""),
    create("external_ref_value takes text, not int 7", external_ref_value=7),
    create("external_ref_value is ' ', which names nothing", external_ref_value=" "),
    create("name holds half a character", name=HALF),
    create("no argument 'project_number'", project_number="1"),
    *[
        create(
            "a ExternalSubProjectNumber needs proj_number=, the external project number", external_ref_type=kind, **more
        )
        for kind in (ExternalRefType.EXTERNAL_SUB_PROJECT_NUMBER, "ExternalSubProjectNumber")
        for more in ({}, {"proj_number": None}, {"proj_number": ""})
    ],
    *[
        create("a ProcessCode needs proj_number=, the project number in Ditio", external_ref_type=kind, **more)
        for kind in (ExternalRefType.PROCESS_CODE, "ProcessCode")
        for more in ({}, {"proj_number": None}, {"proj_number": ""})
    ],
    Wrong(
        CREATE,
        ("needs external_ref_type=, external_ref_value=",),
        lambda ditio, _: ditio.reference.create_external_reference(),
    ),
]
LOOKUPS = [
    *[
        row
        for value in (3, -1, "0", "all", 1.0, True, FuelType.DIESEL)
        for row in (
            Wrong(
                "lookups.projects",
                (WHICH + repr(value),),
                lambda ditio, _, value=value: ditio.lookups.projects(active_inactive_all=value),
            ),
            Wrong(
                "lookups.project_tasks",
                (WHICH + repr(value),),
                lambda ditio, _, value=value: ditio.lookups.project_tasks("p1", value),
            ),
        )
    ],
    search("needs search_string="),
    search("needs search_string=", active_only=True),
    search("search_string is ''", search_string=""),
    search("search_string is ' '", search_string=" "),
    search("search_string takes text, not NoneType", search_string=None),
    search("active_only takes True or False, not int 1", search_string="x", active_only=1),
    search("no argument 'activeOnly'; did you mean 'active_only'?", search_string="x", activeOnly=True),
    Wrong("lookups.projects", ("by name",), lambda ditio, _: ditio.lookups.projects(ActiveInactiveAll.ALL)),
    Wrong("lookups.resource_types", ("1",), lambda ditio, _: ditio.lookups.resource_types("x"), TypeError),
    Wrong("reference.machine_types", ("1",), lambda ditio, _: ditio.reference.machine_types("x"), TypeError),
]
ROWS = [*KEYS, *CREATES, *LOOKUPS]
