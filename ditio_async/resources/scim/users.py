"""Users, as SCIM reads and writes them (RFC 7643)."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Final

from msgspec import UNSET, Struct, UnsetType, field

from ... import _checks
from ..._codec import Decoder
from ..._fields import Fields, Model
from ..._wire import Response

SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:User"

_EMAIL: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
_NEEDED: Final = frozenset({"work", "mobile"})


class Phone(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A phone number.

    Attributes:
        value: as it is dialled; `+47...` leaves no doubt.
        type: `work` or `mobile`; Ditio uses no other.
        primary: of several numbers the preferred one.
        display: how people read it.
    """

    value: str | None = None
    type: str | None = None
    primary: bool | None = None
    display: str | None = None


class Meta(Model):
    """What the server notes of a user.

    Attributes:
        version: the ETag: give it to `if_match=`.
    """

    resource_type: str | None = None
    created: dt.datetime | None = None
    last_modified: dt.datetime | None = None
    location: str | None = None
    version: str | None = None


class User(Model):
    """A user (Ditio: SCIM). What a server adds to these attributes is ignored.

    Attributes:
        id: the server's.
        user_name: an e-mail address.
        external_id: the client's own id of the user, where one was given.
    """

    id: str
    user_name: str | None = None
    active: bool | None = None
    display_name: str | None = None
    phone_numbers: list[Phone] = field(default_factory=list[Phone])
    external_id: str | None = None
    meta: Meta | None = None
    schemas: list[str] = field(default_factory=list[str])

    @property
    def version(self) -> str | None:
        """The ETag, for `if_match=`; None where the server sends none."""
        return self.meta.version if self.meta is not None else None

    @property
    def work_phone(self) -> str | None:
        """The number of the type work."""
        return self._phone("work")

    @property
    def mobile_phone(self) -> str | None:
        """The number of the type mobile."""
        return self._phone("mobile")

    def _phone(self, kind: str) -> str | None:
        return next((phone.value for phone in self.phone_numbers if (phone.type or "").lower() == kind), None)


class UserBody(Struct, rename="camel", kw_only=True):
    """A user as it is sent."""

    schemas: list[str]
    user_name: str
    active: bool | UnsetType
    display_name: str | UnsetType | None
    external_id: str | UnsetType | None
    phone_numbers: list[Phone]


class NewUser(Fields, kw_only=True):
    """All of a user.

    Args:
        user_name: an e-mail address.
        active: False shuts the user out; what the server takes when it is left out is not documented.
        display_name: what people read.
        work_phone, mobile_phone: one of the two is required.
        phone_numbers: `Phone`s, in place of these two or beside them; one of each type.
        external_id: the client's own id of the user (RFC 7643); whether Ditio keeps it is not documented.
    """

    user_name: str
    active: bool | UnsetType = UNSET
    display_name: str | UnsetType | None = UNSET
    work_phone: str | UnsetType | None = UNSET
    mobile_phone: str | UnsetType | None = UNSET
    phone_numbers: list[Phone] | UnsetType = UNSET
    external_id: str | UnsetType | None = UNSET

    def phones(self) -> list[Phone]:
        """All numbers."""
        named = [
            Phone(given, kind) for kind, given in (("work", self.work_phone), ("mobile", self.mobile_phone)) if given
        ]
        return [*named, *(self.phone_numbers or [])]

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        if not _EMAIL.fullmatch(self.user_name) or not _checks.printable(self.user_name):
            return f"user_name is {self.user_name!r:.80}; it takes an e-mail address"
        for name, given in (("work_phone", self.work_phone), ("mobile_phone", self.mobile_phone)):
            if isinstance(given, str) and not given.strip():
                return f"{name} is empty; leave it out"
        return _phones_refusal(self.phones())

    def body(self) -> UserBody:
        """What is sent."""
        return UserBody(
            schemas=[SCHEMA],
            user_name=self.user_name,
            active=self.active,
            display_name=self.display_name,
            external_id=self.external_id,
            phone_numbers=self.phones(),
        )


class WholeUser(NewUser, kw_only=True):
    """All of a user, in place of what is there.

    Args:
        if_match: only if the user is still as in this `version`; None to replace it in any case.
    """

    if_match: str | None = None

    def problem(self) -> str | None:
        """What is wrong with the fields together."""
        wrong = version_refusal(self.if_match)
        return f"if_match {wrong}" if wrong is not None else super().problem()


def _phones_refusal(phones: list[Phone]) -> str | None:
    for phone in phones:
        if not (phone.value or "").strip():
            return "phone_numbers has a Phone without a value in it"
    kinds = Counter((phone.type or "").lower() for phone in phones)
    if twice := [kind for kind, count in kinds.items() if kind and count > 1]:
        return f"there are two phone numbers of the type {twice[0]!r}; give one of each type"
    if not kinds.keys() & _NEEDED:
        return "a phone number is missing: give work_phone= or mobile_phone="
    if sum(phone.primary is True for phone in phones) > 1:
        return "phone_numbers has more than one that is primary"
    return None


def version_refusal(version: object) -> str | None:
    """What is wrong with an ETag, and the cure; None where nothing is."""
    if version is None:
        return None
    fits = isinstance(version, str) and version.strip() and version.isascii() and _checks.printable(version)
    return None if fits else f"takes the version of a user, or None, not {version!r:.80}"


_USER: Final = Decoder(User)


def user_of(response: Response) -> User:
    """The user in an answer; its version may be in a header alone."""
    user = _USER.decode(response)
    if user.version is None and (tag := response.headers.get("ETag")):
        user.meta = user.meta or Meta()
        user.meta.version = tag
    return user
