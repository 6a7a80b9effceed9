"""Hours of machines."""

from __future__ import annotations

from collections.abc import Iterator

from ._answers import bad_request
from ._entities import Keep, everything
from ._query import Query
from ._site import Registration, Site, project_fields
from ._words import DESCRIPTIONS
from ._world import stamp


def machine_hours(site: Site) -> Iterator[Registration]:
    """A row for each shift of a machine."""
    for day in site.days(420):
        project, machine = site.project(), site.machine()
        driver = site.user() if site.random.random() < 0.85 else None
        start = site.moment(day, 5, 8)
        quarters = site.random.randrange(4, 40)
        stop = start + quarters * 900_000
        created = stop + site.random.randrange(1000, 1_800_000)
        fate = site.fate(created)
        fields: dict[str, object] = {
            "startDateTime": stamp(start),
            "stopDateTime": stamp(stop),
            "qty": quarters / 4,
            "description": site.random.choice(DESCRIPTIONS) or None,
            "approved": fate[0] > created,
            "machineId": machine.id,
            "machineName": machine.fields["name"],
            "resourceNumber": machine.fields["number"],
            "machineTypeName": machine.fields["typeName"],
            "driverId": driver and driver.fields["identityUserId"],
            "driverName": driver and driver.fields["name"],
            "driverCompanyName": driver and driver.fields["companyName"],
            **project_fields(project),
            "projectCompanyName": site.company(project),
            "createdDateTime": stamp(created),
        }
        yield site.registration(fields, created, fate, by=driver)


def both_ends(query: Query, _: object) -> Keep:
    """The window has both ends or none; the limits that Ditio's sources disagree on are not kept here."""
    if bool(query.get("FromDateTime")) != bool(query.get("ToDateTime")):
        raise bad_request("DateRangeInvalid", "FromDateTime and ToDateTime go together")
    return everything
