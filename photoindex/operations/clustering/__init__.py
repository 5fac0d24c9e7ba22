"""Grouping the faces of an index, and comparing the result with the clusters before it."""
