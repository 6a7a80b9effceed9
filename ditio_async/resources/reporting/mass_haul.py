"""Mass haul."""

from __future__ import annotations

import datetime as dt

from .records import Record


class FlowTripRegistration(Record):
    """A trip of mass haul (Ditio: Mass haul); the window is on load_date_time.

    Attributes:
        quantity, registered_quantity, verified_quantity: in unit_of_measure_text, which is Ton or CubicMeter.
        quantity_m3: cubic metres.
        total_cycle_time_seconds: seconds.
        total_cycle_time_hours: hours.
        average_speed_kmh: kilometres an hour.
        load_coordinates, dump_coordinates: longitude, latitude, in degrees.
        loader_id, dumper_id: join resources.
        task_id: joins the work breakdown structure.
        is_flow_data: as the server marks it.
    """

    load_date_time: dt.datetime | None = None
    dump_date_time: dt.datetime | None = None
    cost_start_date_time: dt.datetime | None = None
    cost_end_date_time: dt.datetime | None = None
    quantity: float | None = None
    quantity_m3: float | None = None
    registered_quantity: float | None = None
    verified_quantity: float | None = None
    unit_of_measure_text: str | None = None
    mass_type_id: str | None = None
    mass_type: str | None = None
    m3_per_hour: float | None = None
    total_cycle_time_seconds: int | None = None
    total_cycle_time_hours: float | None = None
    utilization_rate: float | None = None
    distance: float | None = None
    average_speed_kmh: float | None = None
    net_altitude_change: float | None = None
    total_ascent: float | None = None
    max_gradient: float | None = None
    average_gradient: float | None = None
    load_location_name: str | None = None
    dump_location_name: str | None = None
    load_coordinates: list[float] | None = None
    dump_coordinates: list[float] | None = None
    loader_id: str | None = None
    loader_name: str | None = None
    loader_number: str | None = None
    loader_driver_name: str | None = None
    dumper_id: str | None = None
    dumper_name: str | None = None
    dumper_number: str | None = None
    dumper_registration_number: str | None = None
    dumper_driver_name: str | None = None
    dumper_driver_company_name: str | None = None
    trailer: bool | None = None
    verified: bool | None = None
    approved: bool | None = None
    invoiced: bool | None = None
    receipt_number: str | None = None
    customer_name: str | None = None
    comment: str | None = None
    project_id: str | None = None
    project_number: str | None = None
    project_name: str | None = None
    project_external_number: str | None = None
    project_company_name: str | None = None
    task_id: str | None = None
    task_name: str | None = None
    is_flow_data: bool | None = None
