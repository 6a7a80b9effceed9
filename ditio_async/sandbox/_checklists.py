"""Checklists that were filled in, on sites and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ._files import Picture
from ._site import Registration, Site, project_fields
from ._world import Entity, Fields, stamp

_SITE: Final = (
    ("Vernerunde", "HMS", ("Orden og rydding", "Rekkverk og fallsikring", "Verneutstyr")),
    ("Sikker jobbanalyse", "HMS", ("Faremomenter", "Tiltak")),
    ("Kontroll av grøft", "KS", ("Fundament", "Rørtrasé", "Omfylling")),
    ("Mottakskontroll betong", "KS", ("Følgeseddel", "Synk og temperatur")),
)
_MACHINE: Final = (
    ("Daglig kontroll av maskin", "Maskin", ("Oljenivå", "Lys og speil", "Belter og dekk")),
    ("Sakkyndig kontroll", "Maskin", ("Hydraulikk", "Sikkerhetsutstyr")),
)
"""Name of the template, its base type, its sections."""


def checklists(site: Site) -> Iterator[Registration]:
    """Those of sites."""
    for number, day in enumerate(site.days(260), start=1):
        yield _checklist(site, number, site.moment(day, 6, 15), machine=None)


def machine_checklists(site: Site) -> Iterator[Registration]:
    """Those of machines."""
    for number, day in enumerate(site.days(160), start=1):
        yield _checklist(site, number, site.moment(day, 6, 15), machine=site.machine())


def _checklist(site: Site, number: int, created: int, *, machine: Entity | None) -> Registration:
    fate = site.fate(created)
    modified = fate[0]
    index = site.random.randrange(len(_MACHINE if machine else _SITE))
    template, base, sections = (_MACHINE if machine else _SITE)[index]
    author, project = site.user(), site.project()
    task = site.task(project) if machine is None or site.random.random() < 0.5 else None
    status = site.random.choice(("SentForApproval", "Approved", "Rejected", "Reported"))
    latitude, longitude = site.near(project)
    is_submitted = modified > created
    serial = f"{'M' if machine else 'S'}{number:04}"
    pictures = [
        site.files.picture(site.random, f"{serial} bilde {n}.png") for n in range(site.random.choice((0, 0, 1, 2)))
    ]
    document = site.files.document(site.id(modified), f"Sjekkliste {serial}.pdf", template, str(project.fields["name"]))
    fields: Fields = {
        "documentNumber": f"SJ-{index + 1:03}",
        "serialNumber": serial,
        "templateName": template,
        "templateVersion": site.random.randrange(1, 5),
        "baseTypeName": base,
        "statusText": status if is_submitted else "Pending",
        "hasDeviation": site.random.random() < 0.15,
        "hasComment": site.random.random() < 0.4,
        "hasImages": bool(pictures),
        **project_fields(project, "projectId", "projectNumber", "projectName"),
        "activityId": task and task.id,
        "activityNumber": task and task.fields["externalId"],
        "activityName": task and task.fields["name"],
        "machineId": machine and machine.id,
        "resourceNumber": machine and machine.fields["number"],
        "createdByUserName": author.fields["name"],
        "createdDateTime": stamp(created),
        "submittedByUserName": author.fields["name"] if is_submitted else None,
        "submittedDateTime": stamp(modified) if is_submitted else None,
        "approvedByUserName": site.leader() if is_submitted and status == "Approved" else None,
        "latitude": latitude,
        "longitude": longitude,
        "pdfUrl": document if is_submitted else None,
        "sections": _sections(site, created, sections, pictures, serial),
    }
    return site.registration(fields, created, fate, by=author, pictures=pictures)


def _sections(site: Site, created: int, names: Sequence[str], pictures: Sequence[Picture], serial: str) -> list[Fields]:
    """The first has the images, and now and then a document; what else than their addresses is the sandbox's own."""
    images = [{"fileName": picture.name, "url": picture.links["original"]} for picture in pictures]
    attachments: list[Fields] = []
    if site.random.random() < 0.2:
        name = f"Vedlegg {serial}.pdf"
        attachments.append({"fileName": name, "url": site.files.document(site.id(created), name, "Vedlegg", serial)})
    return [
        {"name": name, "attachments": attachments if first else [], "images": images if first else []}
        for name, first in ((name, name == names[0]) for name in names)
    ]
