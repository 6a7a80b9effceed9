"""A sandbox, and a plain HTTP client that knows nothing of the library."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

import aiohttp
import pytest

from ditio_async.sandbox import DitioSandbox

PROJECTS = "/core/api/v4/integration/projects"
TASKS = "/core/api/v4/integration/tasks"
MACHINES = "/core/api/v4/integration/machines"
USERS = "/core/api/v4/integration/users"
CERTIFICATES = "/core/api/v4/integration/certificates"
ABSENCES = "/core/api/integration/absences"
EMPLOYEES = "/core/api/v5/integration/employees"
HOURS = "/reporting/v1/time-registrations"


class Answer(NamedTuple):
    status: int
    json: Any
    headers: Mapping[str, str]
    body: bytes


class Api:
    """Sends requests with a token for both surfaces."""

    def __init__(self, sandbox: DitioSandbox, http: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.http = http
        self.token = ""

    async def fetch_token(self, scope: str = "ditioapiv3 reportingapiv1", **changes: str) -> Answer:
        known = self.sandbox.credentials
        form = {
            "grant_type": "client_credentials",
            "client_id": known["client_id"],
            "client_secret": known["client_secret"],
            "scope": scope,
            **changes,
        }
        answer = await self("POST", "/identity/connect/token", data=form)
        if answer.status == 200:
            self.token = answer.json["access_token"]
        return answer

    async def __call__(self, method: str, path: str, **kwargs: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}", **kwargs.pop("headers", {})}
        async with self.http.request(method, self.sandbox.url + path, headers=headers, **kwargs) as answer:
            body = await answer.read()
            known = await answer.json(content_type=None) if "json" in answer.content_type else None
            return Answer(answer.status, known, dict(answer.headers), body)

    async def project(self, number: str = "P-1", **fields: object) -> str:
        """The id of a new project."""
        body = {"companyId": self.sandbox.company_id, "projectNumber": number, **fields}
        return (await self("POST", PROJECTS, json=body)).json["id"]

    async def work_order(self, project: str, number: str = "WO-1", **fields: object) -> Answer:
        """A new work order."""
        body = {"companyId": self.sandbox.company_id, "projectId": project, "externalId": number, **fields}
        return await self("POST", TASKS, json=body)

    async def machine(self, number: str = "G-1", **fields: object) -> Answer:
        """A new machine."""
        body = {"companyId": self.sandbox.company_id, "machineNumber": number, **fields}
        return await self("POST", MACHINES, json=body)

    async def user(self, number: str = "U-1", **fields: object) -> Answer:
        """A new user."""
        body = {
            "companyId": self.sandbox.company_id,
            "employeeNumber": number,
            "firstName": "Åse",
            "lastName": "Rød",
            "mobileWork": "+4798765432",
            "birthDate": "1990-05-17",
            "employmentStartDate": "01.02.2026",
        }
        return await self("POST", USERS, json={**body, **fields})

    async def employee(self, number: str = "E-1", **fields: object) -> Answer:
        """A new employee."""
        body = {
            "employeeNumber": number,
            "firstName": "Åse",
            "lastName": "Rød",
            "phone": "+4798765432",
            "birthDate": "1990-05-17",
            "employment": {"startDate": "2026-02-01"},
        }
        return await self("POST", EMPLOYEES, json={**body, **fields})

    async def pages(self, path: str, **params: str | int) -> AsyncIterator[dict[str, Any]]:
        """Every page of a stream."""
        token = None
        while True:
            more = {"ContinuationToken": token} if token else {}
            answer = await self("GET", path, params={**params, **more})
            assert answer.status == 200, answer.json
            yield answer.json
            token = answer.json["continuationToken"]
            if not token:
                return

    async def rows(self, path: str, **params: str | int) -> list[dict[str, Any]]:
        """Every record of a stream."""
        return [row async for page in self.pages(path, **params) for row in page["data"]]


@pytest.fixture
async def sandbox() -> AsyncIterator[DitioSandbox]:
    async with DitioSandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def api(sandbox: DitioSandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as http:
        api = Api(sandbox, http)
        await api.fetch_token()
        sandbox.clear_requests()
        yield api
