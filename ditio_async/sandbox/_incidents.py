"""Incidents on sites and with machines (Ditio also says alerts)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ._site import Registration, Site, project_fields
from ._world import Entity, Fields, stamp

TYPES: Final = (
    ("HSE", "Nestenulykke", "Løs stein falt ned i grøfta"),
    ("HSE", "Farlig forhold", "Manglende rekkverk ved byggegrop"),
    ("QA", "Avvik kvalitet", "Kote på kum er 4 cm for lav"),
    ("Environmental", "Utslipp", "Hydraulikkolje på bakken, ca. 2 liter"),
    ("Other", "Forslag til forbedring", "Flytt porten nærmere riggen"),
)
MACHINE_TYPES: Final = (
    ("Machine", "Maskinskade", "Bøyd stige på høyre side"),
    ("Machine", "Feil på maskin", "Varsellampe for motoroljetrykk"),
)
"""Base type, type and title."""
_BASES: Final = ("HSE", "QA", "Environmental", "Machine", "Other")
_STATUSES: Final = ("Open", "InProgress", "Closed")
_MEASURES: Final = ("Området er sperret av", "Verksted er bestilt", "Tatt opp på morgenmøtet")


def incidents(site: Site) -> Iterator[Registration]:
    """Those of sites."""
    for number, day in enumerate(site.days(240), start=1):
        yield _incident(site, number, site.moment(day, 6, 15), machine=None)


def machine_incidents(site: Site) -> Iterator[Registration]:
    """Those with machines."""
    for number, day in enumerate(site.days(140), start=1):
        yield _incident(site, number, site.moment(day, 6, 15), machine=site.machine())


def _incident(site: Site, number: int, created: int, *, machine: Entity | None) -> Registration:
    """Base type and status are numbers as well as texts; the numbers are the sandbox's own, like the shape of risk."""
    fate = site.fate(created)
    modified = fate[0]
    base, kind, title = site.random.choice(MACHINE_TYPES if machine else TYPES)
    author, project = site.user(), site.project()
    task = site.task(project) if site.random.random() < 0.7 else None
    status = site.random.randrange(len(_STATUSES)) if modified > created else 0
    latitude, longitude = site.near(project)
    serial = f"{'MH' if machine else 'RUH'}-{number:04}"
    count = site.random.choice((0, 0, 1))
    document = site.files.document(site.id(modified), f"{serial}.pdf", title, str(project.fields["name"]))
    fields: Fields = {
        "serialNumber": str(number),
        "serialNumberWithPrefix": serial,
        "title": title,
        "description": site.sometimes(f"{title}. Meldt av {author.fields['name']}.", 0.8),
        "typeName": kind,
        "baseType": _BASES.index(base),
        "baseTypeText": base,
        "status": status,
        "statusText": _STATUSES[status],
        "risk": site.random.choice((None, 1, 2, 3)),
        "measures": site.sometimes(site.random.choice(_MEASURES)),
        "requiresFurtherAction": _STATUSES[status] != "Closed",
        "resolvedOnLocation": site.random.random() < 0.3,
        "companyName": author.fields["companyName"],
        **project_fields(project, "projectId", "projectNumber", "projectName"),
        "projectCompanyName": site.company(project),
        "taskId": task and task.id,
        "taskName": task and task.fields["name"],
        "machineId": machine and machine.id,
        "machineName": machine and machine.fields["name"],
        "latitude": latitude,
        "longitude": longitude,
        "createdAt": stamp(created),
        "statusUpdatedAt": stamp(modified) if modified > created else None,
        "pdfUrl": document if modified > created else None,
    }
    pictures = [site.files.picture(site.random, f"{serial} {n}.png") for n in range(count)]
    return site.registration(fields, created, fate, by=author, pictures=pictures)
