"""Modules that each read and write one table, or a few that belong together: records in, records out."""
