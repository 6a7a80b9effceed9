"""Certificates, by employee and type, as far as a file remembers them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from anyio import to_thread

from ..._bulk.arrays import halving
from ..._bulk.results import Finding, Outcome
from ..._bulk.run import Bulk
from ..._codec import Decoder
from ...errors import ArgumentError
from ...resources.certificates import Certificate, Certificates, NewCertificate
from ..entries import Entry
from ..kind import Kind

_CHUNK: Final = 100


class CertificateKind(Kind[NewCertificate, Certificate]):
    """Certificates. Ditio documents no call that reads them, so a file remembers what was written.

    Args:
        remembered: the file, JSON; without one, every certificate is written.
    """

    name = "certificates"

    def __init__(self, certificates: Certificates, remembered: Path | None) -> None:
        super().__init__(NewCertificate, ("employee_number", "certificate_type"))
        self._certificates = certificates
        self._file = remembered
        self._memory: dict[tuple[object, ...], dict[str, object]] = {}
        self._saving = asyncio.Lock()

    async def read(self, wanted: Sequence[NewCertificate]) -> list[Certificate]:
        """What the file remembers."""
        if self._file is None:
            return []
        body = await to_thread.run_sync(_content, self._file)
        try:
            found = Decoder(list[Certificate])(body)
            rows = msgspec.json.decode(body, type=list[dict[str, object]])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ArgumentError(
                f"reconcile(certificates): {self._file} is not what was written there ({error}); without it, "
                "everything is written anew"
            ) from error
        self._memory = {self.key_of(one): row for one, row in zip(found, rows, strict=True)}
        return found

    def id_of(self, have: Certificate) -> object:
        """They have none."""
        return None

    def writing(
        self, entries: Sequence[Entry[NewCertificate, Certificate]], concurrency: int
    ) -> Bulk[Entry[NewCertificate, Certificate], object]:
        """Write many in a request, and remember those that are done."""
        write = halving(self._certificates.upsert)

        async def work(batch: Sequence[Entry[NewCertificate, Certificate]]) -> list[Finding[object]]:
            wanted = [entry.want for entry in batch if entry.want is not None]
            findings = await write(wanted)
            done = [want for want, found in zip(wanted, findings, strict=True) if found.outcome is Outcome.DONE]
            await self._remember(done)
            return [Finding(found.outcome, found.value, found.error) for found in findings]

        return Bulk(work, entries, concurrency=concurrency, chunk=_CHUNK)

    async def _remember(self, done: Sequence[NewCertificate]) -> None:
        if self._file is None:
            return
        async with self._saving:
            for want in done:
                self._memory[self.key_of(want)] = msgspec.to_builtins(want)  # what was left out is wiped
            await to_thread.run_sync(_save, self._file, msgspec.json.encode([*self._memory.values()]))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        if not file.parent.is_dir():  # told before anything is written that could not be remembered
            raise
        return b"[]"


def _save(file: Path, content: bytes) -> None:
    """Replace the file, whole or not at all."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
