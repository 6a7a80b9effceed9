"""Bulk exports of the reporting API to JSON Lines, CSV and Parquet.

from ditio_async.export import Parquet, export

report = await export(ditio, ["time_registrations", "projects"], "bi/", format=Parquet())
"""

from __future__ import annotations

from ._export import export
from .formats import Csv, Format, JsonLines, Parquet
from .report import ExportProgress, ExportReport, StreamReport

__all__ = [
    "Csv",
    "ExportProgress",
    "ExportReport",
    "Format",
    "JsonLines",
    "Parquet",
    "StreamReport",
    "export",
]
