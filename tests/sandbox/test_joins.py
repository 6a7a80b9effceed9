"""What the streams of the sandbox say of one another fits together, read through the typed calls."""

from __future__ import annotations

import pytest

from ditio_async import DitioSession, NotFoundError
from ditio_async.sandbox import DitioSandbox


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


async def test_a_stream_that_is_not_served_is_named(ditio: DitioSession) -> None:
    with pytest.raises(NotFoundError, match="The sandbox does not know GET /reporting/v1/weather"):
        await ditio.reporting.stream("/v1/weather").collect()
