"""`ditio-async demo`: the usual work, against a sandbox, with two things going wrong on the way."""

from __future__ import annotations

import os
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from .. import DitioSession
from ..resources.projects import Project
from ..sandbox import DitioSandbox
from ._screen import Screen

LARGE = 20_000_000
"""Bytes of the larger document."""


class Demo:
    """The main job: token, project, work order, documents, all time registrations, hours per project."""

    def __init__(self, records: int, seed: int, *, quiet: bool) -> None:
        self._records = records
        self._seed = seed
        self._screen = Screen(quiet=quiet)

    async def run(self) -> None:
        """Do it all."""
        began = time.perf_counter()
        async with (
            DitioSandbox(records=self._records, seed=self._seed) as sandbox,
            DitioSession(**sandbox.credentials) as ditio,
        ):
            self._screen.step(f"A Ditio in a box at {sandbox.url}, {self._records:,} time registrations")
            project = await self._set_up(ditio)
            with tempfile.TemporaryDirectory(prefix="ditio-demo-") as folder:
                await self._upload(ditio, project, Path(folder))
            hours = await self._stream(ditio, sandbox)
            self._table(hours)
            stats = ditio.stats
            self._screen.console.print(
                f"Pipeline: {stats.calls} calls, {stats.requests} requests, {stats.retries} of them again, "
                f"{stats.throttled} throttled, {ditio.tokens_fetched} tokens, {time.perf_counter() - began:.1f} s"
            )

    async def _set_up(self, ditio: DitioSession) -> Project:
        project = await ditio.projects.create(project_number="P-1001", name="Prosjekt Fjellhall", active=True)
        self._screen.step(f"Token fetched, project {project.project_number} created: {project.name}")
        order = await ditio.work_orders.create(
            project_id=project.id, external_id="WO-001", name="Graving byggegrop", active=True
        )
        self._screen.step(f"Work order {order.external_id} created: {order.name}")
        return await ditio.projects.update(project.id, name="Prosjekt Fjellhall - fase 2")

    async def _upload(self, ditio: DitioSession, project: Project, folder: Path) -> None:
        small, large = folder / "Målebrev – Åsgård (rev 2).pdf", folder / "Situasjonsplan.dwg"
        small.write_bytes(b"%PDF-1.7\n" + os.urandom(48_000))
        large.write_bytes(os.urandom(LARGE))
        with self._screen.bars(files=True) as bars:
            for path in (small, large):
                bar = bars.add(path.name, path.stat().st_size)
                bar.say("bytes uploaded")
                await ditio.projects.documents.upload(
                    project.id, [path], section="Drawings", replace_existing=True, progress=bar.at
                )

    async def _stream(self, ditio: DitioSession, sandbox: DitioSandbox) -> dict[str, float]:
        """All time registrations; a 429 comes after a quarter of them, and the token expires after half."""
        chunk = max(1, min(2500, self._records // 20))
        pages = self._records // chunk
        sandbox.fault(path="/reporting/*", status=429, retry_after=0.5, skip=pages // 4)
        hours: defaultdict[str, float] = defaultdict(float)
        began = shown = time.perf_counter()
        count = 0
        with self._screen.bars() as bars:
            bar = bars.add("Time registrations", self._records)
            async for record in ditio.reporting.time_registrations(chunk_limit=chunk):
                hours[f"{record.project_number} {record.project_name}"] += record.qty or 0.0
                count += 1
                if count == self._records // 2:
                    sandbox.expire_tokens()
                if (now := time.perf_counter()) - shown > 0.1:
                    shown = now
                    bar.say(f"{count / (now - began):,.0f} records/s")
                    bar.at(count, self._records)
            bar.say(f"{count / (time.perf_counter() - began):,.0f} records/s, a 429 and an expired token included")
            bar.at(count, count)
        return hours

    def _table(self, hours: dict[str, float]) -> None:
        largest_first = sorted(hours.items(), key=lambda item: -item[1])
        rows = ((project, f"{qty:,.2f}") for project, qty in largest_first)
        self._screen.table("Hours per project", "Project", "Hours", rows)
