"""`ditio-async sandbox`."""

from __future__ import annotations


def sandbox(*, port: int = 8080, records: int = 2000, seed: int = 7) -> int:
    """Serve a Ditio in a box on this machine until Ctrl-C, for any language; prints the variables that lead there.

    Parameters
    ----------
    port
        where to listen; 0 takes a free port.
    records
        time registrations.
    seed
        the same seed gives the same data.
    """
    from ..sandbox.__main__ import main  # no other command needs to wait for it

    return main([f"--port={port}", f"--records={records}", f"--seed={seed}"])
