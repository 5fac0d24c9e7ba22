"""Decide which person each face belongs to, and how certain that is."""
