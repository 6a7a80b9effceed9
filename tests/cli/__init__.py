"""The command `ditio-async`."""
