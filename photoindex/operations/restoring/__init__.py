"""Restore what was saved."""
