"""Mirroring time registrations into SQLite and PostgreSQL: full, and again with one record in a hundred changed."""
