"""Calls of users that say nothing but which one, and what must be on the wire."""

from __future__ import annotations

from ..support.strict import Answer
from .rows_users import IDENTITY, PATH, PROFILE
from .table import ODD, ODD_SENT, Case, sent

ACTS = [
    case
    for call in ("disable", "enable")
    for case in (
        Case(
            f"users.{call}",
            "by the id that a user has, and nothing is said",
            lambda ditio, call=call: getattr(ditio.users, call)(PROFILE),
            sent(f"PATCH {PATH}/{call}/{PROFILE}"),
            Answer(status=204),
            None,
        ),
        Case(
            f"users.{call}",
            "by an odd id, and more is said than is known",
            lambda ditio, call=call: getattr(ditio.users, call)("a b%?#+æ"),
            sent(f"PATCH {PATH}/{call}/a%20b%25%3F%23%2B%C3%A6"),
            Answer({"disabled": True}),
            None,
        ),
        Case(
            f"users.{call}",
            "and a text is said",
            lambda ditio, call=call: getattr(ditio.users, call)("1"),
            sent(f"PATCH {PATH}/{call}/1"),
            Answer(b"OK", headers={"Content-Type": "text/plain"}),
            None,
        ),
    )
]
DELETES = [
    Case(
        "users.delete",
        name,
        lambda ditio, key=key: ditio.users.delete(key),
        sent(f"DELETE {PATH}/{written}"),
        Answer(status=204),
        None,
    )
    for name, key, written in (
        ("by the id that a user has", IDENTITY, "auth0%7Cabc"),
        ("by a text", "auth0|abc", "auth0%7Cabc"),
        ("by an odd id", ODD, ODD_SENT),
    )
]
ROWS = [*ACTS, *DELETES]
