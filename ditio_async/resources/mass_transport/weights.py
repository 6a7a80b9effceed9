"""Weights of loads, measured by scales."""

from __future__ import annotations

import enum
import inspect
from typing import Final, Protocol

from msgspec import UNSET, UnsetType, to_builtins
from msgspec.structs import replace

from ..._codec import encode
from ..._endpoints import Call, Context, Endpoint, Free, FreeSave, Json, Resource, json_of, owned, plain, written
from ..._fields import Arguments, Fields
from ...config import Surface
from ...errors import ArgumentError

PATH: Final = "/api/external-weight-measure"
_KNOWN: Final = {"projectId": "project_id", "companyId": "company_id"}


class Step(enum.StrEnum):
    """How far a measure has come; a step cannot be left out."""

    VERIFIED = "verified"
    APPROVED = "approved"
    INVOICED = "invoiced"


class NewWeight(Protocol):
    """Sends one measure.

    Args:
        project_id: where.
        company_id: the session's unless given.
        fields: whatever else there is to say, in snake case; names are sent in camel case.
    """

    def __call__(self, *, project_id: str, company_id: str | UnsetType = UNSET, **fields: object) -> Call[object]:
        """The call."""
        ...


class _Owner(Fields, kw_only=True):
    project_id: str
    company_id: str | UnsetType = UNSET


class _Register(Endpoint[NewWeight]):
    """POST a measure, of whose fields only two are known."""

    method = "POST"

    def bind(self, context: Context) -> NewWeight:
        """The call."""
        arguments = Arguments(_Owner)
        base = self.request(context)

        async def call(*, project_id: str, company_id: str | UnsetType = UNSET, **fields: object) -> object:
            known: dict[str, object] = {"project_id": project_id, "company_id": company_id}
            body = to_builtins(owned(self.name, context, arguments.read(self.name, (), known)))
            for name, value in fields.items():
                if (key := _camel(name)) in _KNOWN:
                    raise ArgumentError(f"{self.name} has no argument {name!r}; it is {_KNOWN[key]}=")
                json_of(self.name, name, value)  # here, for an error that names it
                body[key] = value
            request = replace(base, body=encode(body))
            return written(await context.send(request), plain)

        return call

    def signature(self) -> inspect.Signature:
        """The two that are known, and any others."""
        whole = inspect.signature(NewWeight.__call__)
        return whole.replace(parameters=[*whole.parameters.values()][1:])


class WeightMeasures(Resource):
    """Weights of loads (Ditio: Mass transport).

    Which fields they have beside company and project is not documented, so that any are taken, and answers come as
    plain values.
    """

    name = "mass_transport.weight_measures"

    register = _Register(
        PATH,
        "Send one measure.\n\nArgs:\n    project_id: where.\n    company_id: the session's unless given.\n"
        "    fields: whatever else there is to say, in snake case; names are sent in camel case.",
        surface=Surface.MASS_TRANSPORT,
        replay=False,
        hint="look with mass_transport.weight_measures.query(...) whether it is there",
    )
    query = Free("POST", PATH + "/query", "Measures that fit what is asked for.", surface=Surface.MASS_TRANSPORT)
    export = FreeSave("POST", PATH + "/export", "Save the measures that fit as CSV.", surface=Surface.MASS_TRANSPORT)
    mark_verified = Free(
        "PUT", PATH + "/mark-verified", "New measures become verified.", surface=Surface.MASS_TRANSPORT
    )
    mark_approved = Free(
        "PUT", PATH + "/mark-approved", "Verified measures become approved.", surface=Surface.MASS_TRANSPORT
    )
    mark_invoiced = Free(
        "PUT", PATH + "/mark-invoiced", "Approved measures become invoiced.", surface=Surface.MASS_TRANSPORT
    )

    async def advance(self, body: Json, /, *, through: Step | str = Step.INVOICED) -> list[Step]:
        """Take measures step by step to where they are to be: verified, then approved, then invoiced.

        Args:
            body: which measures, as the `mark_` calls take it.
            through: the last step; each takes those measures one step on, so they must all be new.

        Returns:
            The steps that were taken.

        Raises:
            ArgumentError: there is no such step.
            RequestError: one of them failed; its `.operation` says which. Those before it are taken.
        """
        call = f"{self.name}.advance"
        if not isinstance(through, str) or through not in {*Step}:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"{call}: through takes {', '.join(Step)}, not {through!r}")
        marks = {
            Step.VERIFIED: self.mark_verified,
            Step.APPROVED: self.mark_approved,
            Step.INVOICED: self.mark_invoiced,
        }
        taken: list[Step] = []
        for step, mark in marks.items():
            await mark(body)
            taken.append(step)
            if step == through:
                break
        return taken


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.title() for part in others)
