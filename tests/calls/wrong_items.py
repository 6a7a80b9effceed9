"""Wrong calls of item registrations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .wrong import NAIVE, Wrong

ITEMS = "reporting.item_registrations"


def items(*words: str, **filter: Any) -> Wrong:
    return Wrong(ITEMS, words, lambda ditio, _: ditio.reporting.item_registrations(**filter))


ROWS = [
    *[
        items(name, *words, **{name: value})
        for name in ("from_date", "to_date")
        for words, value in (
            (("takes a plain date, not a datetime", "use .date()"), NAIVE),
            (("is no plain date: '31.01.2026'", "write it as 2026-01-31"), "31.01.2026"),
            (("takes a date or yyyy-MM-dd, not int",), 20260131),
        )
    ],
    items(
        "from_date (2026-02-01) is after to_date (2026-01-31)",
        from_date="2026-02-01",
        to_date=dt.date(2026, 1, 31),
    ),
    items("no argument 'from_date_time'; did you mean 'from_date'?", from_date_time="2026-01-31"),
    Wrong(ITEMS, ("by name", "from_date"), lambda ditio, _: ditio.reporting.item_registrations("2026-01-31")),
    *[
        Wrong(
            ITEMS,
            ("on_bad_row: handler takes a function", f"not {handler!r}"),
            lambda ditio, _, handler=handler: ditio.reporting.item_registrations().on_bad_row(handler),
        )
        for handler in (None, [], "raise")
    ],
    *[
        Wrong(
            ITEMS,
            ("collect: limit takes a whole number of 1 or more, or None", f"not {limit!r}"),
            lambda ditio, _, limit=limit: ditio.reporting.item_registrations().collect(limit=limit),
        )
        for limit in (0, -1, True, "5", 2.5)
    ],
]
