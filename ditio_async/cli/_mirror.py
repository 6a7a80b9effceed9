"""`ditio-async mirror`: Ditio in a database."""

from __future__ import annotations

from cyclopts import App

from ._mirror_files import files
from ._mirror_run import run
from ._mirror_status import status
from ._mirror_tables import columns, reset, views

mirror = App(
    name="mirror",
    help="Keep a database in step with Ditio: a SQLite file, or a schema of a PostgreSQL database.",
)
for command in (run, status, reset, views, columns, files):
    mirror.command(command)
