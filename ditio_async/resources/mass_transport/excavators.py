"""What excavators did, and when: calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterable, Iterable
from typing import Final, cast

from ... import _checks
from ..._endpoints import Create, Find, Free, Resource, Rows
from ...config import Surface
from .push import Pusher
from .pushed import Checkpoint, OnPushed, Orders, PushReport
from .states import ExcavatorState, LatestKey, latest

PATH: Final = "/api/external-excavator-state"


class ExcavatorStates(Resource):
    """What excavators did, and when (Ditio: Mass transport)."""

    name = "mass_transport.excavator_states"

    register = Create(
        PATH,
        type(None),
        ExcavatorState,
        "Send one state.",
        surface=Surface.MASS_TRANSPORT,
        replay=False,
        hint="look with mass_transport.excavator_states.latest_timestamp(company_id, project_id) whether it is there",
    )
    import_many = Rows(
        PATH + "/import",
        type(None),
        ExcavatorState,
        "states",
        "Send states in one request.",
        surface=Surface.MASS_TRANSPORT,
        replay=False,
        hint="look with mass_transport.excavator_states.latest_timestamp(company_id, project_id) how far it came",
    )
    latest_timestamp = Find(
        PATH + "/latest-timestamp/{companyId}/{projectId}",
        cast("type[dt.datetime | None]", dt.datetime),
        LatestKey,
        "The newest timestamp that was received of a project: None where there is none.",
        surface=Surface.MASS_TRANSPORT,
        read=latest,
    )
    aggregate = Free(
        "POST",
        PATH + "/aggregated-data-per-state",
        "Utilisation per state. Neither what is asked nor what is answered is documented.",
        surface=Surface.MASS_TRANSPORT,
    )

    async def push(
        self,
        states: AsyncIterable[ExcavatorState] | Iterable[ExcavatorState],
        /,
        *,
        chunk: int = 100,
        linger: float | None = None,
        checkpoint: Checkpoint = "end_time",
        collect_refused: bool = False,
        settle: float = 2.0,
        on_pushed: OnPushed | None = None,
    ) -> PushReport:
        """Push states as they come, and send none twice, whatever fails and however often it is started again.

        The server is asked for the newest timestamp of each company and project; states up to it are skipped, the
        others are sent in chunks. After a failure that leaves open what has arrived, it is asked again. So give the
        states from some time before the last one that was sent, and let the program be restarted when it ends: after
        a cancellation or a kill no sooner than `settle` says, for the server may still be at it.

        That timestamp is all that tells what is there. It tells it where nothing else sends states of the same
        projects meanwhile, and where the server takes a chunk in its order, up to the first state that it refuses.
        What it does not tell is an error, above all which of several states of one moment have arrived after a
        failure. States of one moment go out in one request, so at the start all of the server's newest moment count
        as there: after such an error, send those that are not with `register`.

        Args:
            states: in the order of time, those of a project at least; anything to iterate, with or without `async`.
                It is not read faster than states are sent, and a generator is closed at the end, whatever ends it.
                One that is given twice in a row is sent once.
            chunk: states in a request; those of one moment stay together, and the first moment of a project goes alone.
            linger: seconds after which fewer are sent; None waits until there are enough or no more.
            checkpoint: which of a state's times the server's timestamp is, which Ditio does not document. If it is the
                other one, this ends with an error that says so, after the first moment of a project.
            collect_refused: states that the server refuses are left out and collected in the report; otherwise the
                first of them ends the push.
            settle: seconds to wait after an unclear failure, before asking what has arrived.
            on_pushed: is called whenever states were sent or refused, with the report so far; a push that runs for
                long may clear `refused` there.

        Raises:
            ArgumentError: a state cannot be sent, or comes out of order; what came before it is sent.
            OutcomeUnknownError: nobody can tell what has arrived; look at the states in Ditio before going on.
            RequestError: what is left after the retries. Nothing is lost: start it again, with the states from then.
        """
        call = f"{self.name}.push"
        _checks.checked(call, "chunk", chunk, _checks.whole(1))
        _checks.checked(call, "collect_refused", collect_refused, _checks.FLAG)
        for name, seconds in (("linger", linger), ("settle", settle)):
            if seconds is not None:
                _checks.checked(call, name, seconds, _checks.seconds)
        _checks.checked(call, "checkpoint", checkpoint, _checks.of(Checkpoint))
        if on_pushed is not None:
            _checks.checked(call, "on_pushed", on_pushed, _checks.function)
        orders = Orders(
            name=call,
            send=self.import_many,
            latest=self.latest_timestamp,
            chunk=chunk,
            checkpoint=checkpoint,
            linger=linger,
            settle=settle,
            collect=collect_refused,
            on_pushed=on_pushed,
        )
        return await Pusher(orders, self._verified).run(states)

    def _verified(self, index: int, state: ExcavatorState) -> ExcavatorState:
        """A state that can be sent, with its company."""
        rows = type(self).import_many
        return cast("ExcavatorState", rows.row_of(self.context, f"{self.name}.push: states[{index}]", state))
