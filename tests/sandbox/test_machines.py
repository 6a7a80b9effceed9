"""Machines and equipment: unique numbers, types, arrays of which a part may succeed, and what null means."""

from __future__ import annotations

import pytest

from .conftest import MACHINES, PROJECTS, Api

RESOURCES = "/reporting/v1/resource"
DUMPER = "5f0c2a7e9b1d4c0003ac0003"


async def test_a_new_machine_is_found_by_id_and_by_number_and_is_in_the_stream(api: Api) -> None:
    created = await api.machine("G 1/2", name="Dumper", typeId=DUMPER, active=True, weight=23_500)
    assert created.status == 201
    id = created.json["id"]
    assert (await api("GET", f"{MACHINES}/{id}")).json == created.json
    assert (await api("GET", f"{MACHINES}/by-machine-number/G%201%2F2")).json == created.json
    assert created.json in (await api("GET", MACHINES)).json
    row = next(row for row in await api.rows(RESOURCES) if row["id"] == id)
    assert (row["number"], row["name"], row["weight"], row["active"]) == ("G 1/2", "Dumper", 23_500, True)
    assert (row["typeName"], row["typeBaseName"], row["companyId"]) == ("Dumper", "Vehicle", api.sandbox.company_id)


async def test_the_machines_of_the_stream_are_served_and_people_are_not(api: Api) -> None:
    listed = {machine["id"]: machine for machine in (await api("GET", MACHINES)).json}
    rows = {row["id"]: row for row in await api.rows(RESOURCES)}
    assert set(listed) == {id for id, row in rows.items() if row["typeBaseName"] != "Human"}
    for id, machine in listed.items():
        assert (machine["machineNumber"], machine["name"]) == (rows[id]["number"], rows[id]["name"])
    person = next(id for id in rows if id not in listed)
    assert (await api("GET", f"{MACHINES}/{person}")).status == 404


@pytest.mark.parametrize("missing", ["companyId", "machineNumber"])
async def test_a_create_without_a_required_field_says_which(api: Api, missing: str) -> None:
    answer = await api.machine(**{missing: None})
    assert (answer.status, answer.json["error"]) == (400, "ArgumentIsNull")
    assert missing in answer.json["message"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", 5), ("buildYear", 2020.5), ("weight", "7"), ("isEquipment", "no"), ("serviceDate", "soon")],
)
async def test_a_field_of_the_wrong_type_is_named(api: Api, field: str, value: object) -> None:
    answer = await api.machine(**{field: value})
    assert (answer.status, [*answer.json["errors"]]) == (400, [field])


async def test_unknown_fields_are_accepted_and_a_company_of_others_is_not(api: Api) -> None:
    assert (await api.machine(somethingNew=1)).status == 201
    assert (await api.machine("G-2", companyId="0" * 24)).status == 403


async def test_a_number_is_unique_in_its_company(api: Api) -> None:
    _, subsidiary = api.sandbox._state.companies
    first = (await api.machine("G-1")).json["id"]
    assert (await api.machine("G-1")).status == 400
    assert (await api.machine("G-1", companyId=subsidiary)).status == 201
    other = (await api.machine("G-2")).json["id"]
    assert (await api("PATCH", f"{MACHINES}/{other}", json={"machineNumber": "G-1"})).status == 400
    assert (await api("DELETE", f"{MACHINES}/{first}")).status == 204
    assert (await api.machine("G-1")).status == 201


async def test_a_type_is_one_of_the_companys_unless_it_is_equipment(api: Api) -> None:
    refused = await api.machine(typeId="0" * 24)
    assert (refused.status, refused.json["error"]) == (400, "MachineService.machineTypeInvalid")
    assert (await api.machine(typeId="0" * 24, isEquipment=True)).status == 201


async def test_equipment_is_listed_where_it_is_asked_for(api: Api) -> None:
    equipment = (await api.machine(isEquipment=True)).json
    assert equipment not in (await api("GET", MACHINES)).json
    assert equipment in (await api("GET", MACHINES, params={"includeEquipmentDetails": "true"})).json


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_what_is_left_out_stays_in_a_put_too(api: Api, method: str) -> None:
    machine = (await api.machine(name="Gammel", note="Bøyd stige", active=True)).json
    changed = (await api(method, f"{MACHINES}/{machine['id']}", json={"name": "Ny", "note": None})).json
    assert changed == {**machine, "name": "Ny", "note": None}
    assert (await api("GET", f"{MACHINES}/{machine['id']}")).json == changed


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_null_is_as_good_as_left_out_for_blocked_check_ins(api: Api, method: str) -> None:
    machine = (await api.machine(blockCheckIn=True, blockCheckInMessage="Til service")).json
    path, nulls = f"{MACHINES}/{machine['id']}", {"blockCheckIn": None, "blockCheckInMessage": None}
    assert (await api(method, path, json=nulls)).json == machine
    cleared = (await api(method, path, json={"blockCheckIn": False, "blockCheckInMessage": ""})).json
    assert (cleared["blockCheckIn"], cleared["blockCheckInMessage"]) == (False, "")


