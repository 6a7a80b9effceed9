"""Users, employees, certificates and absences, as they are documented."""

from __future__ import annotations

from typing import Final

from .shapes import Record, Rows, core, fields, without

USERS: Final = "/api/v4/integration/users"
EMPLOYEES: Final = "/api/v5/integration/employees"
ABSENCES: Final = "/api/integration/absences"

_USER = fields(
    text="companyId employeeNumber firstName lastName mobileWork email mobilePrivate workTitle department "
    "mainProjectNumber carRegNumber address",
    written_day="birthDate employmentStartDate employmentEndDate",
)
_NEW_USER = frozenset(
    {"companyId", "employeeNumber", "firstName", "lastName", "mobileWork", "birthDate", "employmentStartDate"}
)
_IDENTITY, _PROFILE = f"{USERS}/{{identityId}}", f"{USERS}/{{companyProfileId}}"
USER: Final = Record({**_USER, "identityId": "identity_id", "companyProfileId": "profile_id"})
_USERS = [
    core("users.create", "POST", USERS, body=Record(_USER, _NEW_USER), answer=USER, statuses=(200, 201)),
    core("users.list", "GET", USERS, query=fields(time="changedSince"), answer=Rows(USER)),
    core("users.get_by_employee_number", "GET", f"{USERS}/by-employee-number/{{employeeNumber}}", answer=USER),
    core("users.replace", "PUT", _IDENTITY, body=Record(_USER, _NEW_USER), answer=USER),
    core("users.update", "PATCH", _PROFILE, body=Record(without(_USER, "companyId"), solid=_NEW_USER), answer=USER),
    core("users.disable", "PATCH", f"{USERS}/disable/{{companyProfileId}}", answer="any"),
    core("users.enable", "PATCH", f"{USERS}/enable/{{companyProfileId}}", answer="any"),
    core("users.delete", "DELETE", _IDENTITY, statuses=(204,)),
]

_EMPLOYEE = fields(text="employeeNumber firstName lastName phone email workTitle", day="birthDate")
_EMPLOYMENT = fields(text="department", integer="payroll", day="startDate endDate")
_NEW_EMPLOYEE = frozenset({"employeeNumber", "firstName", "lastName", "phone", "birthDate", "employment"})
_NEW_EMPLOYMENT = Record(_EMPLOYMENT, frozenset({"startDate"}))
_ONE = f"{EMPLOYEES}/{{employeeNumber}}"
_INCLUDED = fields(anything="tags employmentHistory workTimeArrangements")
"""What is asked for with `include`; neither its names in the answer nor its shapes are documented."""
EMPLOYEE: Final = Record({**_EMPLOYEE, **_INCLUDED}, frozenset({"employeeNumber"}), {"employment": Record(_EMPLOYMENT)})
_EMPLOYEES = [
    core(
        "employees.create",
        "POST",
        EMPLOYEES,
        body=Record(_EMPLOYEE, _NEW_EMPLOYEE, {"employment": _NEW_EMPLOYMENT}),
        answer=EMPLOYEE,
        statuses=(200, 201),
    ),
    core(
        "employees.list",
        "GET",
        EMPLOYEES,
        query=fields(boolean="includeEmployeesFromSubsidiaries"),
        answer=Rows(EMPLOYEE),
    ),
    core(
        "employees.get",
        "GET",
        _ONE,
        query=fields(text="include"),
        joined={"include": frozenset({"tags", "employment-history", "work-time-arrangements"})},
        answer=EMPLOYEE,
    ),
    core("employees.search", "GET", f"{EMPLOYEES}/search", query=fields(text="query"), answer=Rows(EMPLOYEE)),
    core(
        "employees.update",
        "PATCH",
        _ONE,
        body=Record(without(_EMPLOYEE, "employeeNumber"), solid=_NEW_EMPLOYEE),
        answer=EMPLOYEE,
    ),
    core("employees.create_employment", "POST", f"{_ONE}/create-employment", body=_NEW_EMPLOYMENT, answer="any"),
    core(
        "employees.update_employment",
        "PATCH",
        f"{_ONE}/update-employment",
        body=Record(_EMPLOYMENT, solid=frozenset({"startDate"})),
        answer="any",
    ),
    core(
        "employees.end_employment",
        "PATCH",
        f"{_ONE}/end-employment",
        body=Record(fields(day="endDate"), frozenset({"endDate"})),
        answer="any",
    ),
]

_CERTIFICATE = fields(
    text="employeeNumber certificateType certificateNumber notes", time="issuedDateTime validUntilDateTime"
)
_NEW_CERTIFICATE = frozenset({"employeeNumber", "certificateType", "issuedDateTime", "validUntilDateTime"})
_CERTIFICATES = [
    core(
        "certificates.upsert",
        "POST",
        "/api/v4/integration/certificates",
        body=Rows(Record(_CERTIFICATE, _NEW_CERTIFICATE)),
        argument="certificates",
        answer=Rows(Record(_CERTIFICATE)),
    ),
]

_ABSENCE = fields(
    text="externalId employeeNumber absenceTypeCode absenceTypeId projectNumber projectCompanyId comment",
    day="startDate endDate",
    number="hoursPerDay",
    boolean="approved",
)
_NEW_ABSENCE = frozenset({"externalId", "employeeNumber", "startDate", "endDate"})
_ADDED = fields(text="absenceRegistrationId userName absenceTypeName projectName projectMatchedBy", number="daysQty")
_DAY = fields(day="date", number="qty")
ABSENCE: Final = Record({**_ABSENCE, **_ADDED}, inner={"days": Rows(Record(_DAY))})
_ABSENCES = [
    core(
        "absences.upsert",
        "POST",
        ABSENCES,
        body=Record(_ABSENCE, _NEW_ABSENCE, {"days": Rows(Record(_DAY, frozenset(_DAY)))}),
        answer=ABSENCE,
        statuses=(200, 201),
    ),
    core("absences.get", "GET", f"{ABSENCES}/{{externalId}}", rest=True, answer=ABSENCE),
    core("absences.cancel", "DELETE", f"{ABSENCES}/{{externalId}}", rest=True, statuses=(204,)),
]

OPERATIONS: Final = [*_USERS, *_EMPLOYEES, *_CERTIFICATES, *_ABSENCES]
