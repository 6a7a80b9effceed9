"""Many writes, side by side, each of which is accounted for."""
