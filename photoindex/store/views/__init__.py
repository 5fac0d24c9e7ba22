"""Reads that go across several tables: search, listings, totals."""
