"""dbt and its DuckDB file: what is built, how it is opened, what is wrong with it."""
