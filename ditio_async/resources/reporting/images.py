"""Images."""

from __future__ import annotations

import datetime as dt

from .records import Record


class ImageRecord(Record):
    """An image and the record that it belongs to (Ditio: Images); one row for each such pair.

    The names of the fields for the file's name, type and size and for its four download addresses are not documented:
    the raw record has them.

    Attributes:
        source: feed, alert or checklist.
        latitude, longitude: degrees.
        accuracy: of the position.
        road_reference: as it comes; what it looks like is not documented.
    """

    source: str | None = None
    project_id: str | None = None
    project_number: str | None = None
    project_name: str | None = None
    task_id: str | None = None
    task_name: str | None = None
    activity_id: str | None = None
    activity_number: str | None = None
    company_id: str | None = None
    project_company_id: str | None = None
    created_by_user_id: str | None = None
    created_by_user_name: str | None = None
    created_date_time: dt.datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    road_reference: object = None
