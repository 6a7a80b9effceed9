"""Streams from the inside: how a page is cut and decoded, how one follows another, and who reads them side by side."""
