"""What the package looks like from outside, and how it is put together."""
