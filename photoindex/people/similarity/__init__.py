"""Measure how similar faces are, and how strongly their similarity shows that they are one person."""
