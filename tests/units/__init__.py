"""The modules that need no server, each on its own."""