async def test_the_first_of_an_array_that_fails_ends_it_and_those_before_it_stay(api: Api) -> None:
    company = api.sandbox.company_id
    bodies: list[object] = [
        {"companyId": company, "machineNumber": "G-1"},
        {"companyId": company, "machineNumber": "G-2", "weight": "heavy"},
        {"companyId": company, "machineNumber": "G-3"},
    ]
    refused = await api("POST", f"{MACHINES}/create/array", json=bodies)
    assert (refused.status, [*refused.json["errors"]]) == (400, ["[1].weight"])
    numbers = {machine["machineNumber"] for machine in (await api("GET", MACHINES)).json}
    assert numbers & {"G-1", "G-2", "G-3"} == {"G-1"}
    taken = await api("POST", f"{MACHINES}/create/array", json=bodies)
    assert (taken.status, taken.json["message"][:4]) == (400, "[0]:")
    created = await api("POST", f"{MACHINES}/create/array", json=bodies[2:])
    assert (created.status, [machine["machineNumber"] for machine in created.json]) == (201, ["G-3"])


async def test_an_array_changes_one_by_one_by_id_or_by_number_until_one_fails(api: Api) -> None:
    first, second = (await api.machine("G-1", note="a")).json, (await api.machine("G-2")).json
    items = [{"id": first["id"], "name": "En"}, {"machineNumber": "G-2", "name": "To"}]
    changed = await api("PUT", f"{MACHINES}/update/array", json=items)
    assert changed.json == [{**first, "name": "En"}, {**second, "name": "To"}]
    items = [{"id": first["id"], "name": "Tre"}, {"machineNumber": "G-9"}, {"machineNumber": "G-2", "name": "Fire"}]
    assert (await api("PUT", f"{MACHINES}/update/array", json=items)).status == 404
    names = [(await api("GET", f"{MACHINES}/by-machine-number/{n}")).json["name"] for n in ("G-1", "G-2")]
    assert names == ["Tre", "To"]


@pytest.mark.parametrize("body", [{"machineNumber": "G-1"}, ["G-1"], 7])
async def test_an_array_of_machines_is_an_array_of_objects(api: Api, body: object) -> None:
    assert (await api("POST", f"{MACHINES}/create/array", json=body)).status == 400


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("fuelConsumptionUnit", 5, 200),
        ("fuelConsumptionUnit", 6, 400),
        ("fuelConsumptionUnit", -1, 400),
        ("fuelType", 7, 200),
        ("fuelType", 8, 400),
        ("fuelType", 1.5, 400),
        ("fuelConsumptionRate", 17.5, 200),
        ("fuelConsumptionRate", "17", 400),
    ],
)
async def test_what_a_machine_burns_is_checked(api: Api, field: str, value: object, status: int) -> None:
    machine = (await api.machine(name="Dumper")).json
    answer = await api("PATCH", f"{MACHINES}/{machine['id']}/esg", json={field: value})
    assert answer.status == status
    if status == 200:
        assert answer.json == {**machine, field: value}
    else:
        assert [*answer.json["errors"]] == [field]


async def test_a_deleted_one_is_gone_with_its_registrations_and_its_last_version_is_in_the_stream(api: Api) -> None:
    machine = (await api("GET", MACHINES)).json[0]
    hours = {r["id"] for r in await api.rows("/reporting/v1/machine-registrations") if r["machineId"] == machine["id"]}
    path = f"{MACHINES}/{machine['id']}"
    assert [(await api("DELETE", path)).status for _ in range(2)] == [204, 404]
    assert (await api("GET", path)).status == (await api("PATCH", path, json={})).status == 404
    row = next(r for r in await api.rows(RESOURCES, ModifiedSince="2024-01-01") if r["id"] == machine["id"])
    assert (row["isDeleted"], row["number"]) == (True, machine["machineNumber"])
    gone = await api.rows("/reporting/v1/machine-registrations", ModifiedSince=row["deletedDateTime"][:10])
    assert hours
    assert hours <= {row["id"] for row in gone if row["isDeleted"]}


async def test_registrations_are_made_of_the_world_as_it_was_whatever_was_written_before(api: Api) -> None:
    for project in (await api("GET", PROJECTS)).json:
        body = {"companyId": project["companyId"], "projectNumber": project["projectNumber"]}
        assert (await api("PUT", f"{PROJECTS}/{project['id']}", json=body)).status == 200
    rows = await api.rows("/reporting/v1/incident-registrations")
    assert all(row["projectName"] for row in rows)
