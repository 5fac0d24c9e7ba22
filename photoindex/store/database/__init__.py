"""The DuckDB file itself: schema, migrations, types and errors. Knows no table by its meaning."""
