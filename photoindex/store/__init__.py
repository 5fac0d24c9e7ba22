"""The DuckDB index: records in, records out. Only this package speaks SQL."""
