"""Bring employees and their certificates into line with those of the HR system.

    python hr_sync.py hr.json --left 2026-03-31             # shows what would be done
    python hr_sync.py hr.json --left 2026-03-31 --apply     # does it

The file has two lists, of fields by Ditio's names in Python:

    {"employees": [{"employee_number": "2001", "first_name": "Kari", "last_name": "Haug", "phone": "+4798765432",
                    "birth_date": "1990-05-01", "employment": {"start_date": "2026-02-01", "department": "Anlegg"}}],
     "certificates": [{"employee_number": "2001", "certificate_type": "G11",
                       "issued_date_time": "2026-01-10", "valid_until_date_time": "2031-01-10"}]}

Those that HR has no more get the day of `--left` as their last; without it they are left alone. Ditio cannot be asked
for certificates, so `certificates.json` beside the file remembers what was written.

It ends with 0 when Ditio is in line (or would be), and with 1 when something is left.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

import msgspec
from carry_out import carry_out

from ditio_async import DitioError, DitioSession, NewEmployment, reconcile


class Hr(msgspec.Struct):
    """What the HR system says."""

    employees: list[dict[str, object]]
    certificates: list[dict[str, object]]


def employed(row: dict[str, object]) -> dict[str, object]:
    """An employee, with the employment as Ditio's calls take it."""
    return {**row, "employment": NewEmployment(**msgspec.convert(row.get("employment"), dict[str, Any]))}


async def main(hr: Hr, remembered: Path, left: str | None, apply: bool) -> int:
    async with DitioSession.from_env() as ditio:
        people = [employed(row) for row in hr.employees]
        if left is None:
            plan = await reconcile(ditio.employees, people)
        else:
            plan = await reconcile(ditio.employees, people, missing="end", end_date=left)
        done = await carry_out("Employees", plan, apply)
        certificates = await reconcile(ditio.certificates, hr.certificates, remembered=remembered)
        return 0 if await carry_out("Certificates", certificates, apply) and done else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Bring employees and certificates into line with those of HR.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--left", help="the last day of those that HR has no more, yyyy-MM-dd")
    parser.add_argument("--apply", action="store_true", help="do it; otherwise it is only shown")
    options = parser.parse_args()
    try:
        hr = msgspec.json.decode(options.file.read_bytes(), type=Hr)
        remembered = options.file.with_name("certificates.json")
        sys.exit(asyncio.run(main(hr, remembered, options.left, options.apply)))
    except (DitioError, OSError, msgspec.MsgspecError) as error:
        sys.exit(f"{error}")
