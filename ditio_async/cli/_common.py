"""The options that all commands share, and what follows from them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cyclopts import Parameter

from ..errors import ConfigurationError
from ..tenants import Tenant, Tenants

_FILE: Final = Path("ditio.toml")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Common:
    """The options that all commands share."""

    config: Path | None = None
    """the TOML file of the tenants; else DITIO_CONFIG, else ./ditio.toml, else the DITIO_ environment variables."""
    tenant: str | None = None
    """which of them; needed where there are several."""
    json: bool = False
    """results and errors as JSON, for machines."""
    quiet: bool = False
    """results and errors only."""

    def file(self) -> Path | None:
        """The TOML file; None where the environment variables count."""
        if self.config is not None:
            return self.config
        if named := os.environ.get("DITIO_CONFIG", "").strip():
            return Path(named)
        return _FILE if _FILE.exists() else None

    def chosen(self) -> Tenant:
        """The tenant to work for.

        Raises:
            ConfigurationError: nobody knows which one, or something is wrong with the file.
        """
        tenants = self.tenants()
        if self.tenant is not None:
            return tenants[self.tenant]
        if len(tenants) > 1:
            names = ", ".join(tenant.name for tenant in tenants)
            raise ConfigurationError(f"{tenants.path} has several tenants; say which with --tenant: {names}")
        return next(iter(tenants))

    def tenants(self) -> Tenants:
        """All that there are.

        Raises:
            ConfigurationError: something is wrong with the file.
        """
        file = self.file()
        return Tenants.from_env() if file is None else Tenants.load(file)


COMMON: Final = Common()
"""None of them is given."""
