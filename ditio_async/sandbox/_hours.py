"""The time registrations, each made from the seed and its number when it is asked for, so that a million need no room.

Numbers follow the work date, so a window is a range of them. What is added or changed later is kept apart, in
`_changes`.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from ._entities import tombstone
from ._pieces import Pieces, person_pieces, project_pieces, resource_pieces, task_pieces
from ._streams import Facts
from ._words import DESCRIPTIONS
from ._world import FIRST_DAY, LAST_DAY, Fields, World, is_machine, millis, stamp

_MASK: Final = (1 << 64) - 1
_GROUP: Final = 100
"""Most registrations that share one work date."""
_STEP: Final = 20 * 60 * 1000
"""Milliseconds between the work dates of a day that has more than one."""
_JANUARY: Final = 1200
"""Registrations in January 2026, where there are that many in all."""

_NAMES: Final = """
    workDate startDateTime stopDateTime qty unitName unitQty unitPrice price amount costPriceBase costPriceMan
    costPriceMachine costAmount costAmountMan costAmountMachine breakQty description descriptionInternal approved
    approvedByName approvedDateTime payrollApproved payrollApprovedDateTime locked lockedByName lockedDateTime invoiced
    projectId projectNumber projectName projectExternalNumber projectCompanyId projectCompanyName projectLeaderName
    projectMainForemanName taskId taskName taskNameLong taskWbsNumber taskChapterId taskPieceWorkId resourceId
    resourceNumber resourceName resourceTypeName primaryResourceName machineEmissionClass userId userName
    userEmployeeNumber userCompanyName userCompanyOrgNr userWorkTitle userWorkShiftSettingName
    createdDateTime
""".split()
EMPTY: Final[Fields] = {str(name): None for name in _NAMES}


def mixed(value: int) -> int:
    """64 bits that look random, from a number (SplitMix64)."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ value >> 30) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ value >> 27) * 0x94D049BB133111EB) & _MASK
    return value ^ value >> 31


