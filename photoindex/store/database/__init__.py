"""The DuckDB file itself: schema, migrations, values and errors. Only the packages above this one know what the tables
mean.
"""
