"""Measure how similar faces are, and what that is evidence of."""
