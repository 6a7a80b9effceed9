"""All operations that are documented."""

from __future__ import annotations

from typing import Final

from . import contract, contract_payroll, contract_streams

OPERATIONS: Final = [*contract.OPERATIONS, *contract_payroll.OPERATIONS, *contract_streams.STREAMS]
"""What has a call of its own."""
OTHERS: Final = contract.OTHERS
