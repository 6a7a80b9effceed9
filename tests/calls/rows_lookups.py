"""Lookups, and what must be on the wire."""

from __future__ import annotations

from typing import Any, Final

from ditio_async.resources.lookups import ActiveInactiveAll

from ..support.strict import Answer
from .rows_reference import ROW
from .table import ODD, ODD_SENT, Case, sent

PATH: Final = "/core/api"
WHICH: Final = (
    (ActiveInactiveAll.ACTIVE, 0),
    (ActiveInactiveAll.INACTIVE, 1),
    (ActiveInactiveAll.ALL, 2),
    (0, 0),
    (1, 1),
    (2, 2),
)


def many(call: str, name: str, run: Any, line: str) -> Case:
    return Case(f"lookups.{call}", name, run, sent(f"GET {PATH}{line}"), Answer([ROW, {}]), [ROW, {}])


def one(call: str, path: str) -> list[Case]:
    return [
        Case(
            f"lookups.{call}",
            name,
            lambda ditio, key=key: getattr(ditio.lookups, call)(key),
            sent(f"GET {PATH}{path}/{written}"),
            Answer(answer),
            answer,
        )
        for name, key, written, answer in (
            ("an id", "65f1c0ffee65f1c0ffee65f1", "65f1c0ffee65f1c0ffee65f1", ROW),
            ("an odd id", ODD, ODD_SENT, {}),
        )
    ]


ROWS = [
    many("projects", "the server's own choice", lambda ditio: ditio.lookups.projects(), "/projects"),
    many(
        "projects",
        "None is no filter",
        lambda ditio: ditio.lookups.projects(active_inactive_all=None),
        "/projects",
    ),
    *[
        many(
            "projects",
            f"those that are {which!r}",
            lambda ditio, which=which: ditio.lookups.projects(active_inactive_all=which),
            f"/projects?activeInactiveAll={number}",
        )
        for which, number in WHICH
    ],
    many(
        "search_projects",
        "a text",
        lambda ditio: ditio.lookups.search_projects("Fjellhall – østre"),
        "/projects/search?searchString=Fjellhall%20%E2%80%93%20%C3%B8stre",
    ),
    *[
        many(
            "search_projects",
            f"an odd text, only those in use: {word}",
            lambda ditio, flag=flag: ditio.lookups.search_projects(search_string=ODD, active_only=flag),
            f"/projects/search?searchString={ODD_SENT}&activeOnly={word}",
        )
        for flag, word in ((True, "true"), (False, "false"))
    ],
    *one("project", "/projects"),
    many("project_tasks", "an id", lambda ditio: ditio.lookups.project_tasks("p1"), "/projects/p1/tasks"),
    *[
        many(
            "project_tasks",
            f"an odd id, those that are {which!r}",
            lambda ditio, which=which: ditio.lookups.project_tasks(ODD, which),
            f"/projects/{ODD_SENT}/tasks?activeInactiveAll={number}",
        )
        for which, number in WHICH
    ],
    many(
        "project_tasks",
        "by name",
        lambda ditio: ditio.lookups.project_tasks(id="search", active_inactive_all=None),
        "/projects/search/tasks",
    ),
    *one("resource", "/resources/details"),
    many("resource_types", "several", lambda ditio: ditio.lookups.resource_types(), "/resources/types"),
    Case(
        "lookups.resource_types",
        "none",
        lambda ditio: ditio.lookups.resource_types(),
        sent(f"GET {PATH}/resources/types"),
        Answer([]),
        [],
    ),
]
