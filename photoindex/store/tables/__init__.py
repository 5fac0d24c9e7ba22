"""Modules that each read and write one table, or a few related tables: records in, records out."""
