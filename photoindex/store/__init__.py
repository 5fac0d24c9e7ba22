"""Records in, records out: the DuckDB index, its migrations and its one writer."""
