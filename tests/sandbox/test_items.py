"""Item registrations: a text of sixteen columns, with what makes it hard to read."""

from __future__ import annotations

import datetime as dt

import pytest

from .conftest import Api
from .documented import V1

PATH = f"{V1}/item-registrations/web-query"
COLUMNS = 16
DATE, QUANTITY, AMOUNT = 6, 8, 12
NUMBERS = (8, 9, 10, 11, 12, 14)


async def rows(api: Api, **params: str) -> list[list[str]]:
    answer = await api("GET", PATH, params=params)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    header, *lines = answer.body.decode().splitlines()
    assert "Prosjekt" in header
    assert len(header.split(";")) != COLUMNS
    return [line.split(";") for line in lines]


def moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007  # the text says no offset


async def test_one_row_alone_cannot_be_split_into_sixteen_columns(api: Api) -> None:
    found = await rows(api)
    assert [len(row) for row in found if len(row) != COLUMNS] == [COLUMNS + 1]
    assert len(found) > 100
    assert [row[-1] for row in found if '"' in row[-1]] == ['Muffe 4" til kum 12']
    assert all(row[4] in {"Consumption", "Sale", "Purchase", "Adjustment"} for row in found)
    assert [moment(row[DATE]) for row in found] == sorted(moment(row[DATE]) for row in found)


async def test_numbers_have_commas_or_points_and_returns_a_minus_of_their_own(api: Api) -> None:
    texts = [row[number] for row in await rows(api) if len(row) == COLUMNS for number in NUMBERS]
    assert {text[-3] for text in texts} == {",", "."}
    negative = [row for row in await rows(api) if row[QUANTITY].startswith("−")]
    assert negative
    assert all(row[AMOUNT].startswith("−") for row in negative)
    for text in texts:
        float(text.replace(",", ".").replace("−", "-"))
        assert "-" not in text


async def test_from_date_and_to_date_belong_to_the_window(api: Api) -> None:
    everything = await rows(api)
    january = await rows(api, FromDate="2026-01-01", ToDate="2026-01-31")
    assert january == [row for row in everything if row[DATE][3:10] == "01.2026"] != []
    last = moment(january[-1][DATE])
    days = {name: last.date().isoformat() for name in ("FromDate", "ToDate")}
    assert january[-1] in await rows(api, **days)
    exact = await rows(api, FromDate=last.isoformat(), ToDate=last.isoformat())
    assert exact == [january[-1]]


@pytest.mark.parametrize("name", ["FromDate", "ToDate"])
async def test_a_date_that_is_none_is_refused(api: Api, name: str) -> None:
    assert (await api("GET", PATH, params={name: "soon"})).status == 400


async def test_the_rows_name_projects_people_and_machines_that_are_there(api: Api) -> None:
    found = [row for row in await rows(api) if len(row) == COLUMNS]
    for path, column, field in (("project", 2, "number"), ("user", 5, "name"), ("resource", 7, "name")):
        named = {row[column] for row in found} - {""}
        assert named
        assert named <= {row[field] for row in await api.rows(f"{V1}/{path}")}
