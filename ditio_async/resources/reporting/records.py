"""What all records of the reporting API have."""

from __future__ import annotations

import datetime as dt

from ..._fields import Model


class Record(Model):
    """A record of a stream.

    In incremental mode deletions come as records with is_deleted. Of time, machine, absence and incident
    registrations and of crew lists only the fields of this class are left then; of checklists, projects, work orders,
    resources and users the last version is there, with a modified_date_time from before the deletion.

    Attributes:
        id: of the record.
        modified_date_time: aware UTC.
        deleted_date_time: aware UTC.
    """

    id: str
    modified_date_time: dt.datetime | None = None
    is_deleted: bool | None = None
    deleted_date_time: dt.datetime | None = None
