"""The sandbox keeps the documented rules."""
