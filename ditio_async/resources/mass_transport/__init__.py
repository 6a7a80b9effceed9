"""Mass transport: what excavators did, and what loads weigh."""

from __future__ import annotations

from ..._endpoints import Context, Resource
from .excavators import ExcavatorStates
from .pushed import PushReport
from .states import ExcavatorState, State
from .weights import Step, WeightMeasures

__all__ = ["ExcavatorState", "ExcavatorStates", "MassTransport", "PushReport", "State", "Step", "WeightMeasures"]


class MassTransport(Resource):
    """Mass transport (Ditio: Mass transport). Its address is handed out per customer: DITIO_MASSTRANSPORT_BASE.

    Attributes:
        excavator_states: what excavators did, and when.
        weight_measures: what loads weigh.
    """

    name = "mass_transport"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.excavator_states = ExcavatorStates(context)
        self.weight_measures = WeightMeasures(context)