class Hours:
    """The registrations that a sandbox starts with."""

    def __init__(self, world: World, seed: int, records: int) -> None:
        self._seed = mixed(seed) & ~0xFFFFFF
        self.records = records
        self._days, self._starts = _spread(records)
        self._day_start = [millis(day) for day in self._days]
        self._tail = f"{mixed(seed) & 0xFFFFFFFFFF:010x}"
        visible = {company.id: company for company in world.companies if company.visible}
        projects = [p for p in world.projects.values() if p.fields["companyId"] in visible]
        self._projects = [project_pieces(p, visible[str(p.fields["companyId"])].name) for p in projects]
        tasks: dict[object, list[Pieces]] = {project.id: [] for project in projects}
        for order in world.work_orders.values():
            if order.fields["projectId"] in tasks and order.fields["parentActivityId"]:
                tasks[order.fields["projectId"]].append(task_pieces(order))
        self._tasks = [*tasks.values()]
        people = [*zip(world.users.values(), world.resources.values(), strict=False)]
        self._workers = {str(user.fields["identityUserId"]) for user, _ in people}
        org_numbers = {company.id: company.org_nr for company in world.companies}
        self._people = [person_pieces(user, human, org_numbers) for user, human in people]
        self._machines = [resource_pieces(r) for r in world.resources.values() if is_machine(r)]
        self._changes: tuple[array[int], array[int]] | None = None

    def facts(self, number: int) -> Facts:
        """What filters look at."""
        project, _, (user, _), _ = self._parts(mixed(self._seed + number))
        return Facts(project.key, project.company, user.company)

    def tasks(self) -> set[str]:
        """The work orders that have hours, or may have."""
        return {task.key for tasks in self._tasks for task in tasks} if self.records else set()

    def workers(self) -> set[str]:
        """Who has hours, or may have: their identityUserIds."""
        return self._workers if self.records else set()

    def full(self, after: int | None, start: int | None, end: int | None) -> Iterator[tuple[int, int]]:
        """Work date and number of each, in order: those with start <= work date <= end that come later than `after`."""
        first = 0 if start is None else self._first(start)
        if after is not None:
            first = max(first, self._first(after + 1))
        for number in range(first, self.records):
            moment = self.work_date(number)
            if end is not None and moment > end:
                return
            if not self._fate(number)[1]:
                yield moment, number

    def changed(self, since: int, before: int | None) -> Iterator[tuple[int, int]]:
        """Time of the last change and number of each, in order of change: since <= change < before."""
        changes, order = self._changed_order()
        for position in range(bisect_left(order, since, key=changes.__getitem__), len(order)):
            number = order[position]
            if before is not None and changes[number] >= before:
                return
            yield changes[number], number

    def encoded(self, number: int, *, incremental: bool) -> tuple[bytes, bool]:
        """One registration as JSON, and whether it is a tombstone."""
        change, deleted = self._fate(number)
        if deleted and incremental:
            return tombstone(self.id(number), change, EMPTY), True
        return self._json(number, change), False

    def id(self, number: int) -> str:
        """24 hexadecimal digits, the last six of which are the number."""
        return f"{self._created(number) // 1000:08x}{self._tail}{number:06x}"

    def number(self, id: str) -> int | None:
        """The number of an id."""
        try:
            number = int(id[18:], 16)
        except ValueError:
            return None
        return number if number < self.records and self.id(number) == id else None

    def work_date(self, number: int) -> int:
        """Midnight; where many share a day, some of them a little later, so that none shares it with too many."""
        day = bisect_right(self._starts, number) - 1
        count = self._starts[day + 1] - self._starts[day]
        return self._day_start[day] + (number - self._starts[day]) // _GROUP * _step(count)

    def _first(self, moment: int) -> int:
        """The first number whose work date is at or after a moment."""
        low = bisect_right(self._day_start, moment) - 1
        if low < 0:
            return 0
        return bisect_left(range(self._starts[low + 1]), moment, lo=self._starts[low], key=self.work_date)

    def _created(self, number: int) -> int:
        crew = mixed(self._seed ^ number // 4)
        return self.work_date(number) // 86_400_000 * 86_400_000 + 14 * 3_600_000 + crew % 7_200_000

    def _fate(self, number: int) -> tuple[int, bool]:
        """When it was changed last, and whether that was its deletion."""
        bits = mixed(self._seed + number)
        created = self._created(number)
        days = 1 + (bits >> 40) % 12
        if (bits >> 52) % 50 == 0:
            return created + days * 86_400_000 - 3_600_000, True
        approved = (bits >> 48) % 8 != 0
        return created + days * 86_400_000 if approved else created, False

    def _changed_order(self) -> tuple[array[int], array[int]]:
        if self._changes is None:
            changes = array("q", (self._fate(number)[0] for number in range(self.records)))
            self._changes = changes, array("i", sorted(range(self.records), key=changes.__getitem__))
        return self._changes

    def _parts(self, bits: int) -> tuple[Pieces, Pieces, tuple[Pieces, Pieces], Pieces | None]:
        where = (bits & 0xFFFF) * (bits >> 16 & 0xFFFF) >> 16  # some projects are larger than others
        where = where * len(self._projects) >> 16
        tasks = self._tasks[where]
        person = self._people[(bits >> 32) % len(self._people)]
        machine = self._machines[(bits >> 20) % len(self._machines)] if (bits >> 8) % 3 == 0 else None
        return self._projects[where], tasks[(bits >> 24) % len(tasks)], person, machine

    def _json(self, number: int, change: int) -> bytes:
        bits = mixed(self._seed + number)
        project, task, (user, human), machine = self._parts(bits)
        day = self.work_date(number)
        begin = day // 86_400_000 * 86_400_000 + 6 * 3_600_000
        quarters = 8 + (bits >> 10) % 32
        qty = quarters / 4
        price = 980.0 if machine else 640.0
        approved = change != self._created(number)
        text = DESCRIPTIONS[(bits >> 44) % len(DESCRIPTIONS)]
        by = '"Bas og formann"' if approved else "null"
        when = f'"{stamp(change)}"' if approved else "null"
        flag = "true" if approved else "false"
        return b"".join(
            (
                f'{{"id":"{self.id(number)}","workDate":"{stamp(day)}","startDateTime":"{stamp(begin)}",'
                f'"stopDateTime":"{stamp(begin + quarters * 900_000 + 1_800_000)}","qty":{qty:g},"unitName":"time",'
                f'"unitQty":{qty:g},"unitPrice":{price},"price":{price},"amount":{price * qty:.2f},'
                f'"costPriceBase":410.0,"costPriceMan":410.0,"costPriceMachine":{570.0 if machine else 0.0},'
                f'"costAmount":{410 * qty:.2f},"costAmountMan":{410 * qty:.2f},"costAmountMachine":0.0,"breakQty":0.5,'
                f'"description":"{text}","descriptionInternal":null,"approved":{flag},"approvedByName":{by},'
                f'"approvedDateTime":{when},"payrollApproved":{flag},"payrollApprovedDateTime":{when},"locked":false,'
                f'"lockedByName":null,"lockedDateTime":null,"invoiced":false,'.encode(),
                project.json,
                task.json,
                (machine or human).json,
                user.json,
                f'"createdDateTime":"{stamp(self._created(number))}","modifiedDateTime":"{stamp(change)}",'
                '"isDeleted":false,"deletedDateTime":null}'.encode(),
            )
        )


def _step(count: int) -> int:
    groups = -(-count // _GROUP)
    return min(_STEP, 86_400_000 // max(1, groups))


def _spread(records: int) -> tuple[list[dt.date], list[int]]:
    """The working days, and the number of the first registration of each; one more at the end."""
    days = [FIRST_DAY + dt.timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    days = [day for day in days if day.weekday() < 6]
    january = [day.year == 2026 and day.month == 1 for day in days]
    weights = [1.0 if day.weekday() < 5 else 0.2 for day in days]
    inside = sum(w for w, j in zip(weights, january, strict=True) if j)
    outside = sum(weights) - inside
    share = min(records, max(_JANUARY, round(records * inside / (inside + outside))))
    exact = [w * (share / inside if j else (records - share) / outside) for w, j in zip(weights, january, strict=True)]
    starts, total = [0], 0.0
    for amount in exact:
        total += amount
        starts.append(round(total))
    starts[-1] = records
    return days, starts
