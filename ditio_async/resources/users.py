"""Users, as version 4 of the API has them. Employees are the newer way to the same people."""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, UnsetType

from .._endpoints import Act, Create, Delete, Drafts, Get, Replace, Resource, Select, Update
from .._fields import Fields, Filter, Model
from .._ids import CompanyProfileId, IdentityId
from .._times import Time, WrittenDay, day_of

PATH: Final = "/api/v4/integration/users"


class User(Model):
    """A user (Ditio: Users). Dates are texts, because the server has them in two forms.

    Attributes:
        identity_id: `auth0|abc`; `replace` and `delete` take it.
        company_profile_id: `update`, `disable` and `enable` take it.
        employee_number: unique in the company.
        mobile_work: `+4798765432`.
        birth_date: `yyyy-MM-dd` or `dd.MM.yyyy`.
        employment_start_date: the same.
        employment_end_date: the same.
    """

    identity_id: IdentityId | None = None
    company_profile_id: CompanyProfileId | None = None
    company_id: str | None = None
    employee_number: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    mobile_work: str | None = None
    birth_date: str | None = None
    employment_start_date: str | None = None
    email: str | None = None
    mobile_private: str | None = None
    work_title: str | None = None
    department: str | None = None
    employment_end_date: str | None = None
    main_project_number: str | None = None
    car_reg_number: str | None = None
    address: str | None = None


class UserFields(Fields, kw_only=True):
    """The fields of a user that may be left out.

    Args:
        email: where mail goes.
        mobile_private: `+4798765432`.
        employment_end_date: a date, `yyyy-MM-dd` or `dd.MM.yyyy`; not before the start.
        main_project_number: the project where they mostly work.
    """

    email: str | UnsetType | None = UNSET
    mobile_private: str | UnsetType | None = UNSET
    work_title: str | UnsetType | None = UNSET
    department: str | UnsetType | None = UNSET
    employment_end_date: WrittenDay | UnsetType | None = UNSET
    main_project_number: str | UnsetType | None = UNSET
    car_reg_number: str | UnsetType | None = UNSET
    address: str | UnsetType | None = UNSET

    def problem(self) -> str | None:
        """An employment that ends before it starts."""
        start: WrittenDay | UnsetType | None = getattr(self, "employment_start_date", UNSET)
        end = self.employment_end_date
        if isinstance(start, UnsetType) or isinstance(end, UnsetType) or start is None or end is None:
            return None
        if day_of(end) >= day_of(start):
            return None
        return f"employment_end_date ({end}) is before employment_start_date ({start})"


class NewUser(UserFields, kw_only=True):
    """All of a user.

    Args:
        employee_number: unique in the company.
        first_name: given name.
        last_name: family name.
        mobile_work: `+4798765432`.
        birth_date: a date, `yyyy-MM-dd` or `dd.MM.yyyy`.
        employment_start_date: the same.
        company_id: the session's unless given.
    """

    employee_number: str
    first_name: str
    last_name: str
    mobile_work: str
    birth_date: WrittenDay
    employment_start_date: WrittenDay
    company_id: str | UnsetType = UNSET


class UserChanges(UserFields, kw_only=True):
    """What to change of a user.

    Args:
        employee_number: unique in the company.
        first_name: given name.
        last_name: family name.
        mobile_work: `+4798765432`.
        birth_date: a date, `yyyy-MM-dd` or `dd.MM.yyyy`.
        employment_start_date: the same.
    """

    employee_number: str | UnsetType = UNSET
    first_name: str | UnsetType = UNSET
    last_name: str | UnsetType = UNSET
    mobile_work: str | UnsetType = UNSET
    birth_date: WrittenDay | UnsetType = UNSET
    employment_start_date: WrittenDay | UnsetType = UNSET


class UserFilter(Filter, rename="camel", kw_only=True):
    """Which users.

    Args:
        changed_since: only those that changed since; a date, an aware datetime or ISO 8601 text.
    """

    changed_since: Time | None = None


class Users(Resource):
    """Users (Ditio: Users v4). `employees` is the newer way to the same people, and to be preferred."""

    name = "users"

    create = Create(
        PATH,
        User,
        NewUser,
        "Create a user.",
        replay=False,
        hint="look with users.get_by_employee_number(employee_number) whether it is there",
    )
    list = Select(PATH, User, UserFilter, "All users of the companies that the client sees, or those that changed.")
    get_by_employee_number = Get(PATH + "/by-employee-number/{employeeNumber}", User, "One user.")
    replace = Replace(
        PATH + "/{identityId}",
        User,
        NewUser,
        "Replace a user: a field that is left out is wiped.",
        key=IdentityId,
        shown=PATH,
    )
    draft = Drafts(
        PATH + "/by-employee-number/{number}",
        User,
        UserChanges,
        replace,
        "Read a user by employee number, and make a replacement of it and of the given changes. `print` shows what it "
        "would change and wipe; `await draft.replace()` writes it.",
    )
    update = Update(
        PATH + "/{companyProfileId}",
        User,
        UserChanges,
        "Change the given fields of a user.",
        key=CompanyProfileId,
        shown=PATH,
    )
    disable = Act(
        PATH + "/disable/{companyProfileId}", "Keep a user from signing in.", key=CompanyProfileId, method="PATCH"
    )
    enable = Act(PATH + "/enable/{companyProfileId}", "Let a user sign in again.", key=CompanyProfileId, method="PATCH")
    delete = Delete(
        PATH + "/{identityId}",
        "Delete a user for good. A ConflictError (409) says that it cannot be decided now: read the user again first.",
        key=IdentityId,
    )
