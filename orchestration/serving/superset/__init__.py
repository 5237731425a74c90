"""Apache Superset on the copies in PostgreSQL, for who asks questions of their own: `make superset`.

Superset needs other versions of nearly everything, so it lives in an environment of its own (`.ci/superset.lock`), in
which only `inside/` runs. What it shows is made here, of `boards/` and of what dbt knows, at each start.
"""
