"""Bringing Ditio into line with a list that another system owns."""
