"""Cluster faces, assign names and suggest questions, from arrays and records only: never from the store."""
