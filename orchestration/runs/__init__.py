"""Dagster's jobs, started and followed from a terminal."""
