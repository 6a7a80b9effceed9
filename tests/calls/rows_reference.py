"""Reference data, and what must be on the wire."""

from __future__ import annotations

from typing import Any, Final

from ditio_async import UNSET
from ditio_async.resources.reference import ExternalReference, ExternalRefType

from ..support.strict import Answer
from .table import ODD, ODD_SENT, Case, sent

PATH: Final = "/core/api/project-external-reference"
STORED: Final = {
    "id": "e1",
    "externalRefType": "ProcessCode",
    "externalRefValue": "K 1/æ",
    "name": "",
    "projNumber": "P-1",
    "nytt": {},
}
REFERENCE: Final = ExternalReference(
    id="e1", external_ref_type="ProcessCode", external_ref_value="K 1/æ", name="", proj_number="P-1"
)
BARE: Final = ExternalReference(id="e1")
ROW: Final[dict[str, Any]] = {"id": "1", "navn": "Hjullaster «stor»", "a": [None, 7.5], "when": "2026-01-31T00:00:00"}


def untyped(call: str, name: str, path: str) -> list[Case]:
    """Rows of which nothing is known, which are given as they are."""
    return [
        Case(
            f"reference.{call}",
            words,
            lambda ditio: getattr(ditio.reference, call)(),
            sent(f"GET /core{path}"),
            Answer(rows),
            rows,
        )
        for words, rows in ((f"no {name}", []), (f"several {name}", [ROW, {}]))
    ]


def found(name: str, run: Any, path: str, answer: Any, gives: Any) -> Case:
    return Case("reference.external_references", name, run, sent(f"GET {PATH}/type/{path}"), Answer(answer), gives)


def created(name: str, given: dict[str, Any], written: dict[str, Any], answer: Answer, gives: Any) -> Case:
    return Case(
        "reference.create_external_reference",
        name,
        lambda ditio: ditio.reference.create_external_reference(**given),
        sent(f"POST {PATH}", written),
        answer,
        gives,
    )


FOUND = [
    found(
        "of a type",
        lambda ditio: ditio.reference.external_references(ExternalRefType.PROCESS_CODE),
        "ProcessCode",
        [],
        [],
    ),
    found(
        "of a type that is a text",
        lambda ditio: ditio.reference.external_references("ExternalProjectNumber"),
        "ExternalProjectNumber",
        [{"id": "e1"}, STORED],
        [BARE, REFERENCE],
    ),
    found(
        "of an odd type, and of all projects",
        lambda ditio: ditio.reference.external_references(external_ref_type=ODD, project=None),
        ODD_SENT,
        [{"id": "e1", "name": None}],
        [BARE],
    ),
    found(
        "of a type for a project",
        lambda ditio: ditio.reference.external_references(ExternalRefType.EXTERNAL_SUB_PROJECT_NUMBER, project="P-1"),
        "ExternalSubProjectNumber/project/P-1",
        [STORED],
        [REFERENCE],
    ),
    found(
        "of an odd type for an odd project",
        lambda ditio: ditio.reference.external_references(ODD, ODD),
        f"{ODD_SENT}/project/{ODD_SENT}",
        [],
        [],
    ),
]
CREATED = [
    created(
        "only what must be given",
        {"external_ref_type": ExternalRefType.EXTERNAL_PROJECT_NUMBER, "external_ref_value": "E 1/2"},
        {"externalRefType": "ExternalProjectNumber", "externalRefValue": "E 1/2"},
        Answer({"id": "e1"}, 201),
        BARE,
    ),
    created(
        "everything",
        {
            "external_ref_type": ExternalRefType.PROCESS_CODE,
            "external_ref_value": 'K "1"/æ 🚧',
            "name": "Grøft\n",
            "proj_number": "P-1",
        },
        {
            "externalRefType": "ProcessCode",
            "externalRefValue": 'K "1"/æ 🚧',
            "name": "Grøft\n",
            "projNumber": "P-1",
        },
        Answer(STORED),
        REFERENCE,
    ),
    created(
        "bare words, and an empty name",
        {
            "external_ref_type": "ExternalSubProjectNumber",
            "external_ref_value": "1",
            "name": "",
            "proj_number": "E-1",
        },
        {"externalRefType": "ExternalSubProjectNumber", "externalRefValue": "1", "name": "", "projNumber": "E-1"},
        Answer({}),
        ExternalReference(),
    ),
    created(
        "a type that is not known, nulls, and what is left out by name",
        {"external_ref_type": "Ærlig talt", "external_ref_value": "1", "name": None, "proj_number": UNSET},
        {"externalRefType": "Ærlig talt", "externalRefValue": "1", "name": None},
        Answer({"id": "e1"}),
        BARE,
    ),
    created(
        "a type that needs no project, with null for one",
        {"external_ref_type": "ExternalProjectNumber", "external_ref_value": "1", "proj_number": None},
        {"externalRefType": "ExternalProjectNumber", "externalRefValue": "1", "projNumber": None},
        Answer({"id": "e1"}),
        BARE,
    ),
]
DISABLED = [
    Case(
        "reference.disable_external_reference",
        name,
        lambda ditio, key=key: ditio.reference.disable_external_reference(key),
        sent(f"PUT {PATH}/disable/{written}"),
        answer,
        None,
    )
    for name, key, written, answer in (
        ("an id", "65f1c0ffee65f1c0ffee65f1", "65f1c0ffee65f1c0ffee65f1", Answer(status=204)),
        ("an odd id", ODD, ODD_SENT, Answer({"id": "e1"})),
    )
]
ROWS = [
    *untyped("machine_types", "machine types", "/api/MachineType"),
    *untyped("alert_types", "types of alerts", "/api/ProjNotificationTypeSetup"),
    *FOUND,
    *CREATED,
    *DISABLED,
]
