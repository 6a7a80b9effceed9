"""Many files at once: what they are called, which are there already, and a manifest of what came and what failed."""
