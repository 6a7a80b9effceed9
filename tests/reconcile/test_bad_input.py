"""What cannot be sent is refused with its place and its key, before anything is read or written."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from ditio_async import (
    ArgumentError,
    DitioSession,
    NewAbsence,
    NewCertificate,
    NewEmployment,
    NewMachine,
    NewProject,
    NotFoundError,
    reconcile,
)

from ..support.faults import FaultServer, session
from .subjects import SUBJECTS, Site

_SITE = Site(None, None, "p1", None)  # type: ignore[arg-type]  # rows need no more of it than the project
GOOD = {name: partial(subject.row, _SITE) for name, subject in SUBJECTS.items()}

BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "an unknown field": ("projects", {"nmae": "x"}, r"desired\[1\] \(project_number='X-1'\).*did you mean 'name'"),
    "a wrong type": ("projects", {"active": 1}, r"desired\[1\] \(project_number='X-1'\).*active"),
    "a naive time": ("projects", {"start_date": dt.datetime(2026, 1, 1)}, r"desired\[1\].*naive"),  # noqa: DTZ001
    "half a character": ("projects", {"name": "\ud800"}, r"desired\[1\].*surrogate"),
    "a blank key": ("projects", {"project_number": " "}, r"desired\[1\].*names nothing"),
    "no key": ("projects", {"project_number": None}, r"desired\[1\].*project_number"),
    "what the server takes for left out": ("machines", {"block_check_in": None}, r"desired\[1\] .*'X-1'.*left out"),
    "a whole number that is none": ("machines", {"build_year": 2020.5}, r"desired\[1\] .*build_year"),
    "not a number": ("work_orders", {"price": float("nan")}, r"desired\[1\] .*external_id='X-1'.*finite"),
    "an end before the start": ("absences", {"end_date": "2026-01-01"}, r"desired\[1\] .*end_date"),
    "a time for a day": ("absences", {"start_date": "2026-07-06T00:00:00"}, r"desired\[1\] .*plain date"),
    "an id that leads elsewhere": ("absences", {"external_id": "a/../b"}, r"desired\[1\] .*elsewhere"),
    "an employment that is none": ("employees", {"employment": {"start_date": "2026"}}, r"desired\[1\] .*employment"),
    "an employment that is wrong": (
        "employees",
        {"employment": NewEmployment(start_date="2026-02-30")},
        r"desired\[1\] .*employee_number='X-1'.*start_date",
    ),
    "validity that ends before it began": (
        "certificates",
        {"valid_until_date_time": "2020-01-01"},
        r"desired\[1\] .*certificate_type='T2'.*not before",
    ),
}


@pytest.mark.parametrize("words", BAD)
async def test_a_row_that_cannot_be_sent_is_named(server: FaultServer, prompt: DitioSession, words: str) -> None:
    name, change, told = BAD[words]
    rows = [GOOD[name](0), {**GOOD[name](1), **change}, GOOD[name](2)]
    with pytest.raises(ArgumentError, match=told):
        await reconcile(getattr(prompt, name), rows)
    assert server.requests == []


@pytest.mark.parametrize("name", SUBJECTS)
async def test_what_is_needed_must_be_there(server: FaultServer, prompt: DitioSession, name: str) -> None:
    with pytest.raises(ArgumentError, match=r"desired\[0\]"):
        await reconcile(getattr(prompt, name), [{}])
    assert server.requests == []


@pytest.mark.parametrize("name", SUBJECTS)
async def test_two_with_one_key_are_refused(server: FaultServer, prompt: DitioSession, name: str) -> None:
    with pytest.raises(ArgumentError, match=r"desired\[2\].*has the key of desired\[0\]"):
        await reconcile(getattr(prompt, name), [GOOD[name](1), GOOD[name](2), GOOD[name](1)])
    assert server.requests == []


async def test_ids_of_absences_are_the_same_when_they_differ_by_blanks(
    server: FaultServer, prompt: DitioSession
) -> None:
    with pytest.raises(ArgumentError, match=r"desired\[1\].*has the key of desired\[0\]"):
        await reconcile(prompt.absences, [GOOD["absences"](1), {**GOOD["absences"](1), "external_id": " X-1 "}])
    assert server.requests == []


@pytest.mark.parametrize("row", [None, "text", 7, ["a"], NewMachine(machine_number="X-1")])
async def test_a_row_of_another_kind_is_refused(server: FaultServer, prompt: DitioSession, row: object) -> None:
    with pytest.raises(ArgumentError, match=r"desired\[1\].*takes NewProject"):
        await reconcile(prompt.projects, [NewProject(project_number="X-0"), row])  # type: ignore[list-item]
    assert server.requests == []


async def test_structs_are_looked_at_as_well(server: FaultServer, prompt: DitioSession) -> None:
    bad = NewCertificate(
        employee_number="1", certificate_type="T2", issued_date_time="soon", valid_until_date_time="2026-01-01"
    )
    with pytest.raises(ArgumentError, match=r"desired\[0\] \(employee_number='1'.*issued_date_time"):
        await reconcile(prompt.certificates, [bad])
    absence = NewAbsence(external_id="A-1", employee_number="1", start_date="2026-07-06", end_date="2026-07-01")
    with pytest.raises(ArgumentError, match=r"desired\[0\] \(external_id='A-1'\).*end_date"):
        await reconcile(prompt.absences, [absence])
    assert server.requests == []


async def test_a_company_is_needed_where_the_session_has_none(server: FaultServer) -> None:
    async with DitioSession("c", "s", environment=server.environment) as ditio:
        with pytest.raises(ArgumentError, match=r"desired\[0\].*company_id="):
            await reconcile(ditio.projects, [{"project_number": "X-1"}])
    assert server.requests == []


OPTIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a word that is none": ("projects", {"missing": "delete"}, "'leave' or 'deactivate'"),
    "another resource's word": ("employees", {"missing": "cancel"}, "'leave' or 'end'"),
    "certificates stay": ("certificates", {"missing": "cancel"}, "'leave'"),
    "an end without a day": ("employees", {"missing": "end"}, "end_date="),
    "a day that is none": ("employees", {"missing": "end", "end_date": "30.06.2026"}, "end_date"),
    "a share above 1": ("projects", {"at_most": 20}, "at_most"),
    "a share that is no number": ("projects", {"at_most": float("nan")}, "at_most"),
    "a share that is a flag": ("projects", {"at_most": True}, "at_most"),
    "no function": ("projects", {"among": "mine"}, "among"),
    "a key that is no field": ("projects", {"key": "number"}, "no field 'number'"),
    "a key where there is no choice": ("employees", {"key": "phone"}, "takes no key="),
    "a key of absences": ("absences", {"key": "employee_number"}, "takes no key="),
    "a last day of projects": ("projects", {"end_date": "2026-06-30"}, "takes no end_date="),
    "ids of machines": ("machines", {"before": ["a"]}, "takes no before="),
    "a file of projects": ("projects", {"remembered": "x.json"}, "takes no remembered="),
    "one id in place of a list": ("absences", {"before": "A-1"}, "before takes a list"),
    "an id that is no text": ("absences", {"before": ["A-1", 7]}, r"before\[1\]"),
    "an id that leads elsewhere": ("absences", {"before": ["../x"]}, r"before\[0\].*elsewhere"),
}


@pytest.mark.parametrize("words", OPTIONS)
async def test_options_that_make_no_sense_are_refused(server: FaultServer, prompt: DitioSession, words: str) -> None:
    name, options, told = OPTIONS[words]
    with pytest.raises(ArgumentError, match=told):
        await reconcile(getattr(prompt, name), [GOOD[name](1)], **options)
    assert server.requests == []


async def test_a_key_must_be_given_by_every_row(server: FaultServer, prompt: DitioSession) -> None:
    rows = [{"project_number": "X-1", "external_project_number": "E-1"}, {"project_number": "X-2"}]
    with pytest.raises(ArgumentError, match=r"desired\[1\] \(project_number='X-2'\).*has no external_project_number"):
        await reconcile(prompt.projects, rows, key="external_project_number")
    assert server.requests == []


@pytest.mark.parametrize("desired", [None, "text", {"project_number": "X-1"}, 7])
async def test_what_is_desired_must_be_a_list(server: FaultServer, prompt: DitioSession, desired: Any) -> None:
    with pytest.raises(ArgumentError, match="desired takes a list"):
        await reconcile(prompt.projects, desired)
    assert server.requests == []


async def test_other_resources_cannot_be_brought_into_line(server: FaultServer, prompt: DitioSession) -> None:
    for other in (prompt.users, prompt, None):
        with pytest.raises(ArgumentError, match=r"reconcile takes ditio\.projects"):
            await reconcile(other, [])  # type: ignore[call-overload]
    assert server.requests == []


async def test_what_is_desired_may_be_any_iterable_and_is_read_once(server: FaultServer) -> None:
    async with session(server) as ditio:
        with pytest.raises(ArgumentError, match=r"desired\[1\]"):
            await reconcile(ditio.projects, ({"project_number": f"X-{n}", "active": n or None} for n in range(3)))
    assert server.requests == []


async def test_a_project_that_is_not_there_is_named(site: Site) -> None:
    with pytest.raises(NotFoundError, match=r"project_id '0{24}' of what is desired"):
        await reconcile(site.ditio.work_orders, [{"project_id": "0" * 24, "external_id": "X-1"}])
