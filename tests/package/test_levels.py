"""Modules import downwards only, and what is optional is imported where it is used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ditio_async

ROOT = Path(ditio_async.__file__).parent

# From the bottom to the top: a module may import what stands above it in this list, and nothing of its own line.
LEVELS = [
    line.split()
    for line in """
    _version errors _filenames _headers _relay _ids _differences _secrets _whole
    _readings
    _clock _times _problem
    _checks
    config _fields _sources
    _settings
    _multipart
    _wire _uploads
    _codec _downloads _links _bulk _bulk.results _bulk_files _bulk_files.template
    _bulk_files.manifest
    _bulk_files.run _bulk.run _bulk.single
    _bulk.arrays _bulk.bulk
    _pipeline
    _pipeline.process _pipeline.slots _pipeline.deadlines
    _pipeline.addresses _pipeline.outgoing _pipeline.transport_errors
    _pipeline.refusals
    _pipeline.http _pipeline.limit _pipeline.auth _pipeline.fixed _pipeline.retry _pipeline.tokens _pipeline.identity
    _paging
    _paging.slices _paging.watch _paging.page
    _paging.decoding
    _paging.trail _paging.lines _paging.undecoded
    _paging.walk _paging.windows
    _paging.reading
    _paging.ahead _paging.eager _paging.split
    paging
    _endpoints.base
    _endpoints.taking
    _endpoints.reads _endpoints.writes _endpoints.rows _endpoints.streams _endpoints.saves _endpoints.free
    _endpoints.drafts
    _endpoints
    resources
    resources.documents
    resources.reporting.filters resources.reporting.records
    resources.reporting.hours resources.reporting.safety resources.reporting.mass_haul resources.reporting.images
    resources.reporting.master_data resources.reporting.items
    resources.mass_transport.states resources.mass_transport.weights
    resources.mass_transport.pushed
    resources.mass_transport.track
    resources.mass_transport.push
    resources.mass_transport.excavators
    resources.scim.filters resources.scim.users
    resources.scim.patches resources.scim.listing resources.scim.calls
    resources.projects resources.work_orders resources.payroll resources.reporting resources.files resources.scim
    resources.machines resources.users resources.employees resources.certificates resources.absences
    resources.reference resources.lookups resources.mass_transport
    scim _reconcile _reconcile.compare _reconcile.entries
    _reconcile.kind
    _reconcile.plan _reconcile.kinds
    _reconcile.planner
    _reconcile.kinds.projects _reconcile.kinds.work_orders _reconcile.kinds.machines _reconcile.kinds.employees
    _reconcile.kinds.absences _reconcile.kinds.certificates
    _reconcile.reconcile _calls _tables _tables.columns _tables.moments _tables.nul _tables.jsons
    _tables.datasets _tables.rows
    export._worker export._journal export.formats export.report
    export._sinks export._sinks.arrow export._sinks.jsonlines export._sinks.place
    export._sinks.shape export._sinks.text export._sinks.csv
    export._sinks.tables export._sinks.parquet
    export._intake
    export._source
    export._subjects
    export._plan
    export._file
    export._run
    export._export
    mirror._state mirror._locks mirror._sqlite_errors mirror._postgres_errors
    mirror._postgres_connection mirror._addresses
    mirror._thread mirror._feed mirror._sql mirror._promotion mirror._shrink mirror._pages mirror.report mirror._plan
    mirror.store mirror._table mirror._known
    mirror._views
    mirror._schema mirror._sqlite_file
    mirror._sqlite_schema mirror._postgres_schema
    mirror._sqlite mirror._postgres mirror._files mirror._stream
    mirror.sqlite mirror.postgres mirror.mirror
    mirror.stores
    session _tenants _tenants.places mirror export
    _tenants.worker
    _tenants.document
    tenants mirror._outages mirror._schedule
    mirror._connector
    mirror._queue mirror._sessions mirror._tenants
    mirror._working
    mirror.jobs
    ditio_async
    """.split("\n")
    if line.strip()
]
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
ABOVE = ("cli", "pytest_plugin")
APART = "sandbox"


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "ditio_async"


MODULES = {name_of(path): path for path in sorted(ROOT.rglob("*.py"))}


def imports_of(name: str) -> Iterator[str]:
    """The modules that one imports, anywhere in its code; those of the package without the package's name."""
    path = MODULES[name]
    package = path.parent.relative_to(ROOT).parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("ditio_async.") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").removeprefix("ditio_async.")
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
            start = ".".join(part for part in base if part)
            for alias in node.names:
                inner = f"{start}.{alias.name}".lstrip(".")
                yield inner if inner in MODULES else start or "ditio_async"


