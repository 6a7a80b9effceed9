"""A mirror holds what an independent one holds that does no more than Ditio's public recipe says."""

from __future__ import annotations

import datetime as dt

import aiohttp

from ditio_async import DitioSession
from ditio_async.mirror import Mirror
from ditio_async.sandbox import DitioSandbox

from .looks import Watched
from .places import SOURCE
from .unrest import Unrest
from .witness import STREAMS, Witness, token_of

WHOLE_EACH_TIME = dt.timedelta(0)
"""For streams that do not tell their deletions: what they do not bring is swept."""


async def test_a_mirror_holds_what_the_public_recipe_makes_of_the_same_changes(
    sandbox: DitioSandbox, place: Watched
) -> None:
    unrest = Unrest(sandbox, seed=11)
    witnesses = [Witness(stream) for stream in STREAMS]
    assert len(witnesses) == 18
    reporting = sandbox.environment.reporting
    async with (
        aiohttp.ClientSession() as http,
        DitioSession(**sandbox.credentials) as ditio,
        Mirror(ditio, place.store(), chunk_limit=250, full_every=WHOLE_EACH_TIME, source=SOURCE) as mirror,
    ):
        http.headers["Authorization"] = f"Bearer {await token_of(http, sandbox)}"
        for compared in (False, False, True):
            report = await mirror.run(allow_shrink=True)  # there are only five types of mass
            assert not report.failed
            look = place.look(STREAMS if compared else [])
            for witness in witnesses:
                await witness.run(http, str(reporting))
                assert not compared or not witness.differences(look.tables[witness.stream]), witness.stream
            for witness in witnesses:
                for _ in range(6):
                    unrest.step(witness.stream)
        assert any(row["isDeleted"] for witness in witnesses for row in witness.rows.values())
