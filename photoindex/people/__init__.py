"""Cluster faces, assign names and suggest questions. Works on arrays and records only, never on the store."""
