"""Mass haul: trips, and the places and kinds of mass that they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ._site import Registration, Site, project_fields
from ._words import PLACES
from ._world import FIRST_DAY, Entity, Fields, millis, stamp

MASSES: Final = (("Sprengstein", 1.7), ("Pukk 22-120", 1.6), ("Matjord", 1.3), ("Leire", 1.8), ("Fk 0-32", 1.9))
"""Names, and tons of a cubic metre."""
_COMMENTS: Final = ("Våt masse", "Ventet på lasting", "Omlasting ved porten")


def mass_types(site: Site) -> Iterator[Registration]:
    """The kinds of mass. Which fields they have is not documented: all but `id` are the sandbox's own choice."""
    for number, (name, density) in enumerate(MASSES, start=1):
        created = millis(FIRST_DAY, number)
        fields: Fields = {"name": name, "number": str(number), "density": density, "active": True}
        yield site.registration(fields, created, (created, None))


def locations(site: Site) -> Iterator[Registration]:
    """Where mass is loaded and dumped. Which fields they have is not documented: all but `id` are the sandbox's own."""
    for number, project in enumerate(site.projects):
        created = millis(FIRST_DAY, number / 10)
        latitude, longitude = site.near(project)
        fields: Fields = {
            "name": f"{('Tipp', 'Uttak', 'Mellomlager')[number % 3]} {PLACES[number % len(PLACES)]} {number + 1}",
            "projectId": project.id,
            "coordinates": [longitude, latitude],
            "active": True,
        }
        yield site.registration(fields, created, (created, None))


def trips(site: Site) -> Iterator[Registration]:
    """A row for each load."""
    masses, places = site.others(mass_types), site.others(locations)
    for day in site.days(380):
        project = site.project()
        loaded = site.moment(day, 6, 14)
        seconds = site.random.randrange(500, 4000)
        dumped = loaded + seconds * 600
        created = dumped + site.random.randrange(1000, 60_000)
        fate = site.fate(created)
        driver = site.user()
        dumper = site.machine("Dumper", "Lastebil")
        by_hand = site.random.random() < 0.1
        task = site.task(project)
        fields: Fields = {
            "loadDateTime": stamp(loaded),
            "dumpDateTime": stamp(dumped),
            "costStartDateTime": stamp(loaded - 120_000),
            "costEndDateTime": stamp(dumped + seconds * 400),
            **_amounts(site, site.random.choice(masses), seconds, verified=fate[0] > created),
            **_route(site, seconds, by_hand=by_hand),
            **_ends(site, places, project),
            **_machine("loader", site.machine("Gravemaskin", "Hjullaster")),
            "loaderDriverName": site.sometimes(str(site.user().fields["name"]), 0.7),
            **_machine("dumper", dumper),
            "dumperRegistrationNumber": dumper.fields["registrationNumber"],
            "dumperDriverName": driver.fields["name"],
            "dumperDriverCompanyName": driver.fields["companyName"],
            "trailer": dumper.fields["typeName"] == "Lastebil",
            "verified": fate[0] > created,
            "approved": fate[0] > created and site.random.random() < 0.8,
            "invoiced": False,
            "receiptNumber": site.sometimes(f"V{site.random.randrange(10**5, 10**6)}", 0.3),
            "customerName": project.fields["projectCustomerName"],
            "comment": site.sometimes(site.random.choice(_COMMENTS), 0.15),
            **project_fields(project),
            "projectCompanyName": site.company(project),
            "taskId": task.id,
            "taskName": task.fields["name"],
            "isFlowData": not by_hand,
        }
        yield site.registration(fields, created, fate, by=driver)


def _amounts(site: Site, mass: Registration, seconds: int, *, verified: bool) -> Fields:
    tons = round(site.random.uniform(9, 31), 1)
    density = next(density for name, density in MASSES if name == mass.fields["name"])
    cubic = round(tons / density, 2)
    unit = site.random.choice(("Ton", "CubicMeter"))
    quantity = tons if unit == "Ton" else cubic
    return {
        "quantity": quantity,
        "quantityM3": cubic,
        "registeredQuantity": quantity,
        "verifiedQuantity": quantity if verified else None,
        "unitOfMeasureText": unit,
        "massTypeId": mass.id,
        "massType": mass.fields["name"],
        "m3PerHour": round(cubic * 3600 / seconds, 2),
    }


def _route(site: Site, seconds: int, *, by_hand: bool) -> Fields:
    """What the positions of a trip tell; one that was registered by hand has none."""
    metres = round(seconds * site.random.uniform(2, 6))
    climb = round(site.random.uniform(-60, 60), 1)
    measured: Fields = {
        "totalCycleTimeSeconds": seconds,
        "totalCycleTimeHours": round(seconds / 3600, 4),
        "utilizationRate": round(site.random.uniform(0.4, 0.98), 3),
        "distance": float(metres),
        "averageSpeedKmh": round(metres / seconds * 3.6 / 0.6, 1),
        "netAltitudeChange": climb,
        "totalAscent": round(abs(climb) + 12, 1),
        "maxGradient": round(site.random.uniform(4, 14), 1),
        "averageGradient": round(climb / metres * 100, 2),
    }
    return {name: None if by_hand else value for name, value in measured.items()}


def _ends(site: Site, places: list[Registration], project: Entity) -> Fields:
    (load, load_at), (dump, dump_at) = ((site.random.choice(places), site.near(project)) for _ in range(2))
    return {
        "loadLocationName": load.fields["name"],
        "dumpLocationName": dump.fields["name"],
        "loadCoordinates": [load_at[1], load_at[0]],
        "dumpCoordinates": [dump_at[1], dump_at[0]],
    }


def _machine(role: str, machine: Entity) -> Fields:
    f = machine.fields
    return {f"{role}Id": machine.id, f"{role}Name": f["name"], f"{role}Number": f["number"]}
