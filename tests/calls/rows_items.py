"""Item registrations, and what must be on the wire."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ditio_async.resources.reporting import ItemRegistration

from ..support.strict import Answer
from .table import Case, sent

LINE: Final = "GET /reporting/v1/item-registrations/web-query"
HEADER: Final = "Dato;Vare;Prosjekt;Type;Antall"
FULL: Final = (
    "Betongrør 300 mm;Rv. 4;1022;Grøfter;Consumption;Kari;31.01.2026 08:30:22;Gravemaskin 4;−1 234,50;410.00;512,5;"
    '-506145;1.234,5;Hovedlager;0,00;Muffe 4" til kum 12'
)
ITEM: Final = ItemRegistration(
    item_name="Betongrør 300 mm",
    project_name="Rv. 4",
    project_number="1022",
    task_name="Grøfter",
    trans_type="Consumption",
    user_name="Kari",
    trans_date=dt.datetime(2026, 1, 31, 8, 30, 22),  # noqa: DTZ001  # the text says no time zone
    machine_name="Gravemaskin 4",
    qty=-1234.5,
    cost_price=410.0,
    price=512.5,
    cost_amount=-506145.0,
    amount=1234.5,
    warehouse_name="Hovedlager",
    warehouse_qty=0.0,
    description='Muffe 4" til kum 12',
)


def text(*lines: str, end: str = "\r\n", kind: str = "text/csv; charset=utf-8") -> Answer:
    return Answer("".join(f"{line}{end}" for line in lines).encode(), headers={"Content-Type": kind})


ROWS = [
    Case(
        "reporting.item_registrations",
        "no filter, no rows",
        lambda ditio: ditio.reporting.item_registrations().collect(),
        sent(LINE),
        text(HEADER),
        [],
    ),
    Case(
        "reporting.item_registrations",
        "the whole filter, a row with everything and one with nothing",
        lambda ditio: ditio.reporting.item_registrations(from_date=dt.date(2026, 1, 1), to_date="2026-01-31").collect(),
        sent(f"{LINE}?FromDate=2026-01-01&ToDate=2026-01-31"),
        text(HEADER, FULL, ";" * 15, kind="text/plain"),
        [ITEM, ItemRegistration()],
    ),
]
