"""Measure how similar faces are, and what their similarity is evidence of."""
