"""Item registrations: a text with semicolons, whose oddities a reader has to live with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ._answers import Answer
from ._registrations import Registrations
from ._routes import REPORTING, Call, Routes
from ._site import Registration, Site
from ._world import Fields, stamp

PATH: Final = "/reporting/v1/item-registrations/web-query"
COLUMNS: Final = """
    itemName projectName projectNumber taskName transType userName transDate machineName qty costPrice price costAmount
    amount warehouseName warehouseQty description
""".split()
HEADER: Final = "Dato;Vare;Prosjektnr.;Prosjekt;Aktivitet;Type;Bruker;Maskin;Antall;Kostpris;Pris;Kostnad;Beløp;Lager"
"""Localised, in another order than the data, and shorter. Which words it has is the sandbox's own choice."""

_ITEMS: Final = (
    ("Betongrør 300 mm", 410.0),
    ("PVC-rør 110 mm", 96.5),
    ("Fiberduk kl. 3", 14.75),
    ("Kumring 1200", 1890.0),
    ("Anleggsdiesel", 15.9),
    ("Armering Ø12", 22.4),
)
_TYPES: Final = ("Consumption", "Consumption", "Consumption", "Sale", "Purchase", "Adjustment")
_WAREHOUSES: Final = ("Hovedlager", "Container 4", "")
_TEXTS: Final = ("", "", "Til grøft ved profil 240", "Bestilt av bas")
_QUOTED: Final = 'Muffe 4" til kum 12'
_SPLIT: Final = "Bend 45 grader; 2 stk. i reserve"
_MINUS: Final = "−"
_DAY: Final = 86_400_000


def items(site: Site) -> Iterator[Registration]:
    """A row for each; one has a stray quotation mark in its text, and one a semicolon, which is not escaped."""
    for number, day in enumerate(site.days(150)):
        moment = site.moment(day, 6, 15) // 1000 * 1000
        text = {40: _QUOTED, 90: _SPLIT}.get(number) or site.random.choice(_TEXTS)
        yield site.registration(_row(site, number, moment, text), moment, (moment, None))


def _row(site: Site, number: int, moment: int, text: str) -> Fields:
    """Columns as texts. Returns are negative; every seventh row has points where the others have commas."""
    (item, cost), project = site.random.choice(_ITEMS), site.project()
    sign = -1 if number % 9 == 4 else 1
    quantity = sign * site.random.randrange(1, 400) / 4
    price = round(cost * 1.25, 2)
    machine = site.machine() if item == "Anleggsdiesel" else None
    point = "." if number % 7 == 3 else ","

    def written(value: float) -> str:
        return f"{value:.2f}".replace(".", point).replace("-", _MINUS)

    return {
        "itemName": item,
        "projectName": project.fields["name"],
        "projectNumber": project.fields["projectNumber"],
        "taskName": site.task(project).fields["name"],
        "transType": site.random.choice(_TYPES),
        "userName": site.user().fields["name"],
        "transDate": _norwegian(stamp(moment)),
        "machineName": machine.fields["name"] if machine else "",
        "qty": written(quantity),
        "costPrice": written(cost),
        "price": written(price),
        "costAmount": written(quantity * cost),
        "amount": written(quantity * price),
        "warehouseName": site.random.choice(_WAREHOUSES),
        "warehouseQty": written(site.random.randrange(0, 4000) / 4),
        "description": text,
    }


def _norwegian(when: str) -> str:
    """2026-01-31T12:30:00 as 31.01.2026 12:30:00."""
    return f"{when[8:10]}.{when[5:7]}.{when[:4]} {when[11:19]}"


def mount_items(routes: Routes, registrations: Registrations) -> None:
    """The address. FromDate and ToDate may be left out; a ToDate without a time is the whole of that day."""

    async def answer(call: Call) -> Answer:
        start, end = call.query.moment("FromDate"), call.query.moment("ToDate")
        if end is not None and len(call.query.get("ToDate") or "") == len("2026-01-31"):
            end += _DAY - 1
        rows = [
            ";".join(str(item.fields[column]) for column in COLUMNS)
            for item in registrations.records(items).entities.values()
            if (start is None or item.created >= start) and (end is None or item.created <= end)
        ]
        text = "".join(f"{row}\r\n" for row in (HEADER, *rows))
        return Answer(200, text.encode(), "text/csv; charset=utf-8")

    routes.add("GET", PATH, answer, REPORTING)
