"""Every call against scim2-server, a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import pytest

from ditio_async import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DitioSession,
    Environment,
    NotFoundError,
)
from ditio_async.scim import Add, Filter, Phone, Remove, Replace, User, attr

TOKEN = "token-of/scim+1="
NOWHERE = "http://127.0.0.1:1"
WORK = attr("phoneNumbers").where(attr("type").eq("work"))


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The address of the server, which serves all tests of this module."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
    command = [sys.executable, "-m", "scim2_server.testserver.cli", "--port", port, "--bearer-token", TOKEN]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            assert line.startswith("Serving SCIM on"), "the server did not start"
            yield line.split()[-1]
        finally:
            server.terminate()


def session(base: str, token: str = TOKEN) -> DitioSession:
    """A session with the server, not yet open."""
    known = Environment(name="others", identity=NOWHERE, core=NOWHERE, reporting=NOWHERE, scim=base)
    return DitioSession(environment=known, scim_token=token)


@pytest.fixture
async def ditio(base: str) -> AsyncIterator[DitioSession]:
    async with session(base) as opened:
        yield opened


async def created(ditio: DitioSession, name: str) -> User:
    return await ditio.scim.create_user(
        user_name=f"{name}@fjell.no", active=True, display_name=f"{name} Æ", work_phone="+4722334455", external_id=name
    )


async def test_a_user_is_created_read_replaced_changed_and_deleted(ditio: DitioSession) -> None:
    user = await created(ditio, "kari")
    assert (user.user_name, user.active, user.display_name) == ("kari@fjell.no", True, "kari Æ")
    assert (user.work_phone, user.mobile_phone, user.external_id) == ("+4722334455", None, "kari")
    assert user.version
    assert await ditio.scim.get_user(user.id) == user
    whole = await ditio.scim.replace_user(
        user.id, user_name="kari@fjell.no", active=True, mobile_phone="+4790000000", if_match=user.version
    )
    assert (whole.display_name, whole.work_phone, whole.mobile_phone) == (None, None, "+4790000000")
    changes = [
        Replace("active", False),
        Add(attr("displayName"), "Kari"),
        Add("phoneNumbers", [Phone("+4722334455", "work", primary=True)]),
        Remove('phoneNumbers[type eq "mobile"]'),
        Replace(WORK.sub("value"), "+4711111111"),
        Replace(None, {"externalId": "new"}),
    ]
    changed = await ditio.scim.update_user(user.id, changes, if_match=whole.version)
    assert (changed.active, changed.display_name, changed.external_id) == (False, "Kari", "new")
    assert changed.phone_numbers == [Phone("+4711111111", "work", primary=True)]
    assert await ditio.scim.get_user(user.id) == changed
    await ditio.scim.delete_user(user.id, if_match=changed.version)
    with pytest.raises(NotFoundError):
        await ditio.scim.get_user(user.id)


async def test_a_version_that_was_passed_by_is_a_conflict(ditio: DitioSession) -> None:
    user = await created(ditio, "ola")
    await ditio.scim.update_user(user.id, [Replace("active", False)], if_match=user.version)
    with pytest.raises(ConflictError) as caught:
        await ditio.scim.update_user(user.id, [Replace("active", True)], if_match=user.version)
    assert caught.value.status == 412
    with pytest.raises(ConflictError):
        await ditio.scim.replace_user(user.id, user_name="ola@fjell.no", work_phone="1", if_match=user.version)
    with pytest.raises(ConflictError):
        await ditio.scim.delete_user(user.id, if_match=user.version)
    assert (await ditio.scim.get_user(user.id)).active is False


async def test_errors_have_the_codes_of_scim(base: str, ditio: DitioSession) -> None:
    user = await created(ditio, "per")
    with pytest.raises(ConflictError) as taken:
        await created(ditio, "PER")
    assert taken.value.code == "uniqueness"
    with pytest.raises(BadRequestError) as unread:
        await ditio.scim.users(filter="userName is odd").collect()
    assert unread.value.code == "invalidFilter"
    with pytest.raises(BadRequestError) as nothing:
        await ditio.scim.update_user(user.id, [Replace("meta.version", "x")])
    assert nothing.value.code in {"mutability", "invalidPath"}
    async with session(base, "another") as stranger:
        with pytest.raises(AuthenticationError):
            await stranger.scim.get_user(user.id)


async def test_users_come_in_pages_of_any_size(ditio: DitioSession) -> None:
    ids = {(await created(ditio, f"mange{number}")).id for number in range(7)}
    found = attr("userName").sw("mange")
    for count in (1, 3, 7, 100):
        users = [user async for user in ditio.scim.users(filter=found, count=count)]
        assert ({user.id for user in users}, len(users)) == (ids, 7)
    pages = [page async for page in ditio.scim.users(filter=found, count=3).pages()]
    assert [(page.start_index, len(page.records), page.total_results) for page in pages] == [
        (1, 3, 7),
        (4, 3, 7),
        (7, 1, 7),
    ]
    assert await ditio.scim.users(filter=found & attr("active").eq(False)).collect() == []


NAME = attr("userName")
FILTERS: list[tuple[Filter, bool]] = [
    (NAME.eq("filter@fjell.no"), True),
    (NAME.eq("FILTER@fjell.no"), True),
    (NAME.ne("filter@fjell.no"), False),
    (NAME.co("ter@f"), True),
    (NAME.sw("filter") & NAME.ew(".no"), True),
    (NAME.eq("x") & NAME.eq("y") | NAME.sw("filter"), True),
    (NAME.eq("x") & (NAME.eq("y") | NAME.sw("filter")), False),
    (~(NAME.eq("x") | NAME.eq("y")) & NAME.sw("filter"), True),
    (attr("displayName").co("Æ") & attr("active").eq(True) & NAME.sw("filter"), True),
    (attr("displayName").eq('a"b\\c\n'), False),
    (attr("meta.created").gt("2020-01-01T00:00:00Z") & NAME.sw("filter"), True),
    (WORK & NAME.sw("filter"), True),
    (attr("phoneNumbers").where(attr("type").eq("work") & attr("value").sw("+48")), False),
    (attr("phoneNumbers.type").eq("mobile") & NAME.sw("filter"), False),
    (attr("urn:ietf:params:scim:schemas:core:2.0:User:externalId").eq("filter"), True),
    (attr("title").pr() & NAME.sw("filter"), False),
]


async def test_filters_mean_what_they_say(ditio: DitioSession) -> None:
    user = await created(ditio, "filter")
    for filter, fits in FILTERS:
        found = [one.id for one in await ditio.scim.users(filter=filter).collect()]
        assert (user.id in found) is fits, str(filter)


async def test_a_text_survives_its_way_through_a_filter(ditio: DitioSession) -> None:
    odd = 'Å "quoted" \\ back/slash & = + % # \t 🚧'
    user = await ditio.scim.create_user(user_name="odd@fjell.no", display_name=odd, work_phone="1")
    assert [one.id for one in await ditio.scim.users(filter=attr("displayName").eq(odd)).collect()] == [user.id]
