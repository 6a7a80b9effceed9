"""The call of item registrations against the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ditio_async import DecodeError, DitioSession
from ditio_async.sandbox import DitioSandbox


@pytest.fixture
async def ditio() -> AsyncIterator[DitioSession]:
    async with DitioSandbox() as sandbox, DitioSession(**sandbox.credentials) as opened:
        yield opened


async def test_the_row_that_cannot_be_split_is_told_with_its_line_and_the_others_come(ditio: DitioSession) -> None:
    items, before = ditio.reporting.item_registrations(), 0
    bad: list[DecodeError] = []
    found = await items.on_bad_row(bad.append).collect()
    assert len(found) > 100
    (error,) = bad
    assert error.raw.endswith(b"Bend 45 grader; 2 stk. i reserve")
    with pytest.raises(DecodeError, match=f"^{error.message[:15]}") as caught:
        async for item in items:
            assert item == found[before]
            before += 1
    assert caught.value.raw == error.raw
    assert error.message.startswith(f"line {before + 2} cannot be read: 17 columns")


async def test_every_row_says_what_it_is_about(ditio: DitioSession) -> None:
    found = await ditio.reporting.item_registrations().on_bad_row(lambda _: None).collect()
    assert {item.trans_type for item in found} == {"Consumption", "Sale", "Purchase", "Adjustment"}
    assert min(item.qty or 0 for item in found) < 0 < max(item.qty or 0 for item in found)
    assert all(item.trans_date is not None and item.price is not None for item in found)
    for item in found:
        assert abs((item.qty or 0) * (item.price or 0) - (item.amount or 0)) < 0.01
    assert [item.description for item in found if item.description and '"' in item.description] == [
        'Muffe 4" til kum 12'
    ]


async def test_dates_restrict(ditio: DitioSession) -> None:
    everything = await ditio.reporting.item_registrations().on_bad_row(lambda _: None).collect()
    january = await ditio.reporting.item_registrations(from_date="2026-01-01", to_date="2026-01-31").collect()
    assert january == [item for item in everything if f"{item.trans_date:%Y-%m}" == "2026-01"] != []
