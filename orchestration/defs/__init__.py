"""Everything Dagster sees; a new file here is live. Importing it reads declarations and dbt's manifest, no more."""
