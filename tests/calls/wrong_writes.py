"""Wrong calls of projects and work orders."""

from __future__ import annotations

import math
from typing import Any

from ditio_async import UNSET

from .wrong import HALF, NAIVE, Wrong

NUMBERED = {"project_number": "1"}
KEYS = {"project_id": "p", "external_id": "1"}


def create(*words: str, **fields: Any) -> Wrong:
    return Wrong("projects.create", words, lambda ditio, _: ditio.projects.create(**fields))


def field(*words: str, **fields: Any) -> list[Wrong]:
    """A field that is wrong wherever it is given."""
    return [
        create(*words, **NUMBERED, **fields),
        Wrong("projects.update", words, lambda ditio, _: ditio.projects.update("p1", **fields)),
    ]


def key(value: Any, *words: str) -> list[Wrong]:
    """A key that is wrong in every call that takes one."""
    return [
        Wrong("projects.get", ("id", *words), lambda ditio, _: ditio.projects.get(value)),
        Wrong("projects.delete", ("id", *words), lambda ditio, _: ditio.projects.delete(value)),
        Wrong("projects.update", ("id", *words), lambda ditio, _: ditio.projects.update(value, name="x")),
        Wrong("work_orders.replace", ("id", *words), lambda ditio, _: ditio.work_orders.replace(value, **KEYS)),
        Wrong("work_orders.list_for_project", words, lambda ditio, _: ditio.work_orders.list_for_project(value)),
        Wrong("projects.documents.list", ("id", *words), lambda ditio, _: ditio.projects.documents.list(value)),
    ]


def by_ids(*words: str, **ids: Any) -> Wrong:
    call = "work_orders.get_by_external_ids"
    return Wrong(call, words, lambda ditio, _: ditio.work_orders.get_by_external_ids(**ids))


