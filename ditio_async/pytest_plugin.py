"""The pytest fixtures `ditio_sandbox` and `ditio`."""
