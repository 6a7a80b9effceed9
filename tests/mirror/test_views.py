"""The views: names as they are now, deletions hidden, each person once, days in UTC; alike in both stores."""

from __future__ import annotations

from collections.abc import Callable

from .places import Place, PostgresPlace, SqlitePlace
from .scripted import Scripted, page, row, tombstone

PROJECTS = [row("p1", number="1", name="Bru, ny"), row("p2", number="2", name="Vei"), row("p3", name="Borte")]
USERS = [
    row("u1", identityUserId="i1", name="Åse Rød", employeeNumber="7", isDisabled=False, isActiveEmployment=True),
    row("u2", identityUserId="i1", name="Åse R.", employeeNumber="8", isDisabled=True, isActiveEmployment=True),
    row("u3", identityUserId="i2", name="Old", isDisabled=None, isActiveEmployment=None),
    row("u4", 1, identityUserId="i2", name="Odd", isDisabled=None, isActiveEmployment=False),
    row("u5", 1, identityUserId="i3", name="First", isActiveEmployment=True),
    row("u6", None, identityUserId="i3", name="Second", isActiveEmployment=True),
    row("u7", name="Nobody"),
]
RESOURCES = [row("r1", number="G-1", name="Gravemaskin", typeName="Excavator", emissionClass="V")]
WORK = [row("w1", name="Grøft", fullPathName="A / Grøft")]


def hours(id: str, moment: str, **more: object) -> dict[str, object]:
    return row(id, workDate=moment, qty=2.5, amount=100, **more)


HOURS = [
    hours("a", "2026-01-31T23:30:00Z", projectId="p1", projectName="Bru", userId="i1", taskId="w1", taskName="G"),
    hours("b", "2026-02-01T00:30:00+01:00", projectId="p1", projectName="Bru", userId="i1", userName="Å"),
    hours("c", "2026-01-31T00:00:00", projectId="p1", userId="i2", resourceId="r1", resourceName="Maskin"),
    hours("d", "2026-02-01T00:00:00.1234567Z", projectId="p9", projectName="Ukjent", userId="i9", userName="Ukjent"),
    hours("e", "2026-02-01T00:00:00Z", projectId="p2"),
    hours("f", "", projectId="p2"),
]
OTHERS = {
    "absence_registrations": [
        row("x", date="2026-01-31T23:59:59Z", qty=7.5, absenceTypeName="Syk", userId="i1", employeeNumber="0"),
        row("y", date="2026-02-01T00:00:00Z", qty=7.5, userId="i9", employeeNumber="9"),
    ],
    "machine_registrations": [
        row("m", stopDateTime="2026-01-31T15:00:00Z", qty=3, machineId="r1", machineName="M", projectId="p1"),
        row("n", stopDateTime="2026-01-31T15:00:00Z", qty=3, machineId="r9", machineName="Ukjent"),
    ],
    "payroll_lines_extended": [
        row("l", transDateTime="2026-01-31T00:00:00Z", userId="i1", userName="Å", qty=7.5, overtimeLines=[{"qty": 1}])
    ],
}


async def filled(scripted: Scripted) -> None:
    """Everything, and then some deletions."""
    everything = {
        "projects": PROJECTS,
        "users": USERS,
        "resources": RESOURCES,
        "work_breakdown_structure": WORK,
        "time_registrations": HOURS,
        **OTHERS,
    }
    for stream, rows in everything.items():
        scripted.says(stream, page(rows, date=0))
    assert (await scripted.run(*everything)).ok
    gone = {"isDeleted": True, "deletedDateTime": "2026-03-01T13:00:00Z"}
    scripted.says("time_registrations", page([tombstone("e", 1), tombstone("g", 1)], date=9))
    scripted.says("projects", page([{**PROJECTS[2], **gone}], date=9))
    scripted.says("users", page([row("u5", 1, identityUserId="i3", name="First", **gone)], date=9))
    scripted.says("absence_registrations", page([tombstone("y", 1)], date=9))
    assert (await scripted.run("time_registrations", "projects", "users", "absence_registrations")).ok


async def view(place: Place, name: str, columns: str = "*", order: str = "id") -> list[tuple[object, ...]]:
    return await place.ask(f"SELECT {columns} FROM {place.prefix}{name} ORDER BY {order}")


async def test_names_are_those_of_today_and_of_the_registration_where_nothing_else_is_known(scripted: Scripted) -> None:
    await filled(scripted)
    place = scripted.place
    columns = "id, day, hours, project_number, project_name, task_name, task_path, user_name, employee_number"
    assert await view(place, "hours", f"{columns}, resource_name, resource_type_name") == [
        ("a", "2026-01-31", 2.5, "1", "Bru, ny", "Grøft", "A / Grøft", "Åse Rød", "7", None, None),
        ("b", "2026-01-31", 2.5, "1", "Bru, ny", None, None, "Åse Rød", "7", None, None),
        ("c", "2026-01-31", 2.5, "1", "Bru, ny", None, None, "Odd", None, "Gravemaskin", "Excavator"),
        ("d", "2026-02-01", 2.5, None, "Ukjent", None, None, "Ukjent", None, None, None),
        ("f", None, 2.5, "2", "Vei", None, None, None, None, None, None),
    ]
    assert await view(place, "people", "user_id, name", "user_id") == [
        ("i1", "Åse Rød"),
        ("i2", "Odd"),
        ("i3", "Second"),
    ]
    assert await view(place, "absence", "id, day, hours, user_name, employee_number") == [
        ("x", "2026-01-31", 7.5, "Åse Rød", "7")
    ]
    columns = "id, day, machine_number, machine_name, machine_type_name, emission_class, project_name"
    assert await view(place, "machine_use", columns) == [
        ("m", "2026-01-31", "G-1", "Gravemaskin", "Excavator", "V", "Bru, ny"),
        ("n", "2026-01-31", None, "Ukjent", None, None, None),
    ]
    assert await view(place, "payroll", "id, day, user_name, overtime_lines") == [
        ("l", "2026-01-31", "Åse Rød", '[{"qty":1}]')
    ]


async def test_a_person_with_two_profiles_is_counted_once_a_day(scripted: Scripted) -> None:
    await filled(scripted)
    columns = "day, project_name, hours, registrations, people, amount"
    assert await view(scripted.place, "hours_per_project_and_day", columns, "project_name, day") == [
        ("2026-01-31", "Bru, ny", 7.5, 3, 2, 300),
        ("2026-02-01", "Ukjent", 2.5, 1, 1, 100),
        (None, "Vei", 2.5, 1, 0, 100),
    ]


async def test_both_stores_show_the_same_rows(
    scripted_in: Callable[[Place], Scripted], sqlite: SqlitePlace, postgresql: PostgresPlace
) -> None:
    for place in (sqlite, postgresql):
        await filled(scripted_in(place))
    for name, order in {
        "people": "user_id",
        "hours": "id",
        "hours_per_project_and_day": "project_name, day",
        "absence": "id",
        "machine_use": "id",
        "payroll": "id",
    }.items():
        assert await view(sqlite, name, order=order) == await view(postgresql, name, order=order), name
    for table in ("time_registrations", "users", "payroll_lines_extended"):
        one, other = await view(sqlite, table), await view(postgresql, table)
        assert [*map(short, one)] == [*map(short, other)]


def short(row: tuple[object, ...]) -> tuple[object, ...]:
    """PostgreSQL keeps six digits of a second."""
    return tuple("2026-02-01 00:00:00.123457" if v == "2026-02-01 00:00:00.1234567" else v for v in row)
