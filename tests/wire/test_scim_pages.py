"""Lists of users: as many as the server has, whatever it gives at once, and never for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ditio_async import DitioSession, PaginationLoopError, RateLimitedError
from ditio_async.scim import attr

from ..support.faults import FaultServer, Seen, Step, answer, cut, json_answer
from .common import SHORTEST_PAUSES
from .scim import listed, scim_session, user

MOST_REQUESTS = 50


@pytest.fixture
async def ditio(server: FaultServer) -> AsyncIterator[DitioSession]:
    async with scim_session(server, clock=SHORTEST_PAUSES) as opened:
        yield opened


def asked(server: FaultServer) -> list[str]:
    return [call.query["startIndex"][0] for call in server.calls]


async def test_pages_go_on_after_what_was_really_given(server: FaultServer, ditio: DitioSession) -> None:
    server.script(listed("a", "b", "c", total=6), listed("d", total=6, start=4), listed("e", "f", total=6, start=5))
    assert [user.id async for user in ditio.scim.users(count=3)] == [*"abcdef"]
    assert asked(server) == ["1", "4", "5"]
    assert {call.query["count"][0] for call in server.calls} == {"3"}
    assert all("filter" not in call.query for call in server.calls)


async def test_a_filter_goes_along_with_every_page(server: FaultServer, ditio: DitioSession) -> None:
    made = attr("displayName").eq('Å "&+=#%\\') & attr("active").eq(True)
    for filter in (made, str(made)):
        server.script(listed("a", total=2), listed("b", total=2))
        assert len(await ditio.scim.users(filter=filter).collect()) == 2
    assert [call.query["filter"] for call in server.calls] == [[str(made)]] * 4
    assert {(call.method, call.path) for call in server.calls} == {("GET", "/scim/Users")}


async def test_nothing_is_sent_before_it_is_iterated_and_it_can_be_iterated_again(
    server: FaultServer, ditio: DitioSession
) -> None:
    server.script(listed("a", "b", total=4), listed("c", "d", total=4), listed("e", total=1))
    users = ditio.scim.users(filter="active eq true", count=2)
    assert repr(users) == "Users(scim.users: /Users?filter=active%20eq%20true)"
    assert not server.requests
    async for first in users:
        if first.id == "a":
            break
    assert len(server.calls) == 1, "one page is enough for one user"
    server.script(listed("a", "b", total=4), listed("c", "d", total=4), listed("e", total=1))
    assert [user.id for user in await users.collect(limit=3)] == ["a", "b", "c"]
    assert [user.id for user in await users.collect()] == ["e"]


async def test_pages_tell_how_many_there_are(server: FaultServer, ditio: DitioSession) -> None:
    server.script(listed("a", "b", total=3), listed("c", total=3))
    pages = [page async for page in ditio.scim.users(count=2).pages()]
    assert [(page.start_index, page.total_results, len(page.records)) for page in pages] == [(1, 3, 2), (3, 3, 1)]


@pytest.mark.parametrize(
    "only",
    [
        listed(total=0),
        json_answer({"totalResults": 0}),
        json_answer({"totalResults": 0, "Resources": None}),
        json_answer({"totalResults": 0.0, "Resources": []}),
        listed(total=None),
    ],
)
async def test_no_users_are_one_request(server: FaultServer, ditio: DitioSession, only: Step) -> None:
    server.script(only)
    assert await ditio.scim.users().collect() == []
    assert len(server.calls) == 1


@pytest.mark.parametrize("total", [3, 2, 0, None])
async def test_a_server_that_gives_all_at_once_is_asked_once(
    server: FaultServer, ditio: DitioSession, total: int | None
) -> None:
    server.script(listed("a", "b", "c", total=total))
    assert len(await ditio.scim.users().collect()) == 3
    assert len(server.calls) == 1


async def test_users_who_come_and_go_meanwhile_end_no_list(server: FaultServer, ditio: DitioSession) -> None:
    server.script(listed("a", "b", total=4), listed("b", "c", total=5), listed("d", total=5))
    assert [user.id async for user in ditio.scim.users(count=2)] == ["a", "b", "b", "c", "d"]
    server.script(listed("a", "b", total=3), listed(total=2))
    assert [user.id async for user in ditio.scim.users(count=2)] == ["a", "b"]


def ignoring(_: Seen) -> Step:
    """A server that takes no notice of startIndex."""
    return listed("a", "b", total=9)


def circling(seen: Seen) -> Step:
    """A server that gives the same four users again and again."""
    return listed(*("ab" if int(seen.query["startIndex"][0]) % 4 == 1 else "cd"), total=10**9)


def endless(seen: Seen) -> Step:
    """A server that has always a few more, all of them new."""
    start = int(seen.query["startIndex"][0])
    return listed(*(str(number) for number in range(start, start + 100)), total=start + 1000)


@pytest.mark.parametrize(
    ("server_does", "words"),
    [
        ([ignoring], "has only users of pages before it"),
        ([circling], "has only users of pages before it"),
        ([listed("a", total=10**9), listed(total=10**9)], "is empty, and there should be 1000000000 users"),
        ([listed(total=1)], "is empty, and there should be 1 users"),
        ([endless], "no end, twice as many"),
    ],
)
async def test_a_list_that_leads_in_circles_is_an_error(
    server: FaultServer, ditio: DitioSession, server_does: list[Step], words: str
) -> None:
    server.script(*server_does)
    with pytest.raises(PaginationLoopError, match=words) as caught:
        await ditio.scim.users(count=2).collect()
    assert (caught.value.operation, caught.value.status) == ("scim.users", 200)
    assert len(server.calls) <= MOST_REQUESTS


async def test_a_page_that_was_cut_is_fetched_anew(server: FaultServer, ditio: DitioSession) -> None:
    server.script(cut(b'{"totalResults": 1, "Resources": [', at=30, length=False), listed("a", total=1))
    assert len(await ditio.scim.users().collect()) == 1
    assert asked(server) == ["1", "1"]


async def test_after_an_error_the_iterator_goes_on_where_it_was(server: FaultServer, ditio: DitioSession) -> None:
    users = aiter(ditio.scim.users(count=1))
    server.script(listed("a", total=2), answer(429, headers={"Retry-After": "9999"}), listed("b", total=2))
    assert (await anext(users)).id == "a"
    with pytest.raises(RateLimitedError):
        await anext(users)
    assert [user.id async for user in users] == ["b"]
    with pytest.raises(StopAsyncIteration):
        await anext(users)
    assert asked(server) == ["1", "2", "2"]


async def test_records_are_whole_users(server: FaultServer, ditio: DitioSession) -> None:
    server.script(json_answer({"totalResults": 1, "Resources": [user(active=True, meta={"version": "1"})]}))
    (found,) = await ditio.scim.users().collect()
    assert (found.active, found.version) == (True, "1")