def inside(name: str) -> set[str]:
    return {module for module in imports_of(name) if module in MODULES}


def test_every_module_has_its_level() -> None:
    assert {name for name in MODULES if not name.startswith((*ABOVE, APART))} == set(LEVEL)


@pytest.mark.parametrize("name", LEVEL)
def test_a_module_imports_only_from_below(name: str) -> None:
    wrong = [module for module in inside(name) if LEVEL.get(module, len(LEVELS)) >= LEVEL[name]]
    assert not wrong


def test_the_pipeline_and_the_resources_meet_only_in_the_session() -> None:
    knowing = {name for name in MODULES if any(module.startswith("_pipeline.") for module in inside(name))}
    assert {name for name in knowing if not name.startswith("_pipeline")} == {"session", "ditio_async"}


def test_the_sandbox_is_an_independent_witness() -> None:
    for name in MODULES:
        if name.startswith(APART):
            assert {module for module in inside(name) if not module.startswith(APART)} <= {
                "_version",
                "config",
                "errors",
            }


def test_only_the_command_line_and_the_plugin_know_the_sandbox() -> None:
    knowing = {name for name in MODULES if any(module.startswith(APART) for module in inside(name))}
    assert all(name.startswith((*ABOVE, APART)) for name in knowing)


def test_only_the_end_of_the_pipeline_knows_aiohttp() -> None:
    knowing = {name for name in MODULES if any(module.split(".")[0] == "aiohttp" for module in imports_of(name))}
    end = {"_pipeline.http", "_pipeline.process", "_pipeline.outgoing", "_pipeline.transport_errors"}
    assert {name for name in knowing if not name.startswith(APART)} == end


SCRIPT = """
import importlib, json, sys
print(json.dumps({name: sorted(load(name)) for name in json.loads(sys.argv[1])}))
"""
LOAD = """
def load(name):
    for old in [old for old in sys.modules if old.partition(".")[0] == "ditio_async"]:
        del sys.modules[old]
    importlib.import_module(name)
    return [new for new in sys.modules]
"""


def loaded(*names: str) -> dict[str, set[str]]:
    """What is in `sys.modules` after each of these was imported, as if for the first time, in a new interpreter."""
    command = [sys.executable, "-W", "error", "-c", LOAD + SCRIPT, json.dumps(names)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return {name: set(modules) for name, modules in json.loads(done.stdout).items()}


def test_every_package_can_be_imported_first_and_without_a_warning() -> None:
    """Those of one level, since importing a module imports its package first, and with it the modules below."""
    packages = {name.split(".")[0] for name, path in MODULES.items() if path.name == "__init__.py"}
    names = [f"ditio_async.{name}" for name in (*packages - {"ditio_async"}, *ABOVE, "scim")]
    assert set(loaded("ditio_async", *names)) == {"ditio_async", *names}


def test_importing_everything_gives_no_warning() -> None:
    names = [f"ditio_async.{name}" for name in MODULES if name != "ditio_async" and not name.endswith("__main__")]
    command = [sys.executable, "-W", "error", "-c", f"import {', '.join(names)}"]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""


def test_importing_the_package_loads_nothing_that_is_not_needed() -> None:
    modules = loaded("ditio_async")["ditio_async"]
    extras = {"cyclopts", "rich", "isal", "pytest", "hypothesis", "trustme", "uvloop", "httpx", "pyarrow"}
    assert not modules & extras
    assert not modules & {"aiohttp.web", "argparse", "sqlite3", "unittest"}
    assert not [
        name for name in modules if name.startswith(("ditio_async.sandbox", "ditio_async.cli", "ditio_async.export"))
    ]


def test_exports_load_pyarrow_only_for_parquet() -> None:
    assert "pyarrow" not in loaded("ditio_async.export")["ditio_async.export"]


def test_the_plugin_loads_the_sandbox_only_for_tests_that_want_it() -> None:
    modules = loaded("ditio_async.pytest_plugin")["ditio_async.pytest_plugin"]
    assert not [name for name in modules if name.startswith("ditio_async.sandbox")]