FIELDS = [
    *field("name", "takes text, not int 7", name=7),
    *field("name", "takes text, not bytes", name=b"x"),
    *field("name", "takes text, not list", name=["x"]),
    *field("name", "half a character", "cannot be sent", name=HALF),
    *field("active", "takes True or False, not str 'yes'", active="yes"),
    *field("active", "takes True or False, not int 1", active=1),
    *field("estimated_hour_qty", "takes a number, not str '7'", estimated_hour_qty="7"),
    *field("estimated_hour_qty", "takes a number, not bool True", estimated_hour_qty=True),
    *field("estimated_hour_qty", "takes a finite number, not nan", estimated_hour_qty=math.nan),
    *field("project_location_latitude", "takes a finite number, not inf", project_location_latitude=math.inf),
    *field("work_break_lunch_length", "takes a whole number, not float 30.0", work_break_lunch_length=30.0),
    *field("work_break_lunch_length", "takes a whole number, not str", work_break_lunch_length="30"),
    *field("work_break_dinner_length", "takes a whole number, not bool", work_break_dinner_length=False),
    *field("start_date", "is a naive datetime (2026-01-31T00:00:00)", ".replace(tzinfo=...)", start_date=NAIVE),
    *field("start_date", "no ISO 8601 time: '31.01.2026'", "2026-01-31T15:00:00Z", start_date="31.01.2026"),
    *field("start_date", "no ISO 8601 time: '2026-02-30'", "write it as", start_date="2026-02-30"),
    *field("start_date", "no ISO 8601 time: ''", "write it as", start_date=""),
    *field("start_date", "aware datetime or ISO 8601 text, not int 20260131", start_date=20260131),
    *field("finished_date", "aware datetime or ISO 8601 text, not float", finished_date=1.5),
    *field("no argument 'projectName'", "did you mean 'project_number'?", projectName="x"),
    *field("no argument 'activ'", "did you mean 'active'?", activ=True),
    *field("no argument 'colour'", "it takes active, ", colour="red"),
]
KEYED = [
    *key("", "is ''", "names nothing"),
    *key(" \t", "is ' \\t'", "names nothing"),
    *key(".", "is '.'", "names nothing"),
    *key("..", "is '..'", "names nothing"),
    *key("a/b", "is 'a/b'", "a slash cannot be part of it"),
    *key("../x", "a slash cannot be part of it"),
    *key("a\\b", "a slash cannot be part of it"),
    *key(None, "takes text, not NoneType"),
    *key(7, "takes text, not int 7"),
    *key(b"x", "takes text, not bytes"),
    *key(["x"], "takes text, not list"),
    *key(HALF, "cannot be sent"),
]
PROJECTS = [
    create("needs project_number="),
    create("project_number", "takes text, not int 1", project_number=1),
    create("project_number", "takes text, not NoneType", project_number=None),
    create("company_id", "takes text, not NoneType", "leave it out", **NUMBERED, company_id=None),
    create("needs company_id=", "DitioSession(company_id=...)", "DITIO_COMPANY_ID", **NUMBERED, company_id=""),
    create("no argument 'projectNumber'", "did you mean 'project_number'?", projectNumber="1"),
    create("no argument 'id'", "it takes", **NUMBERED, id="p1"),
    Wrong("projects.create", ("by name", "project_number"), lambda ditio, _: ditio.projects.create("P-1")),
    Wrong("projects.list", ("0 positional arguments",), lambda ditio, _: ditio.projects.list("c"), TypeError),
    Wrong("projects.get", ("missing", "positional argument"), lambda ditio, _: ditio.projects.get(), TypeError),
    Wrong("projects.get", ("2 were given",), lambda ditio, _: ditio.projects.get("p1", "p2"), TypeError),
    Wrong("projects.get_by_number", ("a slash",), lambda ditio, _: ditio.projects.get_by_number("1/2")),
    Wrong("projects.update", ("nothing to change",), lambda ditio, _: ditio.projects.update("p1")),
    Wrong("projects.update", ("by name", "active"), lambda ditio, _: ditio.projects.update("p1", "x")),
    Wrong(
        "projects.update",
        ("no argument 'company_id'", "it takes"),
        lambda ditio, _: ditio.projects.update("p1", company_id="c"),
    ),
    Wrong(
        "projects.update",
        ("project_number", "not NoneType", "leave it out"),
        lambda ditio, _: ditio.projects.update("p1", project_number=None),
    ),
    Wrong("projects.replace", ("needs project_number=",), lambda ditio, _: ditio.projects.replace("p1")),
    Wrong(
        "projects.replace",
        ("project_number", "takes text"),
        lambda ditio, _: ditio.projects.replace("p1", project_number=None),
    ),
]
WORK_ORDERS = [
    Wrong("work_orders.create", ("needs external_id=",), lambda ditio, _: ditio.work_orders.create(project_id="p")),
    Wrong("work_orders.create", ("needs project_id=",), lambda ditio, _: ditio.work_orders.create(external_id="1")),
    *[
        Wrong(
            "work_orders.create",
            (name, *words),
            lambda ditio, _, name=name, value=value: ditio.work_orders.create(**{**KEYS, name: value}),
        )
        for name, value, *words in (
            ("project_id", None, "takes text, not NoneType"),
            ("external_id", 7, "takes text, not int 7"),
            ("id", None, "takes text, not NoneType", "leave it out"),
            ("price", -math.inf, "takes a finite number, not -inf"),
            ("measure_unit_qty", 0, "takes True or False, not int 0"),
            ("finished_date_planned", NAIVE, "naive datetime", ".astimezone()"),
            ("parent_activity", "w0", "did you mean 'parent_activity_id'?"),
        )
    ],
    Wrong("work_orders.update", ("nothing to change",), lambda ditio, _: ditio.work_orders.update("w1")),
    Wrong(
        "work_orders.update",
        ("parent_activity_id takes text, not NoneType None", "takes null for left out", '"" moves it to the top'),
        lambda ditio, _: ditio.work_orders.update("w1", parent_activity_id=None),
    ),
    Wrong(
        "work_orders.update",
        ("project_id", "takes text", "leave it out"),
        lambda ditio, _: ditio.work_orders.update("w1", project_id=None),
    ),
    Wrong(
        "work_orders.replace",
        ("needs external_id=",),
        lambda ditio, _: ditio.work_orders.replace("w1", project_id="p"),
    ),
    Wrong("work_orders.list_for_project_number", ("a slash",), lambda d, _: d.work_orders.list_for_project_number("/")),
    by_ids("needs external_id=", external_project_number="1"),
    by_ids("external_project_number", "takes text", external_project_number=None, external_id="1"),
    by_ids("names nothing", external_project_number="", external_id="1"),
    by_ids("'1/2'", "a slash cannot be part of it", external_project_number="1", external_id="1/2"),
    by_ids("no argument 'externalId'", "did you mean 'external_id'?", external_project_number="1", externalId="1"),
    Wrong(
        "work_orders.get_by_external_ids",
        ("takes external_project_number, external_id", "3 arguments by position"),
        lambda ditio, _: ditio.work_orders.get_by_external_ids("1", "2", "3"),
    ),
]
UNSAID = [
    *key("a\nb", "'a\\nb'", "control characters"),
    *key("\x00", "'\\x00'", "control characters"),
    *key("a\x7f", "'a\\x7f'", "control characters"),
    *key(". ", "'. '", "names nothing"),
    *key("...", "'...'", "names nothing"),
    create("needs project_number=", project_number=UNSET),
    create("project_number is ''", project_number=""),
    create("work_break_lunch_length", "more than can be sent", project_number="1", work_break_lunch_length=2**70),
    Wrong("projects.update", ("nothing to change",), lambda d, _: d.projects.update("p1", name=UNSET)),
    Wrong("work_orders.list_for_project", ("project_id is ''",), lambda d, _: d.work_orders.list_for_project("")),
    Wrong("work_orders.create", ("project_id=, external_id=",), lambda d, _: d.work_orders.create()),  # type: ignore[call-arg]  # meant
    by_ids("external_id is '1/2'", external_project_number="1", external_id="1/2"),
    Wrong(
        "work_orders.get_by_external_ids",
        ("was given external_project_number twice",),
        lambda d, _: d.work_orders.get_by_external_ids("1", "2", external_project_number="1"),  # type: ignore[misc]  # meant
    ),
]
ROWS = [*FIELDS, *KEYED, *PROJECTS, *WORK_ORDERS, *UNSAID]
