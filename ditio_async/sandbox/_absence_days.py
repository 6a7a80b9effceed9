"""Absences: a row for each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ._site import Registration, Site, approval
from ._world import millis, stamp

TYPES: Final = (
    ("5f0c2a7e9b1d4c0002ab0001", "FE", "Ferie"),
    ("5f0c2a7e9b1d4c0002ab0002", "EM", "Egenmelding"),
    ("5f0c2a7e9b1d4c0002ab0003", "SM", "Sykmelding"),
    ("5f0c2a7e9b1d4c0002ab0004", "SB", "Sykt barn"),
    ("5f0c2a7e9b1d4c0002ab0005", "PE", "Permisjon"),
)
"""Id, code and name."""


def absences(site: Site) -> Iterator[Registration]:
    """All days of all absences."""
    for first in site.days(140):
        user, (type_id, code, name) = site.user(), site.random.choice(TYPES)
        project = site.project() if site.random.random() < 0.6 else None
        created = site.moment(first - dt.timedelta(days=1), 7, 15)
        registration = site.id(created)
        for number in range(site.random.randrange(1, 6)):
            day = first + dt.timedelta(days=number)
            if day.weekday() >= 5:
                break
            fate = site.fate(created + number)
            modified, by = fate[0], site.leader()
            approved = modified > created + number
            locked = approved and site.random.random() < 0.5
            document = site.files.document(
                site.id(modified), f"Fravær {user.fields['employeeNumber']} {day}.pdf", name, str(user.fields["name"])
            )
            fields: dict[str, object] = {
                "registrationId": registration,
                "date": stamp(millis(day)),
                "startTime": stamp(millis(day, 6)),
                "qty": site.random.choice((7.5, 7.5, 7.5, 3.75)),
                "absenceTypeId": type_id,
                "absenceTypeCode": code,
                "absenceTypeName": name,
                "employeeNumber": user.fields["employeeNumber"],
                "userId": user.fields["identityUserId"],
                "projectId": None if project is None else project.id,
                **approval(modified, approved, by),
                "payrollApproved": approved,
                "payrollApprovedDateTime": stamp(modified) if approved else None,
                "locked": locked,
                "lockedDateTime": stamp(modified) if locked else None,
                "pdfUrl": document if approved else None,
            }
            yield site.registration(fields, created + number, fate, by=user)
