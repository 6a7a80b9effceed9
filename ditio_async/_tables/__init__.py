"""Streams as tables: their columns, and records as rows of them."""
