"""Requests that the strict server takes, and those that it complains of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

PROJECTS = "/core/api/v4/integration/projects"
HOURS = "/reporting/v1/time-registrations"
ITEMS = "/reporting/v1/item-registrations/web-query"
JSON = {"Accept": "application/json"}
TEXT = {"Accept": "text/csv, text/plain"}
POST = {**JSON, "Content-Type": "application/json"}
PART = b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\nx'
DOCUMENTS = f"POST {PROJECTS}/1/documents"
NEW = b'{"companyId": "c", "projectNumber": "1"'
MACHINES = "/core/api/v4/integration/machines"
MACHINE = b'{"companyId": "c", "machineNumber": "1"}'
EMPLOYEES = "/core/api/v5/integration/employees"
NAMES = b'"firstName": "a", "lastName": "b"'
EMPLOYEE = b'{"employeeNumber": "1", "phone": "1", ' + NAMES + b', "birthDate": "2000-01-31", "employment": '
CERTIFICATES = "/core/api/v4/integration/certificates"
ABSENCES = "/core/api/integration/absences"
ABSENCE = b'{"externalId": "a", "employeeNumber": "1", "startDate": "2026-01-31", "endDate": "2026-01-31", "days": '
USERS = "/core/api/v4/integration/users"
WEIGHTS = "/mass_transport/api/external-weight-measure"
STATES = "/mass_transport/api/external-excavator-state"


async def pieces() -> AsyncIterator[bytes]:
    yield NEW + b"}"


def form(part: bytes = PART, end: bytes = b"\r\n--b--\r\n") -> bytes:
    return b"--b\r\n" + part + end


FORMED = {**JSON, "Content-Type": "multipart/form-data; boundary=b"}
GOOD: list[tuple[str, dict[str, str], Any]] = [
    (f"GET {PROJECTS}", JSON, None),
    (f"GET {PROJECTS}/a%20b", JSON, None),
    (f"POST {PROJECTS}", POST, NEW + b', "startDate": "2026-01-31", "estimatedHourQty": 7, "name": null}'),
    (f"PATCH {PROJECTS}/1", POST, b'{"startDate": "2026-01-31T12:00:00.1234567+01:00"}'),
    (DOCUMENTS, FORMED, form()),
    (f"{DOCUMENTS}?section=%C3%A6&replaceExistingFilesWithSameName=false", FORMED, form(PART + b"\r\n--b\r\n" + PART)),
    (f"GET {PROJECTS}/1/documents/2", {"Accept": "*/*"}, None),
    (f"GET {HOURS}?ModifiedSince=2026-01-31T12%3A00%3A00Z&ChunkLimit=5", JSON, None),
    (f"GET {ITEMS}?FromDate=2026-01-31", TEXT, None),
    ("GET /core/api/payroll-export/?userIds=a&userIds=b", JSON, None),
    (f"POST {MACHINES}/create/array", POST, b"[" + MACHINE + b", " + MACHINE + b"]"),
    (f"PATCH {MACHINES}/1", POST, b'{"blockCheckIn": false, "blockCheckInMessage": "", "note": null}'),
    (f"PATCH {USERS}/1", POST, b'{"birthDate": "31.01.2000", "employmentEndDate": "2026-01-31"}'),
    (f"POST {EMPLOYEES}", POST, EMPLOYEE + b'{"startDate": "2026-01-31", "endDate": null, "payroll": 2}}'),
    (f"GET {EMPLOYEES}/1?include=tags%2Cemployment-history", JSON, None),
    (f"POST {ABSENCES}", POST, ABSENCE + b'[{"date": "2026-01-31", "qty": 0}]}'),
    (f"POST {ABSENCES}", POST, ABSENCE + b"null}"),
    (f"GET {ABSENCES}/a/b%20%C3%A6//c/", JSON, None),
    (f"POST {WEIGHTS}", POST, b'{"companyId": "c", "projectId": "p", "anything": [{}]}'),
    (f"POST {WEIGHTS}/query", POST, b'[{"anything": null}]'),
    (f"POST {WEIGHTS}/export", {**POST, "Accept": "text/csv, */*"}, b'{"a": 1}'),
]
BAD: list[tuple[str, dict[str, str], Any, str]] = [
    ("GET /core/api/v4/integration/project", JSON, None, "no such operation"),
    (f"GET {PROJECTS}/", JSON, None, "names nothing|no part"),
    (f"GET {PROJECTS}/%2E%2E", JSON, None, "names nothing"),
    (f"GET {PROJECTS}/a|b", JSON, None, "no part"),
    (f"GET {PROJECTS}/%c3%a6", JSON, None, "no part"),
    (f"POST {PROJECTS}/1", POST, b"{}", "no such operation"),
    ("GET /v1/time-registrations", JSON, None, "no such operation"),
    (f"GET {PROJECTS}", {}, None, "Accept"),
    (f"GET {PROJECTS}", {"Accept": "*/*"}, None, "Accept"),
    (f"GET {PROJECTS}/1/documents/2", JSON, None, "Accept"),
    (f"GET {PROJECTS}", TEXT, None, "Accept"),
    (f"GET {ITEMS}", JSON, None, "Accept"),
    (f"GET {ITEMS}?FromDate=2026-01-31T00%3A00%3A00Z", TEXT, None, "no day"),
    ("GET /core/api/payroll-export", JSON, None, "no such operation"),
    ("GET /core/api/payroll-export/?dataFilter=0&dataFilter=5", JSON, None, "twice"),
    (f"GET {PROJECTS}", {**JSON, "Authorization": "Bearer x"}, None, "token"),
    (f"GET {PROJECTS}", {**JSON, "Authorization": ""}, None, "token"),
    (f"GET {PROJECTS}", {**JSON, "Cookie": "a=b"}, None, "cookies"),
    (f"GET {PROJECTS}", POST, None, "body has no place"),
    (f"DELETE {PROJECTS}/1", JSON, b"{}", "body has no place"),
    (f"GET {HOURS}?modifiedsince=2026-01-31", JSON, None, "no parameter"),
    (f"GET {PROJECTS}?ChunkLimit=5", JSON, None, "no parameter"),
    (f"GET {HOURS}?ChunkLimit=5&ChunkLimit=5", JSON, None, "twice"),
    (f"GET {HOURS}?ChunkLimit=5.0", JSON, None, "no integer"),
    (f"GET {HOURS}?ChunkLimit=0", JSON, None, "out of range"),
    (f"GET {HOURS}?ChunkLimit=", JSON, None, "odd"),
    (f"GET {HOURS}?ChunkLimit", JSON, None, "odd"),
    (f"GET {HOURS}?ProjectId=a+b", JSON, None, "odd"),
    (f"GET {HOURS}?ProjectId=%C3", JSON, None, "UTF-8"),
    (f"GET {HOURS}?OwnCompanyDataOnly=True", JSON, None, "no boolean"),
    (f"GET {HOURS}?ModifiedSince=2026-01-31T12%3A00%3A00%2B01%3A00", JSON, None, "no moment"),
    (f"GET {HOURS}?ModifiedSince=2026-01-31T12%3A00%3A00", JSON, None, "no moment"),
    (f"GET {HOURS}?ModifiedSince=2026-01-31%2012%3A00%3A00Z", JSON, None, "no moment"),
    (f"GET {HOURS}?ModifiedSince=31.01.2026", JSON, None, "no moment"),
    (f"GET {HOURS}?ModifiedBefore=2026-01-31", JSON, None, "needs ModifiedSince"),
    (f"GET {HOURS}?ContinuationToken=x", JSON, None, "another filter"),
    (f"POST {PROJECTS}", JSON, NEW + b"}", "Content-Type"),
    (f"POST {PROJECTS}", {**POST, "Content-Type": "text/plain"}, NEW + b"}", "Content-Type"),
    (f"POST {PROJECTS}", POST, pieces(), "no length"),
    (f"POST {PROJECTS}", POST, None, "no JSON"),
    (f"POST {PROJECTS}", POST, b"{'a': 1}", "no JSON"),
    (f"POST {PROJECTS}", POST, NEW + b', "name": "\xff"}', "no JSON"),
    (f"POST {PROJECTS}", POST, NEW + b', "estimatedHourQty": NaN}', "NaN"),
    (f"POST {PROJECTS}", POST, NEW + b', "name": "a", "name": "b"}', "twice"),
    (f"POST {PROJECTS}", POST, NEW + b', "project_name": "a"}', "no field"),
    (f"POST {PROJECTS}", POST, b"[]", "no object"),
    (f"POST {PROJECTS}", POST, b'{"companyId": "c"}', "projectNumber is missing"),
    (f"POST {PROJECTS}", POST, b'{"companyId": null, "projectNumber": "1"}', "companyId is missing"),
    (f"POST {PROJECTS}", POST, NEW + b', "name": 7}', "name is no text"),
    (f"POST {PROJECTS}", POST, NEW + b', "active": 1}', "active is no boolean"),
    (f"POST {PROJECTS}", POST, NEW + b', "estimatedHourQty": true}', "no number"),
    (f"POST {PROJECTS}", POST, NEW + b', "workBreakLunchLength": 7.0}', "no integer"),
    (f"POST {PROJECTS}", POST, NEW + b', "startDate": "2026-01-31T12:00:00"}', "no time"),
    (f"POST {PROJECTS}", POST, NEW + b', "startDate": 20260131}', "no time"),
    (f"PATCH {PROJECTS}/1", POST, b"{}", "says nothing"),
    (f"PATCH {PROJECTS}/1", POST, b'{"projectNumber": null}', "null says nothing of projectNumber"),
    ("PATCH /core/api/v4/integration/tasks/1", POST, b'{"parentActivityId": null}', "null says nothing"),
    (f"PATCH {MACHINES}/1", POST, b'{"blockCheckIn": null}', "null says nothing of blockCheckIn"),
    (f"PATCH {MACHINES}/1", POST, b'{"blockCheckInMessage": null}', "null says nothing of blockCheckInMessage"),
    (f"POST {MACHINES}/create/array", POST, MACHINE, "no array"),
    (f"POST {MACHINES}/create/array", POST, b"[]", "says nothing"),
    (f"POST {MACHINES}/create/array", POST, b"[" + MACHINE + b", {}]", "is missing"),
    (f"POST {MACHINES}", POST, b"[" + MACHINE + b"]", "no object"),
    (f"PATCH {USERS}/1", POST, b'{"birthDate": "31.1.2000"}', "birthDate is no written_day"),
    (f"PATCH {USERS}/1", POST, b'{"birthDate": "2000-01-31T00:00:00Z"}', "birthDate is no written_day"),
    (f"PATCH {USERS}/disable/1", POST, b"{}", "body has no place"),
    (f"POST {EMPLOYEES}", POST, EMPLOYEE + b"null}", "employment is missing"),
    (f"POST {EMPLOYEES}", POST, EMPLOYEE + b"[]}", "no object"),
    (f"POST {EMPLOYEES}", POST, EMPLOYEE + b"{}}", "startDate is missing"),
    (f"POST {EMPLOYEES}", POST, EMPLOYEE + b'{"startDate": "31.01.2026"}}', "startDate is no day"),
    (f"POST {EMPLOYEES}", POST, EMPLOYEE + b'{"startDate": "2026-01-31", "x": 1}}', "no field 'x'"),
    (f"PATCH {EMPLOYEES}/1", POST, b'{"birthDate": "2000-01-31T00:00:00Z"}', "birthDate is no day"),
    (f"PATCH {EMPLOYEES}/1", POST, b'{"phone": null}', "null says nothing of phone"),
    (f"PATCH {EMPLOYEES}/1", POST, b'{"employment": {"startDate": "2026-01-31"}}', "no field 'employment'"),
    (f"GET {EMPLOYEES}/1?include=tags&include=employment-history", JSON, None, "twice"),
    (f"GET {EMPLOYEES}/1?include=tags%2C", JSON, None, "words with commas"),
    (f"GET {EMPLOYEES}/1?include=history", JSON, None, "words with commas"),
    (f"POST {CERTIFICATES}", POST, b'[{"employeeNumber": "1", "certificateType": "a"}]', "is missing"),
    (f"POST {ABSENCES}", POST, ABSENCE + b"{}}", "no array"),
    (f"POST {ABSENCES}", POST, ABSENCE + b'[{"date": "2026-01-31"}]}', "qty is missing"),
    (f"POST {ABSENCES}", POST, ABSENCE + b'[{"date": "2026-01-31T00:00:00", "qty": 1}]}', "date is no day"),
    (f"GET {ABSENCES}/a/../b", JSON, None, "leads elsewhere"),
    (f"GET {ABSENCES}/a/%2E%2E/b", JSON, None, "leads elsewhere"),
    (f"GET {ABSENCES}/a|b/c", JSON, None, "no part"),
    (f"GET {ABSENCES}/%20a", JSON, None, "not trimmed"),
    (f"GET {ABSENCES}/a%0A", JSON, None, "not trimmed"),
    (f"GET {ABSENCES}/./", JSON, None, "names nothing"),
    (f"GET {ABSENCES}/", JSON, None, "names nothing"),
    (f"GET {ABSENCES}", JSON, None, "no such operation"),
    (f"GET {MACHINES}/a/b", JSON, None, "no such operation"),
    (f"POST {STATES}", POST, b'{"companyId": "c"}', "is missing"),
    (f"POST {WEIGHTS}", POST, b'{"companyId": "c"}', "projectId is missing"),
    (f"POST {WEIGHTS}/query", POST, b'"text"', "no object, and no array"),
    (f"POST {WEIGHTS}/export", POST, b'{"a": 1}', "Accept"),
    (DOCUMENTS, POST, form(), "Content-Type"),
    (DOCUMENTS, FORMED, form(end=b"\r\n--b\r\n"), "end"),
    (DOCUMENTS, FORMED, b"x" + form(), "begin"),
    (DOCUMENTS, FORMED, form(PART.replace(b'"file"', b'"files"')), "Content-Disposition"),
    (DOCUMENTS, FORMED, form(PART.replace(b"a.pdf", b"")), "Content-Disposition"),
    (DOCUMENTS, FORMED, form(PART.replace(b"; filename=", b"; filename*=")), "Content-Disposition"),
    (DOCUMENTS, FORMED, form(PART.replace(b"application/pdf", b"pdf")), "headers"),
    (DOCUMENTS, FORMED, form(PART.replace(b"Content-Type", b"X")), "headers"),
    (DOCUMENTS, FORMED, form(b"X: y\r\n" + PART), "begins"),
    (f"{DOCUMENTS}?section=", FORMED, form(), "odd"),
]
