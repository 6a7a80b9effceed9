"""Certificates, which cannot be read: a file remembers what was written."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from ditio_async import Action, ArgumentError, reconcile

from .subjects import CORE, SUBJECTS, Site

CERTIFICATES = SUBJECTS["certificates"]
ARRAY = CORE + "certificates"


async def test_without_a_file_all_of_them_are_written_each_time(site: Site) -> None:
    rows = CERTIFICATES.rows(site, 1, 2)
    for _ in range(2):
        plan = await reconcile(site.ditio.certificates, rows)
        assert (await plan.apply()).done == {Action.CREATE: 2}
    assert [len(body) for _, body in site.written if isinstance(body, list)] == [2, 2]
    assert len(site.sandbox.certificates) == 2


async def test_the_file_has_what_was_written_and_nothing_else(site: Site) -> None:
    rows = CERTIFICATES.rows(site, 1, 2, 3)
    rows[1]["employee_number"] = "nobody"
    rows[2]["issued_date_time"] = dt.datetime(2026, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    applied = await (await CERTIFICATES.plan(site, rows)).apply()
    assert [one.outcome for one in applied.failed] == ["failed"]
    assert {row["employeeNumber"] for row in json.loads(site.file.read_bytes())} == {"1002", "1004"}
    assert [*site.file.parent.iterdir()] == [site.file], "and nothing beside it"
    again = await CERTIFICATES.plan(site, rows)
    assert [entry.action for entry in again.entries] == ["unchanged", "create", "unchanged"]


async def test_what_is_not_desired_any_more_stays_in_the_file(site: Site) -> None:
    await CERTIFICATES.there(site, CERTIFICATES.rows(site, 1, 2))
    await CERTIFICATES.there(site, CERTIFICATES.rows(site, 3))
    assert (await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1, 2, 3))).empty


async def test_a_field_that_was_left_out_is_written_when_it_is_desired_again(site: Site) -> None:
    """Writing a certificate writes the whole of it: what was left out the second time was wiped then."""
    (row,) = CERTIFICATES.rows(site, 1)
    await CERTIFICATES.there(site, [row])
    without = {name: value for name, value in row.items() if name != "notes"} | {"valid_until_date_time": "2031-01-01"}
    await CERTIFICATES.there(site, [without])
    assert site.sandbox.certificates[0]["notes"] is None
    desired = [{**row, "valid_until_date_time": "2031-01-01"}]
    await CERTIFICATES.there(site, desired)
    assert site.sandbox.certificates[0]["notes"] == "gammel"
    assert (await CERTIFICATES.plan(site, desired)).empty


async def test_what_is_unknown_is_not_remembered(site: Site) -> None:
    site.sandbox.fault(path=ARRAY, drop="after", times=3)
    applied = await (await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1))).apply()
    assert [one.outcome for one in applied.unknown] == ["unknown"]
    assert len((await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1))).changes) == 1


async def test_an_answer_that_cannot_be_read_is_remembered(site: Site) -> None:
    site.sandbox.fault(path=ARRAY, truncate_json=True)
    assert (await (await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1))).apply()).complete
    assert (await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1))).empty


@pytest.mark.parametrize("content", [b"", b"[", b'[{"employeeNumber": "1', b"{}", b"[7]", b"\xff\xfe", b"null"])
async def test_a_torn_file_is_told_before_anything_is_written(site: Site, content: bytes) -> None:
    site.file.write_bytes(content)
    with pytest.raises(ArgumentError, match=r"certificates\.json is not what was written"):
        await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1))
    assert site.written == []
    assert site.file.read_bytes() == content


async def test_a_write_to_the_file_that_is_cut_leaves_the_old_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await CERTIFICATES.there(site, CERTIFICATES.rows(site, 1))
    before = site.file.read_bytes()

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    plan = await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1, 2))
    with pytest.raises(OSError, match="No space"):
        await plan.apply()
    assert [(path, path.read_bytes()) for path in site.file.parent.iterdir()] == [(site.file, before)]


async def test_where_the_file_cannot_be_nothing_is_written(site: Site, tmp_path: Path) -> None:
    nowhere = tmp_path / "no such directory" / "certificates.json"
    with pytest.raises(OSError, match="no such directory"):
        await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1), remembered=nowhere)
    with pytest.raises(OSError, match=tmp_path.name):
        await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1), remembered=tmp_path)
    assert site.written == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
async def test_a_file_that_may_not_be_read_is_told(site: Site) -> None:
    site.file.write_bytes(b"[]")
    site.file.chmod(0)
    with pytest.raises(PermissionError):
        await CERTIFICATES.plan(site, CERTIFICATES.rows(site, 1))


async def test_many_go_in_requests_of_a_hundred(site: Site) -> None:
    rows = [{**CERTIFICATES.row(site, 1), "certificate_type": f"T{number}"} for number in range(250)]
    await (await CERTIFICATES.plan(site, rows)).apply()
    assert sorted(len(body) for _, body in site.written if isinstance(body, list)) == [50, 100, 100]
    assert len(json.loads(site.file.read_bytes())) == 250
