"""Ids that look alike and must not be taken for one another."""

from __future__ import annotations


class Id(str):
    """An id of one kind; it is a text like any other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__repr__(self)})"


class IdentityId(Id):
    """Whom somebody signs in as, `auth0|abc`: what `users.replace` and `users.delete` take."""

    __slots__ = ()


class CompanyProfileId(Id):
    """Somebody's profile in a company: what `users.update`, `users.disable` and `users.enable` take."""

    __slots__ = ()


def id_refusal(kind: type[str], value: object) -> str | None:
    """What is wrong with an id of another kind, and the cure; None where nothing is."""
    if isinstance(value, Id) and issubclass(kind, Id) and not isinstance(value, kind):
        return f"takes the {kind.__name__} of a user, not the {type(value).__name__} {str(value)!r}"
    if kind is CompanyProfileId and isinstance(value, str) and "|" in value:
        return f"takes the CompanyProfileId of a user, and {value!r} is an IdentityId"
    return None
