"""Time registrations as a server sends them: 59 fields, about 1.8 kB each, no two alike."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final

import msgspec

POOL: Final = 20_000
"""Records that differ; a longer stream has them again."""

_WORK: Final = (
    "Masseflytting fra portal vest til deponi, lass {}",
    "Boring og lading av salve {}",
    "Grøft langs adkomstveien, kum {} satt",
    "Sikring av berg med bolter, profil {}",
)
_INTERNAL: Final = "Timer godkjent av basen på skift {}; maskinen sto i {} minutter"
_PROJECTS: Final = ("Prosjekt Fjellhall – fase 2", "E39 Førde – Bergum", "Sandvika stasjon")
_TASKS: Final = ("Sprengning og utlasting", "Masseflytting", "Grøfter og ledninger", "Bergsikring og injeksjon")
_PEOPLE: Final = ("Kari Nordmann", "Bjørn Ødegård", "Åse Lærum", "Piotr Kowalczyk", "Liv Sørensen Bråten")
_MACHINES: Final = ("Volvo EC380E gravemaskin", "Caterpillar 745 dumper", "Sandvik DT1131i borerigg")


@cache
def pool() -> list[bytes]:
    """All records, encoded."""
    chance = Random(7)
    return [msgspec.json.encode(_record(chance, number)) for number in range(POOL)]


def _record(chance: Random, number: int) -> dict[str, object]:
    hours = chance.choice((4.0, 6.5, 7.5, 8.25, 10.0))
    price, cost = chance.randrange(600, 1900) + 0.5, chance.randrange(300, 900) + 0.25
    project, task = chance.randrange(40), chance.randrange(900)
    person, machine = chance.choice(_PEOPLE), chance.choice(_MACHINES)
    minute = f"{chance.randrange(10, 60)}:{chance.randrange(10, 60)}Z"
    approved = chance.random() < 0.8
    return {
        "id": _id(chance),
        "workDate": "2026-03-02T00:00:00Z",
        "startDateTime": f"2026-03-02T06:{minute}",
        "stopDateTime": f"2026-03-02T15:{minute}",
        "qty": hours,
        "unitName": "time",
        "unitQty": hours,
        "unitPrice": price,
        "price": price,
        "amount": round(hours * price, 2),
        "costPriceBase": cost,
        "costPriceMan": cost,
        "costPriceMachine": round(cost * 1.7, 2),
        "costAmount": round(hours * cost * 2.7, 2),
        "costAmountMan": round(hours * cost, 2),
        "costAmountMachine": round(hours * cost * 1.7, 2),
        "breakQty": 0.5,
        "description": chance.choice(_WORK).format(number),
        "descriptionInternal": _INTERNAL.format(number % 3 + 1, number % 60) if number % 3 == 0 else None,
        "approved": approved,
        "approvedByName": chance.choice(_PEOPLE) if approved else None,
        "approvedDateTime": f"2026-03-03T08:{minute}" if approved else None,
        "payrollApproved": approved and number % 2 == 0,
        "payrollApprovedDateTime": f"2026-03-04T09:{minute}" if approved and number % 2 == 0 else None,
        "locked": number % 5 == 0,
        "lockedByName": chance.choice(_PEOPLE) if number % 5 == 0 else None,
        "lockedDateTime": f"2026-03-05T10:{minute}" if number % 5 == 0 else None,
        "invoiced": False,
        "projectId": f"6650f1a2b3c4d5e6f7a8b9{project:02}",
        "projectNumber": f"P-{1000 + project}",
        "projectName": _PROJECTS[project % len(_PROJECTS)],
        "projectExternalNumber": f"40-{1000 + project}",
        "projectCompanyId": "5f1e9a3cc2d7b80001a4e6f2",
        "projectCompanyName": "Anlegg og Fjell AS",
        "projectLeaderName": _PEOPLE[project % len(_PEOPLE)],
        "projectMainForemanName": _PEOPLE[(project + 1) % len(_PEOPLE)],
        "taskId": f"6650f1a2b3c4d5e6f7a8c{task:03}",
        "taskName": _TASKS[task % len(_TASKS)],
        "taskNameLong": f"{task} {_TASKS[task % len(_TASKS)]}",
        "taskWbsNumber": f"{task // 100}.{task // 10 % 10}.{task % 10}",
        "taskChapterId": f"{task // 100}",
        "taskPieceWorkId": None,
        "resourceId": _id(chance),
        "resourceNumber": f"M-{chance.randrange(100, 999)}",
        "resourceName": machine,
        "resourceTypeName": machine.rpartition(" ")[2],
        "primaryResourceName": person,
        "machineEmissionClass": "Stage V" if number % 2 else None,
        "userId": _id(chance),
        "userName": person,
        "userEmployeeNumber": f"{chance.randrange(1000, 9999)}",
        "userCompanyName": "Anlegg og Fjell AS",
        "userCompanyOrgNr": "987654321",
        "userWorkTitle": "Maskinfører",
        "userWorkShiftSettingName": "Rotasjon 12-16",
        "createdDateTime": f"2026-03-02T16:{minute}",
        "modifiedDateTime": f"2026-03-05T11:{minute}",
        "isDeleted": False,
        "deletedDateTime": None,
    }


def _id(chance: Random) -> str:
    return f"{chance.getrandbits(96):024x}"
