"""Bringing back what was saved."""
