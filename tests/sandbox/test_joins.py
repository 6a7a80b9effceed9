"""What the streams of the sandbox say of one another fits together, read through the typed calls."""

from __future__ import annotations

import pytest

from ditio_async import DitioSession, NotFoundError
from ditio_async.sandbox import DitioSandbox

INCREMENTAL = """
    time_registrations absence_registrations machine_registrations payroll_lines payroll_lines_extended
    checklist_registrations incident_registrations machine_checklist_registrations machine_incident_registrations
    crew_list_registrations images flow_trip_registrations projects work_breakdown_structure users resources
""".split()


async def test_registrations_join_people_machines_projects_and_work_orders(
    ditio: DitioSession, ditio_sandbox: DitioSandbox
) -> None:
    hours = await ditio.reporting.time_registrations().collect()
    people = {user.identity_user_id: user for user in await ditio.reporting.users().collect()}
    resources = {resource.id: resource for resource in await ditio.reporting.resources().collect()}
    projects = {project.id: project for project in await ditio.reporting.projects().collect()}
    orders = {order.id: order for order in await ditio.reporting.work_breakdown_structure().collect()}
    assert len(hours) > 1000
    for record in hours:
        if record.user_id is not None:
            assert people[record.user_id].name == record.user_name
        if record.resource_id is not None:
            assert resources[record.resource_id].name == record.resource_name
        assert record.project_id is not None
        assert projects[record.project_id].number == record.project_number
        if record.task_id is not None:
            assert orders[record.task_id].project_id == record.project_id
    assert any(record.user_id for record in hours)
    assert any(record.task_id for record in hours)


@pytest.mark.parametrize("name", INCREMENTAL)
async def test_a_stream_is_read_by_its_own_call_in_both_modes(ditio: DitioSession, name: str) -> None:
    read = getattr(ditio.reporting, name)
    window = {"from_date_time": "2025-01-01"} if name == "crew_list_registrations" else {}
    there = {record.id for record in await read(**window).collect()}
    changed = await read(modified_since="2024-01-01").collect()
    assert there
    assert there == {record.id for record in changed if not getattr(record, "is_deleted", None)}


@pytest.mark.parametrize("name", ["flow_locations", "flow_mass_types"])
async def test_a_stream_without_an_incremental_mode_is_read_whole(ditio: DitioSession, name: str) -> None:
    assert {"id", "name"} <= (await getattr(ditio.reporting, name)().collect())[0].keys()


async def test_a_stream_that_is_not_served_is_named(ditio: DitioSession) -> None:
    with pytest.raises(NotFoundError, match="The sandbox does not know GET /reporting/v1/weather"):
        await ditio.reporting.stream("/v1/weather").collect()
