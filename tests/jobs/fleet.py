"""Worker processes, and the tenants that they work for."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ditio_async.sandbox import DitioSandbox

ROOT = Path(__file__).parents[2]
BEGUN = re.compile(r"Starting job ditio_async\.mirror\[(\d+)\]\((.*)\)")
ENDED = re.compile(r"Job ditio_async\.mirror\[(\d+)\]\(.*\) ended with status")


class Worker:
    """A worker process, and what it has logged."""

    def __init__(self, number: int, dsn: str, tenants: Path, variables: Mapping[str, str]) -> None:
        self.log = tenants.parent / f"worker-{number}.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.jobs.worker", dsn, str(tenants)],
                cwd=ROOT,
                env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )

    def does(self, tenant: str, stream: str) -> bool:
        """Whether it is at a job at the moment."""
        text = self.log.read_text()
        ended = set(ENDED.findall(text))
        there = [arguments for id, arguments in BEGUN.findall(text) if id not in ended]
        return any(f"tenant='{tenant}'" in one and f"stream='{stream}'" in one for one in there)

    def kill(self) -> None:
        """As a machine that burns down."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """As a person does; gives the exit code."""
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(15)
        finally:
            self._process.kill()
            self._process.wait()


class Fleet:
    """Workers for tenants that are each a sandbox.

    Attributes:
        tenants: the file that they are in; their secrets are in the environment variables of the workers.
        workers: those that run.
        logs: of all that ever ran.
    """

    def __init__(self, dsn: str, folder: Path, sandboxes: Mapping[str, DitioSandbox], *streams: str) -> None:
        self._dsn = dsn
        self._sandboxes = sandboxes
        self.secrets = {name: sandbox.credentials["client_secret"] for name, sandbox in sandboxes.items()}
        self._variables = {f"{name.upper()}_SECRET": secret for name, secret in self.secrets.items()}
        self.tenants = folder / "ditio.toml"
        self.tenants.write_text("\n".join(self._lines(streams)))
        self.workers: list[Worker] = []
        self.logs: list[Path] = []

    def store(self, name: str) -> str:
        """Where the mirror of a tenant is."""
        return f"{self._dsn}&schema={name}"

    def start(self) -> Worker:
        """One more worker."""
        worker = Worker(len(self.logs), self._dsn, self.tenants, self._variables)
        self.workers.append(worker)
        self.logs.append(worker.log)
        return worker

    def kill(self, worker: Worker) -> float:
        """Kill one; gives the time of its death."""
        worker.kill()
        self.workers.remove(worker)
        return time.time()

    @contextmanager
    def running(self, number: int) -> Iterator[None]:
        """So many workers, which are all stopped in the end."""
        try:
            for _ in range(number):
                self.start()
            yield
        finally:
            ends = [worker.stop() for worker in self.workers]
        assert not any(ends), [log.read_text()[-2000:] for log in self.logs]

    def logged(self) -> str:
        """What all workers have logged."""
        return "\n".join(log.read_text() for log in self.logs)

    def _lines(self, streams: tuple[str, ...]) -> Iterator[str]:
        for name, sandbox in self._sandboxes.items():
            yield f"[tenants.{name}]"
            known = {
                "client_id": sandbox.credentials["client_id"],
                "client_secret_env": f"{name.upper()}_SECRET",
                "company_id": sandbox.company_id,
                "identity_base": f"{sandbox.url}/identity",
                "api_base": f"{sandbox.url}/core",
                "reporting_base": f"{sandbox.url}/reporting",
                "store": self.store(name),
            }
            yield from (f'{key} = "{value}"' for key, value in known.items())
            yield f"streams = {list(streams)}"


def repeated(sandbox: DitioSandbox, path: str) -> int:
    """How many pages of a stream were asked for more than once."""
    pages = [r.query for r in sandbox.requests if r.path.endswith(path) and r.status == 200]
    return len(pages) - len({*pages})
