"""Writes that go across several tables, each in one transaction."""
