"""Cluster faces by person, and keep clusters stable while a library grows."""
