"""Exporting time registrations to files."""
