"""Certificates of employees."""

from __future__ import annotations

import builtins
import datetime as dt
from collections.abc import AsyncIterable, Iterable
from typing import ClassVar

from msgspec import UNSET, UnsetType

from .._bulk.arrays import halving
from .._bulk.run import Bulk
from .._endpoints import Resource, Rows
from .._fields import Fields, Model
from .._times import Time, compared


class Certificate(Model):
    """A certificate as the server keeps it (Ditio: Certificates).

    Times are aware UTC where the server says an offset, naive where it does not.

    Attributes:
        employee_number: whose it is.
        certificate_type: what it is for; one of each type for each employee.
    """

    employee_number: str | None = None
    certificate_type: str | None = None
    issued_date_time: dt.datetime | None = None
    valid_until_date_time: dt.datetime | None = None
    certificate_number: str | None = None
    notes: str | None = None


class NewCertificate(Fields, kw_only=True):
    """A certificate to write.

    Args:
        employee_number: whose it is.
        certificate_type: what it is for; another one of the same type takes its place.
        issued_date_time: a date, an aware datetime or ISO 8601 text; before valid_until_date_time.
        valid_until_date_time: the same.
        certificate_number: what is printed on it.
        notes: a text.
    """

    keys: ClassVar = ("employee_number", "certificate_type")

    employee_number: str
    certificate_type: str
    issued_date_time: Time
    valid_until_date_time: Time
    certificate_number: str | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET

    def problem(self) -> str | None:
        """A certificate that ends before it was issued."""
        order = compared(self.issued_date_time, self.valid_until_date_time)
        if order is None or order < 0:
            return None
        start, end = self.issued_date_time, self.valid_until_date_time
        return f"issued_date_time ({start}) is not before valid_until_date_time ({end})"


class Certificates(Resource):
    """Certificates of employees (Ditio: Certificates). Ditio documents no call that reads them."""

    name = "certificates"

    upsert = Rows(
        "/api/v4/integration/certificates",
        builtins.list[Certificate],
        NewCertificate,
        "certificates",
        "Create certificates, or write over those that the same employees have of the same types.",
    )

    def upsert_in_chunks(
        self,
        certificates: AsyncIterable[NewCertificate] | Iterable[NewCertificate],
        /,
        *,
        chunk: int = 100,
        concurrency: int = 2,
    ) -> Bulk[NewCertificate, Certificate]:
        """Write any number of certificates, so many in a request, and tell what became of each.

        A request that is refused is sent again in halves until it is known which certificate it is for.

        Args:
            certificates: anything to iterate, with or without `async`.
            chunk: how many in a request.
            concurrency: how many requests at once.

        Returns:
            What to iterate inside an `async with`, as `bulk` gives it.
        """
        return type(self).upsert.in_chunks(self.context, halving(self.upsert), certificates, chunk, concurrency)
