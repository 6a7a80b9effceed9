"""Days as payroll sees them: what was worked, what of it is overtime, and whether it is approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from ._absence_days import TYPES
from ._entities import Keep
from ._query import Query
from ._site import Registration, Site, approval
from ._world import Entity, Fields, millis, stamp

PAID_BY_HOUR, FIXED_PAY, ALL_USERS = "paid-by-hour", "fixed-pay", "all-users"

PLAIN: Final = """
    id transDateTime userId userName employeeNumber companyId qty standardQty overtime50Qty overtime100Qty timebankQty
    breakQty absenceQty approved approvedByName approvedDateTime
""".split()
"""What the plain stream shows of a day; which fields it has is not documented, so this is the sandbox's own choice."""


class PayrollType(Struct, frozen=True):
    """A kind of pay. `line` and `overtime` are lineType and overtimeType; hours are ordinary where there are none."""

    id: str
    name: str
    line: int | None = None
    overtime: int | None = None

    def line_of(self, qty: object) -> Fields:
        """So many hours of it."""
        return {
            "payrollTypeId": self.id,
            "name": self.name,
            "lineType": self.line,
            "overtimeType": self.overtime,
            "qty": qty,
        }


ORDINARY: Final = PayrollType("5f0c2a7e9b1d4c0003cd0010", "Timelønn")
OVERTIME: Final = {
    "overtime50Qty": PayrollType("5f0c2a7e9b1d4c0003cd0020", "Overtid 50 %", 20, 0),
    "overtime100Qty": PayrollType("5f0c2a7e9b1d4c0003cd0030", "Overtid 100 %", 30, 0),
}
"""By the field that has the hours of it."""
BY_HAND: Final = PayrollType("5f0c2a7e9b1d4c0003cd0041", "Smusstillegg", 41, 1)
ABSENCE: Final = PayrollType("5f0c2a7e9b1d4c0003cd0050", "Fravær med lønn")


def days(site: Site) -> Iterator[Registration]:
    """A row for each person and day, of two people on every day that is picked; no day is picked twice."""
    for day in site.days(380):
        for user in site.random.sample(site.users, 2):
            absence = site.random.choice((0.0,) * 9 + (7.5,))
            worked = 0.0 if absence else site.random.randrange(16, 48) / 4
            yield _day(site, user, day, worked, absence)


def _day(site: Site, user: Entity, day: dt.date, worked: float, absence: float) -> Registration:
    created = site.moment(day, 14, 17)
    fate = site.fate(created)
    modified = fate[0]
    approved = modified > created
    locked = approved and site.random.random() < 0.5
    overtime = {"overtime50Qty": min(max(worked - 7.5, 0.0), 2.0), "overtime100Qty": max(worked - 9.5, 0.0)}
    done = approval(modified, approved, site.leader())
    fields: Fields = {
        "transDateTime": stamp(millis(day)),
        "userId": user.fields["identityUserId"],
        "userName": user.fields["name"],
        "employeeNumber": user.fields["employeeNumber"],
        "companyId": user.fields["companyId"],
        "qty": worked,
        "standardQty": min(worked, 7.5),
        **overtime,
        "timebankQty": 0.0,
        "breakQty": 0.5 if worked else 0.0,
        "absenceQty": absence,
        "absenceApprovedQty": absence if approved else 0.0,
        "absenceLockedQty": absence if locked else 0.0,
        "totalVerifiedQty": worked if approved else 0.0,
        "approvedQty": worked if approved else 0.0,
        "lockedQty": worked if locked else 0.0,
        **{name.replace("approved", "verified"): value for name, value in done.items()},
        **done,
        "overtimeLines": _overtime(site, overtime),
    }
    tags = {
        "pay": FIXED_PAY if int(str(user.fields["employeeNumber"])) % 6 == 0 else PAID_BY_HOUR,
        "project": site.project().id,
        "locked": "locked" if locked else "",
        "absence": site.random.choice(TYPES)[0] if absence else "",
    }
    return site.registration(fields, created, fate, by=user, tags=tags)


def _overtime(site: Site, hours: dict[str, float]) -> list[Fields]:
    lines = [(kind, hours[name]) for name, kind in OVERTIME.items() if hours[name]]
    if site.random.random() < 0.1:
        lines.append((BY_HAND, 2.0))
    return [{**kind.line_of(qty), "sorting": sorting} for sorting, (kind, qty) in enumerate(lines, start=1)]


def paid(whom: str) -> Keep:
    """Of people who are paid by the hour, of the others, or of all."""
    return lambda day: whom == ALL_USERS or tag(day, "pay", PAID_BY_HOUR) == whom


def tag(day: Entity, name: str, default: str = "") -> str:
    """What a day does not show of itself."""
    return day.tags.get(name, default) if isinstance(day, Registration) else default


def extended(query: Query, _: object) -> Keep:
    """Approved ones unless all are asked for, of people who are paid by the hour unless all are asked for."""
    everything = query.choice("ExportFilter", {"all", "approved"}, "approved") == "all"
    whose = query.choice("UserPayrollTypeFilter", {"paidbyhour", "allusers"}, "paidbyhour")
    of_whom = paid(ALL_USERS if whose == "allusers" else PAID_BY_HOUR)
    return lambda day: of_whom(day) and (everything or bool(day.fields.get("approved")))
